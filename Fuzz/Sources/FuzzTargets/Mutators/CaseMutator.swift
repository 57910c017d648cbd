import Synchronization
import VexBytes
import VexCodecs
import VexFormatSpec
@testable import VexFuzz
import VexPlugins

/// Changes single structures by their fields, as `vexfmt fuzz` does, and computes their checksums again: a change of bytes alone hardly
/// ever comes past those.
enum CaseMutator {
  private static let plans = Mutex<[String: MutationPlan]>([:])

  static func mutate(
    _ input: [UInt8], _ formats: NumberedFormats, _ random: inout SeededGenerator, _ engine: EngineMutator
  ) -> [UInt8]? {
    guard let (loaded, subject) = formats.decode(input) else { return nil }
    return formats.encode(mutate(subject, loaded, &random, engine), loaded)
  }

  static func mutate(
    _ subject: StructureCase, _ loaded: LoadedFormat, _ random: inout SeededGenerator, _ engine: EngineMutator
  ) -> StructureCase {
    var subject = subject
    let reader = ChecksumReader(checksums: .builtIn)
    switch random.next(below: 16) {
    case 0..<10:
      guard let plan = plan(subject, loaded, reader), !plan.targets.isEmpty else { break }
      let mutant = plan.random(&random)
      subject.bytes.withMutableBytes { bytes in
        for edit in [mutant.edits.first, mutant.edits.second, mutant.edits.third] { edit?.apply(to: &bytes) }
      }
      if mutant.isRepaired { subject.repair(loaded.format, reader, except: mutant.excluded) }
      return subject
    case 10..<12:
      guard let plan = plan(subject, loaded, reader) else { break }
      let changes = plan.mutants.compactMap(\.surroundings)
      guard !changes.isEmpty else { break }
      let change = changes[random.next(below: changes.count)]
      subject.context.apply(change)
      if case .length(let count) = change { subject.bytes = Array(subject.bytes.prefix(count)) }
    case 12 where !subject.context.sources.isEmpty:
      let source = random.next(below: subject.context.sources.count)
      let bytes = subject.context.sources[source].bytes
      subject.context.sources[source].bytes = engine.mutate(bytes, longest: max(bytes.count, 16))
    default: subject.bytes = engine.mutate(subject.bytes, longest: max(subject.bytes.count, 16))
    }
    if random.next(below: 8) != 0 { subject.repair(loaded.format, reader) }
    return subject
  }

  /// What can be done to a structure, found out once.
  private static func plan(
    _ subject: StructureCase, _ loaded: LoadedFormat, _ reader: ChecksumReader
  ) -> MutationPlan? {
    let name = "\(loaded.format.name) \(subject.structure)"
    if let known = plans.withLock({ $0[name] }) { return known }
    let plan = MutationPlan(Baseline(name: name, subject: subject), loaded.format, reader, seed: 1)
    plans.withLock { $0[name] = plan }
    return plan
  }
}
