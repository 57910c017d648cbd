public import VexBytes
public import VexFormatSpec

extension Evaluator {
  /// Loops inside of each other have at most so many rounds altogether; hostile bounds end here.
  static let maximumRounds: UInt64 = 1 << 32
  /// And a range of numbers, which no image has to hold, so many.
  static let maximumNumbers: UInt64 = 1 << 26

  func fold(_ aggregate: Aggregate) throws(NoValue) -> Value {
    var state = FoldState()
    try visit(aggregate) { (evaluator: Evaluator) throws(NoValue) -> Bool in try state.take(aggregate, evaluator) }
    return try state.result(aggregate)
  }

  /// Calls `round` for each element that counts, until it returns false.
  public func visit(_ aggregate: Aggregate, _ round: (Evaluator) throws(NoValue) -> Bool) throws(NoValue) {
    try visit(aggregate.sequence, as: aggregate.variable) { (inner: Evaluator) throws(NoValue) -> Bool in
      if let filter = aggregate.filter, !(try inner.isTrue(filter)) { return true }
      return try round(inner)
    }
  }

  /// Calls `round` for each element of a sequence, with a variable standing for it, until it returns false.
  public func visit(
    _ sequence: Aggregate.Sequence, as variable: VariableID, _ round: (Evaluator) throws(NoValue) -> Bool
  ) throws(NoValue) {
    func visit(_ value: Value, _ rounds: UInt64) throws(NoValue) -> Bool {
      var inner = self
      inner.variables[variable] = value
      inner.rounds = rounds
      return try round(inner)
    }
    switch sequence {
    case .integers(let range):
      let bounds = try half(range)
      guard bounds.upper > bounds.lower else { return }
      let count = bounds.upper - bounds.lower
      guard count <= min(rounds, Self.maximumNumbers) else { throw .tooLarge("a range of \(count) numbers") }
      for number in bounds.lower..<bounds.upper { if !(try visit(.integer(number), rounds / count)) { return } }
    case .array(let access):
      _ = try visitArray(access, visit)
    case .region(let region, let access):
      // How many there are is known at the end, so that each round leaves those inside it fewer than the one before.
      var count: UInt64 = 0
      try world.visit(region) { (instance: Instance) throws(NoValue) -> Bool in
        count += 1
        guard count <= rounds else { throw .tooLarge("a loop of more than \(rounds) rounds inside of another one") }
        guard let access else { return try visit(.instance(instance), rounds / count) }
        // The outer variables stay; only names of the element's structure are read in its terms.
        var inner = within(instance)
        inner.rounds = rounds / count
        return try inner.visitArray(access, visit)
      }
    }
  }

  /// Calls `body` for the elements of an array; an absent array has none.
  private func visitArray(
    _ access: Access, _ body: (Value, UInt64) throws(NoValue) -> Bool
  ) throws(NoValue) -> Bool {
    guard try isPresent(access) else { return true }
    let located = try locate(access)
    guard case .array(let element, let count)? = located.type, let stride = byteCount(element) else {
      throw .absent("an array")
    }
    if case .packed = count {
      var count: UInt64 = 0
      return try visitPacked(located) { (element: Instance) throws(NoValue) -> Bool in
        count += 1
        guard count <= rounds else { throw .tooLarge("a loop of more than \(rounds) rounds inside of another one") }
        return try body(.instance(element), rounds / count)
      }
    }
    let limit = try self.count(count, of: located)
    guard limit <= rounds else { throw .tooLarge("a loop of \(limit) rounds inside of another one") }
    for index in 0..<limit {
      let structure: StructureID = if case .structure(let id) = element { id } else { located.holder.structure }
      let instance = nested(
        structure, in: located.holder, at: located.offset + Int(index) * stride, index: index, field: located.field)
      if !(try body(.instance(instance), rounds / limit)) { return false }
    }
    return true
  }

  /// A range as half-open bounds.
  func half(_ range: RangeExpression) throws(NoValue) -> (lower: UInt64, upper: UInt64) {
    let lower = try range.lower.map { bound throws(NoValue) in try integer(bound) } ?? 0
    guard let end = range.upper else { return (lower, .max) }
    let upper = try integer(end)
    guard range.isClosed else { return (lower, upper) }
    guard let next = checkedAdd(upper, 1) else { throw .operation("\(upper) + 1") }
    return (lower, next)
  }

  /// The set that an expression has as its value.
  public func set(_ expression: Expression) throws(NoValue) -> IntegerSet {
    switch expression.node {
    case .rangeSet(let range):
      let bounds = try half(range)
      return IntegerSet(bounds.lower..<max(bounds.lower, bounds.upper))
    case .union(let a, let b): return try set(a).union(set(b))
    case .owned(let unit): return try world.owned(unit)
    case .setBits(let access): return try bits(of: access)
    default:
      if case .set(let set) = try value(expression) { return set }
      throw .absent("a set")
    }
  }

  /// The numbers of the 1 bits over all elements of a region; elements that are not there have none.
  private func bits(of access: Access) throws(NoValue) -> IntegerSet {
    guard case .element(let region, _) = access.root, case .bits(.fixed(let width))? = access.type,
      let structure = format.regions[region].structure
    else { throw .absent("a bitmap") }
    var result = IntegerSet()
    try world.visit(region) { (instance: Instance) throws(NoValue) -> Bool in
      let evaluator = within(instance)
      let located = try evaluator.locate(Access(root: .current(structure), steps: access.steps, type: access.type))
      guard let base = checkedMul(instance.index, UInt64(width)) else { throw .tooLarge("a bitmap") }
      result.insert(bits: try evaluator.run(located), from: base)
      return true
    }
    return result
  }

  func references(_ access: Access, _ key: UInt64) throws(NoValue) -> UInt64 {
    guard case .element(let region, _) = access.root, let structure = format.regions[region].structure else {
      throw .absent("a region")
    }
    var count: UInt64 = 0
    try world.visit(region) { (instance: Instance) throws(NoValue) -> Bool in
      let inner = Access(root: .current(structure), steps: access.steps, type: access.type)
      if case .integer(key) = try within(instance).read(inner) { count += 1 }
      return true
    }
    return count
  }
}

/// What a fold has seen so far.
private struct FoldState {
  var truth: Bool?
  var number: UInt64?
  var count: UInt64 = 0
  var set = IntegerSet()
  var seen: Set<UInt64> = []

  /// Takes one element; false when the rest does not matter.
  mutating func take(_ aggregate: Aggregate, _ evaluator: Evaluator) throws(NoValue) -> Bool {
    count += 1
    guard let body = aggregate.body else { return true }
    switch aggregate.kind {
    case .all:
      truth = try evaluator.isTrue(body)
      return truth == true
    case .any:
      truth = try evaluator.isTrue(body)
      return truth == false
    case .union: for run in try evaluator.set(body).runs { set.insert(run) }
    case .disjoint:
      for run in try evaluator.set(body).runs {
        if set.firstCommon(run) != nil { truth = false }
        set.insert(run)
      }
    case .sum:
      let value = try evaluator.integer(body)
      guard let next = checkedAdd(number ?? 0, value) else { throw .operation("\(number ?? 0) + \(value)") }
      number = next
    case .min: number = min(number ?? .max, try evaluator.integer(body))
    case .max: number = max(number ?? 0, try evaluator.integer(body))
    case .one:
      guard number == nil else { throw .absent("the only element") }
      number = try evaluator.integer(body)
    case .sorted:
      let value = try evaluator.integer(body)
      if let number, value < number { truth = false }
      number = value
    case .unique: if !seen.insert(try evaluator.integer(body)).inserted { truth = false }
    case .count: break
    }
    return true
  }

  func result(_ aggregate: Aggregate) throws(NoValue) -> Value {
    switch aggregate.kind {
    case .all, .sorted, .unique, .disjoint: return .boolean(truth ?? true)
    case .any: return .boolean(truth ?? false)
    case .count: return .integer(count)
    case .sum: return .integer(number ?? 0)
    case .union: return .set(set)
    case .min, .max, .one:
      guard let number else { throw .absent("an element") }
      return .integer(number)
    }
  }
}
