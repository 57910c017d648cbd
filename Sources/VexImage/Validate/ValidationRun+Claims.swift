import VexBytes
import VexCodecs
import VexFormatSpec

extension ValidationRun {
  /// The other owner of a unit of space is looked for so often, since that takes a walk.
  private static let ownerLimit = 16

  /// Claims an element's space, and reports what was claimed before.
  func claim(_ element: Element) {
    guard let unit = format.regions[element.region].owns else { return }
    let region = format.regions[element.region]
    do throws(NoValue) {
      let space = try walker.claim(element, in: unit)
      guard let taken = claims[unit, default: ClaimSet()].insert(space),
        let rule = region.rules.first(where: { $0.kind.name == "disjoint" })
      else { return }
      let name = name(element.region, element.ordinal)
      let owner = owner(of: taken, unit, before: element)
      add(
        describer.finding(
          regionRule: rule, severity: severity(rule.severity, element.evaluator), structure: name,
          offset: element.place, length: element.length,
          found: "\(unit.name) \(taken) belongs to \(owner ?? "another owner")", expected: nil,
          message: "\(name) takes \(unit.name) \(taken), which belongs to \(owner ?? "something before it")"))
    } catch {
      addNotEvaluated("\(format.name)/image.\(region.name)/disjoint", damage(error) ?? "\(error)")
    }
  }
  /// The element that claimed a unit of space before another one did; nil when there were too many such questions.
  private func owner(of taken: UInt64, _ unit: Unit, before element: Element) -> String? {
    guard owners < Self.ownerLimit else { return nil }
    owners += 1
    var owner: String?
    for id in format.regions.indices.prefix(element.region + 1) where owner == nil && format.regions[id].owns == unit {
      try? walker.walk(id) { (step: WalkStep) throws(NoValue) -> Bool in
        guard case .element(let other) = step else { return true }
        if id == element.region, other.ordinal >= element.ordinal { return false }
        guard let claim = try? walker.claim(other, in: unit), claim.contains(taken) else { return true }
        owner = name(id, other.ordinal)
        return false
      }
    }
    return owner
  }
}
