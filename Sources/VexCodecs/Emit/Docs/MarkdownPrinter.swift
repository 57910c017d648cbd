/// Prints a site as Markdown, as GitHub and others show it: the same pages and words, with pictures as files of their own.
struct MarkdownPrinter {
  let document: Document

  /// `index.md`, the other pages, and the pictures.
  func files() -> [GeneratedFile] {
    document.pages.indices.map { GeneratedFile(path: "\(document.pages[$0].name).md", contents: page($0)) }
      + document.pages.flatMap { $0.blocks.compactMap(picture) }
  }

  private func picture(_ block: DocumentBlock) -> GeneratedFile? {
    let shape = SVGShape(isWide: true, style: DocsStyle.picture)
    let (name, svg): (String, String)
    switch block {
    case .bytes(let map): (name, svg) = (map.name, ByteMapDrawing(map: map, shape: shape, link: nil).svg())
    case .image(let map): (name, svg) = (map.name, ImageMapDrawing(map: map, shape: shape, link: nil).svg())
    default: return nil
    }
    return GeneratedFile(path: "\(name).svg", contents: "<!-- \(document.banner) -->\n" + svg)
  }

  private func page(_ index: Int) -> String {
    let page = document.pages[index]
    var text = "<!-- \(document.banner) -->\n\n# \(Markup.markdown(page.title))\n\n"
    if index == 0 {
      text += page.blocks.map(block).joined()
      text += "## Pages\n\n"
      for other in document.pages.dropFirst() { text += "- [\(Markup.markdown(other.title))](\(other.name).md)\n" }
      text += "\n"
    } else {
      text += "[\(Markup.markdown(document.pages[0].title))](\(document.pages[0].name).md)\n\n"
      text += page.blocks.map(block).joined()
    }
    return text + "---\n\n\(self.text(document.colophon))\n"
  }

  private func block(_ block: DocumentBlock) -> String {
    switch block {
    case .heading(let title, let level, let anchor, let isName):
      let marks = String(repeating: "#", count: level)
      return
        "<a id=\"\(Markup.anchor(anchor))\"></a>\n\n\(marks) \(isName ? Markup.markdownCode(title) : Markup.markdown(title))\n\n"
    case .paragraph(let text): return self.text(text) + "\n\n"
    case .facts(let facts):
      return facts.map { "- **\(Markup.markdown($0.name)):** \(text($0.text))\n" }.joined() + "\n"
    case .list(let items): return items.map { "- \(text($0))\n" }.joined() + "\n"
    case .table(let table): return self.table(table)
    case .bytes(let map): return "![\(Markup.markdown(map.title))](\(map.name).svg)\n\n"
    case .image(let map): return "![\(Markup.markdown(map.title))](\(map.name).svg)\n\n"
    }
  }

  private func table(_ table: DocumentTable) -> String {
    var text = "| " + table.columns.map { Markup.markdown($0.title) }.joined(separator: " | ") + " |\n|"
    text += table.columns.map { $0.kind == .number ? "--:|" : "---|" }.joined() + "\n"
    for row in table.rows {
      let anchor = row.anchor.map { "<a id=\"\(Markup.anchor($0))\"></a>" } ?? ""
      let cells = row.cells.map { lines in lines.map(line).joined(separator: "<br>") }
      text += "| " + anchor + cells.joined(separator: " | ") + " |\n"
    }
    return text + "\n"
  }

  private func line(_ line: DocumentLine) -> String {
    (line.label.map { "*\(Markup.markdown($0))* " } ?? "") + text(line.text)
  }

  private func text(_ text: DocumentText) -> String { text.map(inline).joined() }

  private func inline(_ inline: DocumentInline) -> String {
    switch inline {
    case .text(let text): return Markup.markdown(text)
    case .strong(let text): return "**\(Markup.markdown(text))**"
    case .link(let text, let target): return "[\(Markup.markdown(text))](\(href(target)))"
    case .tag(let word): return "**\(Markup.markdown(word))**"
    case .code(let parts):
      if case .link(let text, let target)? = parts.first, parts.count == 1 {
        return "[\(Markup.markdownCode(text))](\(href(target)))"
      }
      // Links inside of code are not possible.
      let words = parts.map { part in
        switch part {
        case .text(let text), .link(let text, _), .strong(let text), .tag(let text): text
        case .code: ""
        }
      }
      return Markup.markdownCode(words.joined())
    }
  }

  private func href(_ target: DocumentTarget) -> String {
    "\(target.page).md" + (target.anchor.map { "#" + Markup.anchor($0) } ?? "")
  }
}
