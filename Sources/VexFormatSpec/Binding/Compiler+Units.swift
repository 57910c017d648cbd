/// The unit that operands have in common; plain numbers go with any.
struct CommonUnit {
  /// The unit; nil when all are plain.
  var unit: Unit?
}

extension Compiler {
  /// Whether values of the type are integers.
  func isNumber(_ type: ValueType) -> Bool {
    switch type {
    case .unsigned, .signed, .enumeration, .flags: true
    default: false
    }
  }

  /// Whether values of the type can be computed with.
  func isArithmetic(_ type: ValueType) -> Bool { isNumber(type) && type != .signed }

  /// Whether values of the type are sets, ranges included.
  func isSet(_ type: ValueType) -> Bool { type == .set || type == .range }

  /// The type in words.
  func describe(_ type: ValueType) -> String {
    switch type {
    case .unsigned: "a number"
    case .signed: "a signed number"
    case .enumeration(let id): "a value of \(format.enumerations[id].name)"
    case .flags(let id): "a flags word of type \(format.flagSets[id].name)"
    case .boolean: "a condition"
    case .bytes(let count): count.map { "a string of \($0) bytes" } ?? "a byte string"
    case .structure(let id): "a structure \(format.structures[id].name)"
    case .sequence: "an array"
    case .opaque: "reserved bytes"
    case .set: "a set"
    case .range: "a range"
    }
  }

  /// The unit in words.
  func describe(_ unit: Unit?) -> String { unit.map { "in \($0.name)" } ?? "a plain number" }

  /// Reports an expression that is not an unsigned integer.
  mutating func requireInteger(_ expression: Expression, _ what: String) -> Bool {
    if isArithmetic(expression.type) { return true }
    diagnostics.report(
      "type/mismatch", at: expression.location,
      "\(what) is an unsigned number, and this is \(describe(expression.type))")
    return false
  }

  /// Reports an expression that is counted in another unit than `unit`; plain numbers go with any.
  @discardableResult
  mutating func requireUnit(_ expression: Expression, _ unit: Unit?, of what: String) -> Bool {
    guard let found = expression.unit, found != unit else { return true }
    diagnostics.report(
      "unit/mismatch", at: expression.location, "\(what) is \(describe(unit)), and this is \(describe(found))",
      help: unit.flatMap { conversion(from: found, to: $0) })
    return false
  }

  private func conversion(from: Unit, to: Unit) -> String? {
    guard case .size = from, case .size(let name) = to else { return nil }
    // Multiplying is always exact.
    return from == .byte ? "convert what is \(describe(to)): byte(...)" : "convert it: \(name)(...)"
  }

  /// The unit in which both operands are counted; nil for a mismatch, which is reported.
  mutating func commonUnit(_ a: Expression, _ b: Expression, _ what: String) -> CommonUnit? {
    if let x = a.unit, let y = b.unit, x != y {
      diagnostics.report(
        "unit/mismatch", at: b.location, "\(what) are counted in different units: \(x.name) and \(y.name)",
        notes: [Diagnostic.Note("this is \(describe(x))", at: a.location)], help: conversion(from: y, to: x))
      return nil
    }
    return CommonUnit(unit: a.unit ?? b.unit)
  }

  /// The unit of the result of an operation; nil for a mismatch, which is reported.
  mutating func unit(of op: ArithmeticOperator, _ a: Expression, _ b: Expression) -> CommonUnit? {
    switch op {
    case .add, .subtract, .remainder, .and, .or:
      return commonUnit(a, b, "the two sides of '\(op.rawValue)'")
    case .multiply:
      if let x = a.unit, let y = b.unit {
        diagnostics.report(
          "unit/mismatch", at: b.location, "a number in \(x.name) times a number in \(y.name) has no unit",
          notes: [Diagnostic.Note("this is \(describe(x))", at: a.location)])
        return nil
      }
      return CommonUnit(unit: a.unit ?? b.unit)
    case .divide:
      return quotientUnit(a, b)
    case .power, .shiftLeft, .shiftRight:
      guard requireUnit(b, nil, of: "the right side of '\(op.rawValue)'") else { return nil }
      return CommonUnit(unit: a.unit)
    }
  }

  /// The unit of a quotient: that of the dividend over a plain number, plain over the same unit.
  ///
  /// A plain number goes with any unit, also as a dividend: the number of a thing over how many there are in a group is
  /// the number of its group.
  mutating func quotientUnit(_ a: Expression, _ b: Expression) -> CommonUnit? {
    guard let divisor = b.unit else { return CommonUnit(unit: a.unit) }
    if a.unit == nil || a.unit == divisor { return CommonUnit(unit: nil) }
    diagnostics.report(
      "unit/mismatch", at: b.location, "a number in \(divisor.name) divides only numbers in \(divisor.name)",
      notes: [Diagnostic.Note("this is \(describe(a.unit))", at: a.location)])
    return nil
  }

  /// The number of bytes that one of `unit` is, as an expression.
  func byteCount(of unit: Unit, at location: SourceLocation) -> Expression? {
    guard case .size(let name) = unit else { return nil }
    guard let id = unitIDs[name] else {
      return name == "byte" ? Expression(.integer(1), type: .unsigned, unit: .byte, location: location) : nil
    }
    let unit = format.units[id]
    return unit.constant.map { Expression(.integer($0), type: .unsigned, unit: .byte, location: location) }
      ?? unit.bytes
  }

  /// Converts `value` to `target`: plain numbers are taken to be in bytes, except that `byte(x)` leaves them alone.
  mutating func convert(_ value: Expression, to target: Unit, at location: SourceLocation) -> Expression? {
    if value.unit == nil, target == .byte, value.folded().integer != 0 {
      diagnostics.report(
        "unit/mismatch", at: value.location, "a plain number is not converted to bytes",
        help: "say what it counts: 2 block, or (2 block + index); a number of bytes needs no conversion")
      return nil
    }
    let source = value.unit ?? .byte
    for case .size(let name) in [source, target] {
      guard let id = unitIDs[name] else { continue }
      settle(.unit(id), at: location)
      guard format.units[id].constant == nil else { continue }
      // What a unit is becomes part of each expression that converts, and must not grow from unit to unit.
      if case .unit? = binding.last {
        diagnostics.report(
          "unit/mismatch", at: location, "a unit is computed from bytes, not from '\(name)', which the image decides")
        return nil
      }
      guard spend(unitSizes[id] ?? 1, at: location) else { return nil }
    }
    guard let sourceBytes = byteCount(of: source, at: location), let targetBytes = byteCount(of: target, at: location)
    else {
      diagnostics.report(
        "unit/mismatch", at: value.location, "\(describe(value.unit)) cannot be converted to \(target.name)")
      return nil
    }
    func retyped(_ node: Expression.Node, _ unit: Unit) -> Expression {
      Expression(node, type: .unsigned, unit: unit, location: location)
    }
    if source == target { return retyped(value.node, target) }
    let inBytes = source == .byte ? value : retyped(.arithmetic(.multiply, value, sourceBytes), .byte)
    return target == .byte ? inBytes : retyped(.function(.divideExactly, [inBytes, targetBytes]), target)
  }
}
