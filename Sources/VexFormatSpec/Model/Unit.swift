/// The unit in which a number counts.
public enum Unit: Sendable, Hashable {
  /// A unit that counts bytes: `byte` itself, or one that the specification declares.
  case size(String)
  /// A duration or an instant, by name.
  case time(String)

  /// The unit's name.
  public var name: String {
    switch self {
    case .size(let name), .time(let name): name
    }
  }

  /// Bytes as such.
  public static var byte: Unit { .size("byte") }
}

/// A unit that a specification declares.
public struct UnitDefinition: Sendable {
  /// The name.
  public var name: String
  /// How many bytes one is; may read fields of the first structure.
  public var bytes: Expression
  /// The number of bytes, if it is always the same.
  public var constant: UInt64?
}
