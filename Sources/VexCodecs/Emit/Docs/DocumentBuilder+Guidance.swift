import VexFormatSpec

extension DocumentBuilder {
  /// What the words beside fields mean.
  func guide() -> [DocumentBlock] {
    func fact(_ name: String, _ text: String) -> DocumentFact { DocumentFact(name: name, text: [.text(text)]) }
    return [
      .heading("How to read these pages", level: 2, anchor: "guide"),
      .paragraph([
        .text("Names lead to what they name. Expressions are those of the specification: "), .code("a .. b"),
        .text(" ends before "), .code("b"), .text(", "), .code("a ..= b"),
        .text(" with it; what overflows, goes below zero or reads what is absent has no value, and breaks the rule. "),
        .text("The number behind a rule is what logs call it by. Beside a field stands:"),
      ]),
      .facts([
        fact("when, versions", "in which images it is there"), fact("in", "what it counts"),
        fact("none", "the value that stands for nothing; no rule applies to it"),
        fact("unused", "what becomes of bytes that mean nothing"),
        fact("covered", "the checksum that notices when it changes, unless one covers the whole structure"),
        fact("fresh", "its value in a new image"), fact("count", "how many elements an array has"),
        fact("given", "what a nested structure is told by its holder"),
        fact("joined, value, digest", "what it is made of, if it has no bytes of its own"),
      ]),
    ]
  }

  /// Every name, with where it leads.
  func names() -> DocumentPage {
    var entries: [(name: String, what: String, target: DocumentTarget)] = []
    for (id, structure) in format.structures.enumerated() {
      entries.append((structure.name, "structure", places.structure(id)))
      for (number, field) in structure.fields.enumerated() {
        entries.append((field.name, "field of \(structure.name)", places.field(number, of: id)))
        guard case .bitFields(_, let bits)? = field.type else { continue }
        for bit in bits {
          let target = places.bitField(bit.name, in: number, of: id)
          entries.append((bit.name, "bits of \(structure.name).\(field.name)", target))
        }
      }
    }
    for (id, choice) in format.enumerations.enumerated() {
      entries.append((choice.name, "choice", places.enumeration(id)))
      for (name, _) in choice.cases {
        entries.append((name, "value of \(choice.name)", places.target(.types, "enum-\(choice.name).\(name)")))
      }
    }
    for (id, set) in format.flagSets.enumerated() {
      entries.append((set.name, "flags", places.flags(id)))
      for flag in set.flags { entries.append((flag.name, "flag of \(set.name)", places.flag(flag.name, of: id))) }
    }
    for constant in format.constants { entries.append((constant.name, "constant", places.constant(constant.name))) }
    for unit in format.units {
      entries.append((unit.name, "unit", places.target(.types, "unit-\(unit.name)")))
    }
    for (id, region) in format.regions.enumerated() { entries.append((region.name, "region", places.region(id))) }
    for (id, space) in format.spaces.enumerated() { entries.append((space.name, "address space", places.space(id))) }
    entries.sort { ($0.name.lowercased(), $0.name, $0.what) < ($1.name.lowercased(), $1.name, $1.what) }
    let rows = entries.map { entry in
      DocumentTable.Row(
        anchor: nil, cells: [[DocumentLine([.code(entry.name, entry.target)])], [DocumentLine(entry.what)]])
    }
    return DocumentPage(
      name: DocumentPlaces.Page.names.rawValue, title: "Index of names", part: "Reference",
      blocks: [.table(table("Names", [("Name", .name), ("What it is", .text)], rows))])
  }
}
