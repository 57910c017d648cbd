import VexBytes

extension Compiler {
  /// Adds the rule of each condition that may have no value; nothing else says what is wrong when it has none.
  mutating func addConditionRules() {
    for id in format.structures.indices {
      for number in format.structures[id].fields.indices {
        let field = format.structures[id].fields[number]
        guard let condition = field.condition,
          analysis(versions: versions(of: field, in: id), isTrusted: false).mayFail(condition)
        else {
          continue
        }
        let rule = RuleTemplate(
          kind: "when", nameOverride: nil, bitField: nil, predicate: .hasValue(condition), versions: nil,
          condition: nil, severity: SeverityPolicy(always: .error), errno: nil, stage: .fields,
          statement: "it can be told whether \(field.name) is there", isLocal: true, doc: nil,
          location: condition.location)
        format.structures[id].fields[number].rules.insert(rule, at: 0)
      }
    }
  }

  /// Reports rules that do not keep what they promise, or that need what may not be there.
  mutating func checkPromises(_ graph: inout DependencyGraph) {
    let possible = possibleVersions()
    for id in format.structures.indices {
      let structure = format.structures[id]
      for field in structure.fields {
        for rule in field.rules { check(rule, both(possible[id], field.versions), id) }
        checkArguments(field, in: id, &graph)
      }
      for rule in structure.rules { check(rule, possible[id], id) }
    }
  }

  /// The versions in which each structure is anywhere at all: its own, or else those of what holds it.
  private func possibleVersions() -> [VersionSet?] {
    guard let known = format.versions?.known else { return format.structures.map { _ in nil } }
    var members: [Set<UInt64>] = format.structures.map { _ in [] }
    var work: [(StructureID, VersionSet)] = []
    for region in format.regions {
      if let id = region.structure { work.append((id, region.versions ?? VersionSet(members: known))) }
    }
    // What is only given is held by a region elsewhere, or by nobody whose versions could be told.
    while let (id, held) = work.popLast() {
      let versions = both(held, format.structures[id].versions) ?? held
      let before = members[id].count
      members[id].formUnion(versions.members)
      guard members[id].count > before else { continue }
      for field in format.structures[id].fields {
        guard let nested = field.type?.nestedStructure?.structure, let inside = both(versions, field.versions) else {
          continue
        }
        work.append((nested, inside))
      }
    }
    return members.map { $0.isEmpty ? nil : VersionSet(members: $0.sorted()) }
  }

  private func versions(of field: Field, in id: StructureID) -> VersionSet? {
    both(format.structures[id].versions, field.versions)
  }

  private func both(_ a: VersionSet?, _ b: VersionSet?) -> VersionSet? {
    guard let a else { return b }
    return b.map(a.intersection) ?? a
  }

  private mutating func check(_ rule: RuleTemplate, _ holder: VersionSet?, _ id: StructureID) {
    let versions = both(holder, rule.versions)
    // A rule of a structure that no check could hold would be a rule that nobody evaluates.
    if !rule.isLocal {
      diagnostics.report(
        "local/required", at: rule.location, "'\(rule.kind)' must be local, and needs more than a kernel has at hand",
        help: "a local rule reads its own structure, what it was given, and regions of one thing; state others under "
          + "the rules of the whole image")
    }
    for severity in rule.severity.cases {
      guard let condition = severity.condition else { continue }
      let known = both(versions, severity.versions)
      if analysis(versions: known, isTrusted: false).mayFail(condition) {
        diagnostics.report(
          "severity/no-value", at: condition.location,
          "whether a failure is a \(severity.severity) cannot always be told: the condition may have no value",
          help: "ask first whether what it reads is there: present(x) and ...")
      }
    }
    checkFeatures(rule, versions)
    if rule.stage <= .shape { checkReach(rule, in: id) }
  }

  /// Reports features that none of the versions has in which a rule applies.
  private mutating func checkFeatures(_ rule: RuleTemplate, _ versions: VersionSet?) {
    guard let versions else { return }
    for expression in rule.subjectExpressions {
      var found: [(Flag, SourceLocation)] = []
      expression.visit { inner in
        guard case .has(_, let mask) = inner.node, case .flags(let set) = mask.type, let bits = mask.integer,
          let flag = format.flagSets[set].flags.first(where: { $0.mask == bits }), let known = flag.versions,
          known.isDisjoint(with: versions)
        else { return }
        found.append((flag, inner.location))
      }
      // The rule that a version lacks a flag speaks of the flag itself.
      for (flag, location) in found where rule.kind != "unknown" {
        diagnostics.report(
          "feature/versions", at: location, "no version in which this applies has the flag '\(flag.name)'")
      }
    }
  }

  /// Reports what is read before the size is known, and lies beyond the smallest size.
  private mutating func checkReach(_ rule: RuleTemplate, in id: StructureID) {
    guard format.structures[id].size.expression != nil else { return }
    for expression in rule.subjectExpressions {
      for field in fieldsNeeded(by: expression, in: id).sorted() {
        requireBelowMinimum(field, in: id, "the rule '\(rule.kind)'", at: rule.location)
      }
    }
  }

  /// Reports what a nested structure is given and a kernel does not have.
  private mutating func checkArguments(_ field: Field, in id: StructureID, _ graph: inout DependencyGraph) {
    let context = graph.context(id)
    for argument in field.arguments {
      let weight = graph.weight(of: argument, in: context)
      guard !weight.isLocal || weight.rounds > Self.localRounds else { continue }
      diagnostics.report(
        "local/required", at: argument.location,
        "what '\(field.name)' is given needs more than a kernel has at hand")
    }
  }
}
