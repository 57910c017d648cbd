import Foundation

/// What a page says, without its markup: letters and digits alone, so that both forms can be compared.
enum SiteWords {
  /// Of a page in HTML, without what helps to find one's way and without pictures.
  static func html(_ page: String) -> String {
    guard let start = page.range(of: "<main id=\"main\">"), let end = page.range(of: "</body>") else { return "" }
    var text = String(page[start.upperBound..<end.lowerBound])
    for (open, close) in [("<nav", "</nav>"), ("<figure>", "</figure>")] { text = without(text, from: open, to: close) }
    text = without(text, from: "<", to: ">", by: "")
    return letters(unescaped(text))
  }

  /// Of a page in Markdown, without the way back to the first page.
  static func markdown(_ page: String) -> String {
    var lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines.removeFirst()
    if let home = lines.firstIndex(where: { $0.hasSuffix("](index.md)") }) { lines.remove(at: home) }
    if let pages = lines.firstIndex(of: "## Pages") {
      let end = lines[pages...].firstIndex(of: "---") ?? lines.endIndex
      lines.removeSubrange(pages..<end)
    }
    var text = lines.filter { !$0.hasPrefix("![") && !$0.hasPrefix("|--") }.joined(separator: "\n")
    // Anchors, line breaks of cells, and where links lead.
    text = text.replacing("<br>", with: " ")
    text = without(text, from: "<a id=", to: "</a>", by: "")
    text = without(text, from: "](", to: ")", by: "")
    return letters(unescaped(text))
  }

  /// Markdown without its code spans.
  static func withoutCode(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "`") {
      let fence = rest[start...].prefix { $0 == "`" }
      let inside = rest[fence.endIndex...]
      var end = inside.startIndex
      // It ends at as many backticks as it begins with, no more and no fewer.
      while let next = inside[end...].firstIndex(of: "`") {
        let run = inside[next...].prefix { $0 == "`" }
        end = run.endIndex
        if run.count == fence.count { break }
      }
      // A backtick behind a backslash is text.
      let isText = rest[..<start].hasSuffix("\\")
      result += rest[..<start]
      rest = isText ? rest[rest.index(after: start)...] : inside[end...]
    }
    return result + rest
  }

  /// How often each anchor is on a page.
  static func anchors(of page: String) -> [Substring: Int] {
    page.components(separatedBy: "id=\"").dropFirst().reduce(into: [:]) { counts, piece in
      counts[piece.prefix { $0 != "\"" }, default: 0] += 1
    }
  }

  /// How often something is in a text.
  static func count(_ part: String, in text: String) -> Int { text.components(separatedBy: part).count - 1 }

  private static func without(_ text: String, from open: String, to close: String, by filler: String = " ") -> String {
    let pieces = text.components(separatedBy: open)
    return pieces.dropFirst().reduce(into: pieces[0]) { result, piece in
      result += filler
      if let end = piece.range(of: close) { result += piece[end.upperBound...] }
    }
  }

  private static func unescaped(_ text: String) -> String {
    text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }

  private static func letters(_ text: String) -> String {
    String(
      decoding: text.utf8.filter { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
      }, as: UTF8.self)
  }
}
