public import VexBytes
public import VexFormatSpec

/// Evaluators that disagree about a structure, with all that is needed to see it again.
public struct Disagreement: Sendable {
  /// The seed of the run.
  public var seed: UInt64
  /// The mutant's number in the run.
  public var number: UInt64
  /// What it was made from.
  public var baseline: Baseline
  /// What was changed.
  public var change: String
  /// The structure as it was checked.
  public var subject: StructureCase
  /// What each evaluator said; the first is the prediction.
  public var findings: [(name: String, finding: Finding)]
}

extension Disagreement: CustomStringConvertible {
  /// One line, without the bytes.
  public var description: String {
    let said = findings.map { "\($0.name): rule \($0.finding.rule) \($0.finding.severity) at \($0.finding.offset)" }
    return "seed \(seed) mutant \(number), \(baseline.name), \(change): \(said.joined(separator: "; "))"
  }
}

/// What a run found.
public struct FuzzReport: Sendable {
  /// What was changed, and which rules decided.
  var tally = MutantTally()
  /// The disagreements about the mutants of the lowest numbers, in their order, at most `FuzzOptions.disagreementLimit`.
  public internal(set) var disagreements: [Disagreement] = []
  /// All disagreements, also those that were not kept.
  public internal(set) var disagreementCount: UInt64 = 0

  /// Makes an empty report.
  public init() {}

  /// Adds what another part of a run found.
  public mutating func merge(_ other: FuzzReport) {
    tally.merge(other.tally)
    disagreements += other.disagreements
    disagreementCount += other.disagreementCount
  }

  /// Keeps a disagreement, unless `limit` of mutants with lower numbers are kept; counts it in any case.
  ///
  /// Parts of a run then keep all that the whole run would.
  mutating func note(_ number: UInt64, limit: Int, _ disagreement: () -> Disagreement) {
    disagreementCount += 1
    let place = disagreements.firstIndex { $0.number > number } ?? disagreements.count
    guard place < limit else { return }
    disagreements.insert(disagreement(), at: place)
    if disagreements.count > limit { disagreements.removeLast() }
  }

  /// Mutants that were checked.
  public var count: UInt64 { decisions.values.reduce(0, +) }

  /// How many were decided how.
  public var decisions: [Severity: UInt64] {
    var result: [Severity: UInt64] = [:]
    tally.forEach { _, _, severity, _, count in result[severity, default: 0] += count }
    return result
  }

  /// How often each rule decided, by its number.
  public var deciding: [UInt32: UInt64] {
    var result: [UInt32: UInt64] = [:]
    tally.forEach { _, _, _, rule, count in if rule != 0 { result[rule, default: 0] += count } }
    return result
  }

  /// Field by verb by rule.
  public func matrix(_ format: Format) -> KillMatrix { KillMatrix(tally, format) }
}

/// How a run is bounded and divided.
public struct FuzzOptions: Sendable {
  /// Everything random follows from it.
  public var seed: UInt64
  /// Mutants in all shards together; nil for each field by each verb once.
  public var count: UInt64?
  /// Whether one mutant aimed at each rule comes before the others; searching them takes most of a short run's time.
  public var isAimed = false
  /// Which of `shardCount` parts this is, from 0.
  public var shard: UInt64 = 0
  /// Number of parts.
  public var shardCount: UInt64 = 1
  /// Mutants of one baseline that are made before they are checked, at most.
  ///
  /// An evaluator that is a program is started for each such batch, which takes as long as hundreds of checks.
  public var batchSize = 2048
  /// About so many bytes of mutants of all baselines, and of what surrounds each, are made before they are checked.
  public var batchBytes = 64 << 20
  /// So many disagreements are kept.
  public var disagreementLimit = 50

  /// Makes options.
  public init(seed: UInt64, count: UInt64? = nil) {
    self.seed = seed
    self.count = count
  }
}
