extension Compiler {
  /// Binds what a field supplies to the structure that it holds.
  mutating func bindArguments(_ field: FieldID, in id: StructureID) {
    let reader = fieldSyntax[id][field]
    var type = format.structures[id].fields[field].type
    if case .array(let element, _) = type { type = element }
    guard case .structure(let nested) = type else {
      if reader["given"] != nil {
        diagnostics.report("key/unknown", at: reader.keyLocation("given"), "only a nested structure is given something")
      }
      return
    }
    let table = reader.mapping("given", into: &diagnostics)
    format.structures[id].fields[field].arguments = bindGiven(
      table, for: nested, in: .structure(id), at: format.structures[id].fields[field].location)
  }

  /// What a holder supplies, in the order of the structure's `given`.
  mutating func bindGiven(
    _ table: SyntaxMapping?, for nested: StructureID, in scope: Scope, at location: SourceLocation
  ) -> [Expression] {
    let parameters = format.structures[nested].given
    for (key, _) in table?.entries ?? [] where !parameters.contains(where: { $0.name == key.text }) {
      diagnostics.report(
        "key/unknown", at: key.wholeLocation, "\(format.structures[nested].name) is not given '\(key.text)'",
        help: "it is given: \(parameters.map(\.name).joined(separator: ", "))")
    }
    var arguments: [Expression] = []
    for parameter in parameters {
      guard case .scalar(let scalar)? = table?[parameter.name] else {
        diagnostics.report(
          "region/given", at: table?.location ?? location,
          "\(format.structures[nested].name) wants '\(parameter.name)'",
          help: "given: {\(parameter.name): ...}")
        continue
      }
      guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics), let bound = bind(parsed, in: scope) else {
        continue
      }
      let stub = Access(root: .given(0), steps: [], type: parameter.type)
      let expected = Expression(.integer(0), type: valueType(of: stub), location: bound.location)
      guard commonType(expected, bound) != nil else {
        diagnostics.report(
          "type/mismatch", at: bound.location,
          "'\(parameter.name)' is \(describe(expected.type)), and this is \(describe(bound.type))")
        continue
      }
      if case .structure = expected.type, !bound.isPath {
        diagnostics.report(
          "type/mismatch", at: bound.location, "'\(parameter.name)' is a structure, which is named by its path")
        continue
      }
      if scope.region != nil, case .bytes = expected.type {
        diagnostics.report(
          "region/given", at: bound.location,
          "a region supplies numbers and structures, and '\(parameter.name)' is \(describe(expected.type))")
        continue
      }
      arguments.append(bound)
    }
    return arguments
  }
}

extension Expression {
  /// Whether it is nothing but a way to something.
  var isPath: Bool {
    if case .read = node { return true }
    return false
  }
}
