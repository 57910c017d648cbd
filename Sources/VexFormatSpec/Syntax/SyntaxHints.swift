/// What to say about slips that YAML accepts without a word.
enum SyntaxHints {
  /// Advice for an unknown key that looks like a piece of an expression.
  static let quoteTheExpression = "quote the expression; in flow style YAML splits it at `,`, brackets and `: `"

  /// Whether an unknown key is probably a piece of an expression that YAML split, as in `{valid: a <= max(b, c)}`.
  ///
  /// A name alone is not: it may as well be a misspelt key.
  static func looksLikeExpressionPiece(_ key: String) -> Bool {
    let isName = key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isName, let first = key.utf8.first else { return !key.isEmpty }
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || first == UInt8(ascii: "-")
  }
}
