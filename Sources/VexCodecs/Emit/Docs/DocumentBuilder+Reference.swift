import VexBytes
import VexFormatSpec

extension DocumentBuilder {
  /// Every rule, by its number.
  func rules() -> DocumentPage {
    let rows = (format.rules + format.migrationRules).map { rule in
      let subject = ruleIndex.subjects[rule.number]
      let name: DocumentInline = subject.map { .code(rule.name, $0.target) } ?? .code(rule.name)
      let scope = CodeLinker.Scope(structure: subject?.structure, this: subject?.this)
      var lines = explanation(rule.doc) + [DocumentLine([statement(rule.statement, in: scope)])]
      if rule.isImplied {
        lines.append(DocumentLine([.text("by other rules, so that no image breaks it alone")], label: "implied"))
      }
      let stage = rule.stage.map { "\($0.rawValue) \($0.name)" } ?? "whole image"
      return DocumentTable.Row(
        anchor: places.rule(rule.number).anchor,
        cells: [
          [DocumentLine(String(rule.number))], [DocumentLine([name])],
          lines + [
            DocumentLine(
              [.text("\(stage) · ")] + severity(rule.severity, in: rule.structure) + [
                .text(" · "), .code(rule.errno.rawValue),
                .text(rule.isLocal ? " · kernel, programs, validate" : " · validate only"),
                .text(" · line \(rule.location.line)"),
              ], label: "stage")
          ],
        ])
    }
    let stages = Stage.allCases.map { "\($0.rawValue) \($0.name)" }.joined(separator: ", ")
    return DocumentPage(
      name: DocumentPlaces.Page.rules.rawValue, title: "Rules", part: "Reference",
      blocks: [
        .paragraph([
          .text(
            "Every rule by its number, which is in logs and never given to another rule. The stages of trust are \(stages): "
          ),
          .text("what a stage rests on is proven in an earlier one. A rule whose severity is "), .tag("error"),
          .text(" refuses a mount, "), .tag("readonly"), .text(" allows only reading, "), .tag("warning"),
          .text(" is told. The line is that of the specification."),
        ]),
        .table(
          table(
            "Rules", [("No.", .number), ("Rule", .name), ("What must hold", .text)], rows)),
      ])
  }

  /// How images are recognised.
  func recognition() -> DocumentPage {
    let signature = FormatSignature(format)
    var facts: [DocumentFact] = []
    let magics: [DocumentText] = signature.magic.map { pattern in
      var text: DocumentText = [.code(Self.hex(pattern.bytes))]
      if let words = Self.words(pattern.bytes) { text += [.text(" "), .code("'\(words)'")] }
      let place = signature.place.map { pattern.offset + $0 }
      return text + [.text(" at "), .code(Hex.short(place ?? pattern.offset))]
        + [.text(signature.place == nil ? " of the first structure" : "")]
    }
    if !magics.isEmpty { facts.append(DocumentFact(name: "Magic number", text: joined(magics, by: "; "))) }
    let recognition = format.recognition
    facts.append(DocumentFact(name: "Kind", text: [.text(recognition.category.rawValue)]))
    let scope = format.regions.first?.structure
    func told(_ name: String, _ values: [Recognition.Told]) {
      guard !values.isEmpty else { return }
      facts.append(DocumentFact(name: name, text: joined(values.map { [code($0.value, in: scope)] }, by: ", else ")))
    }
    told("Label", recognition.labels)
    told("UUID or serial number", recognition.ids)
    if !recognition.titles.isEmpty {
      let titles: [DocumentText] = recognition.titles.map { title in
        let text: DocumentText = [.text("“\(title.text)”")]
        return title.condition.map { text + [.text(" when "), code($0, in: scope)] } ?? text + [.text(" otherwise")]
      }
      facts.append(DocumentFact(name: "Called", text: joined(titles, by: ", ")))
    }
    var blocks: [DocumentBlock] = [.facts(facts)]
    if !format.lookalikes.isEmpty {
      let rows = format.lookalikes.map { other in
        DocumentTable.Row(
          anchor: "lookalike-\(other.name)",
          cells: [
            [DocumentLine([.code(other.name)])], [DocumentLine([.code(Hex.short(other.offset))])],
            [DocumentLine([.code(Self.hex(other.magic))])]
              + (Self.words(other.magic).map { [DocumentLine([.code("'\($0)'")])] } ?? []),
            explanation(other.doc),
          ])
      }
      blocks += [
        .heading("What only looks like it", level: 2, anchor: "lookalikes"),
        .table(
          table(
            "Lookalikes", [("Name", .name), ("Offset", .number), ("Bytes", .short), ("What it is", .text)], rows)),
      ]
    }
    return DocumentPage(
      name: DocumentPlaces.Page.recognition.rawValue, title: "Recognising an image", part: "Reference", blocks: blocks)
  }

  /// Requests to a mounted filesystem.
  func requests() -> DocumentPage {
    let rows = format.ioctls.map { request in
      let direction =
        switch request.direction {
        case .reads: "the kernel fills in"
        case .writes: "the program gives"
        case .exchanges: "the program gives, and the kernel answers with"
        }
      return DocumentTable.Row(
        anchor: "request-\(request.name)",
        cells: [
          [DocumentLine([.code(request.name)])],
          [DocumentLine([.code("type \(Hex.short(request.type)), number \(request.number)")])],
          explanation(request.doc)
            + [DocumentLine([.text("\(direction) ")] + type(.structure(request.structure)))],
        ])
    }
    return DocumentPage(
      name: DocumentPlaces.Page.requests.rawValue, title: "Requests to a mounted filesystem", part: "Reference",
      blocks: [.table(table("Requests", [("Request", .name), ("ioctl(2)", .short), ("What it is for", .text)], rows))])
  }

  static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  /// The bytes as text, if they can be printed.
  private static func words(_ bytes: [UInt8]) -> String? {
    guard bytes.contains(where: { (0x41...0x7a).contains($0) }), bytes.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
