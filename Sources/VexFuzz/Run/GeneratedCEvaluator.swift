import Foundation
public import VexBytes
import VexCodecs
public import VexFormatSpec

/// Runs generated C in a process of its own, so that a sanitizer may end it.
public final class GeneratedCEvaluator: CheckEvaluator {
  /// What reports call it.
  public let name: String
  private let compiled: CompiledC
  private var input = Data()
  /// What a check must return for each rule.
  private let errors: [UInt32: Int32]

  /// Makes an evaluator of a compiled program.
  public init(_ compiled: CompiledC, _ format: Format, name: String = "c") {
    self.compiled = compiled
    self.name = name
    errors = format.rules.reduce(into: [:]) { $0[$1.number] = -$1.errno.number }
  }

  /// Checks all mutants in one run of the process.
  ///
  /// Throws when it ends early, with what the sanitizer said.
  public func check(_ batch: MutantBatch, into findings: inout [Finding]) throws {
    input.removeAll(keepingCapacity: true)
    for entry in batch.entries {
      let context = batch.contexts[entry.context]
      // The bytes of a case are described where the dispatcher is emitted.
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
        input.append(contentsOf: source.bytes)
      }
      put(UInt32(entry.count))
      input.append(contentsOf: batch.bytes[entry.start..<entry.start + entry.count])
    }
    let output = try CompiledC.run(compiled.executable, [], input: input, in: compiled.folder)
    guard output.count == batch.entries.count * 24 else {
      throw CompiledC.Failure(description: "\(output.count) bytes of results for \(batch.entries.count) cases")
    }
    let bytes = [UInt8](output)
    try bytes.withBytes { bytes throws(CompiledC.Failure) in
      for start in stride(from: 0, to: bytes.byteCount, by: 24) {
        let rule = bytes.load(UInt32.self, at: start, .little) ?? 0
        let error = bytes.load(UInt32.self, at: start + 4, .little) ?? 0
        let offset = bytes.load(UInt64.self, at: start + 8, .little) ?? 0
        let status = bytes.load(UInt16.self, at: start + 18, .little) ?? 1
        guard status == 0, let severity = Severity(rawValue: bytes.load(UInt8.self, at: start + 16, .little) ?? 255),
          Int32(bitPattern: error) == (severity == .error ? errors[rule] : 0)
        else {
          throw CompiledC.Failure(
            description:
              "case \(start / 24) of a batch: status \(status), rule \(rule), error \(Int32(bitPattern: error))")
        }
        findings.append(Finding(rule: rule, severity: severity, offset: offset))
      }
    }
  }

  private func put(_ value: some FixedWidthInteger) {
    for byte in 0..<value.bitWidth / 8 { input.append(UInt8(truncatingIfNeeded: value >> (byte * 8))) }
  }
}

extension ErrorNumber {
  /// The number that Linux gives it.
  var number: Int32 {
    switch self {
    case .inputOutput: 5
    case .invalid: 22
    case .badMessage: 74
    case .unclean: 117
    }
  }
}
