import VexBytes
import VexFormatSpec

extension ExchangeDocument {
  /// How an integer is stored.
  func json(_ type: IntegerType) -> JSON { .object(members(type)) }

  private func members(_ type: IntegerType) -> [(String, JSON)] {
    [("width", .count(type.width)), ("signed", .boolean(type.isSigned)), ("order", .string(type.order.word))]
  }

  /// Some bits of an integer.
  func json(_ bits: BitField) -> JSON {
    .object([
      ("name", .string(bits.name)), ("at", .count(bits.at)), ("width", .count(bits.width)),
      ("mask", .digits(bits.mask)),
      ("enumeration", .optional(bits.enumeration, JSON.count)), ("flags", .optional(bits.flags, JSON.count)),
      ("unit", .optional(bits.unit?.name)),
    ])
  }

  /// What bytes mean, and how many they are at most.
  func json(_ type: FieldType, in structure: StructureID) -> JSON {
    func made(_ kind: String, _ members: [(String, JSON)]) -> JSON {
      .object([("kind", .string(kind)), ("size", .optional(format.byteCount(of: type), JSON.count))] + members)
    }
    switch type {
    case .integer(let integer): return made("integer", members(integer))
    case .enumeration(let id, let integer):
      return made("enumeration", [("enumeration", .count(id))] + members(integer))
    case .flags(let id, let integer): return made("flags", [("flags", .count(id))] + members(integer))
    case .bitFields(let integer, let parts):
      return made("bitFields", members(integer) + [("parts", .list(parts) { json($0) })])
    case .bytes: return made("bytes", [])
    case .text(_, let nulRequired): return made("text", [("nulRequired", .boolean(nulRequired))])
    case .text16(let units, let order):
      return made("text16", [("units", .count(units)), ("order", .string(order.word))])
    case .uuid(let mixedEndian): return made("uuid", [("mixedEndian", .boolean(mixedEndian))])
    case .bits(let count): return made("bits", [("count", json(count, in: structure))])
    case .structure(let id): return made("structure", [("structure", .count(id))])
    case .array(let element, let count):
      return made("array", [("element", json(element, in: structure)), ("count", json(count, in: structure))])
    }
  }

  private func json(_ count: ArrayCount, in structure: StructureID) -> JSON {
    let kind =
      switch count {
      case .fixed: "fixed"
      case .counted: "counted"
      case .packed: "packed"
      }
    return .object([
      ("kind", .string(kind)), ("maximum", .count(count.maximum)), ("is", text(count.steering, in: structure)),
    ])
  }
}
