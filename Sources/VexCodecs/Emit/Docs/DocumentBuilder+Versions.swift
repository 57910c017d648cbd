import VexFormatSpec

extension DocumentBuilder {
  /// What each version has, and how an image gets from one to another.
  func versions() -> DocumentPage {
    guard let table = format.versions else {
      return DocumentPage(name: DocumentPlaces.Page.versions.rawValue, title: "Versions", part: "Reference", blocks: [])
    }
    var blocks: [DocumentBlock] = []
    for (index, version) in table.known.enumerated() {
      blocks += self.version(version, after: index > 0 ? table.known[index - 1] : nil, table)
    }
    for migration in format.migrations {
      blocks.append(
        .heading(
          "From version \(migration.from) to \(migration.to)", level: 2,
          anchor: places.migration(migration).anchor ?? migration.name))
      blocks += edge(migration)
    }
    for repair in format.repairs {
      blocks.append(.heading("Repair of version \(repair.to)", level: 2, anchor: "repair-\(repair.to)"))
      blocks += edge(repair)
    }
    if let marking = format.marking { blocks += self.marking(marking) }
    return DocumentPage(
      name: DocumentPlaces.Page.versions.rawValue, title: "Versions and migrations", part: "Reference", blocks: blocks)
  }

  private func version(_ version: UInt64, after previous: UInt64?, _ table: VersionTable) -> [DocumentBlock] {
    var notes: [String] = [table.drafts.contains(version) ? "A draft, which may still change." : "Final."]
    if table.written == version { notes.append("What mkfs writes unless told otherwise.") }
    var facts: [DocumentFact] = []
    if let previous {
      let changes = [("Has in addition", previous, version), ("Lacks", version, previous)]
      for (name, old, new) in changes {
        let things = self.things(in: new, butNot: old)
        if !things.isEmpty { facts.append(DocumentFact(name: name, text: joined(things, by: ", "))) }
      }
    }
    return [
      .heading("Version \(version)", level: 2, anchor: "version-\(version)"),
      .paragraph([.text(notes.joined(separator: " "))]),
    ] + (facts.isEmpty ? [] : [.facts(facts)])
  }

  /// Regions, fields and flags that one version has and another has not.
  private func things(in version: UInt64, butNot other: UInt64) -> [DocumentText] {
    var things: [DocumentText] = []
    for id in format.regions.indices where format.has(id, in: version) && !format.has(id, in: other) {
      things.append([.text("region "), .code(format.regions[id].name, places.region(id))])
    }
    for (id, structure) in format.structures.enumerated() {
      func has(_ version: UInt64) -> Bool { structure.versions?.contains(version) ?? true }
      if has(version), !has(other) {
        things.append([.text("structure "), .code(structure.name, places.structure(id))])
        continue
      }
      for (number, field) in structure.fields.enumerated()
      where has(version) && field.isPresent(in: version) && !field.isPresent(in: other) {
        things.append([.code("\(structure.name).\(field.name)", places.field(number, of: id))])
      }
    }
    for (id, set) in format.flagSets.enumerated() {
      for flag in set.flags
      where (flag.versions?.contains(version) ?? true) && !(flag.versions?.contains(other) ?? true) {
        things.append([.text("flag "), .code("\(set.name).\(flag.name)", places.flag(flag.name, of: id))])
      }
    }
    return things
  }

  /// What a migration or a repair needs and does.
  private func edge(_ edge: Migration) -> [DocumentBlock] {
    var blocks: [DocumentBlock] = edge.doc.map { [.paragraph([.text($0)])] } ?? []
    if !edge.needs.isEmpty {
      let rows = edge.needs.map { need in
        DocumentTable.Row(
          anchor: nil,
          cells: [
            [DocumentLine([.code(need.name)])],
            explanation(need.doc) + [
              DocumentLine([
                statement(need.statement, in: CodeLinker.Scope()), .text(" "),
                .link("#\(need.number)", places.rule(need.number)),
              ])
            ],
          ])
      }
      blocks.append(.table(table("What it needs", [("Needs", .name), ("What must hold before", .text)], rows)))
    }
    var facts: [DocumentFact] = []
    if !edge.built.isEmpty {
      let regions: [DocumentText] = edge.built.sorted().map { [.code(format.regions[$0].name, places.region($0))] }
      facts.append(DocumentFact(name: "Made anew", text: joined(regions, by: ", ")))
    }
    for assignment in edge.assignments {
      let path = linker.link(assignment.path, in: CodeLinker.Scope())
      let value: DocumentText =
        switch assignment.value {
        case .derived: [.text("as in a fresh image")]
        case .expression(let value): [code(value)]
        case .random: [.text("random bytes")]
        case .now: [.text("the time")]
        }
      facts.append(DocumentFact(name: "Set", text: [.code(path), .text(" to ")] + value))
    }
    for drop in edge.drops {
      let region = format.regions[drop.region]
      var text: DocumentText = [.code(region.name, places.region(drop.region))]
      if let field = drop.field, let id = region.structure {
        text = [.code("\(region.name).\(format.structures[id].fields[field].name)", places.field(field, of: id))]
      }
      facts.append(DocumentFact(name: "Given up", text: text + [.text(": \(drop.reason)")]))
    }
    if !edge.order.isEmpty {
      let parts: [DocumentText] = edge.order.map { part in
        let name = format.regions[part.region].name
        return [.code(part.element.map { "\(name)[\($0)]" } ?? name, places.region(part.region))]
      }
      facts.append(DocumentFact(name: "Written in order", text: joined(parts, by: ", ")))
    }
    return facts.isEmpty ? blocks : blocks + [.facts(facts)]
  }

  private func marking(_ marking: Marking) -> [DocumentBlock] {
    let feature = linker.link("features.\(marking.feature)", in: CodeLinker.Scope())
    var items: [DocumentText] = [[.text("The feature "), .code(feature), .text(" is set.")]]
    for entry in Marking.Entry.allCases {
      guard let place = marking.record[entry] else { continue }
      let about = entry.rawValue.replacing("_", with: " ")
      items.append([
        .strong(about), .text(": "), .code(place.field.name), .text(" at "), .code(Hex.short(place.offset)),
        .text(" of the first structure."),
      ])
    }
    let phases = marking.phases.map { "\($0.value) \($0.name)" }.joined(separator: ", ")
    items.append([.text("Phases, in order: \(phases).")])
    return [
      .heading("How an image says that it is being changed", level: 2, anchor: "marking"), .list(items),
    ]
  }
}
