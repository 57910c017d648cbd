/// Operators on two integers that may have no value.
public enum ArithmeticOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case power = "^"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case and = "&"
  case or = "|"
}

/// Comparisons of two integers.
public enum ComparisonOperator: String, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
}

/// Functions of integers.
public enum Function: String, Sendable, CaseIterable {
  /// The smaller of two.
  case minimum = "min"
  /// The larger of two.
  case maximum = "max"
  /// Exclusive or.
  case exclusiveOr = "xor"
  /// Quotient rounded up.
  case divideUp = "div_up"
  /// `floor(n, x)`: the largest multiple of n that is not above x.
  case floor
  /// `ceil(n, x)`: the smallest multiple of n that is not below x.
  case ceiling = "ceil"
  /// `power_of(b, x)`: whether x is a power of b, 1 included.
  case isPower = "power_of"
  /// Exact division, of which a conversion to a unit consists.
  case divideExactly = "exact"
}

/// A value that the tool supplies when it writes.
public enum SuppliedValue: String, Sendable {
  /// Random bytes.
  case random
  /// The time of writing.
  case now
}
