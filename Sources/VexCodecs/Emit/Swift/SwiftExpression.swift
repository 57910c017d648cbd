import VexFormatSpec

/// Prints an expression as statements of an accessor that answers nil when the expression has no value.
///
/// It knows what can be seen from one structure: its own fields, what it was given, and regions of one thing, which become
/// parameters of the accessor. For anything else the answer is nil, and the accessor is left out.
struct SwiftExpression {
  let emitter: SwiftEmitter
  let structure: StructureID
  /// The statements so far.
  var lines: [String] = []
  /// Parameters that the accessor needs, in order of appearance.
  var parameters: [Parameter] = []
  /// Fields whose presence is being looked at, against definitions in a circle.
  var visiting: Set<FieldKey> = []
  private var depth = 0
  private var temporaries = 0

  /// A parameter of an accessor.
  struct Parameter: Hashable {
    var name: String
    var type: String
  }

  /// A field of a structure.
  struct FieldKey: Hashable {
    var structure: StructureID
    var field: FieldID
  }

  init(_ emitter: SwiftEmitter, _ structure: StructureID, visiting: Set<FieldKey> = []) {
    self.emitter = emitter
    self.structure = structure
    self.visiting = visiting
  }

  mutating func emit(_ line: String) { lines.append(String(repeating: "  ", count: depth) + line) }

  mutating func temporary() -> String {
    temporaries += 1
    return "t\(temporaries)"
  }

  mutating func need(_ name: String, _ type: String) -> String {
    let parameter = Parameter(name: name, type: type)
    if !parameters.contains(parameter) { parameters.append(parameter) }
    return name
  }

  /// Binds what an optional expression has, or leaves the accessor.
  mutating func unwrap(_ text: String) -> String {
    let name = temporary()
    emit("guard let \(name) = \(text) else { return nil }")
    return name
  }

  /// The text of a `UInt64`.
  mutating func integer(_ expression: Expression) -> String? {
    switch expression.node {
    case .integer(let value): return SwiftText.number(value)
    case .read(let access): return read(access)
    case .arithmetic(let op, let a, let b):
      guard let left = integer(a), let right = integer(b) else { return nil }
      switch op {
      case .and: return "(\(left) & \(right))"
      case .or: return "(\(left) | \(right))"
      default: return unwrap("\(Self.function(op))(\(left), \(right))")
      }
    case .function(let function, let arguments):
      guard arguments.count == 2, let a = integer(arguments[0]), let b = integer(arguments[1]) else { return nil }
      switch function {
      case .minimum: return "Swift.min(\(a), \(b))"
      case .maximum: return "Swift.max(\(a), \(b))"
      case .exclusiveOr: return "(\(a) ^ \(b))"
      case .divideUp: return unwrap("checkedDivUp(\(a), \(b))")
      case .floor: return unwrap("checkedFloor(\(a), \(b))")
      case .ceiling: return unwrap("checkedCeil(\(a), \(b))")
      case .divideExactly: return unwrap("checkedDivExact(\(a), \(b))")
      case .isPower: return nil
      }
    case .conditional(let condition, let a, let b):
      return choose(condition, "UInt64", then: { $0.integer(a) }, otherwise: { $0.integer(b) })
    default: return nil
    }
  }

  /// The text of a `Bool`.
  mutating func boolean(_ expression: Expression) -> String? {
    switch expression.node {
    case .boolean(let value): return String(value)
    case .compare(let op, let a, let b, let signed):
      guard let left = integer(a), let right = integer(b) else { return nil }
      if !signed { return "(\(left) \(op.rawValue) \(right))" }
      return "(Int64(bitPattern: \(left)) \(op.rawValue) Int64(bitPattern: \(right)))"
    case .compareBytes(let a, let b, let negated):
      guard let left = bytes(a), let right = bytes(b) else { return nil }
      return "(\(left) \(negated ? "!=" : "==") \(right))"
    case .has(let word, let mask):
      guard let word = integer(word), let mask = integer(mask) else { return nil }
      return "(\(word) & \(mask) == \(mask))"
    case .isOneOf(let value, let list):
      guard let value = integer(value) else { return nil }
      var items: [String] = []
      for item in list {
        guard let item = integer(item) else { return nil }
        items.append(item)
      }
      return "([\(items.joined(separator: ", "))] as [UInt64]).contains(\(value))"
    case .isInside(let value, let range): return isInside(value, range)
    case .not(let operand): return boolean(operand).map { "!\($0)" }
    case .and(let a, let b): return choose(a, "Bool", then: { $0.boolean(b) }, otherwise: { _ in "false" })
    case .or(let a, let b): return choose(a, "Bool", then: { _ in "true" }, otherwise: { $0.boolean(b) })
    case .conditional(let condition, let a, let b):
      return choose(condition, "Bool", then: { $0.boolean(a) }, otherwise: { $0.boolean(b) })
    case .function(.isPower, let arguments):
      guard arguments.count == 2, let base = integer(arguments[0]), let value = integer(arguments[1]) else {
        return nil
      }
      return "isPower(\(value), of: \(base))"
    case .isPresent(let access): return isPresent(access)
    case .hasUnknown(let word, let set):
      guard let word = integer(word) else { return nil }
      return "(\(word) & ~\(SwiftText.number(emitter.format.flagSets[set].knownMask)) != 0)"
    case .read(let access):
      return expression.type == .boolean ? read(access) : nil
    default: return nil
    }
  }

  private mutating func isInside(_ value: Expression, _ range: RangeExpression) -> String? {
    guard let value = integer(value) else { return nil }
    let wrap = { (text: String) in range.isSigned ? "Int64(bitPattern: \(text))" : text }
    var tests: [String] = []
    if let lower = range.lower {
      guard let lower = integer(lower) else { return nil }
      tests.append("\(wrap(lower)) <= \(wrap(value))")
    }
    if let upper = range.upper {
      guard let upper = integer(upper) else { return nil }
      tests.append("\(wrap(value)) \(range.isClosed ? "<=" : "<") \(wrap(upper))")
    }
    return tests.isEmpty ? "true" : "(\(tests.joined(separator: " && ")))"
  }

  /// A lazy choice: only the side that is taken may leave the accessor.
  private mutating func choose(
    _ condition: Expression, _ type: String,
    then: (inout Self) -> String?, otherwise: (inout Self) -> String?
  ) -> String? {
    guard let condition = boolean(condition) else { return nil }
    let name = temporary()
    emit("let \(name): \(type)")
    emit("if \(SwiftText.bare(condition)) {")
    depth += 1
    guard let first = then(&self) else { return nil }
    emit("\(name) = \(SwiftText.bare(first))")
    depth -= 1
    emit("} else {")
    depth += 1
    guard let second = otherwise(&self) else { return nil }
    emit("\(name) = \(SwiftText.bare(second))")
    depth -= 1
    emit("}")
    return name
  }

  private static func function(_ op: ArithmeticOperator) -> String {
    switch op {
    case .add: "checkedAdd"
    case .subtract: "checkedSub"
    case .multiply: "checkedMul"
    case .divide: "checkedDiv"
    case .remainder: "checkedMod"
    case .power: "checkedPower"
    case .shiftLeft: "checkedShiftLeft"
    case .shiftRight: "checkedShiftRight"
    case .and, .or: ""
    }
  }
}
