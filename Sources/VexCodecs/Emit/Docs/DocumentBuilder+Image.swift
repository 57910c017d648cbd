import VexFormatSpec

extension DocumentBuilder {
  /// The image: its regions, address spaces, and what must hold of all of it.
  func image() -> DocumentPage {
    var blocks: [DocumentBlock] = [
      .paragraph([
        .text(
          "A region is a place where structures are, or just bytes. Places are in bytes from the start of the image; "),
        .code("index"), .text(" is the number of an element in its region."),
      ])
    ]
    for id in format.regions.indices { blocks += region(id) }
    if !format.spaces.isEmpty {
      blocks.append(.heading("Address spaces", level: 2, anchor: "spaces"))
      for id in format.spaces.indices { blocks += space(id) }
    }
    if !format.facts.isEmpty {
      let rows = format.facts.map { fact in
        var lines = explanation(fact.doc) + [DocumentLine([statement(fact.statement, in: CodeLinker.Scope())])]
        if let versions = fact.versions { lines.append(DocumentLine(text(versions), label: "versions")) }
        if let condition = fact.condition { lines.append(DocumentLine([code(condition)], label: "when")) }
        return DocumentTable.Row(
          anchor: nil,
          cells: [
            [DocumentLine([.code(fact.name)])],
            lines + [
              DocumentLine(severity(fact.severity) + [.text(" "), .link("#\(fact.number)", places.rule(fact.number))])
            ],
          ])
      }
      blocks += [
        .heading("What must hold of the whole image", level: 2, anchor: "facts"),
        .table(table("Rules of the whole image", [("Rule", .name), ("What must hold", .text)], rows)),
      ]
    }
    if !format.mount.reads.isEmpty {
      blocks.append(.heading("What a mount reads", level: 2, anchor: "mount"))
      blocks.append(
        .list(
          format.mount.reads.map { read in
            let region = format.regions[read.region]
            let name = region.isSingle ? region.name : "\(region.name)[\(read.index)]"
            return [.code(name, places.region(read.region))]
          }))
    }
    return DocumentPage(
      name: DocumentPlaces.Page.image.rawValue, title: "Regions of the image", part: "Overview", blocks: blocks)
  }

  private func region(_ id: RegionID) -> [DocumentBlock] {
    let region = format.regions[id]
    let scope = scope(of: id)
    var blocks: [DocumentBlock] = [
      .heading(region.name, level: 2, anchor: places.region(id).anchor ?? region.name, isName: true)
    ]
    if let doc = region.doc { blocks.append(.paragraph([.text(doc)])) }
    var facts: [DocumentFact] = []
    func add(_ name: String, _ text: DocumentText) { facts.append(DocumentFact(name: name, text: text)) }
    func add(_ name: String, _ expression: Expression?) {
      if let expression { add(name, [code(expression, scope: scope)]) }
    }
    if let structure = region.structure {
      add("Holds", [.code(format.structures[structure].name, places.structure(structure))])
    } else if let bytes = region.byteCount {
      add("Holds", [code(bytes, scope: scope), .text(" bytes")])
    }
    let printer = self.printer()
    for walk in region.walks {
      add("For each", [.code(linker.link("\(walk.name) in \(printer.text(walk.sequence))", in: scope))])
    }
    switch region.places {
    case .formula(let place): add("At", place)
    case .list(let places): add("At", joined(places.map { [code($0, scope: scope)] }, by: ", and "))
    }
    if let space = region.space { add("Address space", [.code(format.spaces[space].name, places.space(space))]) }
    if region.isMirrored { add("Count", [.text("one for each place of the address")]) }
    if let count = region.count {
      add("Count", [code(count, scope: scope), .text(", at most \(region.maximumCount)")])
    }
    if let versions = region.versions { add("Versions", text(versions)) }
    add("Exists when", region.condition)
    add("Free when", region.vacant)
    if let structure = region.structure, !region.arguments.isEmpty {
      let given: [DocumentText] = zip(format.structures[structure].given, region.arguments).map {
        [.code($0.name), .text(" is "), code($1, scope: scope)]
      }
      add("Given", joined(given, by: ", "))
    }
    if let unit = region.owns { add("Owns", [.text("its space, counted in ")] + text(unit)) }
    if let copies = region.copies { add("Copies", text(copies, region)) }
    if !region.search.isEmpty {
      add("Searched at", joined(region.search.map { [code($0, scope: scope)] }, by: ", "))
    }
    blocks.append(.facts(facts))
    if !region.rules.isEmpty {
      blocks.append(
        .list(
          region.rules.map { rule in
            var text: DocumentText = [.strong(rule.kind.name), .text(" ")]
            if let info = format.rule(rule.number) {
              text.append(statement(info.statement, in: scope, at: places.region(id)))
            }
            if case .valid(let condition) = rule.kind {
              text += [.text(": "), code(condition, scope: scope)]
            }
            return text + [.text(" ")] + severity(rule.severity)
              + [.text(" "), .link("#\(rule.number)", places.rule(rule.number))]
          }))
    }
    return blocks
  }

  /// In whose terms a region's expressions are.
  private func scope(of id: RegionID) -> CodeLinker.Scope {
    var scope = CodeLinker.Scope(this: format.regions[id].structure)
    for walk in format.regions[id].walks {
      let structure: StructureID? = if case .structure(let inner) = walk.type { inner } else { nil }
      scope.variables[walk.name] = .some(structure)
    }
    return scope
  }

  private func text(_ copies: Copies, _ region: Region) -> DocumentText {
    guard let id = region.structure else { return [] }
    func names(_ fields: [FieldID]) -> DocumentText {
      joined(fields.map { [.code(format.structures[id].fields[$0].name, places.field($0, of: id))] }, by: ", ")
    }
    var text: DocumentText =
      switch copies.pick {
      case .primary: [.text("of one thing; the first counts")]
      case .firstValid: [.text("of one thing; the first that is sound counts")]
      case .newest:
        [.text("of one thing; the newest counts")] + (copies.newest.map { [.text(", by ")] + names([$0]) } ?? [])
      }
    switch copies.fields {
    case .nothing: text.append(.text("; they may differ"))
    case .allBut(let fields) where fields.isEmpty: text.append(.text("; all fields agree"))
    case .allBut(let fields): text += [.text("; all fields agree but ")] + names(fields)
    case .only(let fields): text += [.text("; these agree: ")] + names(fields)
    }
    return text
  }

  private func space(_ id: SpaceID) -> [DocumentBlock] {
    let space = format.spaces[id]
    var scope = CodeLinker.Scope()
    let printer = self.printer()
    var facts: [DocumentFact] = []
    for walk in space.walks {
      let structure: StructureID? = if case .structure(let inner) = walk.type { inner } else { nil }
      scope.variables[walk.name] = .some(structure)
      let text = "\(walk.name) in \(printer.text(walk.sequence))"
      facts.append(DocumentFact(name: "A piece for each", text: [.code(linker.link(text, in: scope))]))
    }
    let parts: [(String, Expression?)] = [
      ("When", space.condition), ("First address", space.start), ("Length", space.length), ("Place", space.place),
      ("May be elsewhere", space.partial),
    ]
    for (name, expression) in parts {
      if let expression { facts.append(DocumentFact(name: name, text: [code(expression, scope: scope)])) }
    }
    return [
      .heading(space.name, level: 3, anchor: places.space(id).anchor ?? space.name, isName: true),
      .paragraph([.text(space.doc ?? "Addresses that are no places in the image, and where their pieces are.")]),
      .facts(facts),
    ]
  }
}
