import VexBytes
import VexCodecs
import VexFormatSpec

/// Labels, UUIDs and serial numbers as people read them.
struct TextOfValue {
  let format: Format
  let evaluator: Evaluator

  /// The text of a value; nil when it has none, is empty, or all zero.
  func text(_ expression: Expression, _ pattern: String?) -> String? {
    if case .read(let access) = expression.node, let located = try? evaluator.locate(access),
      let value = StructureDecoder(format: format).value(located, evaluator)
    {
      return text(value, located.type, pattern)
    }
    switch try? evaluator.value(expression) {
    case .integer(let number)?: return written(number, pattern)
    case .bytes(let bytes)?: return trimmed(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
    case .boolean?, .instance?, .set?, nil: return nil
    }
  }

  private func text(_ value: DecodedValue, _ type: FieldType?, _ pattern: String?) -> String? {
    switch value {
    case .text(let text): return trimmed(text)
    case .uuid(let uuid): return uuid.bytes.isZero ? nil : uuid.description
    case .bytes(let bytes): return trimmed(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
    case .unsigned(let number), .enumeration(let number, _): return written(number, pattern)
    case .array(let elements):
      // Characters whose number varies.
      let units = elements.map { if case .unsigned(let unit) = $0 { unit } else { 0 } }.prefix { $0 != 0 }
      guard case .array(let element, _)? = type, let width = element.scalarByteCount else { return nil }
      return trimmed(
        width == 2
          ? String(decoding: units.map { UInt16(truncatingIfNeeded: $0) }, as: UTF16.self)
          : String(decoding: units.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self))
    case .signed, .boolean, .flags, .bitFields, .bits, .object: return nil
    }
  }

  /// A text without spaces at its end; nil when it is empty.
  private func trimmed(_ text: String) -> String? {
    var scalars = text.unicodeScalars[...]
    while scalars.last == " " { scalars.removeLast() }
    return scalars.isEmpty ? nil : printable(String(scalars))
  }

  /// A number with a hexadecimal digit for each `X` or `x` of a pattern, the lowest last; nil for 0.
  private func written(_ number: UInt64, _ pattern: String?) -> String? {
    guard number != 0 else { return nil }
    guard let pattern else { return String(number) }
    var rest = number
    let characters = pattern.reversed().map { character -> String in
      guard character == "X" || character == "x" else { return String(character) }
      let digit = String(rest & 0xF, radix: 16, uppercase: character == "X")
      rest >>= 4
      return digit
    }
    return characters.reversed().joined()
  }
}
