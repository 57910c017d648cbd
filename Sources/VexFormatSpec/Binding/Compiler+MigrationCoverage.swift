extension Compiler {
  /// Binds what is given up, and why.
  mutating func bindDrops(_ reader: MappingReader, _ edge: inout Migration) {
    guard let table = reader.mapping("drop", into: &diagnostics) else { return }
    for (key, node) in table.entries {
      guard case .scalar(let reason) = node, !reason.text.isEmpty else {
        diagnostics.report(
          "type/mismatch", at: node.location, "why it is given up is expected here, in words")
        continue
      }
      let parts = key.text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let name = parts.first, let region = region(key, name, in: edge.from) else { continue }
      var field: FieldID?
      if parts.count > 1 {
        guard let structure = format.regions[region].structure, let found = fieldIDs[structure][parts[1]] else {
          let known = format.regions[region].structure.map { fieldIDs[$0].keys.sorted() } ?? []
          reportUnknown(parts[1], in: { _ in known }, "'\(name)' has no field", at: key.wholeLocation)
          continue
        }
        field = found
      }
      let lost = lostFields(of: region, edge)
      let isLost = field.map(lost.contains) ?? !lost.isEmpty || !format.has(region, in: edge.to)
      guard isLost else {
        diagnostics.report(
          "migrate/dropped", at: key.wholeLocation, "'\(key.text)' does not disappear in version \(edge.to)")
        continue
      }
      edge.drops.append(Migration.Drop(region: region, field: field, reason: reason.text))
    }
  }

  /// Binds in which order parts are written; by default regions in order of declaration, and the first one last.
  mutating func bindOrder(_ reader: MappingReader, _ edge: inout Migration) {
    let written = format.regions.indices.filter { id in
      id != 0 && format.regions[id].structure != nil && format.has(id, in: edge.to)
    }
    guard reader["order"] != nil else {
      edge.order = written.map { Migration.Part(region: $0, element: nil) } + [Migration.Part(region: 0, element: nil)]
      return
    }
    for name in names("order", reader) {
      guard let parsed = ExpressionParser.parse(name, into: &diagnostics) else { continue }
      guard let path = isPath(parsed), path.steps.count <= 1, let region = region(name, path.name, in: edge.to) else {
        if isPath(parsed).map({ $0.steps.count > 1 }) ?? true {
          diagnostics.report(
            "type/mismatch", at: name.wholeLocation, "a region or an element of one is expected here",
            help: "\"superblock[0]\"")
        }
        continue
      }
      var element: UInt64?
      if let step = path.steps.first {
        guard case .element(let index) = step.step, case .number(let number, nil) = index.node else {
          diagnostics.report("type/mismatch", at: step.location, "the element's number is expected here")
          continue
        }
        element = number
      }
      if edge.order.contains(where: {
        $0.region == region && ($0.element == element || $0.element == nil || element == nil)
      }) {
        diagnostics.report("name/duplicate", at: name.wholeLocation, "'\(name.text)' is written already")
      }
      edge.order.append(Migration.Part(region: region, element: element))
    }
    checkOrder(reader, edge, written)
  }

  private mutating func checkOrder(_ reader: MappingReader, _ edge: Migration, _ written: [RegionID]) {
    let location = reader.keyLocation("order")
    let first = format.regions[0].name
    guard let last = edge.order.last, last.region == 0, last.element ?? 0 == 0 else {
      diagnostics.report(
        "migrate/commit", at: location,
        "what holds the version is written last, so that it commits everything before it",
        help: "end the order with \"\(first)[0]\"")
      return
    }
    var missing = written.filter { id in !edge.order.contains { $0.region == id } }.map { format.regions[$0].name }
    if case .list(let places) = format.regions[0].places, last.element != nil {
      missing += places.indices.dropFirst().filter { index in
        !edge.order.contains { $0.region == 0 && $0.element == UInt64(index) }
      }.map { "\(first)[\($0)]" }
    }
    guard !missing.isEmpty else { return }
    diagnostics.report(
      "migrate/order", at: location, "the order leaves out \(missing.joined(separator: ", "))",
      help: "leave 'order' out for the order of declaration")
  }

  /// Fields of a region that has a structure in both versions, which mean something in the version before and which the
  /// one after lacks.
  private func lostFields(of region: RegionID, _ edge: Migration) -> [FieldID] {
    guard let structure = format.regions[region].structure else { return [] }
    return format.structures[structure].fields.indices.filter { id in
      let field = format.structures[structure].fields[id]
      guard field.offset != nil, field.isPresent(in: edge.from), !field.isPresent(in: edge.to) else { return false }
      return field.type == nil ? field.unused == .preserve : !field.isDerived(in: edge.from)
    }
  }

  /// Fields that the version after has alone, and for which nothing gives a value.
  private func unassignedFields(of region: RegionID, _ edge: Migration) -> [FieldID] {
    guard let structure = format.regions[region].structure else { return [] }
    return format.structures[structure].fields.indices.filter { id in
      let field = format.structures[structure].fields[id]
      guard let offset = field.offset, field.isPresent(in: edge.to), !field.isPresent(in: edge.from) else {
        return false
      }
      // What a new nested structure holds is made as in a fresh image.
      guard let type = field.type, type.nestedStructure == nil, !field.isDerived(in: edge.to) else { return false }
      guard case .derived = field.initial else { return false }
      return !edge.assignments.contains { $0.region == region && $0.offset == offset }
    }
  }

  /// Reports what of the version before an edge neither carries over nor drops, and what of the one after has no value.
  mutating func checkCoverage(_ reader: MappingReader, _ edge: Migration) {
    for id in format.regions.indices {
      let name = format.regions[id].name
      let isLost = !format.has(id, in: edge.to)
      guard format.has(id, in: edge.from) else {
        guard !isLost, format.regions[id].structure != nil, !edge.built.contains(id) else { continue }
        diagnostics.report(
          "migrate/unassigned", at: reader["build"] == nil ? edge.location : reader.keyLocation("build"),
          "version \(edge.to) has the region '\(name)', which nothing makes",
          notes: [Diagnostic.Note("it is declared here", at: format.regions[id].location)], help: "build: [\(name)]")
        continue
      }
      if isLost {
        if edge.drops.contains(where: { $0.region == id && $0.field == nil }) { continue }
        reportDropped(name, ["the region '\(name)'"], at: format.regions[id].location, reader, edge)
      } else if !edge.built.contains(id), let structure = format.regions[id].structure {
        let fields = format.structures[structure].fields
        let lost = lostFields(of: id, edge).filter { field in
          !edge.drops.contains { $0.region == id && ($0.field == nil || $0.field == field) }
        }
        if let first = lost.first {
          reportDropped(name, lost.map { "'\(name).\(fields[$0].name)'" }, at: fields[first].location, reader, edge)
        }
        for field in unassignedFields(of: id, edge) {
          diagnostics.report(
            "migrate/unassigned", at: reader["set"] == nil ? edge.location : reader.keyLocation("set"),
            "version \(edge.to) has '\(name).\(fields[field].name)', and nothing gives it a value",
            notes: [Diagnostic.Note("it is declared here", at: fields[field].location)],
            help: "set: {\(name).\(fields[field].name): EXPRESSION}, or 'new' where it is declared")
        }
      }
    }
  }

  private mutating func reportDropped(
    _ region: String, _ what: [String], at place: SourceLocation, _ reader: MappingReader, _ edge: Migration
  ) {
    let more = what.count > 3 ? " and \(what.count - 3) more" : ""
    diagnostics.report(
      "migrate/dropped", at: reader["drop"] == nil ? edge.location : reader.keyLocation("drop"),
      "version \(edge.to) lacks \(what.prefix(3).joined(separator: ", "))\(more), and nothing says that it may be lost",
      notes: [Diagnostic.Note("it is declared here", at: place)], help: "drop: {\(region): WHY}")
  }
}
