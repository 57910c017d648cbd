// Integers whose width is data, as the rule table has them. Generated code knows its types and calls `load`.

extension RawSpan {
  /// The unsigned integer of `width` bytes, 1 to 8, that begins at `offset`.
  ///
  /// Nil when any of its bytes lies outside the span, or when the width is none of these.
  @inlinable @inline(__always)
  public func integer(at offset: Int, width: Int, _ order: ByteOrder) -> UInt64? {
    guard width >= 1, width <= 8, offset >= 0, offset <= byteCount &- width else { return nil }
    return provenInteger(at: offset, width: width, order)
  }

  /// The unsigned integer of `width` bytes at `offset`, all of which the caller has proven to lie inside the span.
  ///
  /// `width` is 1 to 8; 1, 2, 4 and 8 are one load each.
  @inlinable @inline(__always)
  public func provenInteger(at offset: Int, width: Int, _ order: ByteOrder) -> UInt64 {
    switch width {
    case 1: UInt64(proven(UInt8.self, at: offset, .little))
    case 2: UInt64(proven(UInt16.self, at: offset, order))
    case 4: UInt64(proven(UInt32.self, at: offset, order))
    case 8: proven(UInt64.self, at: offset, order)
    default: provenOddInteger(at: offset, width: width, order)
    }
  }

  /// The widths that no machine integer has, byte by byte; kept out of line so that the others stay small.
  @usableFromInline
  func provenOddInteger(at offset: Int, width: Int, _ order: ByteOrder) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<min(max(width, 0), 8) {
      let byte = UInt64(proven(UInt8.self, at: offset &+ index, .little))
      let place = order == .little ? index : width &- 1 &- index
      value |= byte &<< UInt64(truncatingIfNeeded: place &* 8)
    }
    return value
  }
}

extension MutableRawSpan {
  /// Writes the lowest `width` bytes of `value`, 1 to 8, so that they begin at `offset`.
  ///
  /// Answers false, and writes nothing, when a byte would lie outside the span, when the width is none of these, or
  /// when the value does not fit the width: a truncated number on disk is a wrong number.
  @inlinable
  public mutating func storeInteger(_ value: UInt64, at offset: Int, width: Int, _ order: ByteOrder) -> Bool {
    guard width >= 1, width <= 8, offset >= 0, offset <= byteCount &- width else { return false }
    guard width == 8 || value >> UInt64(width &* 8) == 0 else { return false }
    switch width {
    case 1: provenStore(UInt8(truncatingIfNeeded: value), at: offset, .little)
    case 2: provenStore(UInt16(truncatingIfNeeded: value), at: offset, order)
    case 4: provenStore(UInt32(truncatingIfNeeded: value), at: offset, order)
    case 8: provenStore(value, at: offset, order)
    default:
      for index in 0..<width {
        let place = order == .little ? index : width &- 1 &- index
        let byte = UInt8(truncatingIfNeeded: value &>> UInt64(truncatingIfNeeded: place &* 8))
        provenStore(byte, at: offset &+ index, .little)
      }
    }
    return true
  }
}
