import VexBytes
import VexFormatSpec

extension DocumentBuilder {
  /// The fields that have bytes.
  func fieldTable(_ id: StructureID, _ fields: [FieldID]) -> DocumentTable {
    let coverage = coverage(of: id)
    let rows = fields.flatMap { number -> [DocumentTable.Row] in
      let field = format.structures[id].fields[number]
      let row = DocumentTable.Row(
        anchor: places.field(number, of: id).anchor,
        cells: [
          offset(of: field, in: id), [DocumentLine(byteCount(of: field))], [DocumentLine([.code(field.name)])],
          typeLines(field), meaning(number, of: id, coverage),
        ])
      guard case .bitFields(_, let bits)? = field.type else { return [row] }
      return [row] + bits.map { bitRow($0, number, of: id) }
    }
    return table(
      "Fields of \(format.structures[id].name)",
      [("Offset", .number), ("Size", .number), ("Field", .name), ("Type", .short), ("Meaning and rules", .text)], rows)
  }

  /// The values that have none.
  func valueTable(_ id: StructureID, _ fields: [FieldID]) -> DocumentTable {
    let rows = fields.map { number in
      let field = format.structures[id].fields[number]
      return DocumentTable.Row(
        anchor: places.field(number, of: id).anchor,
        cells: [
          [DocumentLine([.code(field.name)])], field.unit.map { [DocumentLine(text($0))] } ?? [],
          meaning(number, of: id, Coverage()),
        ])
    }
    return table(
      "Values of \(format.structures[id].name)", [("Name", .name), ("Unit", .short), ("What it is", .text)], rows)
  }

  private func offset(of field: Field, in id: StructureID) -> [DocumentLine] {
    if let offset = field.offset { return [DocumentLine([.code(Hex.short(offset))]), DocumentLine(String(offset))] }
    guard case .moving(let place) = field.storage else { return [] }
    return [DocumentLine("\(place.minimum) to \(place.maximum)")]
  }

  private func byteCount(of field: Field) -> String {
    guard let count = field.byteCount else { return "" }
    return field.type?.count?.steering == nil ? String(count) : "≤ \(count)"
  }

  private func typeLines(_ field: Field) -> [DocumentLine] {
    var lines = [DocumentLine(field.type.map { type($0) } ?? [.text("reserved")])]
    if let unit = field.unit { lines.append(DocumentLine(text(unit), label: "in")) }
    return lines
  }

  private func bitRow(_ bit: BitField, _ number: FieldID, of id: StructureID) -> DocumentTable.Row {
    let field = format.structures[id].fields[number]
    var kind: DocumentText = [.code("u\(bit.width)")]
    if let enumeration = bit.enumeration {
      kind = [.code(format.enumerations[enumeration].name, places.enumeration(enumeration))]
    } else if let flags = bit.flags {
      kind = [.code(format.flagSets[flags].name, places.flags(flags))]
    }
    let lines = [DocumentLine(kind)] + (bit.unit.map { [DocumentLine(text($0), label: "in")] } ?? [])
    return DocumentTable.Row(
      anchor: places.bitField(bit.name, in: number, of: id).anchor,
      cells: [
        [DocumentLine(bit.width == 1 ? "bit \(bit.at)" : "bits \(bit.at)–\(bit.at + bit.width - 1)")],
        [DocumentLine(bit.width == 1 ? "1 bit" : "\(bit.width) bits")],
        [DocumentLine([.code("\(field.name).\(bit.name)")])], lines,
        field.rules.filter { $0.bitField == bit.name }.map { line($0, field: number, of: id) },
      ])
  }

  /// All that is said of a field, line by line.
  private func meaning(_ number: FieldID, of id: StructureID, _ coverage: Coverage) -> [DocumentLine] {
    let field = format.structures[id].fields[number]
    var lines = explanation(field.doc)
    func add(_ label: String, _ text: DocumentText) { lines.append(DocumentLine(text, label: label)) }
    switch field.storage {
    case .stored, .storedElsewhere: break
    case .moving(let place): add("place", [code(place.offset, in: id)])
    case .computed(let value): add("value", [code(value, in: id)])
    case .digest(let object): add("digest", checksum(object, in: id))
    case .joined(let parts):
      let links: [DocumentText] = parts.map { part in
        [.code(format.structures[id].fields[part].name, places.field(part, of: id))]
      }
      add("joined", joined(links, by: ", ") + [.text(", lowest part first")])
    }
    if let versions = field.versions { add("versions", text(versions)) }
    if let condition = field.condition { add("when", [code(condition, in: id)]) }
    if let steering = field.type?.count?.steering, let count = field.type?.count {
      let isPacked = if case .packed = count { true } else { false }
      let unit = isPacked ? "bytes" : "elements"
      add("count", [code(steering, in: id), .text(", at most \(count.maximum) \(unit)")])
    }
    if let none = field.none { add("none", [code(none, in: id), .text(" means nothing is here")]) }
    if field.type == nil ? field.unused != .zero : field.unused == .zero {
      add("unused", [.text(unused(field.unused))])
    }
    for object in field.checksums { add("checksum", checksum(object, in: id)) }
    let covering = covering(number, of: id, coverage)
    if !covering.isEmpty { add("covered", [.text("by ")] + joined(covering, by: ", ")) }
    switch field.initial {
    case .derived: break
    case .expression(let value): add("fresh", [code(value, in: id)])
    case .random: add("fresh", [.text("random bytes")])
    case .now: add("fresh", [.text("the time of making")])
    }
    lines += given(field, in: id)
    for rule in field.rules where rule.bitField == nil { lines.append(line(rule, field: number, of: id)) }
    if case .bitFields? = field.type { return lines }
    for rule in field.rules where rule.bitField != nil { lines.append(line(rule, field: number, of: id)) }
    return lines
  }

  private func unused(_ policy: UnusedPolicy) -> String {
    switch policy {
    case .zero: "bytes without a meaning are zero"
    case .preserve: "writers carry the bytes over"
    case .ignore: "writers may change the bytes"
    }
  }

  private func given(_ field: Field, in id: StructureID) -> [DocumentLine] {
    guard !field.arguments.isEmpty else { return [] }
    let inner: StructureID? =
      switch field.type {
      case .structure(let inner)?, .array(.structure(let inner), _)?: inner
      default: nil
      }
    let names = inner.map { format.structures[$0].given.map(\.name) } ?? []
    let given: [DocumentText] = zip(names, field.arguments).map { [.text("\($0) is "), code($1, in: id)] }
    return [DocumentLine(joined(given, by: ", "), label: "given")]
  }

  /// A type in the language's words, with a link to what declares it.
  func type(_ type: FieldType) -> DocumentText {
    switch type {
    case .enumeration(let id, _): return [.code(format.enumerations[id].name, places.enumeration(id))]
    case .flags(let id, _): return [.code(format.flagSets[id].name, places.flags(id))]
    case .structure(let id): return [.code(format.structures[id].name, places.structure(id))]
    case .array(let element, let count): return self.type(element) + [.code(Self.count(count))]
    default: return [.code(typeName(type))]
    }
  }

  /// A type in the language's words.
  func typeName(_ type: FieldType) -> String {
    switch type {
    case .integer(let integer), .bitFields(let integer, _):
      let order = integer.order == format.order || integer.width == 1 ? "" : integer.order == .little ? "le" : "be"
      return "\(integer.isSigned ? "i" : "u")\(integer.width * 8)\(order)"
    case .enumeration(let id, _): return format.enumerations[id].name
    case .flags(let id, _): return format.flagSets[id].name
    case .bytes(let count): return "bytes[\(count)]"
    case .text(let count, _): return "text[\(count)]"
    case .text16(let count, _): return "text16[\(count)]"
    case .uuid(let isMixed): return isMixed ? "guid" : "uuid"
    case .bits(let count): return "bit" + Self.count(count)
    case .structure(let id): return format.structures[id].name
    case .array(let element, let count): return typeName(element) + Self.count(count)
    }
  }

  private static func count(_ count: ArrayCount) -> String {
    switch count {
    case .fixed(let number): "[\(number)]"
    case .counted(_, let most): "[≤ \(most)]"
    case .packed: "[…]"
    }
  }
}
