import VexBytes
import VexCodecs
import VexFormatSpec

/// A formula for places that is worked out once for a whole stretch of indices.
///
/// It reads the index as `index / period` wherever it likes, and as `index % period * stride` once, as a term that is added to
/// the rest. In the stretch of indices with one quotient elements then lie one behind the other. Or it is a `MappedPlace` of the
/// index itself, which needs no such term.
struct StridedPlace {
  /// Number of indices in a stretch.
  private let period: UInt64
  /// Bytes from one element to the next.
  private let stride: UInt64
  /// The formula without that term: the place of the first element of a stretch.
  private let rest: Expression
  /// The same, where that is known for more than one stretch at once.
  private var mapped: MappedPlace?
  /// The stretch that was asked for last, and the place of its first element.
  private var known: (stretch: UInt64, place: UInt64)?

  /// Makes it of a formula; nil when that reads the index in another way.
  init?(_ place: Expression) {
    guard case .arithmetic(.add, let left, let right) = place.node,
      let (rest, term) = Self.term(right).map({ (left, $0) }) ?? Self.term(left).map({ (right, $0) })
    else {
      guard let mapped = MappedPlace(place, period: 1) else { return nil }
      (period, stride, rest, self.mapped) = (1, 0, place, mapped)
      return
    }
    (period, stride) = term
    self.rest = rest
    guard Self.readsQuotientsAlone(rest, period) else { return nil }
    mapped = MappedPlace(rest, period: period)
  }

  /// The place of an element; nil when that is better asked of the formula, which tells why there is none.
  mutating func place(_ index: UInt64, _ evaluator: Evaluator) -> UInt64? {
    let stretch = index / period
    if known?.stretch != stretch {
      guard let place = mapped?.value(stretch, evaluator) ?? (try? evaluator.integer(rest)) else { return nil }
      known = (stretch, place)
    }
    guard let known, let distance = checkedMul(index % period, stride) else { return nil }
    return checkedAdd(known.place, distance)
  }

  /// The period and stride of `index % period * stride`.
  private static func term(_ expression: Expression) -> (period: UInt64, stride: UInt64)? {
    if let period = IndexPart(expression)?.remainder { return (period, 1) }
    guard case .arithmetic(.multiply, let left, let right) = expression.node else { return nil }
    if let period = IndexPart(left)?.remainder { return right.folded().integer.map { (period, $0) } }
    if let period = IndexPart(right)?.remainder { return left.folded().integer.map { (period, $0) } }
    return nil
  }

  private static func readsQuotientsAlone(_ expression: Expression, _ period: UInt64) -> Bool {
    if let part = IndexPart(expression) { return part.op == .divide && part.period == period }
    if case .index = expression.node { return false }
    return expression.children.allSatisfy { readsQuotientsAlone($0, period) }
  }
}

/// The index divided by a constant, or what remains.
struct IndexPart {
  let op: ArithmeticOperator
  let period: UInt64

  /// Takes an expression apart; nil when it is something else.
  init?(_ expression: Expression) {
    guard case .arithmetic(let op, let left, let right) = expression.node, op == .divide || op == .remainder,
      case .index = left.node, let period = right.folded().integer, period > 0
    else { return nil }
    (self.op, self.period) = (op, period)
  }

  /// The constant, if it is what remains.
  var remainder: UInt64? { op == .remainder ? period : nil }
}
