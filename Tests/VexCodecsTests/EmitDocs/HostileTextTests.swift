import Testing
import VexFormatSpec

@testable import VexCodecs

/// Names and explanations are anybody's: whatever they are, pages stay what they are.
@Suite struct HostileTextTests {
  /// What would end a comment, an attribute, a cell, a code span, turn the direction of reading, or start a script.
  private static let hostile = "--><script>x</script>\" onload='y' | `a``b` [t](u) <b>&amp;\u{202E}\u{0007}\n# h *s* \\"

  /// VexFS, in which all texts are hostile.
  private static func format() throws -> Format {
    var format = try ShippedFormats.format("vexfs")
    format.title += hostile
    format.doc = hostile
    format.license = hostile
    format.path = "spec/\(hostile).yaml"
    for id in format.structures.indices {
      format.structures[id].doc = hostile
      format.structures[id].name += hostile
      for field in format.structures[id].fields.indices {
        format.structures[id].fields[field].doc = hostile
        format.structures[id].fields[field].name += hostile
        for rule in format.structures[id].fields[field].rules.indices {
          format.structures[id].fields[field].rules[rule].statement = hostile
          format.structures[id].fields[field].rules[rule].kind += hostile
        }
      }
    }
    for id in format.enumerations.indices {
      format.enumerations[id].name += hostile
      format.enumerations[id].cases = format.enumerations[id].cases.map { ($0.name + hostile, $0.value) }
    }
    for id in format.flagSets.indices {
      for flag in format.flagSets[id].flags.indices { format.flagSets[id].flags[flag].doc = hostile }
    }
    for id in format.regions.indices { format.regions[id].name += hostile }
    for id in format.rules.indices {
      format.rules[id].statement = hostile
      format.rules[id].doc = hostile
    }
    for id in format.lookalikes.indices { format.lookalikes[id].doc = hostile }
    return format
  }

  @Test func nothingOfItIsMarkup() throws {
    let run = DocsLayout.Run(region: 0, offset: 0, length: 4096, count: 1)
    let layout = DocsLayout(subject: Self.hostile, size: 1 << 20, version: 2, runs: [run])
    let files = try DocsEmitter(format: Self.format(), layout: layout).files(DocsEmitter.Form.allCases)
    try #require(files.count > 40)
    for file in files {
      #expect(!file.contents.contains { "\u{202E}\u{0007}".contains($0) }, "\(file.path)")
      #expect(file.path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }, "\(file.path)")
      // In code, Markdown takes everything as it is.
      let isMarkdown = file.path.hasSuffix(".md")
      let text = isMarkdown ? SiteWords.withoutCode(file.contents) : file.contents
      for part in ["<script", "<b>"] { #expect(!text.contains(part), "\(file.path) has \(part)") }
      // Quotes do not end an attribute, so that none is added.
      #expect(isMarkdown || !text.contains(" onload='"), "\(file.path)")
      // The only comment is the first line or the second.
      #expect(SiteWords.count("-->", in: text) == (file.path == "style.css" ? 0 : 1), "\(file.path)")
    }
  }

  @Test func rowsOfMarkdownKeepTheirCells() throws {
    let files = try DocsEmitter(format: Self.format()).files([.markdown])
    var rows = 0
    for file in files where file.path.hasSuffix(".md") {
      var expected: Int?
      for line in file.contents.split(separator: "\n") {
        guard line.hasPrefix("|") else {
          expected = nil
          continue
        }
        // A bar behind a backslash ends no cell.
        let cells = SiteWords.count("|", in: String(line.replacing("\\|", with: "")))
        expected = expected ?? cells
        #expect(cells == expected, "\(file.path): \(line)")
        rows += 1
      }
    }
    #expect(rows > 300)
  }

  @Test(arguments: [
    ("a < b & c", "a &lt; b &amp; c", "a &lt; b &amp; c", "`a < b & c`"),
    ("x|y", "x|y", "x\\|y", "`x\\|y`"), ("`t`", "`t`", "\\`t\\`", "`` `t` ``"),
    ("a\nb", "a b", "a b", "`a b`"), ("\u{202E}", "\\u{202E}", "\\\\u{202E}", "`\\u{202E}`"),
    ("it's \"x\"", "it&#39;s &quot;x&quot;", "it's \"x\"", "`it's \"x\"`"),
  ])
  func escapes(_ text: String, _ html: String, _ markdown: String, _ code: String) {
    #expect(Markup.html(text) == html)
    #expect(Markup.markdown(text) == markdown)
    #expect(Markup.markdownCode(text) == code)
  }
}
