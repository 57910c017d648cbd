import VexFormatSpec

extension Lowering {
  /// Whether a value is in a list.
  mutating func isOneOf(_ a: Expression, _ choices: [Expression]) -> Operand {
    let subject = value(of: a)
    let constants = choices.compactMap { $0.folded().integer }
    if constants.count == choices.count, constants.count > 3, constants.allSatisfy({ $0 < 64 }) {
      // Small values are the bits of a mask.
      let mask = constants.reduce(0 as UInt64) { $0 | 1 << $1 }
      let bit = compute(.shiftRight, .constant(mask), compute(.minimum, subject, .constant(63)))
      let isSmall = compute(.lessOrEqual, subject, .constant(63))
      return compute(.and, compute(.and, bit, .constant(1)), isSmall)
    }
    if constants.count == choices.count {
      return constants.map { compute(.equal, subject, .constant($0)) }.reduce(.constant(0)) { compute(.or, $0, $1) }
    }
    var result = Operand.constant(0)
    for choice in choices {
      result = self.choose(
        result, { _ in .constant(1) },
        { lowering in
          let other = lowering.value(of: choice)
          return lowering.compute(.equal, subject, other)
        })
    }
    return result
  }

  /// Whether a value lies in a range; both bounds must have a value.
  mutating func isInside(_ a: Expression, _ range: RangeExpression) -> Operand {
    let subject = value(of: a)
    var result = Operand.constant(1)
    if let lower = range.lower {
      let bound = value(of: lower)
      if range.isSigned || bound != .constant(0) {
        result = compute(range.isSigned ? .signedLessOrEqual : .lessOrEqual, bound, subject)
      }
    }
    if let upper = range.upper {
      let bound = value(of: upper)
      let op: ComparisonOperator = range.isClosed ? .lessOrEqual : .less
      result = compute(.and, result, compare(op, subject, bound, signed: range.isSigned))
    }
    return result
  }
}
