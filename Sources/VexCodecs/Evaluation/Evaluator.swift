import VexBytes
public import VexFormatSpec

/// Evaluates bound expressions on bytes, as they are written: no lowering, no order of trust.
///
/// Walks, facts and mkfs use it, and the fuzzer predicts verdicts with it; it is the reference that the lowering is
/// tested against.
public struct Evaluator {
  /// The format.
  public var format: Format { _read { yield shared.format } }
  /// A format is large, and evaluators are copied all the time.
  private let shared: SharedFormat
  /// The image.
  public let world: any World
  /// The structure instance in whose terms names are read.
  public var current: Instance?
  /// The instance in which the current one is nested, and the field that holds it.
  public var holders: [(instance: Instance, field: FieldID)] = []
  /// The element's index, for the expressions of a region.
  public var index: UInt64?
  /// What variables stand for.
  public var variables: [VariableID: Value] = [:]

  /// How many rounds the loops may still take that a round of those under way has inside it.
  var rounds = Evaluator.maximumRounds

  /// Makes an evaluator without a current instance.
  public init(format: Format, world: any World) {
    shared = SharedFormat(format)
    self.world = world
  }

  /// The same evaluator in the terms of an instance.
  public func within(_ instance: Instance) -> Evaluator {
    var inner = self
    inner.current = instance
    inner.holders = []
    inner.index = nil
    return inner
  }

  /// The same evaluator in the terms of what a field of the current instance holds.
  public func within(_ nested: Instance, heldBy field: FieldID) -> Evaluator {
    guard let current else { return within(nested) }
    var inner = self
    inner.holders.append((current, field))
    inner.current = nested
    inner.index = nil
    return inner
  }

  /// The number that an expression has as its value.
  public func integer(_ expression: Expression) throws(NoValue) -> UInt64 {
    switch try value(expression) {
    case .integer(let value): return value
    case .boolean(let value): return value ? 1 : 0
    default: throw .absent("a number")
    }
  }

  /// Whether a condition holds.
  public func isTrue(_ expression: Expression) throws(NoValue) -> Bool { try integer(expression) != 0 }

  /// The value of an expression.
  public func value(_ expression: Expression) throws(NoValue) -> Value {
    switch expression.node {
    case .integer(let value): return .integer(value)
    case .boolean(let value): return .boolean(value)
    case .bytes(let bytes): return .bytes(bytes)
    case .read(let access): return try read(access)
    case .arithmetic(let op, let a, let b):
      let (x, y) = (try integer(a), try integer(b))
      guard let result = op.apply(x, y) else { throw .operation("\(x) \(op.rawValue) \(y)") }
      return .integer(result)
    case .compare(let op, let a, let b, let signed):
      return .boolean(op.holds(try integer(a), try integer(b), signed: signed))
    case .compareBytes(let a, let b, let negated):
      return .boolean((try bytes(a) == bytes(b)) != negated)
    case .compareSets(let a, let b, let negated):
      return .boolean((try set(a) == set(b)) != negated)
    case .has(let a, let b):
      let mask = try integer(b)
      return .boolean(try integer(a) & mask == mask)
    case .isOneOf(let a, let choices):
      let subject = try integer(a)
      for choice in choices { if try integer(choice) == subject { return .boolean(true) } }
      return .boolean(false)
    case .isInside(let a, let range): return .boolean(try isInside(try integer(a), range))
    case .not(let a): return .boolean(!(try isTrue(a)))
    case .and(let a, let b): return .boolean(try isTrue(a) ? try isTrue(b) : false)
    case .or(let a, let b): return .boolean(try isTrue(a) ? true : try isTrue(b))
    case .conditional(let test, let a, let b): return try isTrue(test) ? try value(a) : try value(b)
    case .function(let function, let arguments): return try apply(function, arguments)
    case .isPresent(let access): return .boolean(try isPresent(access))
    case .isZero(let access):
      var located = try locate(access)
      // An instance has as many bytes as it says, which the type alone does not tell.
      if located.field == nil, located.offset == 0, case .structure? = located.type {
        located.count = Int(truncatingIfNeeded: min(try size(of: located.holder), UInt64(located.count)))
      }
      guard let (start, end) = located.span,
        let isZero = located.holder.bytes.withBytes({ $0.isZero(from: start, to: end) })
      else { throw .absent("a byte") }
      return .boolean(isZero)
    case .ones(let access, let range): return .integer(try ones(access, range))
    case .hasUnknown(let a, let flags): return .boolean(try integer(a) & ~format.flagSets[flags].knownMask != 0)
    case .decode(let access, let at, let type): return .integer(try decode(access, at, type))
    case .bit(let access, let index): return .boolean(try bit(access, try integer(index)))
    case .sizeOf(let access): return .integer(try size(of: try instance(access)))
    case .placeOf(let access): return .integer(try place(of: access))
    case .indexOf(let access): return .integer(try instance(access).index)
    case .index: return .integer(try currentIndex())
    case .imageSize: return .integer(world.imageSize)
    case .aggregate(let aggregate): return try fold(aggregate)
    case .rangeSet, .union, .setBits, .owned: return .set(try set(expression))
    case .setCount(let inner): return .integer(try set(inner).count)
    case .references(let access, let key): return .integer(try references(access, try integer(key)))
    case .supplied(let supplied): return .integer(try world.supplied(supplied))
    case .before(let inner):
      guard var old = world.before else { throw .absent("an image before this one") }
      old.index = index ?? current?.index
      return try old.value(inner)
    }
  }

  /// The byte string that an expression has as its value.
  public func bytes(_ expression: Expression) throws(NoValue) -> [UInt8] {
    if case .bytes(let bytes) = try value(expression) { return bytes }
    throw .absent("a byte string")
  }

  private func isInside(_ subject: UInt64, _ range: RangeExpression) throws(NoValue) -> Bool {
    // Both bounds must have a value, as everywhere but in `and`, `or` and choices.
    let lower = try range.lower.map { bound throws(NoValue) in try integer(bound) }
    let upper = try range.upper.map { bound throws(NoValue) in try integer(bound) }
    if let lower, ComparisonOperator.less.holds(subject, lower, signed: range.isSigned) { return false }
    guard let upper else { return true }
    let op: ComparisonOperator = range.isClosed ? .lessOrEqual : .less
    return op.holds(subject, upper, signed: range.isSigned)
  }

  private func apply(_ function: Function, _ arguments: [Expression]) throws(NoValue) -> Value {
    var values: [UInt64] = []
    for argument in arguments { values.append(try integer(argument)) }
    guard let result = function.apply(values) else {
      throw .operation("\(function.rawValue)(\(values.map(String.init).joined(separator: ", ")))")
    }
    return function == .isPower ? .boolean(result != 0) : .integer(result)
  }

  /// The index of the element being checked, or of the one that a region's expression speaks of.
  private func currentIndex() throws(NoValue) -> UInt64 {
    if let index { return index }
    // A merged structure is counted as its holder is.
    if isMergedInnermost, let holder = holders.last { return holder.instance.index }
    if let current { return current.index }
    throw .absent("index")
  }

  private var isMergedInnermost: Bool {
    holders.last.map { format.structures[$0.instance.structure].fields[$0.field].isMerged } ?? false
  }

  /// The place in the image of an instance; of its holder, if it is merged.
  private func place(of access: Access) throws(NoValue) -> UInt64 {
    if case .current = access.root, access.steps.isEmpty, isMergedInnermost, let holder = holders.last {
      return holder.instance.place
    }
    return try instance(access).place
  }
}

/// A format that copies of an evaluator share.
private final class SharedFormat: Sendable {
  let format: Format

  init(_ format: Format) { self.format = format }
}
