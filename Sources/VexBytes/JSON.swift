/// A JSON value (RFC 8259), printed on one line with its members in the given order.
public indirect enum JSON: Sendable {
  /// Nothing.
  case null
  /// True or false.
  case boolean(Bool)
  /// A signed integer, printed with all its digits.
  case integer(Int64)
  /// An unsigned integer, printed with all its digits.
  case unsigned(UInt64)
  /// Text.
  case string(String)
  /// Values in order.
  case array([JSON])
  /// Members in the order in which they are printed.
  case object([(String, JSON)])

  /// A count.
  public static func count(_ value: Int) -> JSON { .integer(Int64(value)) }

  /// A string, or null when there is none.
  public static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  /// The value as text without line breaks.
  public var text: String {
    var text = ""
    print(into: &text)
    return text
  }

  private func print(into text: inout String) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .unsigned(let value): text += String(value)
    case .string(let value): Self.quote(value, into: &text)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        element.print(into: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, (name, value)) in members.enumerated() {
        if index > 0 { text += ", " }
        Self.quote(name, into: &text)
        text += ": "
        value.print(into: &text)
      }
      text += "}"
    }
  }

  private static func quote(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      // Line separators, too: one object is one line for every reader.
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar == "\u{2028}" || scalar == "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
