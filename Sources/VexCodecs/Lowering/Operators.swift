import VexBytes

extension TotalOperator {
  /// The result.
  public func apply(_ a: UInt64, _ b: UInt64) -> UInt64 {
    switch self {
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .signedLess: Int64(bitPattern: a) < Int64(bitPattern: b) ? 1 : 0
    case .signedLessOrEqual: Int64(bitPattern: a) <= Int64(bitPattern: b) ? 1 : 0
    case .and: a & b
    case .or: a | b
    case .exclusiveOr: a ^ b
    case .shiftRight: a >> b
    case .minimum: min(a, b)
    case .maximum: max(a, b)
    case .isPower: VexBytes.isPower(b, of: a) ? 1 : 0
    case .signExtend: b == 0 || b >= 64 ? a : UInt64(bitPattern: Int64(bitPattern: a << (64 - b)) >> Int64(64 - b))
    }
  }
}

extension CheckedOperator {
  /// The result, or nil if the operation has no value.
  public func apply(_ a: UInt64, _ b: UInt64) -> UInt64? {
    switch self {
    case .add: checkedAdd(a, b)
    case .subtract: checkedSub(a, b)
    case .multiply: checkedMul(a, b)
    case .divide: checkedDiv(a, b)
    case .remainder: checkedMod(a, b)
    case .power: checkedPower(a, b)
    case .shiftLeft: checkedShiftLeft(a, b)
    case .shiftRight: checkedShiftRight(a, b)
    case .divideUp: checkedDivUp(a, b)
    case .floor: checkedFloor(a, b)
    case .ceiling: checkedCeil(a, b)
    case .divideExactly: checkedDivExact(a, b)
    }
  }
}
