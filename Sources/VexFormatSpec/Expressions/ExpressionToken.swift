/// A word or sign of an expression.
struct ExpressionToken: Sendable {
  /// What it is.
  var kind: Kind
  /// Offset of its first character in the text, in Unicode scalars.
  var offset: Int
  /// Its length in Unicode scalars; 0 only at the end.
  var length: Int

  /// The offset behind it.
  var end: Int { offset + length }

  /// What a token is.
  enum Kind: Sendable, Equatable {
    /// `4096`, `0x1000`, `1_000`.
    case number(UInt64)
    /// `64KiB` written in one: the number, multiplied out.
    case byteCount(UInt64)
    /// A name that is no keyword, or any name directly behind a dot.
    case name(String)
    /// `and`, `or`, `not`, `in`, `has`, `if`, `true`, `false`.
    case keyword(Keyword)
    /// The bytes of a text in single quotes.
    case text([UInt8])
    /// An operator or a bracket.
    case sign(String)
    /// Behind the last character.
    case end
  }

  /// Words that are never names or units, except behind a dot.
  enum Keyword: String, Sendable, CaseIterable {
    case and, or, not, `in`, has, `if`, `true`, `false`
  }
}

/// The one thing wrong with an expression: the first that its lexer or parser met.
struct ExpressionSyntaxError: Error {
  /// Offset of what is wrong, in Unicode scalars.
  var offset: Int
  /// Its length in Unicode scalars.
  var length: Int
  /// What was found and what was expected.
  var message: String
  /// What to do about it.
  var help: String?

  /// The diagnostic for it in `scalar`.
  func diagnostic(in scalar: SyntaxScalar) -> Diagnostic {
    Diagnostic("expr/syntax", at: scalar.location(at: offset, length: length), message, help: help)
  }
}
