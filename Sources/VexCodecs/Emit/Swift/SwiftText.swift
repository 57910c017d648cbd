import VexBytes
import VexFormatSpec

/// Small texts that Swift sources are made of.
enum SwiftText {
  /// The integer type that holds what `type` stores.
  static func integer(_ type: IntegerType) -> String { (type.isSigned ? "Int" : "UInt") + String(type.width * 8) }

  /// `.little` or `.big`.
  static func order(_ order: ByteOrder) -> String { order == .little ? ".little" : ".big" }

  /// A number as people write it: small ones and round decimal ones in decimal, others in hexadecimal.
  static func number(_ value: UInt64) -> String {
    if value < 65536 || (value % 1000 == 0 && value < 1 << 40) { return String(value) }
    return "0x" + String(value, radix: 16)
  }

  /// A value of an integer type, whose stored bits are `value`.
  static func number(_ value: UInt64, as type: IntegerType) -> String {
    guard type.isSigned, value != 0 else { return number(value & type.mask) }
    let shift = UInt64(64 - type.width * 8)
    return String(Int64(bitPattern: value &<< shift) &>> Int64(shift))
  }

  /// A string literal.
  static func literal(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 32 || scalar.value == 127 || !scalar.isASCII:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// `text` without a pair of parentheses around all of it.
  static func bare(_ text: String) -> String {
    guard text.hasPrefix("("), text.hasSuffix(")") else { return text }
    let inner = text.dropFirst().dropLast()
    var depth = 0
    for character in inner {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth < 0 { return text }
    }
    return String(inner)
  }

  /// Text from a specification for a comment: one line, nothing that could end or steer it.
  static func plain(_ text: String) -> String {
    printable(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }
}

extension CodePrinter {
  /// Prints a documentation comment: `summary`, and each of `details` as a paragraph of its own.
  mutating func document(_ summary: String, _ details: [String] = []) {
    let plain = SwiftText.plain(summary)
    // A summary is one sentence; what follows becomes a paragraph.
    var first = plain
    var rest: [String] = []
    if let end = plain.range(of: ". ") {
      first = String(plain[..<end.lowerBound])
      rest = [String(plain[end.upperBound...])]
    }
    comment(first.hasSuffix(".") || first.isEmpty ? first : first + ".")
    var isList = false
    for detail in rest + details where !detail.isEmpty {
      // Items of a list stand together.
      if !(isList && detail.hasPrefix("- ")) { print("///") }
      isList = detail.hasPrefix("- ")
      comment(SwiftText.plain(detail))
    }
  }

  private mutating func comment(_ text: String) { wrap(text, prefix: "/// ") }

  /// Prints `text` as comment lines of at most 120 columns.
  mutating func wrap(_ text: String, prefix: String) {
    let width = max(120 - depth * indent.count - prefix.count, 40)
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        print(prefix + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { print(prefix + line) }
  }
}

extension String {
  /// The first place where `other` stands; the standard library has it only with Foundation.
  fileprivate func range(of other: String) -> Range<Index>? { ranges(of: other).first }
}
