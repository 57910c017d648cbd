/// Signs that other languages have, or that an editor slipped in, and what to write instead.
enum ExpressionSlip {
  /// What is known about a wrong sign.
  struct Advice {
    /// Its length in Unicode scalars.
    var length: Int
    /// What was found.
    var message: String
    /// What to write.
    var help: String?
  }

  /// The advice for a sign that begins with `first`; nil when nothing is known to be wrong.
  static func find(_ first: Unicode.Scalar, next: Unicode.Scalar?) -> Advice? {
    switch (first, next) {
    case ("&", "&"): instead("&&", "and")
    case ("|", "|"): instead("||", "or")
    case ("*", "*"): instead("**", "^")
    case ("!", "="): nil
    case ("!", _): Advice(length: 1, message: "found `!`", help: "write `not x` for `!x`")
    case ("=", "="): nil
    case ("=", ">"): instead("=>", ">=")
    case ("=", _): Advice(length: 1, message: "found `=`, which is not a comparison", help: "write `==`")
    case ("<", ">"): instead("<>", "!=")
    case ("~", _):
      Advice(length: 1, message: "found `~`; there is no complement", help: "write `xor(x, mask)` with the mask meant")
    case ("\"", _):
      Advice(length: 1, message: "found `\"`", help: "a byte string in an expression stands in single quotes: 'text'")
    case ("{", _), ("}", _):
      Advice(length: 1, message: "found `\(first)`, which an expression does not have", help: nil)
    default: lookalike(first)
    }
  }

  /// A sign for a message: itself if it can be seen, and always its number when it is not ASCII.
  static func describe(_ scalar: Unicode.Scalar) -> String {
    let number = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - number.count)) + number
    guard !scalar.isASCII else { return scalar.value < 0x20 || scalar.value == 0x7F ? code : "`\(scalar)`" }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .spaceSeparator, .nonspacingMark, .enclosingMark, .spacingMark:
      return code
    default:
      return "`\(scalar)` (\(code))"
    }
  }

  private static func instead(_ found: String, _ meant: String) -> Advice {
    Advice(length: found.unicodeScalars.count, message: "found `\(found)`", help: "write `\(meant)`")
  }

  private static func lookalike(_ scalar: Unicode.Scalar) -> Advice? {
    let meant: String? =
      switch scalar {
      case "\u{2264}": "<="
      case "\u{2265}": ">="
      case "\u{2260}": "!="
      case "\u{2212}", "\u{2013}", "\u{2014}", "\u{2010}", "\u{2011}": "-"
      case "\u{D7}", "\u{B7}": "*"
      case "\u{F7}", "\u{2044}": "/"
      case "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}": "'"
      case "\u{2026}": ".."
      case "\u{2227}": "and"
      case "\u{2228}": "or"
      case "\u{AC}": "not"
      case "\u{2208}": "in"
      case "\u{A0}", "\u{202F}", "\u{2009}", "\u{3000}": " "
      default: nil
      }
    return meant.map {
      Advice(
        length: 1, message: "found \(describe(scalar))", help: $0 == " " ? "write an ordinary space" : "write `\($0)`")
    }
  }
}
