import VexBytes
import VexCodecs
public import VexFormatSpec
public import VexPlugins

/// Looks for structures that break one rule alone.
///
/// First among the systematic mutants; then by breaking the rule on purpose and repairing what else breaks, one field at a time.
public struct WitnessSearch {
  /// The format.
  public let format: Format
  let predictor: Predictor
  let plans: [MutationPlan]
  /// Structures that are predicted for one rule at most.
  public var budget = 3000

  /// Makes a search among mutants of sound structures.
  public init(format: Format, baselines: [Baseline], checksums: ChecksumRegistry, seed: UInt64) {
    self.format = format
    let predictor = Predictor(format: format, checksums: checksums)
    self.predictor = predictor
    plans = baselines.compactMap { MutationPlan($0, format, predictor.reader, seed: seed) }
  }

  /// The smallest witness found for each local rule; rules without one are missing.
  public func witnesses() -> [UInt32: Witness] {
    var found: [UInt32: Witness] = [:]
    func offer(_ witness: Witness) {
      if let known = found[witness.rule], known.cost <= witness.cost { return }
      found[witness.rule] = witness
    }
    for plan in plans { systematic(plan, offer) }
    for rule in format.rules where rule.structure != nil && found[rule.number] == nil && !rule.isImplied {
      for plan in plans where plan.baseline.subject.structure == rule.structure {
        if let witness = guided(rule.number, plan.baseline) { offer(witness) }
      }
    }
    return found
  }

  /// Mutants of one field that break one rule alone.
  private func systematic(_ plan: MutationPlan, _ offer: (Witness) -> Void) {
    var batch = MutantBatch(plan.baseline.subject)
    for mutant in plan.mutants {
      switch mutant.surroundings {
      // An image cannot show a structure at another place, or with other arguments.
      case .place, .index, .parameter: continue
      case .imageSize(let size) where size > plan.baseline.subject.context.imageSize || size < 4: continue
      case .imageSize, .length, nil: break
      }
      batch.removeAll()
      batch.append(mutant, number: 0, plan.repair, format, predictor.reader)
      let subject = batch.subject(batch.entries[0])
      let findings = predictor.findings(subject)
      guard findings.count == 1 else { continue }
      offer(Witness(rule: findings[0].rule, finding: findings[0], baseline: plan.baseline, subject: subject))
    }
  }

  /// Breaks a rule on purpose and repairs the others.
  private func guided(_ rule: UInt32, _ baseline: Baseline) -> Witness? {
    guard let check = format.check(of: baseline.subject.structure) else { return nil }
    var search = GuidedSearch(format: format, check: check, predictor: predictor, rule: rule, nodes: budget)
    guard let subject = search.search(baseline.subject) else { return nil }
    let smaller = search.reduced(subject, from: baseline.subject)
    guard let finding = predictor.findings(smaller).first else { return nil }
    return Witness(rule: rule, finding: finding, baseline: baseline, subject: smaller)
  }
}
