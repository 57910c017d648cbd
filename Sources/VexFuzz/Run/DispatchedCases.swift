public import VexBytes
public import VexFormatSpec

/// Cases for a program that runs generated checks, and its results.
///
/// Their bytes are described where the dispatcher in C is emitted, `CDispatchEmitter`.
public struct DispatchedCases: Sendable {
  /// What a check must return for each rule.
  private let errors: [UInt32: Int32]

  /// Results that are none, or that contradict themselves.
  public struct Failure: Error, CustomStringConvertible {
    /// What is wrong.
    public var description: String
  }

  /// Makes what encodes and decodes cases of a format.
  public init(_ format: Format) {
    errors = format.rules.reduce(into: [:]) { $0[$1.number] = -$1.errno.number }
  }

  /// What such a program reads for a batch.
  public func input(_ batch: MutantBatch) -> [UInt8] {
    var input: [UInt8] = []
    func put(_ value: some FixedWidthInteger) {
      for byte in 0..<value.bitWidth / 8 { input.append(UInt8(truncatingIfNeeded: value >> (byte * 8))) }
    }
    for entry in batch.entries {
      let context = batch.contexts[entry.context]
      let sources = context.sources.reduce(0) { $0 + 4 + $1.bytes.count }
      put(UInt32(40 + context.parameters.count * 8 + sources + 4 + entry.count))
      put(UInt32(batch.structure))
      put(0 as UInt32)
      put(context.place)
      put(context.index)
      put(context.imageSize)
      put(UInt32(context.sources.count))
      put(UInt32(context.parameters.count))
      for parameter in context.parameters { put(parameter.value) }
      for source in context.sources {
        put(UInt32(source.bytes.count))
        input += source.bytes
      }
      put(UInt32(entry.count))
      input += batch.bytes[entry.start..<entry.start + entry.count]
    }
    return input
  }

  /// Appends the finding that each of so many results tells.
  public func decode(_ output: [UInt8], count: Int, into findings: inout [Finding]) throws(Failure) {
    guard output.count == count * 24 else {
      throw Failure(description: "\(output.count) bytes of results for \(count) cases")
    }
    try output.withBytes { bytes throws(Failure) in
      for start in stride(from: 0, to: bytes.byteCount, by: 24) {
        let rule = bytes.load(UInt32.self, at: start, .little) ?? 0
        let error = bytes.load(UInt32.self, at: start + 4, .little) ?? 0
        let offset = bytes.load(UInt64.self, at: start + 8, .little) ?? 0
        let status = bytes.load(UInt16.self, at: start + 18, .little) ?? 1
        guard status == 0, let severity = Severity(rawValue: bytes.load(UInt8.self, at: start + 16, .little) ?? 255),
          Int32(bitPattern: error) == (severity == .error ? errors[rule] : 0)
        else {
          throw Failure(
            description:
              "case \(start / 24) of a batch: status \(status), rule \(rule), error \(Int32(bitPattern: error))")
        }
        findings.append(Finding(rule: rule, severity: severity, offset: offset))
      }
    }
  }
}
