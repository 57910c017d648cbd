import VexBytes
import VexFormatSpec

extension DocumentBuilder {
  /// Constants, units, enumerations and flags.
  func types() -> DocumentPage {
    var blocks: [DocumentBlock] = []
    if !format.constants.isEmpty { blocks += constants() }
    if !format.units.isEmpty { blocks += units() }
    for id in format.enumerations.indices { blocks += enumeration(id) }
    for id in format.flagSets.indices { blocks += flags(id) }
    if blocks.isEmpty { blocks = [.paragraph([.text("The format has no constants, units, choices or flags.")])] }
    return DocumentPage(
      name: DocumentPlaces.Page.types.rawValue, title: "Constants, units, choices and flags", part: "Reference",
      blocks: blocks)
  }

  private func constants() -> [DocumentBlock] {
    let rows = format.constants.map { constant in
      DocumentTable.Row(
        anchor: places.constant(constant.name).anchor,
        cells: [
          [DocumentLine([.code(constant.name)])],
          [DocumentLine([.code(String(constant.value))]), DocumentLine([.code(Hex.short(constant.value))])],
          constant.unit.map { [DocumentLine(text($0))] } ?? [], explanation(constant.doc),
        ])
    }
    return [
      .heading("Constants", level: 2, anchor: "constants"),
      .table(table("Constants", [("Name", .name), ("Value", .short), ("Unit", .short), ("Meaning", .text)], rows)),
    ]
  }

  private func units() -> [DocumentBlock] {
    let rows = format.units.map { unit in
      let size: DocumentText =
        unit.constant.map { [.text(ByteText.size($0))] } ?? [code(unit.bytes), .text(" bytes")]
      return DocumentTable.Row(
        anchor: places.target(.types, "unit-\(unit.name)").anchor,
        cells: [[DocumentLine([.code(unit.name)])], [DocumentLine(size)]])
    }
    return [
      .heading("Units", level: 2, anchor: "units"),
      .table(table("Units", [("Name", .name), ("One is", .text)], rows)),
    ]
  }

  private func enumeration(_ id: EnumerationID) -> [DocumentBlock] {
    let enumeration = format.enumerations[id]
    let rows = enumeration.cases.map { name, value in
      DocumentTable.Row(
        anchor: "enum-\(enumeration.name).\(name)",
        cells: [
          [DocumentLine(String(value))], [DocumentLine([.code(Hex.short(value))])], [DocumentLine([.code(name)])],
        ])
    }
    let others = enumeration.isOpen ? "Other values are legal and are kept." : "Any other value breaks a rule."
    return [
      .heading(enumeration.name, level: 2, anchor: "enum-\(enumeration.name)", isName: true),
      .paragraph(
        (enumeration.doc.map { [.text("\($0) ")] } ?? []) + [
          .text("A choice in \(Self.width(enumeration.storage, enumeration.bits)). \(others)")
        ] + uses(of: { $0.enumeration == id })),
      .table(
        table("Values of \(enumeration.name)", [("Value", .number), ("Hex", .number), ("Name", .name)], rows)),
    ]
  }

  private func flags(_ id: FlagSetID) -> [DocumentBlock] {
    let set = format.flagSets[id]
    let owner = flagsOwner(id)
    let rows = set.flags.map { flag in
      var lines = explanation(flag.doc)
      if !flag.aliases.isEmpty {
        lines.append(DocumentLine([.code(flag.aliases.joined(separator: ", "))], label: "also"))
      }
      if let versions = flag.versions { lines.append(DocumentLine(text(versions), label: "versions")) }
      if let requires = flag.requires {
        lines.append(DocumentLine([code(requires, in: owner)], label: "requires"))
      }
      if flag.mount != .none {
        let effect = flag.mount == .error ? "refuses a mount" : "makes a mount read-only"
        lines.append(DocumentLine([.tag(String(describing: flag.mount)), .text(" " + effect)], label: "set"))
      }
      return DocumentTable.Row(
        anchor: "flags-\(set.name).\(flag.name)",
        cells: [
          [DocumentLine(String(flag.bit))], [DocumentLine([.code(Hex.short(flag.mask))])],
          [DocumentLine([.code(flag.name)])], lines,
        ])
    }
    let unknown =
      switch set.unknown {
      case .none: "A bit without a name changes nothing."
      case .warning: "A bit without a name is a warning."
      case .readonly: "A bit without a name makes a mount read-only."
      case .error: "A bit without a name refuses a mount."
      }
    return [
      .heading(set.name, level: 2, anchor: "flags-\(set.name)", isName: true),
      .paragraph(
        (set.doc.map { [.text("\($0) ")] } ?? []) + [
          .text("Flags in \(Self.width(set.storage, set.bits)). \(unknown)")
        ] + uses(of: { $0.flags == id })),
      .table(
        table(
          "Bits of \(set.name)", [("Bit", .number), ("Mask", .number), ("Name", .name), ("Meaning", .text)], rows)),
    ]
  }

  /// The structure in whose terms the flags of a set say what they require.
  private func flagsOwner(_ id: FlagSetID) -> StructureID? {
    format.structures.firstIndex { $0.fields.contains { $0.type.map { Self.kinds(of: $0).flags == id } ?? false } }
  }

  private static func width(_ storage: IntegerType, _ bits: Int) -> String {
    bits < storage.width * 8 ? "\(bits) bits" : storage.width == 1 ? "1 byte" : "\(storage.width) bytes"
  }

  /// ` Used by …`, with the fields that have the type.
  private func uses(of isUsed: ((enumeration: EnumerationID?, flags: FlagSetID?)) -> Bool) -> DocumentText {
    var found: [DocumentText] = []
    for (id, structure) in format.structures.enumerated() {
      for (number, field) in structure.fields.enumerated() {
        guard let type = field.type else { continue }
        let name = "\(structure.name).\(field.name)"
        if isUsed(Self.kinds(of: type)) { found.append([.code(name, places.field(number, of: id))]) }
        guard case .bitFields(_, let bits) = type else { continue }
        for bit in bits where isUsed((bit.enumeration, bit.flags)) {
          found.append([.code("\(name).\(bit.name)", places.bitField(bit.name, in: number, of: id))])
        }
      }
    }
    return found.isEmpty ? [] : [.text(" Used by ")] + joined(found, by: ", ") + [.text(".")]
  }

  private static func kinds(of type: FieldType) -> (enumeration: EnumerationID?, flags: FlagSetID?) {
    switch type {
    case .enumeration(let id, _): (id, nil)
    case .flags(let id, _): (nil, id)
    case .array(let element, _): kinds(of: element)
    default: (nil, nil)
    }
  }

  /// A table of columns.
  func table(_ title: String, _ columns: [(String, DocumentTable.Kind)], _ rows: [DocumentTable.Row]) -> DocumentTable {
    DocumentTable(title: title, columns: columns.map { .init(title: $0.0, kind: $0.1) }, rows: rows)
  }
}
