import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// Makes items of mutants of one image: copies in which what a mount reads was changed.
struct LabMutants {
  private let program: Program
  private let reader: ChecksumReader
  private let seed: UInt64
  /// One plan for each element that a mount reads; empty when they cannot be found.
  private let plans: [MutationPlan]

  /// Makes a maker.
  ///
  /// - `base`: the sound image on a device of some size; its items are not looked at.
  /// - `seed`: everything random follows from it.
  init(_ base: LabGroup, program: Program, checksums: ChecksumRegistry, seed: UInt64) {
    self.program = program
    self.seed = seed
    let reader = Predictor(format: program.format, checksums: checksums).reader
    self.reader = reader
    let raw = RawImage(format: program.format, source: base.image([]))
    plans = program.format.mount.reads.compactMap { read in
      guard case .found(let subject) = raw.mountElement(read, program) else { return nil }
      let name = "\(program.format.regions[read.region].name)[\(read.index)]"
      return MutationPlan(
        Baseline(name: name, subject: subject), program.format, reader, seed: seed, surroundings: false)
    }
  }

  /// Every field of every element, changed by every verb.
  func systematic() -> [LabItem] { plans.flatMap { items($0, $0.mutants) } }

  /// Mutants of up to three random fields of one element, and now and then of another one besides.
  func random(count: Int) -> [LabItem] {
    guard !plans.isEmpty, count > 0 else { return [] }
    var columns: [[LabItem]] = []
    for (number, plan) in plans.enumerated() {
      // The first element decides whether the others are looked at, and it has most fields.
      let share = number == 0 ? count - count / 4 * (plans.count - 1) : count / 4
      let mutants = (0..<UInt64(max(0, share))).map { index in
        var random = SeededGenerator(seed: seed &+ UInt64(number) &* 0x9e37_79b9, number: index)
        return plan.random(&random)
      }
      columns.append(items(plan, mutants))
    }
    var result: [LabItem] = []
    for (number, column) in columns.enumerated() {
      for (index, item) in column.enumerated() {
        var item = item
        let other = columns[(number + 1) % columns.count]
        if columns.count > 1, index % 5 == 4, !other.isEmpty {
          let second = other[index * 7 % other.count]
          item.title += "; \(second.title)"
          item.patches += second.patches
        }
        result.append(item)
      }
    }
    return result
  }

  private func items(_ plan: MutationPlan, _ mutants: [Mutant]) -> [LabItem] {
    let sound = plan.baseline.subject
    var batch = MutantBatch(sound)
    return mutants.map { mutant in
      batch.removeAll()
      batch.append(mutant, number: 0, plan.repair, program.format, reader)
      let changed = batch.entries.first.map { batch.subject($0).bytes } ?? sound.bytes
      let patches = CorpusCase.patches(from: sound.bytes, to: changed).map { patch in
        CorpusCase.Patch(offset: patch.offset + sound.context.place, bytes: patch.bytes)
      }
      return LabItem(title: "\(plan.baseline.name) \(plan.describe(mutant))", kind: .mutant, patches: patches)
    }
  }
}
