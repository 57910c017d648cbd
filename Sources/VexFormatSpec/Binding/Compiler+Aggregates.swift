extension Compiler {
  /// An aggregate of more rounds than this is not local.
  static let localRounds: UInt64 = 1 << 20

  mutating func newVariable(_ binding: VariableBinding) -> VariableID {
    variableTypes[variableCount] = binding
    variableCount += 1
    return variableCount - 1
  }

  mutating func bindAggregate(_ parsed: ParsedAggregate, in scope: Scope, at location: SourceLocation) -> Expression? {
    guard let (sequence, binding, cap) = bindSequence(parsed.sequence, parsed.variable, in: scope) else { return nil }
    let variable = newVariable(binding)
    var inner = scope.expecting(nil)
    inner.variables.append((parsed.variable, variable))
    var filter: Expression?
    if let parsedFilter = parsed.filter {
      filter = bindBoolean(parsedFilter, in: inner)
      if filter == nil { return nil }
    }
    var body: Expression?
    var type: ValueType = .unsigned
    var unit: Unit?
    switch (parsed.kind, parsed.body) {
    case (.count, nil): break
    case (.count, let extra?):
      diagnostics.report(
        "expr/syntax", at: extra.location, "count takes no value of the elements",
        help: "leave out what follows the colon")
      return nil
    case (_, nil):
      diagnostics.report(
        "expr/syntax", at: location, "\(parsed.kind.rawValue) needs a value of each element",
        help: "\(parsed.kind.rawValue)(x in ...: x.field)")
      return nil
    case (.all, let parsedBody?), (.any, let parsedBody?):
      body = bindBoolean(parsedBody, in: inner)
      type = .boolean
    case (.union, let parsedBody?), (.disjoint, let parsedBody?):
      body = bind(parsedBody, in: inner)
      if let found = body, !isSet(found.type) {
        diagnostics.report(
          "type/mismatch", at: parsedBody.location, "\(parsed.kind.rawValue) expects a range of each element")
        return nil
      }
      type = parsed.kind == .union ? .set : .boolean
    case (let kind, let parsedBody?):
      body = bind(parsedBody, in: inner)
      if let found = body {
        guard requireInteger(found, "what \(kind.rawValue) takes of each element") else { return nil }
        type = kind == .sorted || kind == .unique ? .boolean : kind == .one ? found.type : .unsigned
        unit = type == .boolean ? nil : found.unit
      }
    }
    if parsed.kind != .count && body == nil { return nil }
    let aggregate = Aggregate(
      kind: parsed.kind, variable: variable, sequence: sequence, filter: filter, body: body, cap: cap)
    return Expression(.aggregate(aggregate), type: type, unit: unit, location: location)
  }

  /// What an aggregate or walk ranges over, what its variable stands for, and the most elements there can be.
  mutating func bindSequence(
    _ parsed: ParsedExpression, _ variable: String, in scope: Scope
  ) -> (Aggregate.Sequence, VariableBinding, cap: UInt64)? {
    if case .range = parsed.node {
      guard let range = bindRange(parsed, in: scope.expecting(nil)) else { return nil }
      guard let upper = range.upper else {
        diagnostics.report("array/no-cap", at: parsed.location, "a range that something runs over needs an end")
        return nil
      }
      let binding = VariableBinding(name: variable, type: nil, unit: range.lower?.unit ?? upper.unit, region: nil)
      // A field bounds a loop by what its type can hold; what could go on longer has a cap that no local rule may have.
      let last = upper.folded().integer ?? analysis(versions: nil, isTrusted: false).bounds(upper).high
      let cap = min(last, (1 << 32) - 1) + (range.isClosed ? 1 : 0)
      return (.integers(range), binding, cap)
    }
    guard case .path(let path) = parsed.node else {
      diagnostics.report("type/mismatch", at: parsed.location, "an array, a region or a range is expected here")
      return nil
    }
    guard let named = imagePath(path, in: scope) else { return nil }
    if let (region, rest) = regionSequence(named, in: scope) {
      guard checkIsVisible(region, at: parsed.location, in: scope) else { return nil }
      return bindRegionSequence(region, rest, named, variable)
    }
    guard let access = bindAccess(path, in: scope) else { return nil }
    guard case .array(let element, let count) = access.type else {
      diagnostics.report(
        "type/mismatch", at: parsed.location,
        "an array, a region or a range is expected here, and this is \(describe(valueType(of: access)))")
      return nil
    }
    let cap = UInt64(format.capacity(of: element, count))
    return (.array(access), VariableBinding(name: variable, type: element, unit: unit(of: access), region: nil), cap)
  }

  /// The table that a path ranges over, when it names one without an index.
  private func regionSequence(_ path: ParsedPath, in scope: Scope) -> (
    RegionID, [(step: ParsedPath.Step, location: SourceLocation)]
  )? {
    guard let id = regionIDs[path.name], !format.regions[id].isSingle,
      !scope.variables.contains(where: { $0.name == path.name }),
      scope.structure.map({ fieldIDs[$0][path.name] != nil }) != true
    else { return nil }
    if case .element? = path.steps.first?.step { return nil }
    return (id, path.steps)
  }

  private mutating func bindRegionSequence(
    _ id: RegionID, _ rest: [(step: ParsedPath.Step, location: SourceLocation)], _ path: ParsedPath, _ variable: String
  ) -> (Aggregate.Sequence, VariableBinding, cap: UInt64)? {
    let region = format.regions[id]
    guard let structure = region.structure else {
      diagnostics.report("type/mismatch", at: path.location, "the region '\(region.name)' is bytes without a structure")
      return nil
    }
    guard !rest.isEmpty else {
      let binding = VariableBinding(name: variable, type: .structure(structure), unit: nil, region: id)
      return (.region(id, nil), binding, region.maximumCount)
    }
    // The array inside each element is bound as if it were in a structure of its own.
    var inner = Scope(structure: structure)
    inner.hasIndex = false
    guard case .field(let name)? = rest.first?.step, let first = rest.first else { return nil }
    let innerPath = ParsedPath(name: name, location: first.location, steps: Array(rest.dropFirst()))
    guard let access = bindAccess(innerPath, in: inner) else { return nil }
    guard case .array(let element, let count) = access.type else {
      diagnostics.report(
        "type/mismatch", at: path.location, "an array is expected here, and this is \(describe(valueType(of: access)))")
      return nil
    }
    let each = format.capacity(of: element, count)
    let cap = region.maximumCount.multipliedReportingOverflow(by: UInt64(each))
    return (
      .region(id, access), VariableBinding(name: variable, type: element, unit: unit(of: access), region: nil),
      cap.overflow ? .max : cap.partialValue
    )
  }

  /// `set(R.F)`, `owned(unit)`, `count(set)`, `refs(R.F, key)`.
  mutating func bindSetCall(
    _ name: String, _ arguments: [ParsedExpression], in scope: Scope, at location: SourceLocation
  ) -> Expression? {
    guard let first = arguments.first, arguments.count == (name == "refs" ? 2 : 1) else {
      diagnostics.report("expr/syntax", at: location, "\(name) takes \(name == "refs" ? "two values" : "one value")")
      return nil
    }
    switch name {
    case "owned":
      guard let path = isPath(first), path.steps.isEmpty,
        let unit = unit(named: SyntaxScalar(text: path.name, location: first.location))
      else {
        if isPath(first) == nil {
          diagnostics.report("unit/unknown", at: first.location, "owned takes the name of a unit")
        }
        return nil
      }
      return Expression(.owned(unit), type: .set, unit: unit, location: location)
    case "count":
      guard let set = bind(first, in: scope.expecting(nil)) else { return nil }
      guard isSet(set.type) else {
        diagnostics.report("type/mismatch", at: first.location, "count takes a set, and this is \(describe(set.type))")
        return nil
      }
      return Expression(.setCount(set), type: .unsigned, unit: set.unit, location: location)
    default:
      return bindRegionField(name, arguments, in: scope, at: location)
    }
  }

  private mutating func bindRegionField(
    _ name: String, _ arguments: [ParsedExpression], in scope: Scope, at location: SourceLocation
  ) -> Expression? {
    guard let whole = isPath(arguments[0]), let path = imagePath(whole, in: scope),
      let (region, rest) = regionSequence(path, in: scope), let first = rest.first,
      case .field(let field) = first.step, let structure = format.regions[region].structure,
      let inner = bindAccess(
        ParsedPath(name: field, location: first.location, steps: Array(rest.dropFirst())),
        in: Scope(structure: structure))
    else {
      diagnostics.report(
        "type/mismatch", at: arguments[0].location, "\(name) takes a field of all elements of a region: REGION.FIELD")
      return nil
    }
    guard checkIsVisible(region, at: arguments[0].location, in: scope) else { return nil }
    // The index 0 is a stand-in: the evaluator puts each element's own there.
    let zero = Expression(.integer(0), type: .unsigned, location: location)
    let access = Access(root: .element(region, zero), steps: inner.steps, type: inner.type)
    if name == "set" {
      guard case .bits(.fixed) = inner.type else {
        var found = describe(valueType(of: inner))
        if case .bits = inner.type { found = "one whose length varies, so that its bits have no numbers" }
        diagnostics.report(
          "type/mismatch", at: arguments[0].location, "set takes a bit array, and this is \(found)")
        return nil
      }
      if format.regions[region].condition != nil {
        diagnostics.report(
          "fact/order", at: arguments[0].location,
          "elements of '\(format.regions[region].name)' may be absent, so that its bits have no numbers",
          notes: [Diagnostic.Note("it is declared here", at: format.regions[region].location)],
          help: "say 'vacant' instead of 'when': a vacant element has bits, all 0")
      }
      return Expression(.setBits(access), type: .set, location: location)
    }
    guard let key = bind(arguments[1], in: scope.expecting(nil)), requireInteger(key, "the value that is counted")
    else { return nil }
    return Expression(.references(access, key), type: .unsigned, location: location)
  }
}
