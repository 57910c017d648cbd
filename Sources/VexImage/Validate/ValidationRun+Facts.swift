import VexBytes
import VexCodecs
import VexFormatSpec

extension ValidationRun {
  /// Judges a fact about the whole image, unless something that it reads is damaged.
  func check(fact: Fact) {
    let name = "\(format.name)/image/\(fact.name)"
    for region in fact.regions {
      if let cause = damage(of: region) { return addNotEvaluated(name, cause) }
    }
    let evaluator = walker.evaluator
    do throws(NoValue) {
      if let versions = fact.versions, !versions.contains(try evaluator.version()) { return }
      if let condition = fact.condition, !(try evaluator.isTrue(condition)) { return }
      let holds = try evaluator.isTrue(fact.predicate)
      report.statistics.facts += 1
      if holds { return }
      let (found, expected) = describer.sides(fact.predicate, evaluator) ?? ("it is false", nil)
      add(
        describer.finding(
          fact: fact, severity: severity(fact.severity, evaluator), found: found, expected: expected ?? fact.statement,
          message: "\(fact.name) does not hold: \(found)" + (expected.map { ", expected \($0)" } ?? "")))
    } catch {
      if let cause = damage(error) { return addNotEvaluated(name, cause) }
      report.statistics.facts += 1
      add(
        describer.finding(
          fact: fact, severity: severity(fact.severity, evaluator), found: "no value: \(error)",
          expected: fact.statement,
          message: "\(fact.name) cannot be judged, since it has no value: \(error)"))
    }
  }
}
