/// Named integer values.
public struct Enumeration: Sendable {
  /// The name.
  public var name: String
  /// How values are stored where a field has this type by itself.
  public var storage: IntegerType
  /// Number of bits a value may take (below 8 × width inside bit fields).
  public var bits: Int
  /// Name and value, in declaration order.
  public var cases: [(name: String, value: UInt64)]
  /// Whether values without a name are legal and kept.
  public var isOpen: Bool
  /// What it is.
  public var doc: String?

  /// The value of the case with `name`.
  public func value(of name: String) -> UInt64? { cases.first { $0.name == name }?.value }
  /// The name of `value`.
  public func name(of value: UInt64) -> String? { cases.first { $0.value == value }?.name }
}
