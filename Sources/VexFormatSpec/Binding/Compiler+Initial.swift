extension Compiler {
  /// Binds the value that means "nothing here".
  mutating func bindNone(_ field: FieldID, in id: StructureID, _ scope: Scope) {
    guard let (_, parsed) = expression(fieldSyntax[id][field], "none") else { return }
    let declared = format.structures[id].fields[field]
    let this = Access(root: .current(id), steps: [.field(field, of: id)], type: declared.type)
    let value = value(of: this, at: declared.location)
    guard let bound = bind(parsed, in: scope.expecting(memberType(value.type))) else { return }
    guard isNumber(value.type), commonType(value, bound) != nil else {
      diagnostics.report(
        "type/mismatch", at: bound.location,
        "the field is \(describe(value.type)), and this is \(describe(bound.type)); only a number has a 'none' value")
      return
    }
    guard commonUnit(value, bound, "the field and its 'none' value") != nil else { return }
    format.structures[id].fields[field].none = bound
  }

  /// Binds the value in a fresh image.
  mutating func bindInitial(_ field: FieldID, in id: StructureID, _ scope: Scope) {
    guard let scalar = fieldSyntax[id][field].scalar("new", into: &diagnostics) else { return }
    let declared = format.structures[id].fields[field]
    let this = Access(root: .current(id), steps: [.field(field, of: id)], type: declared.type)
    if let value = value(scalar, of: this, unit: declared.unit, in: scope) {
      format.structures[id].fields[field].initial = value
    }
  }

  /// Binds what a writer puts into a field: `random`, `now` or an expression that fits it.
  mutating func value(
    _ scalar: SyntaxScalar, of this: Access, unit: Unit?, in scope: Scope
  ) -> InitialValue? {
    if scalar.text == "random" { return .random }
    if scalar.text == "now" { return .now }
    let expected = valueType(of: this)
    guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics) else { return nil }
    if case .bits(let count) = this.type {
      guard count.steering == nil else {
        diagnostics.report(
          "type/mismatch", at: parsed.location, "a bit array whose length varies is made of zeroes, and has no value")
        return nil
      }
      guard let bound = bind(parsed, in: scope) else { return nil }
      guard isSet(bound.type) else {
        diagnostics.report(
          "type/mismatch", at: bound.location,
          "a bit array is made from a set of bits, and this is \(describe(bound.type))", help: "0 .. 2")
        return nil
      }
      return .expression(bound)
    }
    guard let bound = bind(parsed, in: scope.expecting(memberType(expected))) else { return nil }
    let stub = Expression(.integer(0), type: expected, unit: unit, location: bound.location)
    guard commonType(stub, bound) != nil else {
      diagnostics.report(
        "type/mismatch", at: bound.location, "the field is \(describe(expected)), and this is \(describe(bound.type))")
      return nil
    }
    if unit != nil { requireUnit(bound, unit, of: "the field") }
    return .expression(bound)
  }
}
