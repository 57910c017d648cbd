import VexBytes
import VexCodecs
import VexFormatSpec

/// How the value of an expression lies in a field.
enum FieldValue {
  /// The bytes of a field that holds `value`; throws when it does not fit.
  static func encode(_ value: Value, as type: FieldType, window: UInt64) throws(NoValue) -> [UInt8] {
    switch type {
    case .integer(let integer), .enumeration(_, let integer), .flags(_, let integer), .bitFields(let integer, _):
      return try encode(number(value), as: integer)
    case .bytes(let count), .text(let count, _): return try padded(value, count)
    case .text16(let units, _): return try padded(value, units * 2)
    case .uuid: return try padded(value, 16)
    case .bits(let count):
      guard case .set(let set) = value else { throw .absent("a set") }
      return bits(set, count: count.maximum, from: window)
    case .structure, .array: throw .absent("a value of a whole structure")
    }
  }

  static func number(_ value: Value) throws(NoValue) -> UInt64 {
    switch value {
    case .integer(let number): return number
    case .boolean(let truth): return truth ? 1 : 0
    default: throw .absent("a number")
    }
  }

  /// The bytes of a number; throws when it has more than there is room for.
  static func encode(_ number: UInt64, as type: IntegerType) throws(NoValue) -> [UInt8] {
    let stored = number & type.mask
    if type.isSigned, type.width < 8 {
      let unused = UInt64(64 - type.width * 8)
      let back = UInt64(bitPattern: Int64(bitPattern: stored << unused) >> Int64(unused))
      guard back == number else {
        throw .operation("\(Int64(bitPattern: number)) does not fit into \(type.width) bytes")
      }
    } else if stored != number {
      throw .operation("\(number) does not fit into \(type.width) bytes")
    }
    return type.bytes(of: stored)
  }

  private static func padded(_ value: Value, _ count: Int) throws(NoValue) -> [UInt8] {
    guard case .bytes(let bytes) = value else { throw .absent("a byte string") }
    guard bytes.count <= count else { throw .operation("\(bytes.count) bytes do not fit into \(count)") }
    return bytes + [UInt8](repeating: 0, count: count - bytes.count)
  }

  /// A bit array in which bit i is set when `first + i` is a member, bit 0 lowest in byte 0.
  static func bits(_ set: IntegerSet, count: Int, from first: UInt64) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
    let end = first.addingReportingOverflow(UInt64(count))
    let limit = end.overflow ? UInt64.max : end.partialValue
    for run in set.runs where run.lowerBound < limit && run.upperBound > first {
      var bit = Int(max(run.lowerBound, first) - first)
      let last = Int(min(run.upperBound, limit) - first)
      while bit < last {
        if bit % 8 == 0, last - bit >= 8 {
          bytes[bit / 8] = 0xff
          bit += 8
        } else {
          bytes[bit / 8] |= 1 << UInt8(bit % 8)
          bit += 1
        }
      }
    }
    return bytes
  }

  /// A time in the unit of its field; throws when the field cannot hold it.
  static func time(_ nanoseconds: Int64, as field: Field) throws(NoValue) -> [UInt8] {
    guard let type = field.type?.integerType else { throw .absent("a time in a field that is no number") }
    let divisor: Int64 =
      switch field.unit?.name {
      case "unix_s", "s": 1_000_000_000
      case "unix_ms", "ms": 1_000_000
      case "unix_us", "us": 1000
      default: 1
      }
    // Rounded down also before 1970.
    let (quotient, rest) = nanoseconds.quotientAndRemainder(dividingBy: divisor)
    let time = rest < 0 ? quotient - 1 : quotient
    guard type.isSigned || time >= 0 else { throw .operation("a time before 1970 in a field without sign") }
    return try encode(UInt64(bitPattern: time), as: type)
  }

  /// Random bytes for a field; a UUID says that it is a random one (RFC 9562, version 4).
  static func random(_ bytes: [UInt8], as type: FieldType?) -> [UInt8] {
    guard case .uuid(let mixedEndian)? = type, bytes.count == 16 else { return bytes }
    var uuid = bytes
    let version = mixedEndian ? 7 : 6
    uuid[version] = uuid[version] & 0x0f | 0x40
    uuid[8] = uuid[8] & 0x3f | 0x80
    return uuid
  }
}
