import VexBytes
import VexCodecs
import VexFormatSpec

/// Reads values of fields as people write them: numbers, names, texts, UUIDs, bytes.
struct FieldText {
  let format: Format

  /// Why a text is no value of a type; the rest of a sentence.
  struct Malformed: Error {
    var reason: String
  }

  /// The value that `text` is for a type; `old` is what the field holds, for words of flags that are changed.
  func value(_ text: String, as type: FieldType, old: UInt64 = 0) throws(Malformed) -> Value {
    switch type {
    case .text(let room, let needsNul):
      let bytes = Array(text.utf8)
      if bytes.contains(0) { throw Malformed(reason: "a text ends at its first NUL and cannot contain one") }
      let most = needsNul ? room - 1 : room
      if bytes.count > most {
        throw Malformed(reason: "\"\(text)\" has \(bytes.count) bytes in UTF-8, and there is room for \(most)")
      }
      return .bytes(bytes)
    case .text16(let units, let order):
      if text.utf16.contains(0) { throw Malformed(reason: "a text ends at its first NUL and cannot contain one") }
      if text.utf16.count > units {
        throw Malformed(
          reason: "\"\(text)\" has \(text.utf16.count) code units in UTF-16, and there is room for \(units)")
      }
      return .bytes(UTF16Text.encode(text, order))
    case .bytes: return .bytes(try bytes(text))
    case .uuid(let mixedEndian):
      guard let uuid = UUIDValue(text: text, mixedEndian: mixedEndian) else {
        throw Malformed(reason: "\"\(text)\" is no UUID; expected 00112233-4455-6677-8899-aabbccddeeff")
      }
      return .bytes(uuid.bytes)
    case .enumeration(let id, _): return .integer(try enumerator(text, id))
    case .flags(let id, _): return .integer(try flags(text, id, old))
    case .integer, .bitFields: return .integer(try number(text, also: []))
    case .bits, .structure, .array: throw Malformed(reason: "cannot be set like that")
    }
  }

  /// The value that `text` is for some bits of a number.
  func value(_ text: String, as bits: BitField, old: UInt64) throws(Malformed) -> UInt64 {
    let value: UInt64
    if let id = bits.enumeration {
      value = try enumerator(text, id)
    } else if let id = bits.flags {
      value = try flags(text, id, bits.value(in: old))
    } else {
      value = try number(text, also: [])
    }
    guard value <= bits.mask else {
      throw Malformed(reason: "\(value) does not fit into \(bits.width) bits, in which \(bits.mask) is the most")
    }
    return value
  }

  private func enumerator(_ text: String, _ id: EnumerationID) throws(Malformed) -> UInt64 {
    if let value = format.enumerations[id].value(of: text) { return value }
    return try number(text, also: format.enumerations[id].cases.map(\.name))
  }

  /// `a|b`, `0x3`, or a change of what is there: `+a`, `-b`, `+a|-b`.
  private func flags(_ text: String, _ id: FlagSetID, _ old: UInt64) throws(Malformed) -> UInt64 {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    let isChange = parts.allSatisfy { $0.hasPrefix("+") || $0.hasPrefix("-") }
    var word = isChange ? old : 0
    for part in parts {
      let name = isChange ? String(part.dropFirst()) : part
      let mask: UInt64
      if let flag = format.flagSets[id].flag(named: name) {
        mask = flag.mask
      } else {
        mask = try number(name, also: format.flagSets[id].flags.flatMap(\.names))
      }
      word = part.hasPrefix("-") ? word & ~mask : word | mask
    }
    return word
  }

  /// Bytes in hexadecimal behind `0x`, or those of the text.
  private func bytes(_ text: String) throws(Malformed) -> [UInt8] {
    guard text.hasPrefix("0x") else { return Array(text.utf8) }
    let digits = Array(text.utf8.dropFirst(2))
    guard digits.count % 2 == 0 else { throw Malformed(reason: "\"\(text)\" has half a byte; two digits are one byte") }
    var bytes: [UInt8] = []
    for pair in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[pair..<pair + 2], as: UTF8.self), radix: 16) else {
        throw Malformed(reason: "\"\(text)\" has other characters than hexadecimal digits")
      }
      bytes.append(byte)
    }
    return bytes
  }

  private func number(_ text: String, also names: [String]) throws(Malformed) -> UInt64 {
    let radix = ["0x": 16, "0o": 8, "0b": 2][text.prefix(2)]
    if radix == nil, text.hasPrefix("0"), text.count > 1, text.allSatisfy(\.isNumber) {
      throw Malformed(
        reason: "\"\(text)\" may be meant as an octal number, which is written 0o\(text.drop { $0 == "0" })")
    }
    if let value = UInt64(radix == nil ? text : String(text.dropFirst(2)), radix: radix ?? 10) { return value }
    if let value = Int64(text) { return UInt64(bitPattern: value) }
    let hint = names.isEmpty ? "" : ", or one of: \(names.joined(separator: ", "))"
    throw Malformed(reason: "\"\(text)\" is no number; expected one\(hint)")
  }
}
