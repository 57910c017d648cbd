/// Prints the parts of a page as HTML.
struct HTMLBody {
  /// The page that links are on.
  let page: String

  func block(_ block: DocumentBlock) -> String {
    switch block {
    case .heading(let title, let level, let anchor, let isName):
      let id = Markup.anchor(anchor)
      let content = isName ? "<code>\(Self.breakable(title))</code>" : Markup.html(title)
      return "<h\(level) id=\"\(id)\"><a class=\"self\" href=\"#\(id)\">\(content)</a></h\(level)>\n"
    case .paragraph(let text): return "<p>\(self.text(text))</p>\n"
    case .facts(let facts):
      let items = facts.map { "<dt>\(Markup.html($0.name))</dt><dd>\(text($0.text))</dd>\n" }
      return "<dl class=\"facts\">\n\(items.joined())</dl>\n"
    case .list(let items): return "<ul>\n\(items.map { "<li>\(text($0))</li>\n" }.joined())</ul>\n"
    case .table(let table): return self.table(table)
    case .bytes(let map):
      let drawings = [true, false].map { ByteMapDrawing(map: map, shape: SVGShape(isWide: $0), link: href).svg() }
      let keys = map.kinds.map { "<li><i class=\"k-\($0.rawValue)\"></i>\($0.title)</li>" }
      return "<figure>\n\(drawings.joined())<ul class=\"legend\">\(keys.joined())</ul>\n</figure>\n"
    case .image(let map):
      let drawings = [true, false].map { ImageMapDrawing(map: map, shape: SVGShape(isWide: $0), link: href).svg() }
      return "<figure>\n\(drawings.joined())</figure>\n"
    }
  }

  private func table(_ table: DocumentTable) -> String {
    let isWide = table.columns.contains { $0.kind == .text }
    let style = table.isGrid ? " class=\"grid\"" : isWide ? "" : " class=\"fit\""
    let title = Markup.html(table.title)
    var html = "<table role=\"table\"\(style) aria-label=\"\(title)\">\n<thead><tr role=\"row\">"
    for column in table.columns {
      html +=
        "<th role=\"columnheader\" scope=\"col\" class=\"\(column.kind.rawValue)\">\(Markup.html(column.title))</th>"
    }
    html += "</tr></thead>\n<tbody>\n"
    for row in table.rows {
      let id = row.anchor.map(Markup.anchor)
      html += "<tr role=\"row\"\(id.map { " id=\"\($0)\"" } ?? "")>"
      for (column, cell) in zip(table.columns, row.cells) { html += self.cell(cell, column, id) }
      html += "</tr>\n"
    }
    html += "</tbody>\n</table>\n"
    // Whoever has no pointer scrolls the box by keys, so it can have the focus.
    return table.isGrid
      ? "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(title)\">\n\(html)</div>\n" : html
  }

  private func cell(_ lines: [DocumentLine], _ column: DocumentTable.Column, _ id: String?) -> String {
    if column.kind == .name {
      let content = lines.map { name($0.text) }.joined(separator: " ")
      // A name leads to its own row, so that its address can be copied, unless it leads elsewhere.
      let linked = id.flatMap { content.contains("<a ") ? nil : "<a class=\"self\" href=\"#\($0)\">\(content)</a>" }
      return "<th role=\"rowheader\" scope=\"row\" class=\"name\">\(linked ?? content)</th>"
    }
    let label = " data-label=\"\(Markup.html(column.title))\""
    let content = lines.map { line in
      guard let label = line.label else { return "<p>\(text(line.text))</p>" }
      return "<p class=\"line\"><span class=\"label\">\(Markup.html(label))</span> \(text(line.text))</p>"
    }
    return "<td role=\"cell\" class=\"\(column.kind.rawValue)\"\(label)>\(content.joined())</td>"
  }

  /// A name, which may be broken between its words.
  private func name(_ text: DocumentText) -> String {
    text.map { part in
      guard case .code(let parts) = part, parts.count == 1 else { return inline(part) }
      return switch parts[0] {
      case .text(let text): "<code>\(Self.breakable(text))</code>"
      case .link(let text, let target): "<code><a href=\"\(href(target))\">\(Self.breakable(text))</a></code>"
      default: inline(part)
      }
    }.joined()
  }

  private static func breakable(_ name: String) -> String {
    Markup.html(name).replacing("_", with: "_<wbr>").replacing("/", with: "/<wbr>").replacing(".", with: ".<wbr>")
  }

  func text(_ text: DocumentText) -> String { text.map(inline).joined() }

  private func inline(_ inline: DocumentInline) -> String {
    switch inline {
    case .text(let text): Markup.html(text)
    case .strong(let text): "<strong>\(Markup.html(text))</strong>"
    case .link(let text, let target): "<a href=\"\(href(target))\">\(Markup.html(text))</a>"
    case .code(let parts): "<code>\(parts.map(self.inline).joined())</code>"
    case .tag(let word): "<span class=\"tag \(Markup.anchor(word))\">\(Markup.html(word))</span>"
    }
  }

  private func href(_ target: DocumentTarget) -> String {
    let anchor = target.anchor.map { "#" + Markup.anchor($0) } ?? ""
    return target.page == page && !anchor.isEmpty ? anchor : "\(target.page).html\(anchor)"
  }
}
