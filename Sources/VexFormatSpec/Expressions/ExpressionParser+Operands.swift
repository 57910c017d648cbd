extension ExpressionParser {
  /// A number, member, path, call, aggregate, text, or anything in parentheses.
  mutating func operand() throws(ExpressionSyntaxError) -> ParsedPart {
    let token = current
    switch token.kind {
    case .number(let value):
      advance()
      return try number(value, from: token)
    case .byteCount(let value):
      advance()
      return try part(.number(value, unit: "byte"), from: token.offset)
    case .keyword(.true), .keyword(.false):
      advance()
      return try part(.boolean(token.kind == .keyword(.true)), from: token.offset)
    case .text(let bytes):
      advance()
      return try part(.text(bytes), from: token.offset)
    case .name(let name):
      advance()
      if at("(") { return try call(name, token) }
      return try path(name, token)
    case .sign("."):
      advance()
      guard case .name(let name) = current.kind else { throw unexpected("the name of a value or flag behind `.`") }
      advance()
      return try part(.member(name), from: token.offset)
    case .sign("("):
      return try parenthesized()
    case .sign("-"):
      throw error(at: token, "found `-` in front of a value; there are no negative numbers")
    case .sign("["):
      throw error(at: token, "found a list, expected a value", help: "a list stands only behind `in`: `x in [a, b]`")
    case .keyword(.not):
      throw error(at: token, "found `not` inside an operation", help: "put it in parentheses: `(not x)`")
    case .keyword, .sign, .end:
      throw unexpected("a value")
    }
  }

  private mutating func number(
    _ value: UInt64, from token: ExpressionToken
  ) throws(ExpressionSyntaxError) -> ParsedPart {
    guard case .name(let unit) = current.kind else { return try part(.number(value, unit: nil), from: token.offset) }
    let unitToken = advance()
    guard let size = ExpressionNumber.byteSize(of: unit) else {
      return try part(.number(value, unit: unit), from: token.offset)
    }
    let (bytes, overflow) = value.multipliedReportingOverflow(by: size)
    guard !overflow else {
      throw ExpressionSyntaxError(
        offset: token.offset, length: unitToken.end - token.offset,
        message: "`\(source(token.offset, unitToken.end))` does not fit into 64 bits",
        help: "the largest number of bytes is 0xffffffffffffffff")
    }
    return try part(.number(bytes, unit: "byte"), from: token.offset)
  }

  private mutating func parenthesized() throws(ExpressionSyntaxError) -> ParsedPart {
    let open = advance()
    return try nested { parser throws(ExpressionSyntaxError) in
      var inner = try parser.range()
      guard parser.take(")") else { throw parser.unclosed(open, "`)`") }
      inner.isParenthesized = true
      inner.start = open.offset
      inner.end = parser.previous.end
      return inner
    }
  }

  /// The error that something else stands where `open` should be closed.
  private func unclosed(_ open: ExpressionToken, _ expected: String) -> ExpressionSyntaxError {
    let place = scalar.location(at: open.offset, length: 1)
    return unexpected(
      "an operator or \(expected)",
      help: "\(describe(open)) in line \(place.line), column \(place.column) is still open")
  }

  // MARK: - Paths

  private mutating func path(_ name: String, _ token: ExpressionToken) throws(ExpressionSyntaxError) -> ParsedPart {
    var path = ParsedPath(
      name: name, location: scalar.location(at: token.offset, length: token.length), steps: [])
    var indices: [ParsedPart] = []
    while true {
      if at(".") {
        advance()
        guard case .name(let field) = current.kind else { throw unexpected("a name behind `.`") }
        let step = advance()
        path.steps.append((.field(field), scalar.location(at: step.offset, length: step.length)))
      } else if at("[") {
        let open = advance()
        let index = try nested { parser throws(ExpressionSyntaxError) in try parser.condition() }
        guard take("]") else { throw unclosed(open, "`]`") }
        indices.append(index)
        let place = scalar.location(at: open.offset, length: previous.end - open.offset)
        path.steps.append((.element(finish(index)), place))
      } else {
        return try part(.path(path), from: token.offset, over: indices)
      }
    }
  }

  // MARK: - Calls

  private mutating func call(_ name: String, _ token: ExpressionToken) throws(ExpressionSyntaxError) -> ParsedPart {
    let isWalk: Bool
    if case .name = peek(1).kind, peek(2).kind == .keyword(.in) { isWalk = true } else { isWalk = false }
    if isWalk {
      guard let kind = Aggregate.Kind(rawValue: name) else {
        // `f(x in list)` could only pass a boolean, which no function takes.
        let kinds = Aggregate.Kind.allCases.map(\.rawValue)
        throw error(
          at: token, "`\(ExpressionNumber.abbreviated(name))` is no aggregate",
          help: "aggregates are \(kinds.joined(separator: ", "))")
      }
      return try nested { parser throws(ExpressionSyntaxError) in try parser.aggregate(kind, token) }
    }
    let open = advance()
    return try nested { parser throws(ExpressionSyntaxError) in
      var arguments: [ParsedPart] = []
      if !parser.at(")") {
        repeat { arguments.append(try parser.range()) } while parser.take(",")
      }
      guard parser.take(")") else { throw parser.unclosed(open, "`,` or `)`") }
      return try parser.part(
        .call(name: name, arguments.map(parser.finish)), from: token.offset, over: arguments)
    }
  }

  private mutating func aggregate(
    _ kind: Aggregate.Kind, _ token: ExpressionToken
  ) throws(ExpressionSyntaxError) -> ParsedPart {
    let open = advance()
    guard case .name(let variable) = current.kind else { throw unexpected("the name of a variable") }
    advance()
    advance()
    let sequence = try range()
    let filter = take(.if) ? try condition() : nil
    let body = take(":") ? try range() : nil
    guard take(")") else {
      throw unclosed(open, body != nil ? "`)`" : filter != nil ? "`:` or `)`" : "`if`, `:` or `)`")
    }
    let aggregate = ParsedAggregate(
      kind: kind, variable: variable, sequence: finish(sequence), filter: filter.map(finish), body: body.map(finish))
    return try part(
      .aggregate(aggregate), from: token.offset, over: [sequence, filter, body].compactMap { $0 })
  }

  // MARK: - What is left over

  /// The error for what stands behind a whole expression.
  func trailing() -> ExpressionSyntaxError {
    let help: String? =
      switch (previous.kind, current.kind) {
      case (.number, .sign(".")): "there are no fractions; a range is `a .. b`"
      case (_, .sign(")")): "no parenthesis is open"
      case (_, .sign("]")): "no bracket is open"
      case (_, .sign(":")): "`:` belongs behind `?` or into an aggregate"
      case (_, .sign(",")): "a comma separates only arguments, and the items of a list"
      case (_, .keyword(.if)): "a choice is written `test ? a : b`"
      case (_, .keyword(.not)): "write `not (a in b)`"
      default: nil
      }
    return unexpected("an operator or the end", help: help)
  }
}
