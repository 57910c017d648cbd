import VexBytes
import VexCodecs
import VexFormatSpec

/// A formula that is a straight line for a range of indices, such as an extent, worked out once for each range.
///
/// It may have one `one(e in array if a <= n and n < b: c)`, where `n` is the index or its quotient by a constant, perhaps times a
/// constant, and `a` and `b` do not read it; all else is sums, differences and products with what does not read it. The first and
/// the last value of a range then tell every other one. Ranges that overlap, or have no value, are left to the formula itself.
struct MappedPlace {
  private let formula: Expression
  private let aggregate: Aggregate?
  private let period: UInt64
  /// The ranges of all elements, in terms of the quotient; nil until they are asked for, empty when they cannot be used.
  private var ranges: [Range<UInt64>]?
  /// The range that was asked for last.
  private var known: Line?

  private struct Line {
    var range: Range<UInt64>
    var first: UInt64
    var step: UInt64
  }

  /// Makes it of a formula that reads the index as `index / period`, or just as `index` where that is 1; nil when it is of
  /// another form.
  init?(_ formula: Expression, period: UInt64) {
    var found: [Aggregate] = []
    formula.visit { if case .aggregate(let aggregate) = $0.node { found.append(aggregate) } }
    // Such as do not read the index are as good as constants.
    found.removeAll { !$0.readsTheIndex }
    guard found.count <= 1, Self.isLine(formula, period) else { return nil }
    if let aggregate = found.first {
      guard aggregate.kind == .one, let filter = aggregate.filter, let body = aggregate.body,
        case .array(let access) = aggregate.sequence, !access.expressions.contains(where: \.readsTheIndex),
        Self.isLine(body, period), Self.bounds(filter, period) != nil
      else { return nil }
    }
    (self.formula, aggregate, self.period) = (formula, found.first, period)
  }

  /// So many quotients are taken together where nothing divides them.
  private static let plainRange: UInt64 = 1 << 16

  /// The value for a quotient; nil when that is better asked of the formula.
  mutating func value(_ quotient: UInt64, _ evaluator: Evaluator) -> UInt64? {
    if known?.range.contains(quotient) != true { known = line(quotient, evaluator) }
    guard let known, let distance = checkedMul(quotient - known.range.lowerBound, known.step) else { return nil }
    return checkedAdd(known.first, distance)
  }

  /// The line through the range that holds a quotient.
  private mutating func line(_ quotient: UInt64, _ evaluator: Evaluator) -> Line? {
    let range: Range<UInt64>
    if let aggregate {
      let all = ranges ?? (try? Self.all(aggregate, period, evaluator)) ?? []
      ranges = all
      guard let holding = all.first(where: { $0.contains(quotient) }) else { return nil }
      range = holding
    } else {
      guard let end = checkedAdd(quotient, Self.plainRange) else { return nil }
      range = quotient..<end
    }
    guard let first = value(range.lowerBound, exactly: evaluator),
      let last = value(range.upperBound - 1, exactly: evaluator), last >= first
    else { return nil }
    let steps: UInt64 = max(1, range.upperBound - 1 - range.lowerBound)
    return Line(range: range, first: first, step: (last - first) / steps)
  }

  private func value(_ quotient: UInt64, exactly evaluator: Evaluator) -> UInt64? {
    var inner = evaluator
    guard let index = checkedMul(quotient, period) else { return nil }
    inner.index = index
    return try? inner.integer(formula)
  }

  /// The ranges of all elements; empty when two have a member in common.
  private static func all(
    _ aggregate: Aggregate, _ period: UInt64, _ evaluator: Evaluator
  ) throws(NoValue) -> [Range<UInt64>] {
    guard let bounds = aggregate.filter.flatMap({ bounds($0, period) }) else { return [] }
    var found: [Range<UInt64>] = []
    try evaluator.visit(aggregate.sequence, as: aggregate.variable) { (inner: Evaluator) throws(NoValue) -> Bool in
      var (lower, upper): (UInt64, UInt64) = (0, .max)
      for bound in bounds {
        let limit = try inner.integer(bound.limit)
        // The least quotient that is not below the limit, or is above it; the largest integer is no index.
        let isNext = bound.isOpen || limit % bound.factor > 0
        let least = checkedAdd(limit / bound.factor, isNext ? 1 : 0) ?? .max
        if bound.isLower { lower = max(lower, least) } else { upper = min(upper, least) }
      }
      if lower < upper { found.append(lower..<upper) }
      return true
    }
    found.sort { $0.lowerBound < $1.lowerBound }
    return zip(found, found.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound } ? found : []
  }

  /// What a filter demands: `quotient * factor` is at least a limit (above it, if that is open), or is not.
  private struct Bound {
    var isLower: Bool
    var isOpen: Bool
    var factor: UInt64
    var limit: Expression
  }

  /// The bounds that a filter is made of; nil when it says anything else.
  private static func bounds(_ filter: Expression, _ period: UInt64) -> [Bound]? {
    switch filter.node {
    case .and(let a, let b):
      guard let left = bounds(a, period), let right = bounds(b, period) else { return nil }
      return left + right
    case .compare(let op, let a, let b, signed: false):
      if let factor = factor(a, period), !b.readsTheIndex { return bound(factor, op, b) }
      if let factor = factor(b, period), !a.readsTheIndex { return bound(factor, op.mirrored, a) }
      return nil
    default: return nil
    }
  }

  /// `quotient * factor`, compared with a limit; nil where that is no range.
  private static func bound(_ factor: UInt64, _ op: ComparisonOperator, _ limit: Expression) -> [Bound]? {
    switch op {
    case .equal, .notEqual: nil
    case .greaterOrEqual: [Bound(isLower: true, isOpen: false, factor: factor, limit: limit)]
    case .greater: [Bound(isLower: true, isOpen: true, factor: factor, limit: limit)]
    case .less: [Bound(isLower: false, isOpen: false, factor: factor, limit: limit)]
    case .lessOrEqual: [Bound(isLower: false, isOpen: true, factor: factor, limit: limit)]
    }
  }

  /// By what the quotient is multiplied; nil when the expression is something else.
  private static func factor(_ expression: Expression, _ period: UInt64) -> UInt64? {
    if isQuotient(expression, period) { return 1 }
    guard case .arithmetic(.multiply, let a, let b) = expression.node else { return nil }
    let factor = isQuotient(a, period) ? b.folded().integer : isQuotient(b, period) ? a.folded().integer : nil
    return factor == 0 ? nil : factor
  }

  private static func isQuotient(_ expression: Expression, _ period: UInt64) -> Bool {
    if case .index = expression.node { return period == 1 }
    guard let part = IndexPart(expression) else { return false }
    return part.op == .divide && part.period == period
  }

  /// Whether an expression changes by the same amount from one quotient to the next, as long as its aggregate does.
  private static func isLine(_ expression: Expression, _ period: UInt64) -> Bool {
    if isQuotient(expression, period) || !expression.readsTheIndex { return true }
    switch expression.node {
    case .arithmetic(.add, let a, let b), .arithmetic(.subtract, let a, let b):
      return isLine(a, period) && isLine(b, period)
    case .arithmetic(.multiply, let a, let b):
      return (!a.readsTheIndex && isLine(b, period)) || (!b.readsTheIndex && isLine(a, period))
    case .aggregate: return true
    default: return false
    }
  }
}

extension ComparisonOperator {
  /// The same comparison with its sides swapped.
  fileprivate var mirrored: ComparisonOperator {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}

extension Aggregate {
  fileprivate var readsTheIndex: Bool {
    if case .array(let access) = sequence, access.expressions.contains(where: \.readsTheIndex) { return true }
    if case .integers(let range) = sequence, range.bounds.contains(where: \.readsTheIndex) { return true }
    return [filter, body].compactMap { $0 }.contains(where: \.readsTheIndex)
  }
}

extension Expression {
  /// Whether the index stands anywhere in it.
  var readsTheIndex: Bool {
    var found = false
    visit { if case .index = $0.node { found = true } }
    return found
  }
}
