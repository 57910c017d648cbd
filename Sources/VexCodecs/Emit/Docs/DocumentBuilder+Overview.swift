import VexBytes
import VexFormatSpec

extension DocumentBuilder {
  /// Where a reader begins.
  func overview() -> DocumentPage {
    var blocks: [DocumentBlock] = []
    if let doc = format.doc { blocks.append(.paragraph([.text(doc)])) }
    blocks.append(.facts(overviewFacts()))
    blocks += imageMap()
    blocks.append(.heading("Structures", level: 2, anchor: "structures"))
    let rows = format.structures.enumerated().map { id, structure in
      let regions: [DocumentText] = (regions[id] ?? []).map { [.code(format.regions[$0].name, places.region($0))] }
      var about = explanation(structure.doc)
      if !regions.isEmpty { about.append(DocumentLine(joined(regions, by: ", "), label: "region")) }
      return DocumentTable.Row(
        anchor: nil,
        cells: [
          [DocumentLine([.code(structure.name, places.structure(id))])],
          [DocumentLine(Self.range(structure.size))],
          [DocumentLine(String(structure.fields.count))], about,
        ])
    }
    blocks.append(
      .table(
        table(
          "Structures", [("Structure", .name), ("Bytes", .number), ("Fields", .number), ("What it is", .text)], rows)))
    blocks += guide()
    return DocumentPage(
      name: DocumentPlaces.Page.overview.rawValue, title: "\(title) on disk", part: "Overview", blocks: blocks)
  }

  private static func range(_ size: StructureSize) -> String {
    size.isFixed ? String(size.minimum) : "\(size.minimum)–\(size.maximum)"
  }

  private func overviewFacts() -> [DocumentFact] {
    var facts = [
      DocumentFact(name: "Name", text: [.code(format.name)]),
      DocumentFact(name: "Byte order", text: [.text(format.order == .little ? "little-endian" : "big-endian")]),
    ]
    if let versions = format.versions {
      let list: [DocumentText] = versions.known.map { version in
        let notes = [
          versions.drafts.contains(version) ? "draft" : nil, versions.written == version ? "written by mkfs" : nil,
        ].compactMap(\.self).joined(separator: ", ")
        return [.link(String(version), places.version(version))] + (notes.isEmpty ? [] : [.text(" (\(notes))")])
      }
      facts.append(DocumentFact(name: "Versions", text: joined(list, by: ", ")))
    }
    let maker = format.maker.map { [DocumentInline.code($0)] } ?? [.code("vexfmt mkfs")]
    facts.append(DocumentFact(name: "Made by", text: maker))
    facts.append(
      DocumentFact(
        name: "Mounted", text: [.text(format.mount.isReadOnly ? "read-only" : "for reading and writing")]))
    let fields = format.structures.reduce(0) { $0 + $1.fields.count }
    facts.append(
      DocumentFact(
        name: "Described",
        text: [
          .text(
            "\(Self.counted(format.structures.count, "structure")), \(Self.counted(fields, "field")), "
              + "\(Self.counted(format.regions.count, "region")), "),
          .link(Self.counted(format.rules.count, "rule"), places.target(.rules)),
        ]))
    return facts
  }

  private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  private func imageMap() -> [DocumentBlock] {
    let name = "regions"
    var map: ImageMap
    var text: DocumentText
    var heading = "The image, to scale"
    if let layout {
      let version = layout.version.map { " of version \($0)" } ?? ""
      map = ImageMap(
        title: "Regions of \(layout.subject)", name: name, size: layout.size, runs: layout.runs, format, places)
      text = [
        .text(
          "The regions of \(layout.subject)\(version), \(ByteText.size(layout.size)). The strip is to scale, but nothing is drawn "
            + "narrower than two pixels. Below it, in the order of addresses, heights grow with the logarithm of the length."
        )
      ]
      let missing = layout.incomplete.sorted().filter { format.regions.indices.contains($0) }
      if !missing.isEmpty {
        text.append(.text(" Not all is shown of "))
        text += joined(missing.map { [.code(format.regions[$0].name, places.region($0))] }, by: ", ")
        text.append(.text("."))
      }
    } else {
      map = ImageMap(
        title: "Regions whose places never vary", name: name, size: nil, runs: fixedRuns(), format, places)
      heading = "Places that never vary"
      text = [
        .text("Where the other regions are, an image tells: see "), .link("the regions", places.target(.image)),
        .text(". With "), .code("vexfmt gen-docs --image"), .text(" an image is drawn to scale."),
      ]
    }
    guard !map.marks.isEmpty else { return [] }
    return [.heading(heading, level: 2, anchor: "map"), .paragraph(text), .image(map)]
  }

  /// First elements whose places the specification alone tells.
  private func fixedRuns() -> [DocsLayout.Run] {
    format.regions.indices.compactMap { id in
      let region = format.regions[id]
      let place: UInt64? =
        if id == 0 {
          format.firstPlace
        } else if case .formula(let formula) = region.places {
          formula.folded().integer
        } else if case .list(let list) = region.places {
          list.first?.folded().integer
        } else { nil }
      let length =
        region.structure.map { UInt64(format.structures[$0].size.minimum) } ?? region.byteCount?.folded().integer
      guard region.space == nil, region.walks.isEmpty, let place, let length else { return nil }
      return DocsLayout.Run(region: id, offset: place, length: length, count: 1)
    }
  }
}
