public import VexBytes
public import VexFormatSpec

/// What bytes of an image mean.
public indirect enum DecodedValue: Sendable {
  /// A number.
  case unsigned(UInt64)
  /// A number that may be below zero.
  case signed(Int64)
  /// True or false.
  case boolean(Bool)
  /// Bytes without a further meaning.
  case bytes([UInt8])
  /// Text up to its first NUL; what is not UTF-8 is U+FFFD.
  case text(String)
  /// A UUID.
  case uuid(UUIDValue)
  /// A value of an enumeration; the name is nil when it has none.
  case enumeration(raw: UInt64, name: String?)
  /// A word of flags: the names of those that are set, and the bits without a name.
  case flags(raw: UInt64, names: [String], unknown: UInt64)
  /// An integer that is divided into bit fields.
  case bitFields(raw: UInt64, [DecodedField])
  /// The numbers of the 1 bits of a bit array.
  case bits(IntegerSet)
  /// Elements in order.
  case array([DecodedValue])
  /// A structure.
  case object(DecodedObject)
}

/// A structure of an image.
public struct DecodedObject: Sendable {
  /// The structure's name.
  public var structure: String
  /// Place of its first byte in the image, in bytes.
  public var offset: UInt64
  /// The fields that are there, in declaration order.
  public var fields: [DecodedField]
}

/// A field of an image.
public struct DecodedField: Sendable {
  /// The name.
  public var name: String
  /// What it holds.
  public var value: DecodedValue
  /// Place of its first byte in the image, in bytes; nil for what is computed.
  public var offset: UInt64?
  /// The unit its value is counted in; nil for plain numbers.
  public var unit: Unit?
  /// What it means.
  public var doc: String?
}
