import VexBytes

/// Why a text is no number of bytes; `description` is one line for people.
public struct ByteSizeError: Error, Equatable, Sendable {
  /// The text.
  public var text: String
  /// What is wrong with it.
  public var reason: String
}

extension ByteSizeError: CustomStringConvertible {
  /// One line: the text, what was wrong, what is expected.
  public var description: String { "\"\(printable(text))\": \(reason)" }
}

/// A number of bytes as people write it: `20480`, `100M`, `64 KiB`, `1T`, `4096B`.
///
/// K, M, G, T, P and E count in powers of 1024, with or without `iB`, in either case, as other tools that make filesystems
/// read them. `KB` is refused: half of the world reads it as 1000.
public enum ByteSize {
  /// The largest size that a file can have.
  public static let maximum = UInt64(Int64.max)

  /// The number of bytes that `text` means; throws when it means none, or more than a file can have.
  public static func parse(_ text: String) throws(ByteSizeError) -> UInt64 {
    let expected = "expected a number of bytes, such as 20480, 64 KiB, 100M or 1T"
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty else { throw ByteSizeError(text: text, reason: expected) }
    guard let number = UInt64(digits) else { throw tooLarge(text) }
    let suffix = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
    guard let shift = try shift(suffix, of: text, expected) else {
      throw ByteSizeError(text: text, reason: "unknown unit; \(expected)")
    }
    guard let bytes = checkedShiftLeft(number, shift), bytes <= maximum else { throw tooLarge(text) }
    return bytes
  }

  private static func shift(_ suffix: String, of text: String, _ expected: String) throws(ByteSizeError) -> UInt64? {
    if suffix.isEmpty || suffix == "b" { return 0 }
    guard let letter = suffix.first, let power = Array("kmgtpe").firstIndex(of: letter) else { return nil }
    switch suffix.dropFirst() {
    case "", "ib": return UInt64(power + 1) * 10
    case "b":
      let letter = letter.uppercased()
      throw ByteSizeError(text: text, reason: "1000 or 1024? write \(letter) or \(letter)iB for powers of 1024")
    default: return nil
    }
  }

  private static func tooLarge(_ text: String) -> ByteSizeError {
    ByteSizeError(text: text, reason: "more than a file can have, \(maximum) bytes")
  }
}
