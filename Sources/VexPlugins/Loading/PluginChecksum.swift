import CVexPlugin
import Glibc

/// A checksum algorithm of a plugin.
///
/// `xorOut` is xored into the digest's lowest 64 bits here, so that no plugin has to know of it.
@safe public struct PluginChecksum: ChecksumAlgorithm {
  /// The name in specifications.
  public let name: String
  /// Bytes of a digest.
  public let width: Int
  /// The digest of `123456789` as the plugin tells it.
  public let checkValue: Digest
  /// Whether the plugin takes an initial value.
  public let takesInitial: Bool
  /// The path of the library that has it.
  public let library: String
  private let functions: PluginFunctions

  /// Reads an algorithm's table, which lives as long as the program.
  ///
  /// Whether the width and the name can be is for the registry to say.
  init(_ table: UnsafePointer<vexfmt_checksum>, _ index: Int, of path: String) throws(PluginError) {
    func flaw(_ text: String) -> PluginError { PluginError(path, .incomplete(index, text)) }
    library = path
    let needed = unsafe MemoryLayout<vexfmt_checksum>.offset(of: \.digest) ?? 0
    let size = unsafe Int(table.pointee.size)
    guard size >= needed else { throw flaw("has a size of \(size) bytes, expected at least \(needed)") }
    guard let name = unsafe table.pointee.name else { throw flaw("has no name") }
    guard unsafe strnlen(name, 65) <= 64 else { throw flaw("has a name of more than 64 bytes") }
    self.name = unsafe String(cString: name)
    guard size <= Self.largestTable, unsafe table.pointee.reserved == 0 else {
      throw flaw("'\(self.name)' has a size of \(size) bytes, or something where zero has to be")
    }
    let known = UInt32(VEXFMT_CHECKSUM_INITIAL)
    let flags = unsafe table.pointee.flags
    guard flags & ~known == 0 else { throw flaw("'\(self.name)' has flags that are not known: \(flags)") }
    takesInitial = flags & known != 0
    let width = unsafe Int(table.pointee.width)
    guard (1...Int(VEXFMT_DIGEST_MAX)).contains(width) else {
      throw flaw("'\(self.name)' has digests of \(width) bytes, expected 1 to \(VEXFMT_DIGEST_MAX)")
    }
    self.width = width
    let bytes = unsafe withUnsafeBytes(of: table.pointee.check_value) { unsafe Array($0.prefix(width)) }
    guard let checkValue = Digest(bytes: bytes) else { throw flaw("'\(self.name)' has no check value") }
    self.checkValue = checkValue
    guard let begin = unsafe table.pointee.begin, let copy = unsafe table.pointee.copy,
      let update = unsafe table.pointee.update, let finish = unsafe table.pointee.finish,
      let end = unsafe table.pointee.end
    else { throw flaw("'\(self.name)' lacks one of begin, copy, update, finish and end") }
    let whole = unsafe size >= MemoryLayout<vexfmt_checksum>.size ? unsafe table.pointee.digest : nil
    functions = unsafe PluginFunctions(
      begin: begin, copy: copy, update: update, finish: finish, end: end, digest: whole, width: width)
  }

  /// More than any later version of the interface will have, in bytes.
  private static let largestTable = 1 << 16

  /// Whether its functions write behind the bytes that a digest has.
  public var writesBeyondItsWidth: Bool { functions.writesBeyond() }

  /// Begins a digest that is fed in pieces.
  public func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    PluginState(
      storage: PluginStorage(functions, initial: takesInitial ? parameters.initial : nil),
      xorOut: parameters.xorOut ?? 0)
  }

  /// The digest of one run of bytes.
  public func digest(of bytes: RawSpan, _ parameters: ChecksumParameters) -> Digest {
    let initial = takesInitial ? parameters.initial : nil
    guard let digest = functions.digest(of: bytes, initial: initial) else {
      var state = begin(parameters)
      state.update(bytes)
      return state.finish()
    }
    return digest.xored(parameters.xorOut ?? 0)
  }
}

/// The functions of an algorithm, which the interface lets every thread call.
@safe struct PluginFunctions: @unchecked Sendable {
  fileprivate let begin: @convention(c) (UnsafePointer<UInt64>?) -> UnsafeMutableRawPointer?
  fileprivate let copy: @convention(c) (UnsafeRawPointer?) -> UnsafeMutableRawPointer?
  fileprivate let update: @convention(c) (UnsafeMutableRawPointer?, UnsafeRawPointer?, Int) -> Void
  fileprivate let finish: @convention(c) (UnsafeRawPointer?, UnsafeMutablePointer<UInt8>?) -> Void
  fileprivate let end: @convention(c) (UnsafeMutableRawPointer?) -> Void
  fileprivate let digest:
    (@convention(c) (UnsafePointer<UInt64>?, UnsafeRawPointer?, Int, UnsafeMutablePointer<UInt8>?) -> Void)?
  fileprivate let width: Int

  fileprivate func begin(initial: UInt64?) -> UnsafeMutableRawPointer? {
    guard var initial else { return unsafe begin(nil) }
    return unsafe begin(&initial)
  }

  /// The digest of one run of bytes; nil if there is no function for that.
  fileprivate func digest(of bytes: RawSpan, initial: UInt64?) -> Digest? {
    guard let digest = unsafe digest else { return nil }
    return unsafe bytes.withUnsafeBytes { run in
      unsafe read { out in
        if var initial {
          unsafe digest(&initial, run.baseAddress, run.count, out)
        } else {
          unsafe digest(nil, run.baseAddress, run.count, out)
        }
      }
    }
  }

  /// Whether the bytes behind a digest are not what they were.
  fileprivate func writesBeyond() -> Bool {
    let storage = PluginStorage(self, initial: nil)
    var bytes = [UInt8](repeating: 0xa5, count: Int(VEXFMT_DIGEST_MAX) + 32)
    unsafe bytes.withUnsafeMutableBufferPointer { unsafe storage.write($0.baseAddress) }
    return bytes.dropFirst(width).contains { $0 != 0xa5 }
  }

  /// The digest that `body` writes.
  fileprivate func read(_ body: (UnsafeMutablePointer<UInt8>?) -> Void) -> Digest {
    var words = Digest(low: 0, width: width)
    // A plugin that writes more than it said must not write over anything else: there is room for the most.
    var bytes = [UInt8](repeating: 0, count: Int(VEXFMT_DIGEST_MAX))
    unsafe bytes.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress) }
    if let digest = Digest(bytes: Array(bytes.prefix(width))) { words = digest }
    return words
  }
}

/// A digest of a plugin in progress; copies share a state until either is fed.
private struct PluginState: ChecksumState {
  var storage: PluginStorage
  let xorOut: UInt64

  mutating func update(_ bytes: RawSpan) {
    if !isKnownUniquelyReferenced(&storage) { storage = PluginStorage(of: storage) }
    storage.update(bytes)
  }

  func finish() -> Digest { storage.finish().xored(xorOut) }
}

/// One state of a plugin, freed with the last reference.
@safe private final class PluginStorage {
  private let functions: PluginFunctions
  private let state: UnsafeMutableRawPointer

  init(_ functions: PluginFunctions, initial: UInt64?) {
    self.functions = functions
    unsafe state = Self.allocated(functions.begin(initial: initial))
  }

  init(of other: PluginStorage) {
    functions = other.functions
    unsafe state = Self.allocated(functions.copy(UnsafeRawPointer(other.state)))
  }

  deinit { unsafe functions.end(state) }

  func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { unsafe functions.update(state, $0.baseAddress, $0.count) }
  }

  func finish() -> Digest { unsafe functions.read { unsafe write($0) } }

  func write(_ digest: UnsafeMutablePointer<UInt8>?) { unsafe functions.finish(UnsafeRawPointer(state), digest) }

  /// The state, or the end of the program: without memory Swift's own allocations end it likewise.
  private static func allocated(_ state: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
    guard let state = unsafe state else { fatalError("out of memory") }
    return unsafe state
  }
}

extension Digest {
  /// The digest with its lowest 64 bits, or as many as it has, xored.
  fileprivate func xored(_ mask: UInt64) -> Digest {
    var result = self
    result.words.w0 ^= width >= 8 ? mask : mask & (1 << UInt64(width &* 8) &- 1)
    return result
  }
}
