extension Expression {
  /// Whether it is printed as a single thing, which never needs parentheses.
  var isSingle: Bool {
    switch node {
    case .integer, .boolean, .bytes, .read, .isPresent, .isZero, .ones, .hasUnknown, .decode, .bit, .sizeOf, .placeOf,
      .indexOf, .index, .imageSize, .aggregate, .setBits, .owned, .setCount, .references, .supplied, .before, .function:
      true
    default: false
    }
  }

  /// Whether it means the same without parentheses as an operand of `whole`, on whose right side it stands or not.
  func bindsTighter(than whole: Expression, isRight: Bool) -> Bool {
    // Kinds of arithmetic mix with parentheses only.
    if let inner = kind, let outer = whole.kind, inner != outer { return false }
    if strength != whole.strength { return strength > whole.strength }
    switch (node, whole.node) {
    case (.and, .and), (.or, .or), (.union, .union): return true
    case (.conditional, .conditional): return isRight
    case (.arithmetic(.power, _, _), _), (.compare, _): return false
    case (.arithmetic, .arithmetic): return !isRight
    default: return false
    }
  }

  /// How strongly its operator binds; the language's order, from weak to strong.
  private var strength: Int {
    switch node {
    case .conditional: 1
    case .or: 2
    case .and: 3
    case .not: 4
    case .compare, .compareBytes, .compareSets, .has, .isOneOf, .isInside: 5
    case .arithmetic(.multiply, _, _), .arithmetic(.divide, _, _), .arithmetic(.remainder, _, _), .function: 7
    case .arithmetic(.power, _, _): 8
    case .arithmetic, .union: 6
    case .rangeSet: 0
    default: 9
    }
  }

  /// Arithmetic, bit operators or shifts.
  private var kind: Int? {
    guard case .arithmetic(let op, _, _) = node else { return nil }
    return switch op {
    case .add, .subtract, .multiply, .divide, .remainder, .power: 0
    case .and, .or: 1
    case .shiftLeft, .shiftRight: 2
    }
  }
}
