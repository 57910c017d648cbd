extension Compiler {
  /// Binds `value in list` and `value in range`.
  mutating func bindMembership(
    _ a: ParsedExpression, _ b: ParsedExpression, in scope: Scope, at location: SourceLocation
  ) -> Expression? {
    guard let value = bind(a, in: scope.expecting(nil)) else { return nil }
    if case .list(let items) = b.node {
      var choices: [Expression] = []
      for item in items {
        guard let choice = bind(item, in: scope.expecting(memberType(value.type))) else { continue }
        guard commonType(value, choice) != nil, isNumber(value.type) else {
          diagnostics.report(
            "type/mismatch", at: item.location, "\(describe(choice.type)) does not go with \(describe(value.type))")
          continue
        }
        guard commonUnit(value, choice, "the value and the list") != nil else { continue }
        choices.append(choice)
      }
      return choices.count == items.count
        ? Expression(.isOneOf(value, choices), type: .boolean, location: location) : nil
    }
    guard case .range = b.node else {
      diagnostics.report("type/mismatch", at: b.location, "'in' expects a list in brackets or a range")
      return nil
    }
    guard let range = bindRange(b, in: scope) else { return nil }
    return membership(value, range, at: location)
  }

  /// `value in range`, with types and units checked.
  mutating func membership(_ value: Expression, _ range: RangeExpression, at location: SourceLocation) -> Expression? {
    var range = range
    range.isSigned = value.type == .signed
    for bound in [range.lower, range.upper].compactMap({ $0 }) {
      guard isNumber(value.type), commonType(value, bound) != nil else {
        diagnostics.report(
          "type/mismatch", at: bound.location, "\(describe(bound.type)) does not bound \(describe(value.type))")
        return nil
      }
      guard commonUnit(value, bound, "the value and the bound") != nil else { return nil }
    }
    return Expression(.isInside(value, range), type: .boolean, location: location)
  }

  /// Binds a range of integers.
  mutating func bindRange(_ parsed: ParsedExpression, in scope: Scope) -> RangeExpression? {
    guard case .range(let lower, let upper, let isClosed) = parsed.node else {
      diagnostics.report(
        "type/mismatch", at: parsed.location, "a range is expected here", help: "0 .. n, or 0 ..= n with n itself")
      return nil
    }
    let boundLower = lower.flatMap { bind($0, in: scope) }
    let boundUpper = upper.flatMap { bind($0, in: scope) }
    if (lower != nil && boundLower == nil) || (upper != nil && boundUpper == nil) { return nil }
    for bound in [boundLower, boundUpper].compactMap({ $0 }) where !isNumber(bound.type) {
      diagnostics.report(
        "type/mismatch", at: bound.location, "a range has numbers as bounds, and this is \(describe(bound.type))")
      return nil
    }
    if let boundLower, let boundUpper, commonUnit(boundLower, boundUpper, "the two bounds") == nil { return nil }
    return RangeExpression(lower: boundLower, upper: boundUpper, isClosed: isClosed, isSigned: false)
  }
}
