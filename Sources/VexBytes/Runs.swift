// Questions about runs of bytes, a word at a time. A range is half-open, in bytes; one that does not lie inside the
// span has no answer, so that a hostile length can never be mistaken for a good one.

extension RawSpan {
  /// Whether `start` and `end` bound a range inside the span; an empty range is one, also at the end.
  @inlinable @inline(__always)
  public func contains(from start: Int, to end: Int) -> Bool { start >= 0 && start <= end && end <= byteCount }

  /// Whether all bytes from `start` up to `end` are zero; nil when the range is not inside the span.
  public func isZero(from start: Int, to end: Int) -> Bool? {
    guard contains(from: start, to: end) else { return nil }
    var at = start
    // Four words to one branch: the loop then runs at the speed of the loads.
    while end &- at >= 32 {
      let low = proven(UInt64.self, at: at, .little) | proven(UInt64.self, at: at &+ 8, .little)
      let high = proven(UInt64.self, at: at &+ 16, .little) | proven(UInt64.self, at: at &+ 24, .little)
      if low | high != 0 { return false }
      at &+= 32
    }
    while end &- at >= 8 {
      if proven(UInt64.self, at: at, .little) != 0 { return false }
      at &+= 8
    }
    while at < end {
      if proven(UInt8.self, at: at, .little) != 0 { return false }
      at &+= 1
    }
    return true
  }

  /// Whether the bytes from `start` up to `end` equal those of `other` that begin at `place`.
  ///
  /// Nil when either run does not lie inside its span.
  public func equals(from start: Int, to end: Int, _ other: RawSpan, at place: Int) -> Bool? {
    guard contains(from: start, to: end) else { return nil }
    let count = end &- start
    guard place >= 0, place <= other.byteCount &- count else { return nil }
    var done = 0
    while count &- done >= 8 {
      let mine = proven(UInt64.self, at: start &+ done, .little)
      if mine != other.proven(UInt64.self, at: place &+ done, .little) { return false }
      done &+= 8
    }
    while done < count {
      let mine = proven(UInt8.self, at: start &+ done, .little)
      if mine != other.proven(UInt8.self, at: place &+ done, .little) { return false }
      done &+= 1
    }
    return true
  }

  /// How many bits are 1 in the bytes from `start` up to `end`; nil when the range is not inside the span.
  public func popcount(from start: Int, to end: Int) -> UInt64? {
    guard contains(from: start, to: end) else { return nil }
    var total: UInt64 = 0
    var at = start
    while end &- at >= 8 {
      total &+= UInt64(truncatingIfNeeded: proven(UInt64.self, at: at, .little).nonzeroBitCount)
      at &+= 8
    }
    while at < end {
      total &+= UInt64(truncatingIfNeeded: proven(UInt8.self, at: at, .little).nonzeroBitCount)
      at &+= 1
    }
    return total
  }

  /// How many of the bits `from ..< to` are 1, counted from the lowest one of the byte at `start`; nil when they are not
  /// all inside the span, or not in order.
  public func popcount(at start: Int, bits from: UInt64, to: UInt64) -> UInt64? {
    guard from <= to, start >= 0, start <= byteCount, to <= UInt64(truncatingIfNeeded: byteCount &- start) &* 8,
      let below = popcount(at: start, bitsBelow: from), let all = popcount(at: start, bitsBelow: to)
    else { return nil }
    return all &- below
  }

  /// How many of the first `count` bits are 1; they are known to be inside the span.
  private func popcount(at start: Int, bitsBelow count: UInt64) -> UInt64? {
    let end = start &+ Int(truncatingIfNeeded: count >> 3)
    guard let whole = popcount(from: start, to: end) else { return nil }
    guard count & 7 != 0 else { return whole }
    let last = proven(UInt8.self, at: end, .little) & (1 &<< UInt8(truncatingIfNeeded: count & 7) &- 1)
    return whole &+ UInt64(truncatingIfNeeded: last.nonzeroBitCount)
  }

  /// Bit `index` of the span read as a bitmap, bit 0 the lowest of byte 0; nil beyond the end.
  @inlinable
  public func bit(_ index: UInt64) -> Bool? {
    guard index >> 3 < UInt64(truncatingIfNeeded: byteCount) else { return nil }
    let byte = proven(UInt8.self, at: Int(truncatingIfNeeded: index >> 3), .little)
    return byte &>> UInt8(truncatingIfNeeded: index & 7) & 1 == 1
  }
}
