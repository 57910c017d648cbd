import VexBytes
import VexCodecs
import VexFSFuzz
import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexPlugins

/// Single structures of every built-in format: the number of the format in one byte, then a case.
final class TableTarget: Sendable {
  static let shared = TableTarget()

  let formats = NumberedFormats(ShippedFormats.names)

  func run(_ input: [UInt8]) -> Bool {
    guard let (loaded, subject) = formats.decode(input) else { return false }
    let context = subject.context.checkContext
    var runner = TableRunner(loaded.table)
    var result = CheckResult()
    let found = subject.bytes.withBytes { bytes in
      // The longer way first, which must leave nothing behind that the shorter one reads.
      runner.check(subject.structure, bytes: bytes, context: context, mode: .report, into: &result)
      runner.check(subject.structure, bytes: bytes, context: context, mode: .kernel, into: &result)
      return result.decisive
    }
    let name = "\(loaded.format.name), \(loaded.format.structures[subject.structure].name)"
    func compare(_ said: Finding, _ who: String) {
      guard said != found else { return }
      finding("\(name): the table says \(text(found, loaded)), \(who) says \(text(said, loaded))")
    }
    // What is generated and the table take the same steps, whatever they are given. A prediction is one for structures that are given
    // sound ones, as every check promises.
    if isGivenSoundOnes(subject, loaded) {
      compare(Predictor(format: loaded.format, checksums: .builtIn).decision(subject), "the prediction")
    }
    if loaded.format.name == "vexfs" { compare(generatedSwift(subject, loaded), "the generated Swift") }
    if let said = GeneratedC.decision(input.dropFirst(), loaded) { compare(said, "the generated C") }
    return true
  }

  /// Whether what a case is given has been verified, as far as it can be: what needs others itself is believed.
  private func isGivenSoundOnes(_ subject: StructureCase, _ loaded: LoadedFormat) -> Bool {
    subject.context.sources.allSatisfy { source in
      guard case .region = source.origin, let check = loaded.program.check(of: source.structure), check.sources.isEmpty,
        check.parameters.isEmpty
      else { return true }
      let context = CheckContext(
        imageSize: subject.context.imageSize, place: FormatSignature(loaded.format).place ?? 0, index: 0)
      var runner = TableRunner(loaded.table)
      var result = CheckResult()
      source.bytes.withBytes {
        runner.check(source.structure, bytes: $0, context: context, mode: .kernel, into: &result)
      }
      return result.decisive.severity < .error
    }
  }

  private func generatedSwift(_ subject: StructureCase, _ loaded: LoadedFormat) -> Finding {
    var batch = MutantBatch(subject)
    batch.append(subject)
    var findings: [Finding] = []
    do { try VexFS.evaluator(loaded.format).check(batch, into: &findings) } catch { finding("\(error)") }
    return findings.first ?? .clean
  }

  private func text(_ finding: Finding, _ loaded: LoadedFormat) -> String {
    guard finding.rule != 0 else { return "sound" }
    let rule = loaded.format.rule(finding.rule)?.name ?? "rule \(finding.rule)"
    return "\(finding.severity) \(rule) at \(finding.offset)"
  }
}

/// Formats of which an input names one by its first byte.
struct NumberedFormats: Sendable {
  let names: [String]
  /// Whether there is such a byte: not if there is one format.
  var prefix: Int { names.count > 1 ? 1 : 0 }

  init(_ names: [String]) { self.names = names }

  func decode(_ input: [UInt8]) -> (LoadedFormat, StructureCase)? {
    var number = 0
    if prefix == 1 {
      guard let first = input.first else { return nil }
      number = Int(first)
    }
    guard names.indices.contains(number) else { return nil }
    let loaded = ShippedFormats.named(names[number])
    return CaseCodec.decode(input.dropFirst(prefix), loaded).map { (loaded, $0) }
  }

  func encode(_ subject: StructureCase, _ loaded: LoadedFormat) -> [UInt8] {
    let number = names.firstIndex(of: loaded.format.name).flatMap { UInt8(exactly: $0) } ?? 0
    return (prefix == 1 ? [number] : []) + CaseCodec.encode(subject, loaded.format)
  }
}
