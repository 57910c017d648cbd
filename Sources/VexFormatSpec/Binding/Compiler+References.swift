extension Compiler {
  /// The rule of `to: "inodes[this - 1]"`: the value names an element of a table, also of one that is declared later.
  ///
  /// That the number is one of the table's is local; whether the element is there is not asked.
  mutating func referenceRule(_ reader: MappingReader, _ field: Field, _ context: RuleContext) -> RuleTemplate? {
    guard let (_, parsed) = expression(reader, "to") else { return nil }
    guard let path = isPath(parsed), let region = regionIDs[path.name], path.steps.count == 1,
      case .element(let index)? = path.steps.first?.step, regionSyntax[region]["each"] == nil,
      case .mapping(let mapping)? = regionSyntax[region]["count"], case .scalar(let scalar)? = mapping["is"]
    else {
      diagnostics.report(
        "to/not-a-table", at: parsed.location, "'to' names an element of a region that has a count",
        help: "to: \"inodes[this - 1]\"")
      return nil
    }
    guard let number = bind(index, in: context.scope.expecting(nil)), requireInteger(number, "an index"),
      let parsedCount = ExpressionParser.parse(scalar, into: &diagnostics),
      let count = bind(parsedCount, in: .image), requireInteger(count, "a count"),
      commonUnit(count, number, "a count and an index") != nil
    else { return nil }
    let isInside = Expression(
      .compare(.less, number, count, signed: false), type: .boolean, location: parsed.location)
    return rule(
      "to", .holds(isInside), context, statement: "\(field.name) is the number of an element of \(path.name)",
      at: reader.keyLocation("to"))
  }
}
