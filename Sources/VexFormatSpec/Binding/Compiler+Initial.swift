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
    let reader = fieldSyntax[id][field]
    guard let scalar = reader.scalar("new", into: &diagnostics) else { return }
    if scalar.text == "random" || scalar.text == "now" {
      format.structures[id].fields[field].initial = scalar.text == "random" ? .random : .now
      return
    }
    let declared = format.structures[id].fields[field]
    let this = Access(root: .current(id), steps: [.field(field, of: id)], type: declared.type)
    let expected = valueType(of: this)
    guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics) else { return }
    if case .bits = declared.type {
      guard let bound = bind(parsed, in: scope) else { return }
      guard isSet(bound.type) else {
        diagnostics.report(
          "type/mismatch", at: bound.location,
          "a bit array is made from a set of bits, and this is \(describe(bound.type))", help: "0 .. 2")
        return
      }
      format.structures[id].fields[field].initial = .expression(bound)
      return
    }
    guard let bound = bind(parsed, in: scope.expecting(memberType(expected))) else { return }
    let stub = Expression(.integer(0), type: expected, unit: declared.unit, location: bound.location)
    guard commonType(stub, bound) != nil else {
      diagnostics.report(
        "type/mismatch", at: bound.location, "the field is \(describe(expected)), and this is \(describe(bound.type))")
      return
    }
    if declared.unit != nil { requireUnit(bound, declared.unit, of: "the field") }
    format.structures[id].fields[field].initial = .expression(bound)
  }
}
