import VexBytes

extension Compiler {
  /// Binds the facts about the whole image.
  mutating func bindFacts(_ reader: MappingReader) {
    guard let table = reader.mapping("rules", into: &diagnostics) else { return }
    for (key, node) in table.entries {
      guard checkName(key, what: "a fact") else { continue }
      guard case .mapping(let mapping) = node else {
        diagnostics.report("type/mismatch", at: node.location, "a fact is a mapping, not \(node.kindName)")
        continue
      }
      let inner = MappingReader(mapping, .fact, into: &diagnostics)
      let context = ruleContext(inner, in: .image)
      guard inner["valid"] != nil else {
        diagnostics.report("key/missing", at: mapping.location, "a fact needs the key 'valid'")
        continue
      }
      guard let (scalar, parsed) = expression(inner, "valid"), let predicate = bindBoolean(parsed, in: .image) else {
        continue
      }
      var condition: Expression?
      if let (_, parsed) = expression(inner, "when") { condition = bindBoolean(parsed, in: .image) }
      let versions = inner.scalar("versions", into: &diagnostics).flatMap { versionSet($0) }
      var regions = Set<RegionID>()
      predicate.visit { $0.collectRegions(into: &regions, owners: format.regions) }
      condition?.visit { $0.collectRegions(into: &regions, owners: format.regions) }
      format.facts.append(
        Fact(
          number: 0, name: key.text, predicate: predicate, versions: versions, condition: condition,
          severity: context.severity,
          regions: regions.sorted(), statement: scalar.text, doc: inner.doc(into: &diagnostics),
          location: key.wholeLocation))
    }
  }

  /// Reads byte patterns that identify names and nothing writes.
  mutating func readLookalikes(_ reader: MappingReader) {
    guard let table = reader.mapping("lookalikes", into: &diagnostics) else { return }
    for (key, node) in table.entries {
      guard checkName(key, what: "a lookalike") else { continue }
      guard case .mapping(let mapping) = node else {
        diagnostics.report("type/mismatch", at: node.location, "a lookalike is a mapping, not \(node.kindName)")
        continue
      }
      let inner = MappingReader(mapping, .lookalike, into: &diagnostics)
      guard inner.required("at", into: &diagnostics) != nil,
        let at = inner.number("at", limit: .max, into: &diagnostics),
        let magic = inner.required("magic", into: &diagnostics), let bytes = literalBytes(magic)
      else { continue }
      format.lookalikes.append(Lookalike(name: key.text, offset: at, magic: bytes, doc: inner.doc(into: &diagnostics)))
    }
  }
}
