import VexBytes

/// The engine's own way to change bytes: the bytes, how many there are, and how many there may be; answers how many there are then.
typealias EngineFunction = @convention(c) (UnsafeMutablePointer<UInt8>, Int, Int) -> Int

/// Changes bytes as the engine does, with its dictionary and what it saw compared.
struct EngineMutator {
  let function: (inout [UInt8], Int) -> Void

  /// With a function that changes an array to one of at most so many bytes.
  init(_ function: @escaping (inout [UInt8], Int) -> Void) { self.function = function }

  /// With an engine's function.
  init(_ function: EngineFunction) {
    self.function = { bytes, longest in
      let old = bytes.count
      bytes += [UInt8](repeating: 0, count: longest - old)
      let count = unsafe bytes.withUnsafeMutableBufferPointer { target in
        unsafe target.baseAddress.map { unsafe function($0, old, longest) } ?? 0
      }
      bytes.removeLast(longest - min(max(count, 0), longest))
    }
  }

  func mutate(_ bytes: [UInt8], longest: Int) -> [UInt8] {
    var bytes = bytes
    function(&bytes, max(longest, bytes.count, 1))
    return bytes
  }
}

private func target(_ name: UnsafePointer<CChar>) -> FuzzTarget {
  let name = unsafe String(cString: name)
  guard let target = FuzzTarget(rawValue: name) else { fatalError("there is no target '\(name)'") }
  return target
}

/// Runs a target; -1 asks the engine not to keep the input.
@_cdecl("vexfuzz_run")
func vexfuzzRun(_ name: UnsafePointer<CChar>, _ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
  return unsafe target(name).run(input) ? 0 : -1
}

/// Changes an input in place; answers how many bytes it has then.
@_cdecl("vexfuzz_mutate")
func vexfuzzMutate(
  _ name: UnsafePointer<CChar>, _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ longest: Int,
  _ seed: CUnsignedInt,
  _ engine: EngineFunction
) -> Int {
  var random = SeededGenerator(seed: UInt64(seed))
  // What the engine does by itself finds what nobody thought of.
  guard random.next(below: 4) != 0 else { return unsafe engine(bytes, count, longest) }
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let changed = unsafe target(name).mutate(input, &random, EngineMutator(engine)), !changed.isEmpty,
    changed.count <= longest
  else { return unsafe engine(bytes, count, longest) }
  _ = unsafe UnsafeMutableBufferPointer(start: bytes, count: longest).update(fromContentsOf: changed)
  return changed.count
}

/// Prepares what the targets need, as its arguments say; answers the exit status.
@_cdecl("vexfuzz_prepare")
func vexfuzzPrepare(_ count: CInt, _ arguments: UnsafePointer<UnsafePointer<CChar>?>) -> CInt {
  let words = (1..<max(1, Int(count))).compactMap { unsafe arguments[$0].map { unsafe String(cString: $0) } }
  return Preparation.run(words)
}
