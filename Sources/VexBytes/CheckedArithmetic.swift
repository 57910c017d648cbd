// The arithmetic of the specification language. Values are unsigned 64-bit integers; nil is "no value", and the rule
// that asked for it fails. Generated code and the table call the same functions, so they cannot differ.

/// `a + b`; nil when it exceeds 64 bits.
@inlinable @inline(__always)
public func checkedAdd(_ a: UInt64, _ b: UInt64) -> UInt64? {
  let (value, overflow) = a.addingReportingOverflow(b)
  return overflow ? nil : value
}

/// `a - b`; nil when it is below zero.
@inlinable @inline(__always)
public func checkedSub(_ a: UInt64, _ b: UInt64) -> UInt64? {
  let (value, overflow) = a.subtractingReportingOverflow(b)
  return overflow ? nil : value
}

/// `a * b`; nil when it exceeds 64 bits.
@inlinable @inline(__always)
public func checkedMul(_ a: UInt64, _ b: UInt64) -> UInt64? {
  let (value, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow ? nil : value
}

/// `a / b`, rounded down; nil when `b` is 0.
@inlinable @inline(__always)
public func checkedDiv(_ a: UInt64, _ b: UInt64) -> UInt64? { b == 0 ? nil : a / b }

/// `a / b` as a conversion between units; nil when `b` is 0 or the division leaves a remainder.
@inlinable @inline(__always)
public func checkedDivExact(_ a: UInt64, _ b: UInt64) -> UInt64? {
  guard b != 0 else { return nil }
  let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
  return remainder == 0 ? quotient : nil
}

/// `a % b`; nil when `b` is 0.
@inlinable @inline(__always)
public func checkedMod(_ a: UInt64, _ b: UInt64) -> UInt64? { b == 0 ? nil : a % b }

/// `a << b`; nil when `b` is 64 or more, or when a 1 bit is lost.
@inlinable @inline(__always)
public func checkedShiftLeft(_ a: UInt64, _ b: UInt64) -> UInt64? {
  guard b < 64 else { return nil }
  let value = a &<< b
  return value &>> b == a ? value : nil
}

/// `a >> b`; nil when `b` is 64 or more.
///
/// Bits that fall off the low end are meant to.
@inlinable @inline(__always)
public func checkedShiftRight(_ a: UInt64, _ b: UInt64) -> UInt64? { b < 64 ? a &>> b : nil }

/// `base ^ exponent`; nil when it exceeds 64 bits.
///
/// `0 ^ 0` is 1.
@inlinable
public func checkedPower(_ base: UInt64, _ exponent: UInt64) -> UInt64? {
  // 0 and 1 take any exponent; any other base overflows within 64 steps, and squaring needs at most six.
  if base <= 1 { return exponent == 0 ? 1 : base }
  guard exponent < 64 else { return nil }
  var result: UInt64 = 1
  var square = base
  var rest = exponent
  while true {
    if rest & 1 == 1 {
      guard let next = checkedMul(result, square) else { return nil }
      result = next
    }
    rest &>>= 1
    if rest == 0 { return result }
    guard let next = checkedMul(square, square) else { return nil }
    square = next
  }
}

/// `a / b`, rounded up; nil when `b` is 0.
@inlinable @inline(__always)
public func checkedDivUp(_ a: UInt64, _ b: UInt64) -> UInt64? {
  guard b != 0 else { return nil }
  let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
  return remainder == 0 ? quotient : quotient &+ 1
}

/// The largest multiple of `n` that is at most `x`; nil when `n` is 0.
@inlinable @inline(__always)
public func checkedFloor(_ n: UInt64, _ x: UInt64) -> UInt64? { n == 0 ? nil : x &- x % n }

/// The smallest multiple of `n` that is at least `x`; nil when `n` is 0 or the multiple exceeds 64 bits.
@inlinable @inline(__always)
public func checkedCeil(_ n: UInt64, _ x: UInt64) -> UInt64? {
  guard n != 0 else { return nil }
  let past = x % n
  return past == 0 ? x : checkedAdd(x, n &- past)
}

/// Whether `x` is `base` to some power; `base ^ 0` counts, so 1 always is.
@inlinable
public func isPower(_ x: UInt64, of base: UInt64) -> Bool {
  if x == 1 { return true }
  if base <= 1 { return x == base }
  guard x != 0 else { return false }
  var rest = x
  while rest % base == 0 { rest /= base }
  return rest == 1
}
