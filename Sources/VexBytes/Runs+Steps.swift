// What generated checks ask of bytes, besides loads. Every range has been proven by the check before.

extension RawSpan {
  /// Bit `index` of the bitmap that begins at `offset`, bit 0 the lowest of its first byte; false beyond the end.
  @inlinable @inline(__always)
  public func bit(_ index: UInt64, from offset: Int) -> Bool {
    guard let place = Int(exactly: index &>> 3), offset >= 0, place < byteCount &- offset else { return false }
    return proven(UInt8.self, at: offset &+ place, .little) &>> UInt8(truncatingIfNeeded: index & 7) & 1 == 1
  }

  /// Whether a byte from `start` up to `end` is zero; nil when the range is not inside the span.
  public func hasZero(from start: Int, to end: Int) -> Bool? {
    guard contains(from: start, to: end) else { return nil }
    for at in start..<end where proven(UInt8.self, at: at, .little) == 0 { return true }
    return false
  }
}

/// `value` with bit `bits - 1` copied into all bits above; `bits` is 1 to 64.
@inlinable @inline(__always)
public func signExtended(_ value: UInt64, bits: UInt64) -> UInt64 {
  let shift = 64 &- bits
  return UInt64(bitPattern: Int64(bitPattern: value &<< shift) &>> shift)
}

/// The integers that a bounded loop visits: `from ..< to`, but never more than `cap` of them.
@inlinable @inline(__always)
public func rounds(from: UInt64, to: UInt64, cap: UInt64) -> Range<UInt64> {
  guard from < to else { return from..<from }
  return from..<(to &- from > cap ? from &+ cap : to)
}
