extension ExpressionParser {
  /// Sums, shifts and bit operations, from left to right.
  mutating func chain() throws(ExpressionSyntaxError) -> ParsedPart {
    var left = try term()
    while let (sign, token) = arithmeticSign(in: [.add, .subtract, .and, .or, .shiftLeft, .shiftRight]) {
      advance()
      left = try combine(left, sign, token, try term())
    }
    return left
  }

  private mutating func term() throws(ExpressionSyntaxError) -> ParsedPart {
    var left = try power()
    while let (sign, token) = arithmeticSign(in: [.multiply, .divide, .remainder]) {
      advance()
      left = try combine(left, sign, token, try power())
    }
    return left
  }

  private mutating func power() throws(ExpressionSyntaxError) -> ParsedPart {
    let base = try operand()
    guard let (sign, token) = arithmeticSign(in: [.power]) else { return base }
    advance()
    let power = try combine(base, sign, token, try operand())
    if at("^") { throw error(at: current, "powers do not chain", help: "put parentheses around one of them") }
    return power
  }

  private func arithmeticSign(in allowed: [ArithmeticOperator]) -> (ArithmeticOperator, ExpressionToken)? {
    guard case .sign(let text) = current.kind, let sign = ArithmeticOperator(rawValue: text), allowed.contains(sign)
    else { return nil }
    return (sign, current)
  }

  private mutating func combine(
    _ left: ParsedPart, _ sign: ArithmeticOperator, _ token: ExpressionToken, _ right: ParsedPart
  ) throws(ExpressionSyntaxError) -> ParsedPart {
    for operand in [left, right] {
      guard case .arithmetic(let inner, _, _) = operand.node, !operand.isParenthesized, group(inner) != group(sign),
        diagnostics.count < Self.maximumSlips
      else { continue }
      // The form is understood, so binding can go on and find more.
      diagnostics.append(
        Diagnostic(
          "expr/mixed-operators", at: scalar.location(at: token.offset, length: token.length),
          "`\(inner.rawValue)` and `\(sign.rawValue)` do not mix without parentheses",
          help: "put parentheses around `\(source(operand.start, operand.end))`, if that is what is meant"))
    }
    return try part(.arithmetic(sign, finish(left), finish(right)), from: left.start, over: [left, right])
  }

  /// Operators of different groups do not mix: languages disagree about their precedence.
  private func group(_ sign: ArithmeticOperator) -> Int {
    switch sign {
    case .add, .subtract, .multiply, .divide, .remainder, .power: 0
    case .shiftLeft, .shiftRight: 1
    case .and: 2
    case .or: 3
    }
  }
}
