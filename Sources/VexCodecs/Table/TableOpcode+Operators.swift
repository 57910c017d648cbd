import VexBytes

extension TableOpcode {
  /// The value of an operator that always has one.
  @inline(never)
  func total(_ left: UInt64, _ right: UInt64) -> UInt64 {
    switch self {
    case .exclusiveOr: left ^ right
    // A smart shift: by 64 or more, nothing is left.
    case .shiftRight: left >> right
    case .minimum: min(left, right)
    case .maximum: max(left, right)
    case .isPower: VexBytes.isPower(right, of: left) ? 1 : 0
    case .signExtend: Self.signExtended(left, bits: right)
    case .signedLess: Int64(bitPattern: left) < Int64(bitPattern: right) ? 1 : 0
    case .signedLessOrEqual: Int64(bitPattern: left) <= Int64(bitPattern: right) ? 1 : 0
    default: 0
    }
  }

  /// The value of an operator that may have none.
  @inline(never)
  func checked(_ left: UInt64, _ right: UInt64) -> UInt64? {
    switch self {
    case .divide: checkedDiv(left, right)
    case .remainder: checkedMod(left, right)
    case .power: checkedPower(left, right)
    case .shiftLeft: checkedShiftLeft(left, right)
    case .checkedShiftRight: VexBytes.checkedShiftRight(left, right)
    case .divideUp: checkedDivUp(left, right)
    case .floor: checkedFloor(left, right)
    case .ceiling: checkedCeil(left, right)
    case .divideExactly: checkedDivExact(left, right)
    default: nil as UInt64?
    }
  }

  /// The lowest `bits` of `value` as a signed number; from 64 bits on, and of none, `value` itself.
  private static func signExtended(_ value: UInt64, bits: UInt64) -> UInt64 {
    guard bits > 0, bits < 64 else { return value }
    let unused = 64 &- bits
    return UInt64(bitPattern: Int64(bitPattern: value &<< unused) &>> Int64(truncatingIfNeeded: unused))
  }
}

extension TableViewRow {
  /// The view for `index` in its parent; nil when it is not inside.
  @inline(__always)
  func view(of parent: TableView, index: UInt64) -> TableView? {
    guard let skipped = checkedMul(index, stride), let from = checkedAdd(base, skipped),
      let to = checkedAdd(from, least), to <= UInt64(truncatingIfNeeded: parent.count)
    else { return nil }
    let count = min(size, UInt64(truncatingIfNeeded: parent.count) &- from)
    return TableView(
      buffer: parent.buffer, start: parent.start &+ Int(truncatingIfNeeded: from), count: Int(truncatingIfNeeded: count)
    )
  }
}
