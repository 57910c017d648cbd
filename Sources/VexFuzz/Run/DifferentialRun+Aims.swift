import VexBytes
import VexFormatSpec

extension DifferentialRun {
  /// Structures that are predicted for one rule of one baseline at most.
  private static let budget = 300

  /// Checks a mutant for each rule that breaks it and no other.
  ///
  /// Many rules are never the first to fail when one field changes: a count that must fit two other fields, what is only tested in
  /// arrays that are empty in a fresh image. Where the search finds nothing, the number goes to a random mutant.
  func runAimed(
    _ batches: inout [MutantBatch], numbers: Range<UInt64>, _ evaluators: [any CheckEvaluator], _ predicting: Bool,
    _ report: inout FuzzReport
  ) throws {
    guard !plans.isEmpty else { return }
    let easy = easyMutants()
    try forOwn(numbers) { number in
      let index = append(aims[Int(number)], number, easy, &batches)
      if batches[index].entries.count == batchSizes[index] {
        try check(&batches[index], index, evaluators, predicting, &report)
      }
    }
  }

  /// Where the mutant of a rule is, if it needs no search.
  private typealias EasyMutants = [UInt32: (plan: Int, subject: StructureCase)]

  /// Mutants whose surroundings or checksums are changed, by the rule that they break: no field that the rule reads leads to them.
  private func easyMutants() -> EasyMutants {
    var result: EasyMutants = [:]
    for (index, plan) in plans.enumerated() {
      var batch = MutantBatch(plan.baseline.subject)
      for mutant in plan.mutants
      where mutant.surroundings == nil ? mutant.excluded != nil && mutant.verb == .firstBit : mutant.fields.isEmpty {
        batch.append(mutant, number: 0, plan.repair, format, predictor.reader)
      }
      for subject in batch.entries.map(batch.subject) {
        let findings = predictor.findings(subject)
        guard findings.count == 1, result[findings[0].rule] == nil else { continue }
        result[findings[0].rule] = (index, subject)
      }
    }
    return result
  }

  /// Makes the mutant of a rule; answers with the plan that it belongs to.
  private func append(_ rule: UInt32, _ number: UInt64, _ easy: EasyMutants, _ batches: inout [MutantBatch]) -> Int {
    if let (plan, subject) = easy[rule] {
      batches[plan].append(subject, number: number, aim: rule)
      return plan
    }
    let structure = format.rule(rule)?.structure
    for (index, plan) in plans.enumerated() where plan.baseline.subject.structure == structure {
      guard let declared = format.check(of: plan.baseline.subject.structure) else { continue }
      var search = GuidedSearch(
        format: format, check: declared, predictor: predictor, rule: rule, nodes: Self.budget)
      guard let subject = search.search(plan.baseline.subject) else { continue }
      batches[index].append(subject, number: number, aim: rule)
      return index
    }
    let index = Int(number % UInt64(plans.count))
    var random = SeededGenerator(seed: options.seed, number: number)
    batches[index].append(plans[index].random(&random), number: number, plans[index].repair, format, predictor.reader)
    return index
  }
}
