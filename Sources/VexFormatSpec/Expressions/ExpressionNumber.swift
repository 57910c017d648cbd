/// The forms of a number.
enum ExpressionNumber {
  /// What a word is.
  enum Reading: Equatable {
    /// A plain number.
    case number(UInt64)
    /// A number with a size suffix written directly behind it, multiplied out.
    case byteCount(UInt64)
    /// A word that does not begin as a number does, or has letters behind its digits.
    case notANumber
    /// A number that nobody should have to guess about.
    case malformed(message: String, help: String?)
  }

  /// The bytes in one `KiB`, `MiB` and so on up to `EiB`; nil for another name.
  static func byteSize(of suffix: String) -> UInt64? {
    switch suffix {
    case "KiB": 1 << 10
    case "MiB": 1 << 20
    case "GiB": 1 << 30
    case "TiB": 1 << 40
    case "PiB": 1 << 50
    case "EiB": 1 << 60
    default: nil
    }
  }

  /// Reads a word of letters, digits and underscores.
  static func read(_ word: String) -> Reading {
    if word.hasPrefix("0x") || word.hasPrefix("0X") {
      return digits(word.dropFirst(2), radix: 16, in: word)
    }
    if let suffix = word.utf8.count > 3 ? word.suffix(3) : nil, let size = byteSize(of: String(suffix)) {
      guard case .number(let count) = digits(word.dropLast(3), radix: 10, in: word) else { return .notANumber }
      let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
      return overflow ? tooLarge(word) : .byteCount(bytes)
    }
    guard word.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x5F }), !word.hasPrefix("_") else {
      return .notANumber
    }
    return digits(word[...], radix: 10, in: word)
  }

  /// What to say about a number beyond 64 bits.
  static func tooLarge(_ text: String) -> Reading {
    .malformed(
      message: "`\(abbreviated(text))` does not fit into 64 bits", help: "the largest number is 0xffffffffffffffff")
  }

  /// `text`, cut when it is too long for a message.
  static func abbreviated(_ text: String) -> String {
    text.unicodeScalars.count <= 40 ? text : String(text.prefix(37)) + "..."
  }

  private static func digits(_ text: Substring, radix: UInt64, in word: String) -> Reading {
    let shown = abbreviated(word)
    guard !text.isEmpty, !text.hasPrefix("_"), !text.hasSuffix("_"), !text.contains("__") else {
      return .malformed(
        message: "`\(shown)` is not a number", help: "single underscores may stand between digits, as in 1_000")
    }
    // C reads 010 as eight; the author may have meant either.
    if radix == 10, text.hasPrefix("0"), text.utf8.count > 1 {
      let rest = text.drop { $0 == "0" || $0 == "_" }
      return .malformed(
        message: "`\(shown)` begins with a zero, which C reads as octal",
        help: "write \(rest.isEmpty ? "0" : abbreviated(String(rest)))")
    }
    var value: UInt64 = 0
    for character in text where character != "_" {
      guard let digit = character.hexDigitValue.map(UInt64.init), digit < radix else {
        return .malformed(message: "`\(shown)` has `\(character)` among its digits", help: nil)
      }
      let (product, productOverflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, sumOverflow) = product.addingReportingOverflow(digit)
      guard !productOverflow, !sumOverflow else { return tooLarge(word) }
      value = sum
    }
    return .number(value)
  }
}
