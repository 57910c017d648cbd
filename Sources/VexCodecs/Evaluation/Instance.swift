public import VexBytes
public import VexFormatSpec

/// A structure instance in memory: bytes, and what its rules may ask about besides them.
public struct Instance: Sendable {
  /// The structure.
  public var structure: StructureID
  /// Bytes that hold it; shared with what it is nested in.
  public var bytes: [UInt8]
  /// Where in `bytes` it begins.
  public var base: Int
  /// Its place in the image, in bytes.
  public var place: UInt64
  /// Its index in its region or array.
  public var index: UInt64
  /// The region whose element it is, if it is one.
  public var region: RegionID?
  /// What its holder or region supplies, in the order of the structure's `given`.
  public var given: [Value]
  /// What holds it, if it is nested: at most one.
  ///
  /// What it is given is computed there when it is asked for.
  public var holder: [Holder] = []

  /// The instance and the field in which another one is nested.
  public struct Holder: Sendable {
    /// The outer instance.
    public var instance: Instance
    /// Its field.
    public var field: FieldID
  }

  /// Makes an instance that begins at the first of `bytes`.
  public init(
    structure: StructureID, bytes: [UInt8], place: UInt64, index: UInt64 = 0, region: RegionID? = nil,
    given: [Value] = []
  ) {
    self.structure = structure
    self.bytes = bytes
    base = 0
    self.place = place
    self.index = index
    self.region = region
    self.given = given
  }

  /// The integer at `offset` of the instance; nil when it is not in the bytes.
  public func integer(at offset: Int, _ type: IntegerType) -> UInt64? {
    guard let value = bytes.withBytes({ $0.integer(at: base + offset, width: type.width, type.order) }) else {
      return nil
    }
    guard type.isSigned, type.width < 8 else { return value }
    let unused = UInt64(64 - type.width * 8)
    return UInt64(bitPattern: Int64(bitPattern: value << unused) >> Int64(unused))
  }

  /// Whether `count` bytes from `offset` on are zero; nil when they are not all there.
  public func isZero(at offset: Int, count: Int) -> Bool? {
    guard run(at: offset, count: count) != nil else { return nil }
    return bytes.withBytes { $0.isZero(from: base + offset, to: base + offset + count) }
  }

  /// The bytes from `offset` on; nil when they are not all there.
  public func run(at offset: Int, count: Int) -> ArraySlice<UInt8>? {
    let start = base + offset
    guard offset >= 0, count >= 0, start <= bytes.count, count <= bytes.count - start else { return nil }
    return bytes[start..<start + count]
  }
}

/// The value of an expression.
public indirect enum Value: Sendable {
  /// A number, also of an enumeration or of flags; signed ones as two's complement.
  case integer(UInt64)
  /// True or false.
  case boolean(Bool)
  /// A byte string.
  case bytes([UInt8])
  /// A structure instance.
  case instance(Instance)
  /// A set of integers.
  case set(IntegerSet)
}

/// What an access leads to: bytes of an instance.
public struct Located: Sendable {
  /// The instance that holds the bytes.
  public var holder: Instance
  /// Where in the holder they begin.
  public var offset: Int
  /// How many they are.
  public var count: Int
  /// What they mean; nil for reserved bytes.
  public var type: FieldType?
  /// The field, if the access ends at one.
  public var field: FieldID?
  /// The bits that are meant.
  public var bits: BitField?

  /// Makes a place.
  public init(holder: Instance, offset: Int, count: Int, type: FieldType?, field: FieldID? = nil) {
    self.holder = holder
    self.offset = offset
    self.count = count
    self.type = type
    self.field = field
    bits = nil
  }

  /// The bytes as a range of the holder's; nil when no offset can be.
  var span: (start: Int, end: Int)? {
    let (start, first) = holder.base.addingReportingOverflow(offset)
    let (end, second) = start.addingReportingOverflow(count)
    return first || second ? nil : (start, end)
  }
}
