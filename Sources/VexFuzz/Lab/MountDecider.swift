import VexBytes
public import VexCodecs
import VexFormatSpec
public import VexPlugins

/// Says what mounting images must end with, by as many evaluators as there are.
///
/// A mount reads the elements that the format lists, in that order. The first finding of severity `error` ends it; otherwise
/// that which weighs most decides, of equal ones the first.
public final class MountDecider {
  /// What reports call the evaluators, in the order of the answers; the prediction is the first.
  public let names: [String]
  private let program: Program
  private let predictor: Predictor
  private let evaluators: [any CheckEvaluator]
  private let reads: [Mount.Read]

  /// Makes a decider.
  public init(program: Program, checksums: ChecksumRegistry, evaluators: [any CheckEvaluator]) {
    self.program = program
    self.evaluators = evaluators
    predictor = Predictor(format: program.format, checksums: checksums)
    reads = program.format.mount.reads
    names = ["prediction"] + evaluators.map(\.name)
  }

  /// Decides about each item of a group; answers one row per item, with a decision of each evaluator.
  public func decide(_ group: LabGroup) throws -> [[MountDecision]] {
    let base = GroupBase(group, reads, program)
    var states = [[MountState]](
      repeating: [MountState](repeating: MountState(), count: names.count), count: group.items.count)
    for step in reads.indices {
      // Items by the structure that they show to the evaluators, all in one batch.
      var batch: MutantBatch?
      var subjects: [(item: Int, subject: StructureCase)] = []
      for (item, asked) in group.items.enumerated() where states[item].contains(where: { !$0.hasEnded }) {
        switch base.element(step, asked.patches) {
        case .absent: continue
        case .unreachable: for name in names.indices { states[item][name].isUnreachable = true }
        case .found(let subject):
          subjects.append((item, subject))
          if batch == nil { batch = MutantBatch(subject) }
          batch?.append(subject)
        }
      }
      guard let batch else { continue }
      try ask(batch, subjects, &states)
    }
    return states.map { row in row.map { $0.decision(program.format) } }
  }

  private func ask(
    _ batch: MutantBatch, _ subjects: [(item: Int, subject: StructureCase)], _ states: inout [[MountState]]
  ) throws {
    var known: [Known: Finding] = [:]
    for (item, subject) in subjects {
      // Most items leave most elements as they are.
      let key = Known(bytes: subject.bytes, source: subject.context.sources.first?.bytes)
      let finding = known[key] ?? predictor.decision(subject)
      known[key] = finding
      states[item][0].consider(finding)
    }
    for (number, evaluator) in evaluators.enumerated() {
      var findings: [Finding] = []
      try evaluator.check(batch, into: &findings)
      guard findings.count == subjects.count else {
        throw CompiledC.Failure(
          description: "\(evaluator.name): \(findings.count) findings for \(subjects.count) cases")
      }
      for (finding, (item, _)) in zip(findings, subjects) { states[item][number + 1].consider(finding) }
    }
  }

  /// What a prediction depends on, within one element of a group.
  private struct Known: Hashable {
    var bytes: [UInt8]
    var source: [UInt8]?
  }
}

/// What one evaluator has found of a mount so far.
struct MountState {
  private(set) var worst = Finding.clean
  var isUnreachable = false

  /// Whether nothing more is read.
  var hasEnded: Bool { worst.severity == .error || isUnreachable }

  /// Takes the decisive finding of the next element into account.
  mutating func consider(_ finding: Finding) {
    if !hasEnded, finding.severity > worst.severity { worst = finding }
  }

  func decision(_ format: Format) -> MountDecision {
    guard isUnreachable, worst.severity != .error else { return MountDecision(worst, format) }
    return MountDecision(verdict: .refuse, rule: nil, offset: 0, errno: ErrorNumber.unclean.number)
  }
}

/// The elements of a group's base image, so that an item only pays for what it changes.
private struct GroupBase {
  let group: LabGroup
  let reads: [Mount.Read]
  let program: Program
  let elements: [MountElement]

  init(_ group: LabGroup, _ reads: [Mount.Read], _ program: Program) {
    self.group = group
    self.reads = reads
    self.program = program
    let raw = RawImage(format: program.format, source: group.image([]))
    elements = reads.map { raw.mountElement($0, program) }
  }

  /// The element that an item shows.
  func element(_ step: Int, _ patches: [CorpusCase.Patch]) -> MountElement {
    let whole = { [self] in
      RawImage(format: program.format, source: group.image(patches)).mountElement(reads[step], program)
    }
    // Where an element lies, and what its rules read, follows from those before it.
    let changesEarlier = elements[..<step].contains { element in
      guard case .found(let earlier) = element else { return false }
      return patches.contains { $0.touches(earlier) }
    }
    if changesEarlier { return whole() }
    guard case .found(var subject) = elements[step] else { return elements[step] }
    for patch in patches where patch.touches(subject) {
      guard patch.isInside(subject) else { return whole() }
      let start = Int(patch.offset - subject.context.place)
      subject.bytes.replaceSubrange(start..<start + patch.bytes.count, with: patch.bytes)
    }
    return .found(subject)
  }
}

extension CorpusCase.Patch {
  fileprivate func touches(_ subject: StructureCase) -> Bool {
    let end = offset.addingReportingOverflow(UInt64(bytes.count))
    return offset < subject.context.place + UInt64(subject.bytes.count)
      && (end.overflow || end.partialValue > subject.context.place)
  }

  fileprivate func isInside(_ subject: StructureCase) -> Bool {
    offset >= subject.context.place
      && offset - subject.context.place <= UInt64(max(0, subject.bytes.count - bytes.count))
      && bytes.count <= subject.bytes.count
  }
}
