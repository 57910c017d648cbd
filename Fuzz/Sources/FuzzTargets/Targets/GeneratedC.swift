import Synchronization
import VexBytes
import VexFormatSpec
import VexFuzz

/// The generated C of formats, as far as the program is linked with it.
enum GeneratedC {
  /// Answers a case with the 24 bytes of a result.
  typealias Answer = @Sendable ([UInt8]) -> [UInt8]

  private static let answers = Mutex<[String: Answer]>([:])

  static func add(_ format: String, _ answer: @escaping Answer) { answers.withLock { $0[format] = answer } }

  /// What the generated C says of a case; nil when it is not there.
  static func decision(_ input: ArraySlice<UInt8>, _ loaded: LoadedFormat) -> Finding? {
    guard let answer = answers.withLock({ $0[loaded.format.name] }) else { return nil }
    var findings: [Finding] = []
    do { try DispatchedCases(loaded.format).decode(answer(Array(input)), count: 1, into: &findings) } catch {
      finding("\(loaded.format.name): the generated C: \(error)")
    }
    return findings.first
  }
}

/// Tells of the generated C of a format; what is linked calls it before the first input.
///
/// - `function`: takes a case, how many bytes it has, and where the 24 bytes of the result go.
@_cdecl("vexfuzz_add_generated")
func vexfuzzAddGenerated(
  _ format: UnsafePointer<CChar>,
  _ function: @convention(c) (UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>?) -> Void
) {
  unsafe GeneratedC.add(String(cString: format)) { input in
    var result = [UInt8](repeating: 0, count: 24)
    unsafe input.withUnsafeBufferPointer { source in
      unsafe result.withUnsafeMutableBufferPointer { target in
        unsafe function(source.baseAddress, source.count, target.baseAddress)
      }
    }
    return result
  }
}
