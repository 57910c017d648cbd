import VexBytes

extension DecodedValue {
  /// The value alone, as `FieldSetter` takes it; nil for structures and arrays of them.
  public var plain: String? {
    switch self {
    case .unsigned(let value): return String(value)
    case .signed(let value): return String(value)
    case .boolean(let value): return value ? "true" : "false"
    case .bytes(let bytes): return "0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    case .text(let text): return text
    case .uuid(let uuid): return uuid.description
    case .enumeration(let raw, let name): return name ?? String(raw)
    case .flags(_, let names, let unknown):
      let rest = unknown == 0 ? [] : ["0x" + String(unknown, radix: 16)]
      return names.isEmpty && rest.isEmpty ? "0" : (names + rest).joined(separator: "|")
    case .bitFields(let raw, _): return "0x" + String(raw, radix: 16)
    case .bits(let set): return set.line
    case .array(let elements):
      let parts = elements.compactMap(\.plain)
      return parts.count == elements.count ? parts.joined(separator: " ") : nil
    case .object: return nil
    }
  }
}
