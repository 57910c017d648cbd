public import VexBytes
public import VexFormatSpec

/// One rule that an image breaks, or that could not be verified.
public struct ImageFinding: Sendable {
  /// Full name of the rule; that of the structure when its check could not be carried through.
  public var rule: String
  /// Number of the rule; 0 when no rule is to blame.
  public var number: UInt32
  /// What the failure does to a mount.
  public var severity: Severity
  /// When it was found; nil for rules on regions and on the whole image.
  public var stage: Stage?
  /// The errno with which a kernel refuses.
  public var errno: ErrorNumber
  /// What it is about: `superblock`, `inodes[17]`, `image`.
  public var structure: String
  /// Path of the field in the structure, `regions[3].start`; empty for rules of more than one field.
  public var field: String
  /// Where in the image the bytes begin, in bytes; nil when no place is to blame.
  public var offset: UInt64?
  /// Number of those bytes.
  public var length: UInt64
  /// What is there, in people's terms.
  public var found: String
  /// What should be there.
  public var expected: String
  /// One sentence that says all of it.
  public var message: String
  /// Path of the specification.
  public var specFile: String
  /// Line in the specification that declares the rule, from 1.
  public var specLine: Int
  /// Whether a checksum over these bytes had failed before, so that they may mean something else.
  public var restsOnUnverified: Bool
  /// Whether nothing is known because the checksum's algorithm is not known or not loaded.
  public var isUnverified: Bool
}

extension ImageFinding {
  /// The finding as JSON.
  public var json: JSON {
    .object([
      ("rule", .string(rule)), ("number", .unsigned(UInt64(number))), ("severity", .string(severity.name)),
      ("structure", .string(structure)), ("field", .string(field)),
      ("offset", offset.map { .unsigned($0) } ?? .null), ("length", .unsigned(length)),
      ("found", .string(found)), ("expected", .string(expected)), ("message", .string(message)),
      ("restsOnUnverified", .boolean(restsOnUnverified)), ("isUnverified", .boolean(isUnverified)),
      ("spec", .object([("file", .string(specFile)), ("line", .integer(Int64(specLine)))])),
    ])
  }
}

extension Severity {
  /// The name that specifications and reports use.
  public var name: String { String(describing: self) }
}
