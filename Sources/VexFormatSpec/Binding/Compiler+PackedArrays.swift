import VexBytes

extension Compiler {
  /// `T[]` with `bytes: {is: EXPR, max: N}`: elements that say themselves how long they are.
  mutating func packedArray(
    of element: FieldType, _ reader: MappingReader, at scalar: SyntaxScalar
  ) -> FieldType? {
    guard case .structure(let id) = element else {
      diagnostics.report(
        "type/mismatch", at: scalar.wholeLocation, "only structures say themselves how long they are",
        help: "count: {is: EXPRESSION, max: NUMBER} for elements of one size")
      return nil
    }
    let structure = format.structures[id]
    guard !structure.size.isFixed else {
      diagnostics.report(
        "type/mismatch", at: scalar.wholeLocation,
        "every '\(structure.name)' has \(structure.size.maximum) bytes, so that they are counted, not packed",
        help: "count: {is: EXPRESSION, max: NUMBER}")
      return nil
    }
    if reader["count"] != nil {
      diagnostics.report(
        "key/unknown", at: reader.keyLocation("count"), "an array has a count or bytes that it fills, not both")
    }
    guard let (steering, maximum) = arrayLength(.byteCount, reader, at: scalar) else { return nil }
    return .array(element: element, count: .packed(steering, maximum: maximum))
  }

  /// The bytes that a packed array fills.
  mutating func bindBytes(of field: FieldID, in id: StructureID) {
    guard case .packed(_, let maximum)? = format.structures[id].fields[field].type?.count,
      case .mapping(let mapping)? = fieldSyntax[id][field]["bytes"], case .scalar(let scalar)? = mapping["is"],
      let parsed = ExpressionParser.parse(scalar, into: &diagnostics), let bound = bind(parsed, in: .structure(id)),
      requireInteger(bound, "a number of bytes"), requireUnit(bound, .byte, of: "a number of bytes")
    else { return }
    format.structures[id].fields[field].type?.count = .packed(Steering(bound), maximum: maximum)
  }

  /// The rule that the elements of a packed array fill its bytes.
  mutating func bytesRule(_ field: FieldID, in id: StructureID, _ context: RuleContext) -> RuleTemplate? {
    let declared = format.structures[id].fields[field]
    guard case .array(let element, let count) = declared.type, case .packed(let steering, let maximum) = count else {
      return nil
    }
    let array = Access(root: .current(id), steps: [.field(field, of: id)], type: declared.type)
    let variable = newVariable(VariableBinding(name: declared.name, type: element, unit: nil, region: nil))
    let all = Aggregate(
      kind: .count, variable: variable, sequence: .array(array), cap: UInt64(format.capacity(of: element, count)))
    return rule(
      "bytes", .isFilled(Expression(.aggregate(all), type: .unsigned, location: steering.expression.location)),
      context, statement: "its elements fill at most \(maximum) bytes, one behind the other",
      at: steering.expression.location, severity: .error)
  }
}
