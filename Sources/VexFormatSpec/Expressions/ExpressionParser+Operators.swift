extension ExpressionParser {
  /// `a .. b`, `.. b`, `a ..`, or a condition.
  mutating func range() throws(ExpressionSyntaxError) -> ParsedPart {
    try bounds { parser throws(ExpressionSyntaxError) in try parser.condition() }
  }

  /// A range whose bounds are read by `bound`, or just what `bound` reads.
  private mutating func bounds(
    _ bound: (inout ExpressionParser) throws(ExpressionSyntaxError) -> ParsedPart
  ) throws(ExpressionSyntaxError) -> ParsedPart {
    let start = current.offset
    let lower = at("..") || at("..=") ? nil : try bound(&self)
    guard at("..") || at("..=") else {
      if let lower { return lower }
      throw unexpected("a value")
    }
    let isClosed = advance().kind == .sign("..=")
    var upper: ParsedPart?
    if isClosed || beginsOperand {
      upper = try bound(&self)
    }
    if at("..") || at("..=") {
      throw error(at: current, "found \(describe(current)) behind a range", help: "a range has two bounds")
    }
    return try part(
      .range(lower: lower.map(finish), upper: upper.map(finish), isClosed: isClosed), from: start,
      over: [lower, upper].compactMap { $0 })
  }

  /// Whether the next token begins a value.
  private var beginsOperand: Bool {
    switch current.kind {
    case .number, .byteCount, .name, .text: true
    case .keyword(let keyword): keyword == .true || keyword == .false || keyword == .not
    // A minus or an exclamation mark would be reported as misplaced, not as the end of the range.
    case .sign(let sign): sign == "." || sign == "(" || sign == "-" || sign == "["
    case .end: false
    }
  }

  /// `a ? b : c`, or a disjunction.
  mutating func condition() throws(ExpressionSyntaxError) -> ParsedPart {
    let test = try disjunction()
    guard take("?") else { return test }
    return try nested { parser throws(ExpressionSyntaxError) in
      let first = try parser.condition()
      guard parser.take(":") else { throw parser.unexpected("`:` and the other choice") }
      let second = try parser.condition()
      return try parser.part(
        .conditional(parser.finish(test), parser.finish(first), parser.finish(second)), from: test.start,
        over: [test, first, second])
    }
  }

  private mutating func disjunction() throws(ExpressionSyntaxError) -> ParsedPart {
    var left = try conjunction()
    while take(.or) {
      let right = try conjunction()
      left = try part(.or(finish(left), finish(right)), from: left.start, over: [left, right])
    }
    return left
  }

  private mutating func conjunction() throws(ExpressionSyntaxError) -> ParsedPart {
    var left = try negation()
    while take(.and) {
      let right = try negation()
      left = try part(.and(finish(left), finish(right)), from: left.start, over: [left, right])
    }
    return left
  }

  private mutating func negation() throws(ExpressionSyntaxError) -> ParsedPart {
    let start = current.offset
    guard take(.not) else { return try comparison() }
    return try nested { parser throws(ExpressionSyntaxError) in
      let operand = try parser.negation()
      return try parser.part(.not(parser.finish(operand)), from: start, over: [operand])
    }
  }

  private mutating func comparison() throws(ExpressionSyntaxError) -> ParsedPart {
    let left = try chain()
    guard isComparison(current) else { return left }
    let sign = advance()
    let right: ParsedPart
    let node: ParsedExpression.Node
    switch sign.kind {
    case .keyword(.in):
      right = at("[") ? try list() : try bounds { parser throws(ExpressionSyntaxError) in try parser.chain() }
      node = .isIn(finish(left), finish(right))
    case .keyword(.has):
      right = try chain()
      node = .has(finish(left), finish(right))
    default:
      right = try chain()
      node = .compare(comparisonOperator(sign) ?? .equal, finish(left), finish(right))
    }
    if isComparison(current) {
      let again = "\(source(right.start, right.end)) \(source(current.offset, current.end)) ..."
      throw error(
        at: current, "comparisons do not chain",
        help: "write `\(source(left.start, right.end)) and \(again)`, or use a range: `x in a .. b`")
    }
    return try part(node, from: left.start, over: [left, right])
  }

  private func comparisonOperator(_ token: ExpressionToken) -> ComparisonOperator? {
    guard case .sign(let sign) = token.kind else { return nil }
    return ComparisonOperator(rawValue: sign)
  }

  private func isComparison(_ token: ExpressionToken) -> Bool {
    token.kind == .keyword(.in) || token.kind == .keyword(.has) || comparisonOperator(token) != nil
  }

  private mutating func list() throws(ExpressionSyntaxError) -> ParsedPart {
    let start = advance().offset
    return try nested { parser throws(ExpressionSyntaxError) in
      var items: [ParsedPart] = []
      if parser.at("]") { throw parser.unexpected("a value; an empty list holds nothing") }
      repeat { items.append(try parser.range()) } while parser.take(",")
      guard parser.take("]") else { throw parser.unexpected("`,` or `]`") }
      return try parser.part(.list(items.map(parser.finish)), from: start, over: items)
    }
  }
}
