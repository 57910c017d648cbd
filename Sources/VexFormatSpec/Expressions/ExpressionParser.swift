/// Reads expressions; names are bound later, here only the form counts.
///
/// ```ebnf
/// range   = [ cond ] , ( ".." | "..=" ) , [ cond ] | cond ;
/// cond    = or , [ "?" , cond , ":" , cond ] ;
/// or      = and , { "or" , and } ;
/// and     = not , { "and" , not } ;
/// not     = "not" , not | compare ;
/// compare = chain , [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "has" ) , chain | "in" , ( list | members ) ] ;
/// members = [ chain ] , ( ".." | "..=" ) , [ chain ] | chain ;
/// chain   = term , { ( "+" | "-" | "&" | "|" | "<<" | ">>" ) , term } ;
/// term    = power , { ( "*" | "/" | "%" ) , power } ;
/// power   = operand , [ "^" , operand ] ;
/// ```
///
/// The bounds of `members` are chains, so that `x in 0 .. 8 and y` is a conjunction.
struct ExpressionParser {
  /// Parentheses, brackets, calls, `not` and choices nest at most so deep.
  static let maximumDepth = 100
  /// The tree is at most so high, since later passes recurse over it; `a + b + c` counts each operator.
  static let maximumHeight = 256

  /// So many harmless slips of one expression are reported.
  static let maximumSlips = 16

  /// The text; its offsets are those of the tokens.
  let scalar: SyntaxScalar
  /// The tokens, of which the last is `end`.
  let tokens: [ExpressionToken]
  /// The next token.
  var position = 0
  /// Open recursions.
  var depth = 0
  /// What is wrong but does not keep the form from being understood; at most `maximumSlips`.
  var diagnostics: [Diagnostic] = []

  /// Reads one expression; nil when it has no form, which is then reported.
  static func parse(_ scalar: SyntaxScalar, into diagnostics: inout DiagnosticCollector) -> ParsedExpression? {
    read(scalar, into: &diagnostics) { parser throws(ExpressionSyntaxError) in
      parser.finish(try parser.range())
    }
  }

  /// Reads the whole of `scalar` with `body` and reports what is wrong.
  static func read<Result>(
    _ scalar: SyntaxScalar, into diagnostics: inout DiagnosticCollector,
    _ body: (inout ExpressionParser) throws(ExpressionSyntaxError) -> Result
  ) -> Result? {
    do throws(ExpressionSyntaxError) {
      guard diagnostics.admit(tokens: 0, at: scalar.location) else { return nil }
      var parser = ExpressionParser(scalar: scalar, tokens: try ExpressionLexer.tokens(of: scalar.text))
      guard diagnostics.admit(tokens: parser.tokens.count, at: scalar.wholeLocation) else { return nil }
      let result = try body(&parser)
      guard parser.current.kind == .end else { throw parser.trailing() }
      for diagnostic in parser.diagnostics { diagnostics.report(diagnostic) }
      return result
    } catch {
      diagnostics.report(error.diagnostic(in: scalar))
      return nil
    }
  }

  private init(scalar: SyntaxScalar, tokens: [ExpressionToken]) {
    self.scalar = scalar
    self.tokens = tokens
  }

  // MARK: - Tokens

  /// The next token.
  var current: ExpressionToken { peek(0) }

  /// The token `distance` behind the next one; the end stays the end.
  func peek(_ distance: Int) -> ExpressionToken {
    let index = position + distance
    if index < tokens.count { return tokens[index] }
    return tokens.last ?? ExpressionToken(kind: .end, offset: 0, length: 0)
  }

  /// The token before the next one.
  var previous: ExpressionToken { position > 0 ? tokens[position - 1] : current }

  /// Goes on to the next token and returns the one left behind.
  @discardableResult
  mutating func advance() -> ExpressionToken {
    let token = current
    if position < tokens.count { position += 1 }
    return token
  }

  /// Whether the next token is this sign.
  func at(_ sign: String) -> Bool { current.kind == .sign(sign) }

  /// Whether the next token is this keyword.
  func at(_ keyword: ExpressionToken.Keyword) -> Bool { current.kind == .keyword(keyword) }

  /// Takes this sign if it is next.
  mutating func take(_ sign: String) -> Bool {
    guard at(sign) else { return false }
    advance()
    return true
  }

  /// Takes this keyword if it is next.
  mutating func take(_ keyword: ExpressionToken.Keyword) -> Bool {
    guard at(keyword) else { return false }
    advance()
    return true
  }

  // MARK: - Errors

  /// The error that the next token is not what was expected.
  func unexpected(_ expected: String, help: String? = nil) -> ExpressionSyntaxError {
    ExpressionSyntaxError(
      offset: current.offset, length: current.length, message: "found \(describe(current)), expected \(expected)",
      help: help)
  }

  /// An error about a token.
  func error(at token: ExpressionToken, _ message: String, help: String? = nil) -> ExpressionSyntaxError {
    ExpressionSyntaxError(offset: token.offset, length: token.length, message: message, help: help)
  }

  /// A token for a message.
  func describe(_ token: ExpressionToken) -> String {
    token.kind == .end ? "the end of the expression" : "`\(source(token.offset, token.end))`"
  }

  /// The source between two offsets, cut when it is too long for a message.
  func source(_ start: Int, _ end: Int) -> String {
    let part = scalar.text.unicodeScalars.dropFirst(start).prefix(max(0, end - start))
    return ExpressionNumber.abbreviated(String(String.UnicodeScalarView(part)))
  }

  // MARK: - Recursion

  /// Runs `body` one level deeper.
  mutating func nested<Result>(
    _ body: (inout ExpressionParser) throws(ExpressionSyntaxError) -> Result
  ) throws(ExpressionSyntaxError) -> Result {
    guard depth < Self.maximumDepth else {
      throw error(at: current, "the expression is nested more than \(Self.maximumDepth) levels deep")
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }
}

/// An expression and what the parser must know about its form.
struct ParsedPart {
  /// What it is.
  var node: ParsedExpression.Node
  /// Offset of its first character, in Unicode scalars.
  var start: Int
  /// Offset behind its last character.
  var end: Int
  /// Height of its tree.
  var height = 1
  /// Whether it stands in parentheses.
  var isParenthesized = false
}

extension ExpressionParser {
  /// The expression for a part.
  func finish(_ part: ParsedPart) -> ParsedExpression {
    ParsedExpression(
      node: part.node, location: scalar.location(at: part.start, length: part.end - part.start))
  }

  /// A part over `children`, which ends where the last token does.
  func part(
    _ node: ParsedExpression.Node, from start: Int, over children: [ParsedPart] = []
  ) throws(ExpressionSyntaxError) -> ParsedPart {
    let height = 1 + (children.map(\.height).max() ?? 0)
    guard height <= Self.maximumHeight else {
      throw error(at: previous, "the expression has more than \(Self.maximumHeight) operations in one chain")
    }
    return ParsedPart(node: node, start: start, end: max(start, previous.end), height: height)
  }
}
