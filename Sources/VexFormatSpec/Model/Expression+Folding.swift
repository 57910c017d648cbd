import VexBytes

extension ArithmeticOperator {
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
    case .and: a & b
    case .or: a | b
    }
  }
}

extension ComparisonOperator {
  /// Whether the comparison holds; on two's complement when `signed`.
  public func holds(_ a: UInt64, _ b: UInt64, signed: Bool) -> Bool {
    // Moving the sign bit turns the signed order into the unsigned one.
    let offset: UInt64 = signed ? 1 << 63 : 0
    let (a, b) = (a ^ offset, b ^ offset)
    return switch self {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    }
  }
}

extension Function {
  /// The result on integers, or nil if it has no value.
  ///
  /// Booleans are 0 and 1.
  public func apply(_ arguments: [UInt64]) -> UInt64? {
    guard arguments.count == 2, let a = arguments.first, let b = arguments.last else { return nil }
    switch self {
    case .minimum: return min(a, b)
    case .maximum: return max(a, b)
    case .exclusiveOr: return a ^ b
    case .divideUp: return checkedDivUp(a, b)
    case .floor: return checkedFloor(a, b)
    case .ceiling: return checkedCeil(a, b)
    case .isPower: return VexBytes.isPower(b, of: a) ? 1 : 0
    case .divideExactly: return checkedDivExact(a, b)
    }
  }
}

extension Expression {
  /// The expression with everything computed that does not depend on an image.
  ///
  /// `known` may tell the values of fields, for a layout in one version. What has no value is left as it is.
  public func folded(_ known: (Access) -> UInt64? = { _ in nil }) -> Expression {
    func constant(_ value: UInt64) -> Expression {
      Expression(type == .boolean ? .boolean(value != 0) : .integer(value), type: type, unit: unit, location: location)
    }
    func rebuilt(_ node: Node) -> Expression { Expression(node, type: type, unit: unit, location: location) }
    switch node {
    case .read(let access):
      return known(access).map(constant) ?? self
    case .arithmetic(let op, let a, let b):
      let (a, b) = (a.folded(known), b.folded(known))
      if let x = a.integer, let y = b.integer, let value = op.apply(x, y) { return constant(value) }
      return rebuilt(.arithmetic(op, a, b))
    case .compare(let op, let a, let b, let signed):
      let (a, b) = (a.folded(known), b.folded(known))
      if let x = a.integer, let y = b.integer { return constant(op.holds(x, y, signed: signed) ? 1 : 0) }
      return rebuilt(.compare(op, a, b, signed: signed))
    case .function(let function, let arguments):
      let folded = arguments.map { $0.folded(known) }
      let values = folded.compactMap(\.integer)
      if values.count == folded.count, let value = function.apply(values) { return constant(value) }
      return rebuilt(.function(function, folded))
    case .isOneOf(let value, let choices):
      let (value, choices) = (value.folded(known), choices.map { $0.folded(known) })
      let known = choices.compactMap(\.integer)
      if let x = value.integer, known.count == choices.count { return constant(known.contains(x) ? 1 : 0) }
      return rebuilt(.isOneOf(value, choices))
    case .not(let a):
      let a = a.folded(known)
      return a.integer.map { constant($0 == 0 ? 1 : 0) } ?? rebuilt(.not(a))
    case .and(let a, let b):
      let (a, b) = (a.folded(known), b.folded(known))
      if let x = a.integer { return x == 0 ? constant(0) : b }
      return rebuilt(.and(a, b))
    case .or(let a, let b):
      let (a, b) = (a.folded(known), b.folded(known))
      if let x = a.integer { return x != 0 ? constant(1) : b }
      return rebuilt(.or(a, b))
    case .conditional(let condition, let a, let b):
      let condition = condition.folded(known)
      if let x = condition.integer { return x != 0 ? a.folded(known) : b.folded(known) }
      return rebuilt(.conditional(condition, a.folded(known), b.folded(known)))
    default:
      return self
    }
  }

  /// The value, if this is a number or a boolean.
  public var integer: UInt64? {
    switch node {
    case .integer(let value): value
    case .boolean(let value): value ? 1 : 0
    default: nil
    }
  }
}

extension Expression {
  /// Whether something that is always evaluated computes with constants what has no value; folded already.
  var neverHasValue: Bool {
    switch node {
    case .arithmetic(let op, let a, let b):
      // With a value, two constants would have been folded.
      (a.integer != nil && b.integer != nil) || ([.divide, .remainder].contains(op) && b.integer == 0)
        || a.neverHasValue || b.neverHasValue
    case .compare(_, let a, let b, _): a.neverHasValue || b.neverHasValue
    // Ranges are not folded.
    case .isInside(let value, let range): ([value] + range.bounds).contains { $0.folded().neverHasValue }
    default: false
    }
  }
}
