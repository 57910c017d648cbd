import VexBytes

/// What can be said about an expression without an image: the least and largest value, and whether it may have none.
///
/// It errs on the safe side: a value it calls possible may never occur, and what it calls total always has a value.
struct ValueAnalysis {
  let format: Format
  /// The versions in which the expression is evaluated.
  let versions: VersionSet?
  /// Whether the fields it reads have passed their own rules of severity `error`.
  let isTrusted: Bool
  /// Bounds of computed values, where they are known and nothing is trusted.
  var computed: [LateName: Bounds] = [:]

  /// The bounds of a value.
  struct Bounds: Equatable {
    var low: UInt64
    var high: UInt64
    static let all = Bounds(low: 0, high: .max)
    static let boolean = Bounds(low: 0, high: 1)
  }

  /// The least and largest value that the expression can have.
  func bounds(_ expression: Expression) -> Bounds { bounds(expression, depth: 0) }

  private func bounds(_ expression: Expression, depth: Int) -> Bounds {
    guard depth < 40 else { return .all }
    func inner(_ expression: Expression) -> Bounds { bounds(expression, depth: depth + 1) }
    switch expression.node {
    case .integer(let value): return Bounds(low: value, high: value)
    case .boolean(let value): return value ? Bounds(low: 1, high: 1) : Bounds(low: 0, high: 0)
    case .read(let access): return bounds(of: access, depth: depth)
    case .decode(_, _, let type): return Bounds(low: 0, high: type.mask)
    case .imageSize, .placeOf: return Bounds(low: 0, high: 1 << 63)
    case .index, .indexOf: return Bounds(low: 0, high: 1 << 40)
    case .ones(let access, _):
      if case .bits(let count) = access.type { return Bounds(low: 0, high: UInt64(count.maximum)) }
      return .all
    case .conditional(_, let a, let b):
      let (a, b) = (inner(a), inner(b))
      return Bounds(low: min(a.low, b.low), high: max(a.high, b.high))
    case .arithmetic(let op, let a, let b): return bounds(op, inner(a), inner(b))
    case .function(let function, let arguments):
      guard arguments.count == 2 else { return .all }
      return bounds(function, inner(arguments[0]), inner(arguments[1]))
    case .aggregate(let aggregate):
      switch aggregate.kind {
      case .all, .any, .sorted, .unique, .disjoint: return .boolean
      case .count: return Bounds(low: 0, high: aggregate.cap)
      case .sum:
        guard let body = aggregate.body else { return .all }
        return Bounds(low: 0, high: checkedMul(inner(body).high, aggregate.cap) ?? .max)
      case .min, .max, .one: return aggregate.body.map(inner) ?? .all
      case .union: return .all
      }
    default:
      return expression.type == .boolean ? .boolean : .all
    }
  }

  private func bounds(_ op: ArithmeticOperator, _ a: Bounds, _ b: Bounds) -> Bounds {
    switch op {
    case .add: Bounds(low: checkedAdd(a.low, b.low) ?? .max, high: checkedAdd(a.high, b.high) ?? .max)
    case .subtract: Bounds(low: checkedSub(a.low, b.high) ?? 0, high: checkedSub(a.high, b.low) ?? 0)
    case .multiply: Bounds(low: checkedMul(a.low, b.low) ?? .max, high: checkedMul(a.high, b.high) ?? .max)
    case .divide: Bounds(low: a.low / max(b.high, 1), high: a.high / max(b.low, 1))
    case .remainder: Bounds(low: 0, high: min(a.high, b.high == 0 ? 0 : b.high - 1))
    case .and: Bounds(low: 0, high: min(a.high, b.high))
    case .or:
      // No bit above the highest of either side can be set.
      Bounds(
        low: max(a.low, b.low), high: a.high | b.high == 0 ? 0 : .max >> UInt64((a.high | b.high).leadingZeroBitCount))
    case .shiftRight: Bounds(low: checkedShiftRight(a.low, b.high) ?? 0, high: checkedShiftRight(a.high, b.low) ?? 0)
    case .power, .shiftLeft: Bounds(low: op.apply(a.low, b.low) ?? .max, high: op.apply(a.high, b.high) ?? .max)
    }
  }

  private func bounds(_ function: Function, _ a: Bounds, _ b: Bounds) -> Bounds {
    switch function {
    case .minimum: Bounds(low: min(a.low, b.low), high: min(a.high, b.high))
    case .maximum: Bounds(low: max(a.low, b.low), high: max(a.high, b.high))
    case .divideUp:
      Bounds(low: checkedDivUp(a.low, max(b.high, 1)) ?? 0, high: checkedDivUp(a.high, max(b.low, 1)) ?? .max)
    case .divideExactly: Bounds(low: a.low / max(b.high, 1), high: a.high / max(b.low, 1))
    case .floor: Bounds(low: 0, high: b.high)
    case .ceiling: Bounds(low: b.low, high: checkedAdd(b.high, a.high) ?? .max)
    case .isPower: .boolean
    case .exclusiveOr:
      Bounds(low: 0, high: a.high | b.high == 0 ? 0 : .max >> UInt64((a.high | b.high).leadingZeroBitCount))
    }
  }

  private func bounds(of access: Access, depth: Int) -> Bounds {
    if case .bits(let bits)? = access.steps.last { return Bounds(low: 0, high: bits.mask) }
    guard case .field(let id, let structure)? = access.steps.last else {
      if case .integer(let type)? = access.type, !type.isSigned { return Bounds(low: 0, high: type.mask) }
      return .all
    }
    let field = format.structures[structure].fields[id]
    if case .computed(let expression) = field.storage {
      // Not followed anew for each that reads it: values are computed from values.
      if !isTrusted, let known = computed[.field(structure, id)] { return known }
      return bounds(expression, depth: depth + 1)
    }
    guard let type = field.type?.integerType else { return .all }
    var result = type.isSigned ? Bounds.all : Bounds(low: 0, high: type.mask)
    guard isTrusted else { return result }
    for rule in field.rules
    where rule.severity.cases.isEmpty && rule.severity.otherwise == .error && rule.bitField == nil {
      guard case .holds(let predicate) = rule.predicate, rule.condition == nil else { continue }
      switch predicate.node {
      case .isInside(_, let range) where !range.isSigned:
        if let lower = range.lower { result.low = max(result.low, bounds(lower, depth: depth + 1).low) }
        if let upper = range.upper {
          let high = bounds(upper, depth: depth + 1).high
          result.high = min(result.high, range.isClosed || high == 0 ? high : high - 1)
        }
      case .compare(.equal, _, let value, _) where rule.kind == "is":
        let value = bounds(value, depth: depth + 1)
        result = Bounds(low: max(result.low, value.low), high: min(result.high, value.high))
      default: break
      }
    }
    return result.low <= result.high ? result : .all
  }
}

extension FieldType {
  /// How the value is stored, if it is an integer of some kind.
  public var integerType: IntegerType? {
    switch self {
    case .integer(let type), .enumeration(_, let type), .flags(_, let type), .bitFields(let type, _): type
    default: nil
    }
  }
}
