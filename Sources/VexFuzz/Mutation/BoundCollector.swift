import VexBytes
import VexCodecs
import VexFormatSpec

/// A value at which a rule changes its mind about a field.
struct Bound: Hashable {
  /// The field.
  var key: FieldKey
  /// Which instance of the field's frame; nil for any.
  var elements: [Int]?
  /// What matters.
  var value: Value

  /// A number or byte string for the field, or a bit of a run.
  enum Value: Hashable {
    case number(UInt64)
    /// A number that stands for a comparison without a value.
    case instead(UInt64)
    case bytes([UInt8])
    case bit(UInt64)
  }
}

/// Finds the values with which rules compare fields, on the bytes of one structure.
///
/// Comparisons are solved backwards through sums, products and conversions, with everything else as it is in the bytes.
struct BoundCollector {
  let frame: FrameEvaluator
  /// The element numbers of the frame's instance.
  let elements: [Int]
  private(set) var bounds: [Bound] = []
  /// Fields that are read at all.
  private(set) var reads: [(key: FieldKey, elements: [Int]?)] = []

  private var evaluator: Evaluator
  /// Frames that variables of aggregates range over.
  private var variables: [VariableID: Int] = [:]
  private var depth = 0

  init(_ frame: FrameEvaluator, elements: [Int]) {
    self.frame = frame
    self.elements = elements
    evaluator = frame.evaluator
  }

  /// Collects from everything that a rule evaluates.
  mutating func collect(_ rule: PlacedRule) {
    if let condition = rule.template.condition { collect(condition) }
    for choice in rule.template.severity.cases { if let condition = choice.condition { collect(condition) } }
    switch rule.template.predicate {
    case .holds(let expression), .hasValue(let expression), .isFilled(let expression): collect(expression)
    case .isAtMost(let expression, let maximum): solve(expression, maximum)
    case .size: if let size = frame.structure.size.expression { collect(size) }
    case .restIsZero(.counted(let steering, _)): collect(steering.expression)
    case .unusedIsZero:
      if let condition = rule.field.flatMap({ frame.structure.fields[$0].condition }) { collect(condition) }
    case .bytes, .restIsZero, .hasNul, .checksum: break
    }
    if let field = rule.field { reads.append((FieldKey(frame: frame.frame, field: field), elements)) }
  }

  private mutating func collect(_ expression: Expression) {
    guard depth < 24 else { return }
    depth += 1
    defer { depth -= 1 }
    switch expression.node {
    case .compare(_, let a, let b, _):
      if let value = try? evaluator.integer(b) { solve(a, value) } else { instead(a) }
      if let value = try? evaluator.integer(a) { solve(b, value) } else { instead(b) }
    case .compareBytes(let a, let b, _):
      if let bytes = try? evaluator.bytes(b) { solve(a, bytes) }
      if let bytes = try? evaluator.bytes(a) { solve(b, bytes) }
    case .isInside(let a, let range):
      for bound in range.bounds {
        if let value = try? evaluator.integer(bound) { solve(a, value) }
        if let value = try? evaluator.integer(a) { solve(bound, value) }
      }
    case .isOneOf(let a, let choices):
      for choice in choices { if let value = try? evaluator.integer(choice) { solve(a, value) } }
    case .has(let a, let b):
      if let mask = try? evaluator.integer(b), let value = try? evaluator.integer(a) {
        solve(a, value | mask)
        solve(a, value & ~mask)
      }
    case .hasUnknown(let a, let flags):
      let unknown = ~evaluator.format.flagSets[flags].knownMask
      if let value = try? evaluator.integer(a) { solve(a, value | 1 << UInt64(unknown.trailingZeroBitCount)) }
    case .bit(let access, let index):
      if let place = resolve(access), let bit = try? evaluator.integer(index) {
        bounds.append(Bound(key: place.key, elements: place.elements, value: .bit(bit)))
        reads.append((place.key, place.elements))
      }
    case .isZero(let access):
      if let place = resolve(access) {
        bounds.append(Bound(key: place.key, elements: place.elements, value: .bit(0)))
        reads.append((place.key, place.elements))
      }
    case .read(let access): follow(access)
    case .aggregate(let aggregate):
      each(aggregate) { collector in
        if let filter = aggregate.filter { collector.collect(filter) }
        if let body = aggregate.body { collector.collect(body) }
      }
    default: break
    }
    if case .aggregate = expression.node { return }
    for child in expression.children { collect(child) }
  }

  /// Goes on into what a field is computed from.
  private mutating func follow(_ access: Access) {
    if let place = resolve(access) { reads.append((place.key, place.elements)) }
    guard case .field(let field, let structure)? = access.steps.last, structure == frame.instance.structure,
      case .computed(let inner) = evaluator.format.structures[structure].fields[field].storage
    else { return }
    collect(inner)
  }

  /// Visits the first elements of a sequence, with the variable bound to each.
  private mutating func each(_ aggregate: Aggregate, _ body: (inout BoundCollector) -> Void) {
    let outer = evaluator
    defer { evaluator = outer }
    if case .array(let access) = aggregate.sequence {
      variables[aggregate.variable] = resolve(access, asArray: true)?.key.frame
    }
    var values: [Value] = []
    var all = aggregate
    all.filter = nil
    try? outer.visit(all) { (inner: Evaluator) throws(NoValue) -> Bool in
      if let value = inner.variables[aggregate.variable] { values.append(value) }
      return values.count < 4
    }
    for value in values {
      evaluator.variables[aggregate.variable] = value
      body(&self)
    }
  }

  /// What a field is compared with has no value; it would be 0 to whoever forgot to check.
  private mutating func instead(_ expression: Expression) {
    guard case .read(let access) = expression.node, let place = resolve(access) else { return }
    bounds.append(Bound(key: place.key, elements: place.elements, value: .instead(0)))
  }

  /// Notes for which value of a field the expression would have this one.
  private mutating func solve(_ expression: Expression, _ value: UInt64) {
    guard depth < 24 else { return }
    depth += 1
    defer { depth -= 1 }
    func number(_ expression: Expression) -> UInt64? { try? evaluator.integer(expression) }
    switch expression.node {
    case .read(let access):
      if let place = resolve(access) {
        bounds.append(Bound(key: place.key, elements: place.elements, value: .number(value)))
        reads.append((place.key, place.elements))
      }
      guard case .field(let field, let structure)? = access.steps.last, structure == frame.instance.structure,
        case .computed(let inner) = evaluator.format.structures[structure].fields[field].storage
      else { return }
      solve(inner, value)
    case .arithmetic(let op, let a, let b):
      let (x, y) = (number(a), number(b))
      func left(_ value: UInt64?) { if let value { solve(a, value) } }
      func right(_ value: UInt64?) { if let value { solve(b, value) } }
      switch op {
      case .add:
        left(y.flatMap { checkedSub(value, $0) })
        right(x.flatMap { checkedSub(value, $0) })
      case .subtract:
        left(y.flatMap { checkedAdd(value, $0) })
        right(x.flatMap { checkedSub($0, value) })
      case .multiply:
        left(y.flatMap { checkedDiv(value, $0) })
        right(x.flatMap { checkedDiv(value, $0) })
      case .divide: left(y.flatMap { checkedMul(value, $0) })
      default: left(value)
      }
    case .function(let function, let arguments) where arguments.count == 2:
      let (x, y) = (number(arguments[0]), number(arguments[1]))
      switch function {
      case .divideExactly, .divideUp: if let y, let product = checkedMul(value, y) { solve(arguments[0], product) }
      case .exclusiveOr:
        if let y { solve(arguments[0], value ^ y) }
        if let x { solve(arguments[1], value ^ x) }
      default:
        solve(arguments[0], value)
        solve(arguments[1], value)
      }
    case .conditional(let test, let a, let b): solve(number(test) == 0 ? b : a, value)
    case .decode(let access, let at, let type): solve(decoded: access, at, type, value)
    case .aggregate(let aggregate):
      guard let inner = aggregate.body else { return }
      each(aggregate) { $0.solve(inner, value) }
    default: break
    }
  }

  private mutating func solve(_ expression: Expression, _ bytes: [UInt8]) {
    guard case .read(let access) = expression.node, let place = resolve(access) else { return }
    bounds.append(Bound(key: place.key, elements: place.elements, value: .bytes(bytes)))
    reads.append((place.key, place.elements))
  }

  /// A number inside a byte string.
  private mutating func solve(decoded access: Access, _ at: Int, _ type: IntegerType, _ value: UInt64) {
    guard let place = resolve(access),
      case .bytes(var bytes)? = try? evaluator.value(
        Expression(.read(access), type: .bytes(nil), location: .init(line: 1, column: 1)))
    else { return }
    bytes.withMutableBytes { _ = $0.storeInteger(value & type.mask, at: at, width: type.width, type.order) }
    bounds.append(Bound(key: place.key, elements: place.elements, value: .bytes(bytes)))
    reads.append((place.key, place.elements))
  }

  /// The field that an access ends at, if it lies in the structure that is checked.
  private func resolve(_ access: Access, asArray: Bool = false) -> (key: FieldKey, elements: [Int]?)? {
    let check = frame.check
    var number: Int
    var path: [Int]?
    switch access.root {
    case .current: (number, path) = (frame.frame, elements)
    case .single(let region):
      guard (evaluator.holders.first?.instance ?? evaluator.current)?.region == region else { return nil }
      (number, path) = (0, [])
    case .variable(let id):
      guard let known = variables[id] else { return nil }
      number = known
      if case .instance(let instance)? = evaluator.variables[id] { path = [Int(truncatingIfNeeded: instance.index)] }
    case .given, .element: return nil
    }
    var key: FieldKey?
    for step in access.steps {
      switch step {
      case .field(let field, _):
        if let child = check.frames.firstIndex(where: { $0.parent == number && $0.field == field }) {
          number = child
          key = nil
        } else {
          key = FieldKey(frame: number, field: field)
        }
      case .element(let index):
        if key == nil {
          path = (try? evaluator.integer(index)).flatMap { Int(exactly: $0) }.map { (path ?? []) + [$0] }
        }
      case .bits(let bits): key?.bit = bits.at
      }
    }
    if let key { return (key, path) }
    return asArray ? (FieldKey(frame: number, field: 0), path) : nil
  }
}
