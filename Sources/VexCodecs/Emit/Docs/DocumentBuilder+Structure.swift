import VexBytes
import VexFormatSpec

extension DocumentBuilder {
  /// All that is said of a structure.
  func structurePage(_ id: StructureID) -> DocumentPage {
    let structure = format.structures[id]
    var blocks: [DocumentBlock] = []
    if let doc = structure.doc { blocks.append(.paragraph([.text(doc)])) }
    blocks.append(.facts(facts(id)))
    let maps = byteMaps(of: id)
    if !maps.isEmpty {
      blocks.append(.heading("Bytes", level: 2, anchor: "bytes"))
      for (title, map) in maps {
        if let title { blocks.append(.paragraph(title)) }
        blocks.append(.bytes(map))
      }
    }
    let stored = structure.fields.indices.filter { structure.fields[$0].byteCount != nil }
    if !stored.isEmpty {
      blocks.append(.heading("Fields", level: 2, anchor: "fields"))
      blocks.append(.table(fieldTable(id, stored)))
    }
    let computed = structure.fields.indices.filter { structure.fields[$0].byteCount == nil }
    if !computed.isEmpty {
      blocks.append(.heading("Values that follow from fields", level: 2, anchor: "values"))
      blocks.append(.table(valueTable(id, computed)))
    }
    if !structure.rules.isEmpty {
      blocks.append(.heading("Rules of the whole structure", level: 2, anchor: "rules"))
      blocks.append(.table(ruleTable(id)))
    }
    if !structure.updates.isEmpty {
      blocks.append(.heading("What its writer puts elsewhere", level: 2, anchor: "updates"))
      let printer = self.printer(id)
      blocks.append(
        .list(
          structure.updates.map { update in
            let target = linker.link(printer.text(update.target), in: CodeLinker.Scope(structure: id))
            return [.code(target), .text(" gets "), code(update.value, in: id)]
          }))
    }
    return DocumentPage(
      name: places.page(of: id), title: structure.name, part: "Structures", blocks: blocks)
  }

  private func facts(_ id: StructureID) -> [DocumentFact] {
    let structure = format.structures[id]
    var facts = [DocumentFact(name: "Size", text: size(of: id))]
    if let versions = structure.versions { facts.append(DocumentFact(name: "Versions", text: text(versions))) }
    if let regions = regions[id] {
      let links: [DocumentText] = regions.map { [.code(format.regions[$0].name, places.region($0))] }
      facts.append(DocumentFact(name: "In the image", text: joined(links, by: ", ")))
    }
    if let holders = holders[id] {
      let links: [DocumentText] = holders.map { holder, field in
        let structure = format.structures[holder]
        return [.code("\(structure.name).\(structure.fields[field].name)", places.field(field, of: holder))]
      }
      facts.append(DocumentFact(name: "Inside", text: joined(links, by: ", ")))
    }
    let requests = format.ioctls.filter { $0.structure == id }
    if !requests.isEmpty {
      let links: [DocumentText] = requests.map { [.code($0.name, places.target(.requests, "request-\($0.name)"))] }
      facts.append(DocumentFact(name: "In requests", text: joined(links, by: ", ")))
    }
    for (number, covered) in coverage(of: id).whole {
      let name: DocumentText = [.code(structure.fields[number].name, places.field(number, of: id))]
      facts.append(
        DocumentFact(name: "Checksum", text: name + [.text(" covers all \(covered) other fields")]))
    }
    if !structure.given.isEmpty {
      let given: [DocumentText] = structure.given.map {
        [.code("\($0.name)")] + [.text(" (")] + type($0.type) + [.text(")")]
      }
      facts.append(DocumentFact(name: "Given by its holder", text: joined(given, by: ", ")))
    }
    return facts
  }

  /// `1024 bytes`; with what decides, if it varies.
  func size(of id: StructureID) -> DocumentText {
    let size = format.structures[id].size
    if size.isFixed { return [.text(Self.bytes(size.minimum))] }
    var text: DocumentText = [.text("\(size.minimum) to \(size.maximum) bytes")]
    if !size.byVersion.isEmpty {
      let known = size.byVersion.sorted { $0.key < $1.key }
      text += [.text(": ")]
      text += joined(
        known.map { [.text("\($0.value) in version "), .link(String($0.key), places.version($0.key))] }, by: ", ")
    } else if let expression = size.expression {
      text += [.text(", as "), code(expression, in: id), .text(" says")]
    }
    return text
  }

  private static func bytes(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

  private func ruleTable(_ id: StructureID) -> DocumentTable {
    let rows = format.structures[id].rules.map { rule in
      DocumentTable.Row(
        anchor: nil,
        cells: [
          [DocumentLine([.code(rule.kind)])], explanation(rule.doc) + [line(rule, field: nil, of: id, isNamed: false)],
        ])
    }
    return table("Rules", [("Rule", .name), ("What must hold", .text)], rows)
  }

  /// A rule with its number, and when and how badly it weighs.
  func line(_ rule: RuleTemplate, field: FieldID?, of id: StructureID, isNamed: Bool = true) -> DocumentLine {
    let numbers = ruleIndex.numbers(of: rule, field: field, structure: id)
    let own = field.map { field in
      rule.bitField.map { places.bitField($0, in: field, of: id) } ?? places.field(field, of: id)
    }
    var text: DocumentText = [statement(rule.statement, in: CodeLinker.Scope(structure: id), at: own)]
    if let versions = rule.versions { text += [.text(" in version ")] + self.text(versions) }
    if let condition = rule.condition { text += [.text(" when "), code(condition, in: id)] }
    if !rule.severity.cases.isEmpty || rule.severity.otherwise != .error {
      text += [.text(" ")] + severity(rule.severity, in: id)
    }
    let most = 4
    for number in numbers.prefix(most) { text += [.text(" "), .link("#\(number)", places.rule(number))] }
    if numbers.count > most { text.append(.text(" and \(numbers.count - most) more")) }
    return DocumentLine(text, label: isNamed ? rule.kind : nil)
  }
}
