import VexBytes
public import VexFormatSpec
public import VexPlugins

/// Makes mutants of sound structures, predicts what is wrong with each, and asks evaluators.
///
/// Mutants are made and checked in batches, so memory does not grow with their number; a mutant depends on the seed and its number
/// alone.
public struct DifferentialRun {
  /// The format whose rules are true.
  public let format: Format
  /// Sound structures.
  public let baselines: [Baseline]
  /// How the run is bounded and divided.
  public let options: FuzzOptions
  let predictor: Predictor
  let plans: [MutationPlan]
  /// Numbers of the rules that one mutant each is to break: those on the baselines' structures that nothing implies.
  let aims: [UInt32]
  /// Mutants of each plan that are checked together.
  let batchSizes: [Int]
  /// Where the mutants of each plan are counted.
  private let rows: [PlanRows]
  /// All rows, without a count.
  private let blank: MutantTally

  /// Makes a run.
  public init(format: Format, baselines: [Baseline], checksums: ChecksumRegistry, options: FuzzOptions) {
    self.format = format
    self.baselines = baselines
    self.options = options
    let predictor = Predictor(format: format, checksums: checksums)
    self.predictor = predictor
    plans = baselines.compactMap { MutationPlan($0, format, predictor.reader, seed: options.seed) }
    let share = options.batchBytes / max(1, plans.count)
    batchSizes = plans.map { plan in
      let subject = plan.baseline.subject
      let bytes = subject.context.sources.reduce(subject.bytes.count) { $0 + $1.bytes.count }
      return max(1, min(options.batchSize, share / max(1, bytes)))
    }
    let structures = Set(plans.map(\.baseline.subject.structure))
    let local = format.rules.filter { rule in rule.structure.map(structures.contains) ?? false && !rule.isImplied }
    aims = options.isAimed ? local.map(\.number) : []
    var tally = MutantTally()
    rows = plans.map { PlanRows($0, format, in: &tally) }
    blank = tally
  }

  /// Number of mutants when every rule is aimed at and every field changed by every verb once.
  public var systematicCount: UInt64 { plans.reduce(UInt64(aims.count)) { $0 + UInt64($1.mutants.count) } }

  /// Runs everything.
  ///
  /// - `predicting`: whether predictions are made; without, the first evaluator is what others are compared with.
  public func run(_ evaluators: [any CheckEvaluator], predicting: Bool = true) throws -> FuzzReport {
    var report = FuzzReport()
    report.tally = blank
    let total = options.count ?? systematicCount
    // Each baseline keeps its batch: fresh memory costs more than a check.
    var batches = plans.map { MutantBatch($0.baseline.subject) }
    var first = min(total, UInt64(aims.count))
    try runAimed(&batches, numbers: 0..<first, evaluators, predicting, &report)
    for (index, plan) in plans.enumerated() {
      let end = min(total, first + UInt64(plan.mutants.count))
      try fill(index, &batches[index], numbers: first..<end, evaluators, predicting, &report) {
        plan.mutants[Int($0 - first)]
      }
      first = end
    }
    // Random ones: each baseline in turn gets a stretch. Its length is the same for every division into shards and batches, or the
    // same number would be another mutant.
    let start = first
    while !plans.isEmpty, let number = own(from: first), number < total {
      let (turn, place) = ((number - start) / Self.stretch, (number - start) % Self.stretch)
      let index = Int(turn % UInt64(plans.count))
      first = number + min(Self.stretch - place, total - number)
      try fill(index, &batches[index], numbers: number..<first, evaluators, predicting, &report) { number in
        var random = SeededGenerator(seed: options.seed, number: number)
        return plans[index].random(&random)
      }
    }
    for index in plans.indices where !batches[index].entries.isEmpty {
      try check(&batches[index], index, evaluators, predicting, &report)
    }
    try shrink(&report.disagreements, evaluators, predicting)
    return report
  }

  /// So many random mutants come from one baseline before it is the next one's turn.
  private static let stretch: UInt64 = 256

  /// Makes each disagreement as small as it gets.
  private func shrink(
    _ disagreements: inout [Disagreement], _ evaluators: [any CheckEvaluator], _ predicting: Bool
  ) throws {
    let shrinker = DisagreementShrinker(format: format, predictor: predictor) { batch in
      try columns(batch, evaluators, predicting)
    }
    // All of them, so that the parts of a divided run have what the whole has.
    for index in disagreements.indices { disagreements[index] = try shrinker.shrunk(disagreements[index]) }
  }

  /// What each says of each mutant of a batch; predictions are the first column, if they are made.
  private func columns(
    _ batch: MutantBatch, _ evaluators: [any CheckEvaluator], _ predicting: Bool
  ) throws -> [EvaluatorColumn] {
    var columns: [EvaluatorColumn] = []
    if predicting {
      let decisions = batch.entries.map { predictor.decision(batch.subject($0)) }
      columns.append(EvaluatorColumn(name: "prediction", findings: decisions))
    }
    for evaluator in evaluators { columns.append(try EvaluatorColumn(asking: evaluator, about: batch)) }
    return columns
  }

  /// Makes this shard's mutants of some numbers, and checks them whenever the batch is full.
  private func fill(
    _ plan: Int, _ batch: inout MutantBatch, numbers: Range<UInt64>, _ evaluators: [any CheckEvaluator],
    _ predicting: Bool, _ report: inout FuzzReport, _ mutant: (UInt64) -> Mutant
  ) throws {
    try forOwn(numbers) { number in
      batch.append(mutant(number), number: number, plans[plan].repair, format, predictor.reader)
      if batch.entries.count == batchSizes[plan] { try check(&batch, plan, evaluators, predicting, &report) }
    }
  }

  /// Calls `body` with the numbers that are this shard's.
  func forOwn(_ numbers: Range<UInt64>, _ body: (UInt64) throws -> Void) rethrows {
    var first = numbers.lowerBound
    while let number = own(from: first), number < numbers.upperBound {
      try body(number)
      first = number + 1
    }
  }

  /// The first number from `first` on that is this shard's; nil if there is none.
  private func own(from first: UInt64) -> UInt64? {
    let behind = first % options.shardCount
    let step = options.shard >= behind ? options.shard - behind : options.shardCount - (behind - options.shard)
    let (number, isBeyond) = first.addingReportingOverflow(step)
    return isBeyond ? nil : number
  }

  func check(
    _ batch: inout MutantBatch, _ plan: Int, _ evaluators: [any CheckEvaluator], _ predicting: Bool,
    _ report: inout FuzzReport
  ) throws {
    let columns = try columns(batch, evaluators, predicting)
    let (rows, plan) = (rows[plan], plans[plan])
    for index in batch.entries.indices {
      let said = columns.compactMap { $0.findings.indices.contains(index) ? $0.findings[index] : nil }
      guard let first = said.first else { continue }
      let entry = batch.entries[index]
      let column = entry.aim == nil ? entry.mutant.column : .aimed
      report.tally.add(row: rows.row(of: entry), column: column, first)
      if said.count == columns.count, said.allSatisfy({ $0 == first }) { continue }
      let failures = columns.compactMap { column in column.failures[index].map { "; \(column.name): \($0)" } }
      report.note(entry.number, limit: options.disagreementLimit) {
        Disagreement(
          seed: options.seed, number: entry.number, baseline: plan.baseline,
          change: plan.describe(entry, format) + failures.joined(),
          subject: batch.subject(entry),
          findings: columns.compactMap { column in
            column.findings.indices.contains(index) ? (column.name, column.findings[index]) : nil
          })
      }
    }
    batch.removeAll()
  }
}

extension MutationPlan {
  /// What a mutant changes, for people.
  func describe(_ entry: MutantBatch.Entry, _ format: Format) -> String {
    if let aim = entry.aim { return "aimed at \(format.rule(aim)?.name ?? "rule \(aim)")" }
    return describe(entry.mutant)
  }

  /// What is changed, for people.
  func describe(_ mutant: Mutant) -> String {
    let around = mutant.surroundings?.name
    if mutant.fields.isEmpty {
      let noise = mutant.edits.first.map { "bytes \($0.range.lowerBound) to \($0.range.upperBound - 1) at random" }
      return around ?? noise ?? "nothing"
    }
    let names = mutant.fields.map { targets[$0].name }.joined(separator: " and ") + (around.map { " with \($0)" } ?? "")
    return "\(names) \(mutant.verb?.rawValue ?? "at random")\(mutant.isRepaired ? "" : ", checksums left")"
  }
}
