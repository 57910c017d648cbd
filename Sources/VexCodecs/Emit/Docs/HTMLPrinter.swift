/// Prints a site as HTML: pages that link to each other and to one style sheet, and need nothing else.
package struct HTMLPrinter {
  let document: Document

  package init(document: Document) { self.document = document }

  /// `index.html`, the other pages, and `style.css`.
  func files() -> [GeneratedFile] {
    document.pages.indices.map { GeneratedFile(path: "\(document.pages[$0].name).html", contents: page($0)) }
      + [GeneratedFile(path: "style.css", contents: "/* \(document.banner) */\n" + DocsStyle.sheet)]
  }

  private func page(_ index: Int) -> String {
    let page = document.pages[index]
    let title = index == 0 ? page.title : "\(page.title) · \(document.title) on disk"
    let body = HTMLBody(page: page.name)
    let header = "<a href=\"\(document.pages[0].name).html\">\(Markup.html(document.title))</a> <span>on disk</span>"
    return frame(
      title, style: "<link rel=\"stylesheet\" href=\"style.css\">", header: header,
      contents: ("All pages", contents(index)),
      main: """
        <h1>\(isStructure(page) ? "<code>\(Markup.html(page.title))</code>" : Markup.html(page.title))</h1>
        \(toc(page))\(page.blocks.map(body.block).joined())\(neighbours(index))
        """)
  }

  /// The first page alone, with all that it needs in itself; the contents are its sections.
  package func singlePage() -> String {
    guard let page = document.pages.first else { return "" }
    let body = HTMLBody(page: page.name)
    let items = sections(page).map { "<li>\($0)</li>\n" }
    return frame(
      page.title, style: "<style>\n\(DocsStyle.sheet)</style>", header: "<span>\(Markup.html(document.title))</span>",
      contents: ("On this page", "<ul>\n\(items.joined())</ul>\n"),
      main: "<h1>\(Markup.html(page.title))</h1>\n\(page.blocks.map(body.block).joined())")
  }

  /// A whole page, around what is in `main`.
  private func frame(
    _ title: String, style: String, header: String, contents: (title: String, html: String), main: String
  ) -> String {
    let body = HTMLBody(page: "")
    return """
      <!doctype html>
      <!-- \(document.banner) -->
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(Markup.html(title))</title>
      \(style)
      </head>
      <body>
      <a class="skip" href="#main">Skip to content</a>
      <header class="site">\(header)</header>
      <details class="menu"><summary>Contents</summary><nav aria-label="Contents">
      \(contents.html)</nav></details>
      <nav class="side" aria-label="\(contents.title)">
      \(contents.html)</nav>
      <main id="main">
      \(main)</main>
      <footer>\(body.text(document.colophon))</footer>
      </body>
      </html>

      """
  }

  private func isStructure(_ page: DocumentPage) -> Bool { page.name.hasPrefix("structure-") }

  /// Of more pages, those of structures are not listed on every page, or the site would grow with their square.
  private static let maximumListed = 200

  /// The pages, by parts.
  private func contents(_ current: Int) -> String {
    var html = ""
    var part: String?
    let isLong = document.pages.count > Self.maximumListed
    for (index, page) in document.pages.enumerated() where !isLong || !isStructure(page) || index == current {
      if page.part != part {
        html += part == nil ? "" : "</ul>\n"
        html += "<p>\(Markup.html(page.part ?? ""))</p>\n<ul>\n"
        part = page.part
      }
      let here = index == current ? " aria-current=\"page\"" : ""
      let title = index == 0 ? "Overview" : Markup.html(page.title)
      let name = isStructure(page) ? "<code>\(title)</code>" : title
      html += "<li><a href=\"\(page.name).html\"\(here)>\(name)</a></li>\n"
    }
    return html + "</ul>\n"
  }

  /// The sections of a page that has several.
  private func toc(_ page: DocumentPage) -> String {
    let items = sections(page).map { "<li>\($0)</li>\n" }
    guard items.count > 2 else { return "" }
    return "<nav class=\"toc\" aria-label=\"On this page\"><ul>\n\(items.joined())</ul></nav>\n"
  }

  /// Links to the sections of a page.
  private func sections(_ page: DocumentPage) -> [String] {
    page.blocks.compactMap { block in
      guard case .heading(let title, level: 2, let anchor, _) = block else { return nil }
      return "<a href=\"#\(Markup.anchor(anchor))\">\(Markup.html(title))</a>"
    }
  }

  private func neighbours(_ index: Int) -> String {
    func link(_ index: Int, _ rel: String, _ name: (String) -> String) -> String {
      guard document.pages.indices.contains(index) else { return "" }
      let page = document.pages[index]
      return "<a rel=\"\(rel)\" class=\"\(rel)\" href=\"\(page.name).html\">\(name(Markup.html(page.title)))</a>"
    }
    let links = link(index - 1, "prev") { "← \($0)" } + " " + link(index + 1, "next") { "\($0) →" }
    return "<nav class=\"neighbours\" aria-label=\"Neighbouring pages\">\(links)</nav>\n"
  }
}
