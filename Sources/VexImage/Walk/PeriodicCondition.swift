import VexBytes
import VexCodecs
import VexFormatSpec

/// A condition on an index that is decided for a whole stretch of indices at once.
///
/// Its expression reads the index only as `index / period` and `index % period`, for one constant. In the stretch of indices
/// with one quotient, a bit array that the remainder counts, or a comparison of the remainder, is a set of remainders; `and`,
/// `or` and `not` join such sets. A table of 2^36 slots, of which a bit tells whether it is free, then takes no step for each.
struct PeriodicCondition {
  /// Number of indices in a stretch.
  let period: UInt64
  private let condition: Expression

  /// So long may a stretch be, so that its set stays small.
  private static let maximumPeriod: UInt64 = 1 << 20

  /// Makes it of a condition; nil when that reads the index in another way.
  init?(_ condition: Expression) {
    var periods: Set<UInt64> = []
    guard Self.readsParts(condition, &periods), let period = periods.first, periods.count == 1,
      (2...Self.maximumPeriod).contains(period), Self.isDecidable(condition)
    else { return nil }
    self.period = period
    self.condition = condition
  }

  /// The first index behind the stretch that `index` lies in.
  func end(of index: UInt64) -> UInt64 { checkedAdd(index - index % period, period) ?? .max }

  /// The indices for which the condition holds, among those of the stretch that `index` lies in.
  ///
  /// Throws when it has no value for some of them.
  func members(around index: UInt64, _ evaluator: Evaluator) throws(NoValue) -> IntegerSet {
    let start = index - index % period
    var evaluator = evaluator
    evaluator.index = start
    return try members(of: condition, start..<end(of: index), evaluator)
  }

  private func members(
    of condition: Expression, _ stretch: Range<UInt64>, _ evaluator: Evaluator
  ) throws(NoValue) -> IntegerSet {
    guard Self.readsRemainder(condition) else {
      return try evaluator.isTrue(condition) ? IntegerSet(stretch) : IntegerSet()
    }
    switch condition.node {
    case .not(let a): return try members(of: a, stretch, evaluator).complement(in: stretch)
    case .or(let a, let b):
      // As for one index: what the left side decides, the right side is not asked.
      let left = try members(of: a, stretch, evaluator)
      return left.runs == [stretch] ? left : left.union(try members(of: b, stretch, evaluator))
    case .and(let a, let b):
      let left = try members(of: a, stretch, evaluator)
      if left.runs.isEmpty { return left }
      let right = try members(of: b, stretch, evaluator)
      return left.complement(in: stretch).union(right.complement(in: stretch)).complement(in: stretch)
    case .compare(let op, _, let bound, _):
      return Self.members(op, try evaluator.integer(bound), stretch)
    case .bit(let access, _):
      let located = try evaluator.locate(access)
      guard case .bits(.fixed(let count))? = located.type, UInt64(count) >= period,
        let run = located.holder.run(at: located.offset, count: located.count)
      else { throw .absent("a bit for each index") }
      var set = IntegerSet()
      set.insert(bits: run, from: stretch.lowerBound)
      // The array may be longer than the stretch.
      return set.complement(in: stretch).complement(in: stretch)
    default: throw .absent("a set of indices")
    }
  }

  /// The indices of a stretch whose remainders compare so with a bound.
  private static func members(_ op: ComparisonOperator, _ bound: UInt64, _ stretch: Range<UInt64>) -> IntegerSet {
    let count = stretch.upperBound - stretch.lowerBound
    func below(_ limit: UInt64) -> IntegerSet {
      IntegerSet(stretch.lowerBound..<stretch.lowerBound + min(limit, count))
    }
    let less = below(bound)
    let lessOrEqual = below(bound < count ? bound + 1 : count)
    let notEqual = less.union(lessOrEqual.complement(in: stretch))
    switch op {
    case .less: return less
    case .lessOrEqual: return lessOrEqual
    case .notEqual: return notEqual
    case .greaterOrEqual: return less.complement(in: stretch)
    case .greater: return lessOrEqual.complement(in: stretch)
    case .equal: return notEqual.complement(in: stretch)
    }
  }

  /// Whether every reading of the index is its quotient or remainder by a constant; gathers the constants.
  private static func readsParts(_ expression: Expression, _ periods: inout Set<UInt64>) -> Bool {
    if let part = IndexPart(expression) {
      periods.insert(part.period)
      return true
    }
    if case .index = expression.node { return false }
    for child in expression.children where !readsParts(child, &periods) { return false }
    return true
  }

  private static func isRemainder(_ expression: Expression) -> Bool { IndexPart(expression)?.remainder != nil }

  private static func readsRemainder(_ expression: Expression) -> Bool {
    isRemainder(expression) || expression.children.contains(where: readsRemainder)
  }

  /// Whether `members` knows what to do with each part that the remainder changes.
  private static func isDecidable(_ condition: Expression) -> Bool {
    guard readsRemainder(condition) else { return true }
    switch condition.node {
    case .not(let a): return isDecidable(a)
    case .and(let a, let b), .or(let a, let b): return isDecidable(a) && isDecidable(b)
    case .compare(_, let left, let right, signed: false): return isRemainder(left) && !readsRemainder(right)
    case .bit(let access, let index):
      return isRemainder(index) && !access.expressions.contains(where: readsRemainder)
    default: return false
    }
  }
}

extension IntegerSet {
  /// The integers of a range that are not members.
  func complement(in range: Range<UInt64>) -> IntegerSet {
    var result = IntegerSet()
    var start = range.lowerBound
    for run in runs where run.upperBound > start {
      guard run.lowerBound < range.upperBound else { break }
      result.insert(start..<max(start, run.lowerBound))
      start = min(run.upperBound, range.upperBound)
    }
    result.insert(start..<range.upperBound)
    return result
  }
}
