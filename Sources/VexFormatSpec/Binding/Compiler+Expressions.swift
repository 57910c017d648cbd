extension Compiler {
  /// Binds an expression in a scope: names to things, with types and units checked.
  ///
  /// Reports what is wrong and returns nil.
  mutating func bind(_ parsed: ParsedExpression, in scope: Scope) -> Expression? {
    let location = parsed.location
    guard spend(at: location) else { return nil }
    if scope.images == .both, parsed.names("old"), !parsed.names("new") { return bindBefore(parsed, in: scope) }
    func make(_ node: Expression.Node, _ type: ValueType, _ unit: Unit? = nil) -> Expression {
      Expression(node, type: type, unit: unit, location: location)
    }
    switch parsed.node {
    case .number(let value, let unitName):
      guard let unitName else { return make(.integer(value), .unsigned) }
      guard let unit = unit(named: SyntaxScalar(text: unitName, location: location)) else { return nil }
      return make(.integer(value), .unsigned, unit)
    case .boolean(let value):
      return make(.boolean(value), .boolean)
    case .text(let bytes):
      return make(.bytes(bytes), .bytes(bytes.count))
    case .member(let name):
      return bindMember(name, scope.expected, at: location)
    case .path(let path):
      return bindPath(path, in: scope, at: location)
    case .call(let name, let arguments):
      return bindCall(name, arguments, in: scope, at: location)
    case .aggregate(let aggregate):
      return bindAggregate(aggregate, in: scope, at: location)
    case .range, .list:
      // A list stands only behind `in`, which the parser sees to.
      return bindRange(parsed, in: scope).map { make(.rangeSet($0), .range, $0.lower?.unit ?? $0.upper?.unit) }
    case .not(let a):
      guard let a = bindBoolean(a, in: scope) else { return nil }
      return make(.not(a), .boolean)
    case .and(let a, let b):
      let (a, b) = (bindBoolean(a, in: scope), bindBoolean(b, in: scope))
      guard let a, let b else { return nil }
      return make(.and(a, b), .boolean)
    case .or(let a, let b):
      let (a, b) = (bindBoolean(a, in: scope), bindBoolean(b, in: scope))
      guard let a, let b else { return nil }
      return make(.or(a, b), .boolean)
    case .conditional(let condition, let a, let b):
      let boundCondition = bindBoolean(condition, in: scope)
      guard let (x, y) = bindPair(a, b, in: scope), let boundCondition else { return nil }
      guard let unit = commonUnit(x, y, "the two sides of ':'") else { return nil }
      return make(.conditional(boundCondition, x, y), x.type, unit.unit)
    case .compare(let op, let a, let b):
      return bindComparison(op, a, b, in: scope, at: location)
    case .has(let a, let b):
      guard let flags = bind(a, in: scope.expecting(nil)) else { return nil }
      guard case .flags = flags.type else {
        diagnostics.report(
          "type/mismatch", at: a.location, "'has' asks a flags word, and this is \(describe(flags.type))")
        return nil
      }
      guard let mask = bind(b, in: scope.expecting(flags.type)) else { return nil }
      guard mask.type == flags.type || mask.type == .unsigned else {
        diagnostics.report(
          "type/mismatch", at: b.location,
          "'has' expects a flag of \(describe(flags.type)), and this is \(describe(mask.type))")
        return nil
      }
      return make(.has(flags, mask), .boolean)
    case .isIn(let a, let b):
      return bindMembership(a, b, in: scope, at: location)
    case .arithmetic(let op, let a, let b):
      return bindArithmetic(op, a, b, in: scope, at: location)
    }
  }

  /// Binds an expression that must be true or false.
  mutating func bindBoolean(_ parsed: ParsedExpression, in scope: Scope) -> Expression? {
    guard let bound = bind(parsed, in: scope.expecting(nil)) else { return nil }
    if bound.type == .boolean { return bound }
    diagnostics.report(
      "type/mismatch", at: parsed.location, "a condition is true or false, and this is \(describe(bound.type))",
      help: isNumber(bound.type) ? "compare it: != 0" : nil)
    return nil
  }

  /// Binds two operands of one type, either of which may be a `.name` that takes its type from the other.
  mutating func bindPair(_ a: ParsedExpression, _ b: ParsedExpression, in scope: Scope) -> (Expression, Expression)? {
    let first: Expression?
    let second: Expression?
    if case .member = a.node {
      second = bind(b, in: scope)
      first = second.flatMap { bind(a, in: scope.expecting(memberType($0.type) ?? scope.expected)) }
    } else {
      first = bind(a, in: scope)
      second = first.flatMap { bind(b, in: scope.expecting(memberType($0.type) ?? scope.expected)) }
    }
    guard let first, let second else { return nil }
    guard let type = commonType(first, second) else {
      diagnostics.report(
        "type/mismatch", at: b.location, "\(describe(second.type)) does not go with \(describe(first.type))",
        notes: [Diagnostic.Note("this is \(describe(first.type))", at: a.location)])
      return nil
    }
    var (x, y) = (first, second)
    x.type = type
    y.type = type
    return (x, y)
  }

  /// The type itself if `.name` can belong to it.
  func memberType(_ type: ValueType) -> ValueType? {
    switch type {
    case .enumeration, .flags: type
    default: nil
    }
  }

  /// The type that both operands can have.
  func commonType(_ a: Expression, _ b: Expression) -> ValueType? {
    func isLiteral(_ expression: Expression) -> Bool { (expression.folded().integer ?? .max) <= UInt64(Int64.max) }
    switch (a.type, b.type) {
    case (.bytes(let x), .bytes(let y)): return x == nil || y == nil || x == y ? .bytes(x ?? y) : nil
    case (.signed, .unsigned): return isLiteral(b) ? .signed : nil
    case (.unsigned, .signed): return isLiteral(a) ? .signed : nil
    // A number may stand for a value of an enumeration or a flags word; two different ones never meet.
    case (.enumeration, .unsigned), (.flags, .unsigned): return a.type
    case (.unsigned, .enumeration), (.unsigned, .flags): return b.type
    case (.set, .range), (.range, .set): return .set
    default: return a.type == b.type ? a.type : nil
    }
  }

  private mutating func bindComparison(
    _ op: ComparisonOperator, _ a: ParsedExpression, _ b: ParsedExpression, in scope: Scope, at location: SourceLocation
  ) -> Expression? {
    guard let (x, y) = bindPair(a, b, in: scope.expecting(nil)) else { return nil }
    let isEquality = op == .equal || op == .notEqual
    func boolean(_ node: Expression.Node) -> Expression { Expression(node, type: .boolean, location: location) }
    switch x.type {
    case .unsigned, .signed, .enumeration, .flags:
      guard commonUnit(x, y, "the two sides of '\(op.rawValue)'") != nil else { return nil }
      return boolean(.compare(op, x, y, signed: x.type == .signed))
    case .boolean where isEquality:
      return boolean(.compare(op, x, y, signed: false))
    case .bytes where isEquality:
      return boolean(.compareBytes(x, y, negated: op == .notEqual))
    case .set where isEquality:
      return boolean(.compareSets(x, y, negated: op == .notEqual))
    default:
      diagnostics.report("type/mismatch", at: location, "'\(op.rawValue)' does not compare \(describe(x.type))")
      return nil
    }
  }

  private mutating func bindArithmetic(
    _ op: ArithmeticOperator, _ a: ParsedExpression, _ b: ParsedExpression, in scope: Scope, at location: SourceLocation
  ) -> Expression? {
    guard let (x, y) = bindOperands(a, b, in: scope) else { return nil }
    if op == .or, isSet(x.type), isSet(y.type) {
      return Expression(.union(x, y), type: .set, location: location)
    }
    for (operand, bound) in [(a, x), (b, y)] where !isArithmetic(bound.type) {
      diagnostics.report(
        "type/mismatch", at: operand.location,
        "'\(op.rawValue)' computes with unsigned integers, and this is \(describe(bound.type))")
      return nil
    }
    guard let unit = unit(of: op, x, y) else { return nil }
    let type: ValueType = op == .or || op == .and ? (x.type == y.type ? x.type : .unsigned) : .unsigned
    return Expression(.arithmetic(op, x, y), type: type, unit: unit.unit, location: location)
  }

  /// Binds both sides of an operation; a `.name` takes its type from the other side, or from what is expected.
  private mutating func bindOperands(
    _ a: ParsedExpression, _ b: ParsedExpression, in scope: Scope
  ) -> (Expression, Expression)? {
    if case .member = a.node, scope.expected == nil {
      guard let y = bind(b, in: scope), let x = bind(a, in: scope.expecting(memberType(y.type))) else { return nil }
      return (x, y)
    }
    guard let x = bind(a, in: scope) else { return nil }
    guard let y = bind(b, in: scope.expecting(memberType(x.type) ?? scope.expected)) else { return nil }
    return (x, y)
  }

  private mutating func bindMember(_ name: String, _ expected: ValueType?, at location: SourceLocation) -> Expression? {
    switch expected {
    case .enumeration(let id):
      let enumeration = format.enumerations[id]
      if let value = enumeration.value(of: name) {
        return Expression(.integer(value), type: .enumeration(id), location: location)
      }
      reportUnknown(name, in: { _ in enumeration.cases.map(\.name) }, "\(enumeration.name) has no value", at: location)
    case .flags(let id):
      let flags = format.flagSets[id]
      if let flag = flags.flag(named: name) {
        return Expression(.integer(flag.mask), type: .flags(id), location: location)
      }
      reportUnknown(name, in: { _ in flags.flags.flatMap(\.names) }, "\(flags.name) has no flag", at: location)
    default:
      diagnostics.report(
        "type/mismatch", at: location,
        "'.\(name)' takes its type from the other side, which is neither an enumeration nor flags")
    }
    return nil
  }

  /// Reports a name that is not among `known`, with the nearest one.
  mutating func reportUnknown(
    _ name: String, in known: (Compiler) -> [String], _ message: String, at location: SourceLocation,
    _ code: String = "name/unknown"
  ) {
    // Something of that name is declared, and was reported where it is.
    if rejected.contains(name) { return }
    guard !diagnostics.isFull else { return }
    let known = known(self)
    let help =
      diagnostics.suggestion(for: name, in: known)
      ?? (known.isEmpty || known.count > 32 ? nil : "known here: \(known.joined(separator: ", "))")
    diagnostics.report(code, at: location, "\(message) '\(name)'", help: help)
  }
}
