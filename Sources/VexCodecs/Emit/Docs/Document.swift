/// What a site says of a format, page by page: no markup, no places on a screen.
///
/// Everything that is said is settled here; printers only say it in HTML or Markdown, so that both say the same.
package struct Document: Sendable, Equatable {
  /// What people call the format.
  var title: String
  /// The first line of every file.
  var banner: String
  /// What stands at the end of every page.
  var colophon: DocumentText
  /// The pages, in the order in which they are read; the first is where a reader begins.
  var pages: [DocumentPage]

  package init(title: String, banner: String, colophon: DocumentText, pages: [DocumentPage]) {
    (self.title, self.banner, self.colophon, self.pages) = (title, banner, colophon, pages)
  }
}

/// A page.
package struct DocumentPage: Sendable, Equatable {
  /// Its file's name without an extension.
  var name: String
  /// Its heading.
  var title: String
  /// The heading of the part of the contents that it is listed in; nil for none.
  var part: String?
  /// What is on it.
  var blocks: [DocumentBlock]

  package init(name: String, title: String, part: String?, blocks: [DocumentBlock]) {
    (self.name, self.title, self.part, self.blocks) = (name, title, part, blocks)
  }
}

/// A place in the site.
package struct DocumentTarget: Sendable, Hashable {
  /// The page.
  var page: String
  /// The thing on it; nil for the page itself.
  var anchor: String?

  package init(page: String, anchor: String?) { (self.page, self.anchor) = (page, anchor) }
}

/// A piece of running text.
package enum DocumentInline: Sendable, Equatable {
  case text(String)
  /// Words that stand out.
  case strong(String)
  case link(String, DocumentTarget)
  /// Text of the specification or of a disk, in which there are only texts and links.
  case code([DocumentInline])
  /// A word about what it stands behind: a severity, a stage.
  case tag(String)
}

/// Running text.
package typealias DocumentText = [DocumentInline]

/// A part of a page.
package enum DocumentBlock: Sendable, Equatable {
  /// The heading of a section, of level 2 or 3; `isName` for a name of the specification.
  case heading(String, level: Int, anchor: String, isName: Bool = false)
  case paragraph(DocumentText)
  /// Short answers to short questions.
  case facts([DocumentFact])
  case list([DocumentText])
  case table(DocumentTable)
  case bytes(ByteMap)
  case image(ImageMap)
}

/// A name and what it is.
package struct DocumentFact: Sendable, Equatable {
  var name: String
  var text: DocumentText

  package init(name: String, text: DocumentText) { (self.name, self.text) = (name, text) }
}

/// A table, whose rows are things with names that can be linked to.
package struct DocumentTable: Sendable, Equatable {
  /// What it lists, for those who hear it.
  var title: String
  var columns: [Column]
  var rows: [Row]
  /// Whether it is a grid of many narrow columns, which is never taken apart but scrolls in a box of its own.
  var isGrid = false

  package init(title: String, columns: [Column], rows: [Row], isGrid: Bool = false) {
    (self.title, self.columns, self.rows, self.isGrid) = (title, columns, rows, isGrid)
  }

  /// A column.
  package struct Column: Sendable, Equatable {
    var title: String
    var kind: Kind

    package init(title: String, kind: Kind) { (self.title, self.kind) = (title, kind) }
  }

  /// What a column has.
  package enum Kind: String, Sendable {
    /// Numbers.
    case number
    /// What the row is called.
    case name
    /// A word or two.
    case short
    /// Sentences.
    case text
  }

  /// A row.
  package struct Row: Sendable, Equatable {
    /// By what it is linked to; nil if nothing leads there.
    var anchor: String?
    /// One for each column.
    var cells: [[DocumentLine]]

    package init(anchor: String?, cells: [[DocumentLine]]) { (self.anchor, self.cells) = (anchor, cells) }
  }
}

/// A line of a table's cell.
package struct DocumentLine: Sendable, Equatable {
  /// What the line is about: `when`, `range`; nil for what needs no such word.
  var label: String?
  var text: DocumentText

  package init(_ text: DocumentText, label: String? = nil) { (self.label, self.text) = (label, text) }
  package init(_ text: String) { self.init([.text(text)]) }
}

extension DocumentInline {
  /// Code without links.
  package static func code(_ text: String) -> DocumentInline { .code([.text(text)]) }
  /// Code that leads somewhere.
  package static func code(_ text: String, _ target: DocumentTarget) -> DocumentInline { .code([.link(text, target)]) }
}
