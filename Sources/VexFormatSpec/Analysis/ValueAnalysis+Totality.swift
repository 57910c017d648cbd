import VexBytes

extension ValueAnalysis {
  /// Whether the expression may have no value.
  func mayFail(_ expression: Expression) -> Bool { mayFail(expression, assuming: [], depth: 0) }

  /// `present` lists the fields that a condition to the left has asked for.
  private func mayFail(_ expression: Expression, assuming present: [Access.Step], depth: Int) -> Bool {
    guard depth < 40 else { return true }
    func inner(_ expression: Expression) -> Bool { mayFail(expression, assuming: present, depth: depth + 1) }
    switch expression.node {
    case .arithmetic(let op, let a, let b):
      return inner(a) || inner(b) || mayFail(op, bounds(a), bounds(b))
    case .function(let function, let arguments):
      guard arguments.count == 2 else { return true }
      return arguments.contains(where: inner) || mayFail(function, bounds(arguments[0]), bounds(arguments[1]))
    case .and(let a, let b):
      var known = present
      if case .isPresent(let access) = a.node { known += access.steps }
      return inner(a) || mayFail(b, assuming: known, depth: depth + 1)
    case .isPresent(let access):
      return access.expressions.contains(where: inner)
    case .aggregate(let aggregate):
      if aggregate.kind == .one || aggregate.kind == .min || aggregate.kind == .max { return true }
      if aggregate.kind == .sum, let body = aggregate.body, checkedMul(bounds(body).high, aggregate.cap) == nil {
        return true
      }
      // Packed elements may not fill their bytes.
      if case .array(let access) = aggregate.sequence, case .array(_, .packed)? = access.type { return true }
      // An absent array is an empty sequence.
      return expression.children.contains(where: inner)
    case .ones(_, .some): return true
    case .ones(let access, nil) where access.type?.count?.steering != nil:
      // Nothing says that there are so many bits.
      return true
    case .bit(let access, let index):
      guard case .field(let id, let structure)? = access.steps.last,
        case .bits(.fixed(let count))? = format.structures[structure].fields[id].type
      else { return true }
      return inner(index) || bounds(index).high >= UInt64(count) || mayBeAbsent(access, assuming: present)
    default:
      return expression.children.contains(where: inner)
        || expression.accesses.contains { mayBeAbsent($0, assuming: present) || isIndexUnproven($0) }
    }
  }

  private func mayFail(_ op: ArithmeticOperator, _ a: Bounds, _ b: Bounds) -> Bool {
    switch op {
    case .add: checkedAdd(a.high, b.high) == nil
    case .subtract: a.low < b.high
    case .multiply: checkedMul(a.high, b.high) == nil
    case .divide, .remainder: b.low == 0
    case .power, .shiftLeft: op.apply(a.high, b.high) == nil
    case .shiftRight: b.high >= 64
    case .and, .or: false
    }
  }

  private func mayFail(_ function: Function, _ a: Bounds, _ b: Bounds) -> Bool {
    switch function {
    case .minimum, .maximum, .exclusiveOr, .isPower: false
    case .divideUp: b.low == 0
    case .floor: a.low == 0
    case .ceiling: a.low == 0 || checkedAdd(b.high, a.high) == nil
    // Only a conversion that starts from a multiple is exact, and that is not followed here.
    case .divideExactly: true
    }
  }

  private func mayBeAbsent(_ access: Access, assuming present: [Access.Step]) -> Bool {
    if case .element = access.root { return true }
    for case .field(let id, let structure) in access.steps {
      let field = format.structures[structure].fields[id]
      if present.contains(where: { step in
        if case .field(let other, let holder) = step { return other == id && holder == structure }
        return false
      }) {
        continue
      }
      if field.condition != nil { return true }
      if let required = field.versions, !(versions ?? allVersions).isSubset(of: required) { return true }
      if case .computed(let expression) = field.storage, mayFail(expression) { return true }
      if case .joined = field.storage { return true }
      if case .moving(let place) = field.storage {
        let bounds = bounds(place.offset)
        if mayFail(place.offset) || !place.allows(bounds.low) || !place.allows(bounds.high) { return true }
      }
      if let offset = field.offset, let count = field.byteCount,
        offset + count > format.structures[structure].size.minimum, field.versions == nil
      {
        return true
      }
    }
    return false
  }

  private func isIndexUnproven(_ access: Access) -> Bool {
    var type: FieldType?
    for step in access.steps {
      switch step {
      case .field(let id, let structure): type = format.structures[structure].fields[id].type
      case .element(let index):
        guard case .array(let element, .fixed(let count)) = type, bounds(index).high < UInt64(count) else {
          return true
        }
        type = element
      case .bits: break
      }
    }
    return false
  }

  private var allVersions: VersionSet { VersionSet(members: format.versions?.known ?? []) }
}

extension Format {
  /// Whether the expression may have no value when it is evaluated in `versions` (nil for all), whatever the bytes are.
  public func mayFail(_ expression: Expression, versions: VersionSet?) -> Bool {
    ValueAnalysis(format: self, versions: versions, isTrusted: false).mayFail(expression)
  }
}

extension Compiler {
  func analysis(versions: VersionSet?, isTrusted: Bool) -> ValueAnalysis {
    ValueAnalysis(format: format, versions: versions, isTrusted: isTrusted, computed: computedBounds)
  }
}
