public import VexBytes

/// What the bytes of a field mean.
public indirect enum FieldType: Sendable, Hashable {
  /// An integer.
  case integer(IntegerType)
  /// A value of an enumeration.
  case enumeration(EnumerationID, IntegerType)
  /// A word of flags.
  case flags(FlagSetID, IntegerType)
  /// An integer that is divided into bit fields.
  case bitFields(IntegerType, [BitField])
  /// A byte string of fixed length.
  case bytes(Int)
  /// Text in UTF-8 that ends at the first NUL or fills the field.
  case text(Int, nulRequired: Bool)
  /// Text in UTF-16: so many code units of two bytes, up to the first NUL.
  case text16(Int, ByteOrder)
  /// Sixteen bytes, printed as a UUID; `mixedEndian` is the GUID form.
  case uuid(mixedEndian: Bool)
  /// A number of single bits, bit 0 lowest in byte 0; never packed.
  case bits(ArrayCount)
  /// A structure in place.
  case structure(StructureID)
  /// Elements one after the other.
  case array(element: FieldType, count: ArrayCount)
}

/// How many elements an array has.
public enum ArrayCount: Sendable, Hashable {
  /// Always the same number.
  case fixed(Int)
  /// A number that an expression gives, at most `maximum`. The expression is in the table of the structure's steering
  /// expressions, so that types stay comparable.
  case counted(Steering, maximum: Int)
  /// As many as fill some bytes exactly, for each says itself how long it is: the expression gives the bytes, at most
  /// `maximum`.
  case packed(Steering, maximum: Int)

  /// The expression that says how many elements or bytes there are; nil where that never varies.
  public var steering: Expression? {
    switch self {
    case .fixed: nil
    case .counted(let steering, _), .packed(let steering, _): steering.expression
    }
  }

  /// The number of elements that there is room for; of packed ones, the number of bytes.
  public var maximum: Int {
    switch self {
    case .fixed(let count): count
    case .counted(_, let maximum), .packed(_, let maximum): maximum
    }
  }
}

/// An expression that steers the evaluator; equal when it is the same text at the same place.
public struct Steering: Sendable, Hashable {
  /// The expression.
  public var expression: Expression

  /// Makes a steering expression.
  public init(_ expression: Expression) { self.expression = expression }

  /// Whether both stand at the same place of the specification.
  public static func == (lhs: Steering, rhs: Steering) -> Bool {
    lhs.expression.location == rhs.expression.location
  }

  /// Feeds the place into `hasher`.
  public func hash(into hasher: inout Hasher) { hasher.combine(expression.location) }
}

/// How an integer is stored.
public struct IntegerType: Sendable, Hashable {
  /// Bytes, 1, 2, 4 or 8.
  public var width: Int
  /// Whether it is two's complement.
  public var isSigned: Bool
  /// Order of its bytes.
  public var order: ByteOrder

  /// Makes an integer type.
  public init(width: Int, isSigned: Bool = false, order: ByteOrder) {
    self.width = width
    self.isSigned = isSigned
    self.order = order
  }

  /// The largest value, as unsigned bits.
  public var mask: UInt64 { width >= 8 ? .max : (1 << UInt64(width * 8)) - 1 }

  /// The bytes that store the lowest bits of a value.
  public func bytes(of value: UInt64) -> [UInt8] {
    let little = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    return order == .little ? little : little.reversed()
  }
}

/// Bits of an integer that have a name of their own.
public struct BitField: Sendable, Hashable {
  /// The name.
  public var name: String
  /// The lowest bit.
  public var at: Int
  /// Number of bits.
  public var width: Int
  /// The enumeration its value belongs to; nil for plain numbers.
  public var enumeration: EnumerationID?
  /// The flags that its bits are; nil for plain numbers.
  public var flags: FlagSetID?
  /// The unit its value is counted in.
  public var unit: Unit?

  /// Makes a bit field.
  public init(
    name: String, at: Int, width: Int, enumeration: EnumerationID? = nil, flags: FlagSetID? = nil, unit: Unit? = nil
  ) {
    (self.name, self.at, self.width, self.unit) = (name, at, width, unit)
    (self.enumeration, self.flags) = (enumeration, flags)
  }

  /// The value in a whole integer.
  public func value(in word: UInt64) -> UInt64 { word >> UInt64(at & 63) & mask }

  /// The value's bits, shifted down.
  public var mask: UInt64 { width >= 64 ? .max : (1 << UInt64(width)) - 1 }
}

extension FieldType {
  /// Bytes of one value, for types that are neither structures nor arrays.
  public var scalarByteCount: Int? {
    switch self {
    case .integer(let type), .enumeration(_, let type), .flags(_, let type), .bitFields(let type, _): type.width
    case .bytes(let count), .text(let count, _): count
    case .text16(let units, _): units * 2
    case .uuid: 16
    case .bits(let count): (count.maximum + 7) / 8
    case .structure, .array: nil
    }
  }

  /// How many elements an array has, or bits a bit array; nil for everything else.
  public internal(set) var count: ArrayCount? {
    get {
      switch self {
      case .array(_, let count), .bits(let count): count
      default: nil
      }
    }
    set {
      switch (self, newValue) {
      case (.array(let element, _), let count?): self = .array(element: element, count: count)
      case (.bits, let count?): self = .bits(count)
      default: break
      }
    }
  }
}
