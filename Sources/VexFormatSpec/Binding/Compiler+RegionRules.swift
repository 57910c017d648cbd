import VexBytes

/// What a region says about its rules, kept until it is known which of them can fail.
struct RegionRuleSource {
  var region: RegionID
  var severity: SeverityPolicy
  var predicate: Expression?
  var implied: SyntaxNode?
}

extension Compiler {
  /// Binds what a region demands of its elements.
  mutating func regionRuleSource(
    _ reader: MappingReader, _ scope: Scope, _ region: Region, _ id: RegionID
  ) -> RegionRuleSource {
    let context = ruleContext(reader, in: scope)
    var inner = scope
    inner.this = thisElement(of: id)
    let predicate = expression(reader, "valid").flatMap { bindBoolean($0.1, in: inner) }
    return RegionRuleSource(region: id, severity: context.severity, predicate: predicate, implied: reader["implied"])
  }

  /// What `this` is in a region's conditions on single elements.
  func thisElement(of id: RegionID) -> Access? {
    format.regions[id].structure.map {
      Access(root: .variable(Region.variable(of: id)), steps: [], type: .structure($0))
    }
  }

  /// Settles the rules of all regions, once everything that decides which of them can fail is known to be sound.
  mutating func bindRegionRules() {
    for source in regionRuleSources {
      var rules = possibleRules(source)
      markImplied(source, &rules)
      format.regions[source.region].rules = rules
    }
  }

  /// The rules of a region that can fail at all, in the order in which they are met.
  private func possibleRules(_ source: RegionRuleSource) -> [RegionRule] {
    let region = format.regions[source.region]
    func rule(_ kind: RegionRule.Kind, _ severity: SeverityPolicy? = nil) -> RegionRule {
      RegionRule(number: 0, kind: kind, severity: severity ?? source.severity, isImplied: false)
    }
    var rules: [RegionRule] = []
    // What steers a walk is judged on structures whose own rules hold, so their ranges count as proven.
    let analysis = analysis(versions: region.versions, isTrusted: true)
    if [region.condition, region.vacant].contains(where: { $0.map(analysis.mayFail) == true }) {
      rules.append(rule(.when))
    }
    if region.copies == nil { rules.append(rule(.inside)) }
    if let predicate = source.predicate { rules.append(rule(.valid(predicate))) }
    if region.copies != nil { rules.append(rule(.copies, SeverityPolicy(always: .warning))) }
    if region.owns != nil { rules.append(rule(.disjoint)) }
    return rules
  }

  private mutating func markImplied(_ source: RegionRuleSource, _ rules: inout [RegionRule]) {
    guard let node = source.implied else { return }
    guard case .sequence(let list) = node else {
      diagnostics.report("type/mismatch", at: node.location, "'implied' is a list of the region's rules")
      return
    }
    for item in list.items {
      guard let name = scalarText(item), let index = rules.firstIndex(where: { $0.kind.name == name }) else {
        let known = rules.map(\.kind.name).joined(separator: ", ")
        diagnostics.report("name/unknown", at: item.location, "the region has no such rule", help: "it has: \(known)")
        continue
      }
      rules[index].isImplied = true
    }
  }
}
