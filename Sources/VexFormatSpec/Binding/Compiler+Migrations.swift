import VexBytes

extension Compiler {
  /// Binds the ways from one version to another.
  mutating func bindMigrations(_ reader: MappingReader) {
    guard let node = reader["migrations"] else { return }
    guard case .sequence(let list) = node else {
      diagnostics.report("type/mismatch", at: node.location, "'migrations' is a list of edges, not \(node.kindName)")
      return
    }
    guard format.versions != nil else {
      if declaresVersions { return }
      diagnostics.report(
        "name/unknown", at: node.location, "this format declares no versions", help: "versions: superblock.version")
      return
    }
    for item in list.items {
      guard case .mapping(let mapping) = item else {
        diagnostics.report(
          "type/mismatch", at: item.location, "an edge is a mapping, not \(item.kindName)", help: "{from: 1, to: 2}")
        continue
      }
      let inner = MappingReader(mapping, .edge, into: &diagnostics)
      let ends = (version("from", inner), version("to", inner))
      guard let from = ends.0, let to = ends.1 else { continue }
      guard from != to else {
        diagnostics.report(
          "migrate/version", at: inner.keyLocation("to"), "an edge leads from one version to another, not to the same")
        continue
      }
      bindEdge(inner, from: from, to: to, at: inner.keyLocation("from"))
      guard let back = inner.mapping("back", into: &diagnostics) else { continue }
      bindEdge(
        MappingReader(back, .edgeBack, into: &diagnostics), from: to, to: from,
        at: inner.keyLocation("back"))
    }
  }

  /// A version that an edge begins or ends with.
  private mutating func version(_ key: String, _ reader: MappingReader) -> UInt64? {
    guard let scalar = reader.required(key, into: &diagnostics),
      let value = literal(scalar, limit: .max, into: &diagnostics)
    else { return nil }
    if knownVersions.contains(value) { return value }
    diagnostics.report(
      "name/unknown", at: scalar.wholeLocation, "\(value) is not a known version",
      help: "known: \(knownVersions.map(String.init).joined(separator: ", "))")
    return nil
  }

  private mutating func bindEdge(_ reader: MappingReader, from: UInt64, to: UInt64, at location: SourceLocation) {
    if let other = edgeLocations.updateValue(location, forKey: [from, to]) {
      diagnostics.report(
        "name/duplicate", at: location, "there is an edge from version \(from) to version \(to) already",
        notes: [Diagnostic.Note("it is declared here", at: other)])
      return
    }
    let before = diagnostics.diagnostics.count
    var edge = Migration(
      from: from, to: to, needs: [], room: 0, built: [], assignments: [], drops: [], order: [],
      doc: reader.doc(into: &diagnostics), location: location)
    bindNeeds(reader, &edge)
    bindBuilt(reader, &edge)
    bindAssignments(reader, &edge)
    bindFeatureChanges(reader, &edge)
    bindDrops(reader, &edge)
    bindOrder(reader, &edge)
    // What is missing is told once everything that is there makes sense.
    if diagnostics.diagnostics.count == before { checkCoverage(reader, edge) }
    format.migrations.append(edge)
  }

  private mutating func bindNeeds(_ reader: MappingReader, _ edge: inout Migration) {
    guard let table = reader.mapping("needs", into: &diagnostics) else { return }
    let scope = Scope(seesAllRegions: true, images: .old)
    for (key, node) in table.entries {
      let taken = key.text == "room" || edge.needs.contains { $0.name == key.text }
      guard checkName(key, what: "a need", taken: taken) else { continue }
      guard case .mapping(let mapping) = node else {
        diagnostics.report(
          "type/mismatch", at: node.location, "a need is a mapping, not \(node.kindName)", help: "{valid: CONDITION}")
        continue
      }
      let inner = MappingReader(mapping, .need, into: &diagnostics)
      guard inner["valid"] != nil else {
        diagnostics.report("key/missing", at: mapping.location, "a need has the key 'valid'")
        continue
      }
      guard let (scalar, parsed) = expression(inner, "valid"), let predicate = bindBoolean(parsed, in: scope) else {
        continue
      }
      var condition: Expression?
      if let (_, parsed) = expression(inner, "when") { condition = bindBoolean(parsed, in: scope) }
      for bound in [predicate, condition].compactMap(\.self) {
        checkReach(of: bound, version: edge.from, before: edge.from)
      }
      if let decided = predicate.folded().integer {
        diagnostics.report(
          decided != 0 ? "rule/always-true" : "rule/always-false", at: parsed.location,
          "'\(scalar.text)' \(decided != 0 ? "always" : "never") holds", help: decided != 0 ? "leave it out" : nil)
      }
      edge.needs.append(
        Fact(
          number: 0, name: key.text, predicate: predicate, versions: nil, condition: condition,
          severity: SeverityPolicy(always: .error), regions: [], statement: scalar.text,
          doc: inner.doc(into: &diagnostics), location: key.wholeLocation))
    }
  }

  /// The scalars of a list of names.
  mutating func names(_ key: String, _ reader: MappingReader) -> [SyntaxScalar] {
    guard let node = reader[key] else { return [] }
    guard case .sequence(let list) = node else {
      diagnostics.report("type/mismatch", at: node.location, "'\(key)' is a list of names, not \(node.kindName)")
      return []
    }
    return list.items.compactMap { item in
      if case .scalar(let scalar) = item { return scalar }
      diagnostics.report("type/mismatch", at: item.location, "a name is expected here, not \(item.kindName)")
      return nil
    }
  }

  /// The region that a scalar names; reported when no version of the edge's, or not the one that matters, has it.
  mutating func region(_ scalar: SyntaxScalar, _ name: String, in version: UInt64) -> RegionID? {
    guard let region = regionIDs[name] else {
      reportUnknown(name, in: { $0.format.regions.map(\.name) }, "there is no region", at: scalar.wholeLocation)
      return nil
    }
    guard format.has(region, in: version) else {
      diagnostics.report(
        "name/unknown", at: scalar.wholeLocation, "version \(version) has no region '\(name)'",
        notes: [Diagnostic.Note("it is declared here", at: format.regions[region].location)])
      return nil
    }
    return region
  }

  mutating func bindBuilt(_ reader: MappingReader, _ edge: inout Migration) {
    for name in names("build", reader) {
      guard let region = region(name, name.text, in: edge.to) else { continue }
      guard region != 0 else {
        diagnostics.report(
          "migrate/build", at: name.wholeLocation,
          "'\(name.text)' is what the image is known by; its fields carry over, and 'set' changes them")
        continue
      }
      guard format.regions[region].structure != nil else {
        diagnostics.report(
          "migrate/build", at: name.wholeLocation, "the region '\(name.text)' is bytes without a structure to build")
        continue
      }
      if !edge.built.insert(region).inserted {
        diagnostics.report("name/duplicate", at: name.wholeLocation, "'\(name.text)' is built already")
      }
    }
  }
}
