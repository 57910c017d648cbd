public import VexBytes
import VexFormatSpec

extension Identification {
  /// The members of the JSON object that concern what is there; docs/RECOVERY.md lists them.
  public var members: [(String, JSON)] {
    [
      ("size", .unsigned(size)), ("fingerprint", .string(fingerprint)), ("blank", .boolean(isBlank)),
      ("whole", .boolean(isWhole)), ("findings", .array(findings.map(\.json))),
      ("unread", .array(unread.map { .string($0.description) })),
    ]
  }
}

extension Recognised {
  /// The finding as JSON.
  public var json: JSON {
    .object([
      ("id", .string(id)), ("title", .string(title)), ("category", .string(category.rawValue)),
      ("structure", .string(structure)),
      ("role", .string(role.rawValue)), ("certainty", .string(certainty.rawValue)),
      ("checksum", .string(checksum.rawValue)), ("offset", .unsigned(offset)), ("length", .unsigned(length)),
      ("blockSize", blockSize.map { .unsigned($0) } ?? .null), ("version", .optional(version)),
      ("label", .optional(label)), ("uuid", .optional(uuid)), ("underWay", .boolean(isUnderWay)),
      ("details", .array(details.map { .string($0) })),
    ])
  }
}
