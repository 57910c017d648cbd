import VexBytes

/// What a rule reads besides its own field.
private struct Reads {
  /// Fields of its structure, the version's aside.
  var fields: Set<FieldID> = []
  /// Whether it reads anything outside of its structure but the index, its place and the size of the image.
  var others = false
  /// Whether it may be evaluated with what a kernel has at hand.
  var isLocal = true
}

extension Compiler {
  /// Places every rule in the order of trust, and tells local from global rules.
  mutating func placeRules(_ graph: inout DependencyGraph) {
    for id in format.structures.indices {
      let shape = shapeFields(id)
      for field in format.structures[id].fields.indices {
        for rule in format.structures[id].fields[field].rules.indices {
          var template = format.structures[id].fields[field].rules[rule]
          place(&template, of: field, in: id, shape: shape, &graph)
          format.structures[id].fields[field].rules[rule] = template
        }
      }
      for rule in format.structures[id].rules.indices {
        var template = format.structures[id].rules[rule]
        place(&template, of: nil, in: id, shape: shape, &graph)
        format.structures[id].rules[rule] = template
      }
      reportDecided(id)
    }
  }

  /// The fields that size, versions and checksums need before anything is verified.
  private func shapeFields(_ id: StructureID) -> Set<FieldID> {
    let structure = format.structures[id]
    var needed: Set<FieldID> = []
    if let size = structure.size.expression { needed.formUnion(fieldsNeeded(by: size, in: id)) }
    if let versions = format.versions, versions.structure == id { needed.insert(versions.field) }
    for field in structure.fields {
      if case .moving(let place) = field.storage, !field.checksums.isEmpty {
        needed.formUnion(fieldsNeeded(by: place.offset, in: id))
      }
      for object in field.checksums {
        for expression in object.expressions {
          // A field whose bytes are merely covered need not be proven.
          if case .read = expression.node, expression.type == .opaque { continue }
          needed.formUnion(fieldsNeeded(by: expression, in: id).filter { isAlwaysThere($0, in: structure) })
        }
      }
    }
    return needed
  }

  /// Whether a field lies in the bytes that are there before the size is proven.
  ///
  /// Checksums come behind the size, so they may need others, whose own rules are left where they belong.
  private func isAlwaysThere(_ field: FieldID, in structure: Structure) -> Bool {
    guard let offset = structure.fields[field].offset, let count = structure.fields[field].byteCount else {
      return true
    }
    return offset + count <= structure.size.minimum
  }

  private func place(
    _ rule: inout RuleTemplate, of field: FieldID?, in id: StructureID, shape: Set<FieldID>,
    _ graph: inout DependencyGraph
  ) {
    let reads = reads(of: rule, in: id, &graph)
    rule.isLocal = reads.isLocal
    let isAlone = !reads.others && reads.fields.subtracting(field.map { [$0] } ?? []).count <= (field == nil ? 1 : 0)
    let readsOnlyShape = field.map(shape.contains) ?? false
    // Rules of the structure itself have names that their author chose.
    switch field == nil ? "" : rule.kind {
    case "magic": rule.stage = .magic
    case "checksum": rule.stage = .checksum
    case "unknown", "requires": rule.stage = .features
    case "to": rule.stage = .references
    // What steers the loop over the elements must hold before their own rules run.
    case "count", "bytes", "when": rule.stage = .fields
    default:
      if let flags = field.flatMap({ flagSet(of: format.structures[id].fields[$0], rule.bitField) }),
        format.flagSets[flags].flags.contains(where: { $0.name == rule.kind && $0.mount != .none })
      {
        rule.stage = .features
      } else if isAlone {
        rule.stage = readsOnlyShape ? .shape : .fields
      } else {
        rule.stage = .relations
      }
    }
    if !reads.isLocal, rule.stage < .relations { rule.stage = .relations }
  }

  /// The flags that a field is, or the bits of it that have the name `part`.
  private func flagSet(of field: Field, _ part: String?) -> FlagSetID? {
    switch field.type {
    case .flags(let id, _) where part == nil: id
    case .bitFields(_, let parts): parts.first { $0.name == part }?.flags
    default: nil
    }
  }

  private func reads(of rule: RuleTemplate, in id: StructureID, _ graph: inout DependencyGraph) -> Reads {
    var result = Reads()
    let context = graph.context(id)
    for expression in rule.predicateExpressions {
      let weight = graph.weight(of: expression, in: context)
      if !weight.isLocal || weight.rounds > Self.localRounds { result.isLocal = false }
    }
    // What a failure weighs is no part of what it is about.
    for expression in rule.subjectExpressions {
      result.fields.formUnion(fieldsNeeded(by: expression, in: id))
      expression.visit { inner in
        for access in inner.accesses {
          switch access.root {
          case .current, .variable: break
          case .single(0) where format.regions.first?.structure == id: break
          case .single, .given, .element: result.others = true
          }
        }
      }
    }
    // The version is proven before anything else and decides layouts, so it does not count as another field.
    if let versions = format.versions, versions.structure == id { result.fields.remove(versions.field) }
    return result
  }

  /// Reports rules that constants and the widths of fields decide, and rules whose condition excludes their versions.
  private mutating func reportDecided(_ id: StructureID) {
    let structure = format.structures[id]
    for (field, template) in structure.fields.flatMap({ field in field.rules.map { (Optional(field), $0) } })
      + structure.rules.map({ (nil, $0) })
    {
      if let mine = template.versions, let holder = field?.versions ?? structure.versions, mine.isDisjoint(with: holder)
      {
        diagnostics.report(
          "rule/unreachable", at: template.location,
          "the rule's versions and those of what it is about exclude each other")
      }
      guard case .holds(let predicate) = template.predicate, !["enum", "at"].contains(template.kind),
        let decided = decide(predicate)
      else { continue }
      if decided {
        diagnostics.report(
          "rule/always-true", at: template.location, "'\(template.statement)' always holds", help: "leave the rule out")
      } else {
        diagnostics.report("rule/always-false", at: template.location, "'\(template.statement)' never holds")
      }
    }
  }

  /// Whether a predicate is true or false whatever the bytes are; nil when they decide.
  private func decide(_ predicate: Expression) -> Bool? {
    let folded = predicate.folded()
    if let constant = folded.integer { return constant != 0 }
    if folded.neverHasValue { return false }
    let analysis = analysis(versions: nil, isTrusted: false)
    switch predicate.node {
    case .isInside(let value, let range) where !range.isSigned:
      if analysis.mayFail(value) || range.bounds.contains(where: analysis.mayFail) { return nil }
      let bounds = analysis.bounds(value)
      let lower = range.lower.map(analysis.bounds) ?? .init(low: 0, high: 0)
      let upper = range.upper.map(analysis.bounds)
      let lastLow = upper.map { range.isClosed || $0.low == 0 ? $0.low : $0.low - 1 } ?? .max
      let lastHigh = upper.map { range.isClosed || $0.high == 0 ? $0.high : $0.high - 1 } ?? .max
      if bounds.low >= lower.high && bounds.high <= lastLow { return true }
      if bounds.high < lower.low || bounds.low > lastHigh || lower.low > lastHigh { return false }
      return nil
    case .compare(let op, let a, let b, false):
      if analysis.mayFail(a) || analysis.mayFail(b) { return nil }
      let (x, y) = (analysis.bounds(a), analysis.bounds(b))
      switch op {
      case .less: return x.high < y.low ? true : x.low >= y.high ? false : nil
      case .lessOrEqual: return x.high <= y.low ? true : x.low > y.high ? false : nil
      case .greater: return x.low > y.high ? true : x.high <= y.low ? false : nil
      case .greaterOrEqual: return x.low >= y.high ? true : x.high < y.low ? false : nil
      case .equal: return x.high < y.low || y.high < x.low ? false : nil
      case .notEqual: return x.high < y.low || y.high < x.low ? true : nil
      }
    default:
      return nil
    }
  }
}
