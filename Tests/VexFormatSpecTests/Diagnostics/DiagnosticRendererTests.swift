import Testing

@testable import VexFormatSpec

@Suite("Diagnostics as text")
struct DiagnosticRendererTests {
  private func render(_ line: String, column: Int, length: Int) -> [String] {
    let diagnostic = Diagnostic("expr/syntax", at: SourceLocation(line: 1, column: column, length: length), "wrong")
    let text = DiagnosticRenderer().render(diagnostic, path: "f", lines: [line])
    return Array(text.split(separator: "\n").map(String.init).dropFirst())
  }

  @Test func wholeReport() {
    let error = SpecificationError(
      path: "spec/vexfs.yaml", lines: ["a: 1", "bb: x && y", "a: 2"],
      diagnostics: [
        Diagnostic(
          "yaml/duplicate-key", at: SourceLocation(line: 3, column: 1), "the key `a` is repeated",
          notes: [Diagnostic.Note("it stands here first", at: SourceLocation(line: 1, column: 1))]),
        Diagnostic(
          "expr/syntax", at: SourceLocation(line: 2, column: 7, length: 2), "found `&&`", help: "write `and`"),
      ])
    #expect(
      DiagnosticRenderer().render(error) == """
        spec/vexfs.yaml:2:7: error: found `&&` [expr/syntax]
          bb: x && y
                ^~
        help: write `and`

        spec/vexfs.yaml:3:1: error: the key `a` is repeated [yaml/duplicate-key]
          a: 2
          ^
        spec/vexfs.yaml:1:1: note: it stands here first
          a: 1
          ^

        """)
    #expect(error.records.map(\.code) == ["expr/syntax", "yaml/duplicate-key"])
    #expect(error.records.map(\.notes.count) == [0, 1])
    #expect(error.records.first?.help == "write `and`")
  }

  @Test func caretsStandUnderTheirText() {
    #expect(render("a\tb c", column: 3, length: 1) == ["  a       b c", "          ^"])
    #expect(render("漢字 = x", column: 6, length: 1) == ["  漢字 = x", "         ^"])
    #expect(render("漢字", column: 1, length: 2) == ["  漢字", "  ^~~~"])
    #expect(render("e\u{301}x", column: 3, length: 1) == ["  e\u{301}x", "   ^"])
    #expect(render("ab", column: 3, length: 1) == ["  ab", "    ^"])
    #expect(render("ab", column: 99, length: 9) == ["  ab", "    ^"])
    #expect(render("abc", column: 2, length: 50) == ["  abc", "   ^~"])
    #expect(render("", column: 1, length: 1) == ["  ", "  ^"])
  }

  @Test("The source cannot steer the terminal")
  func controls() {
    let diagnostic = Diagnostic(
      "x/y", at: SourceLocation(line: 1, column: 1), "bad \u{1B}[2J", help: "no \u{202E}")
    let text = DiagnosticRenderer().render(diagnostic, path: "p\u{7}", lines: ["\u{1B}[31mred\u{9B}"])
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    #expect(!text.contains("\u{202E}"))
  }

  @Test func longLinesAreCutAroundTheCaret() {
    let line = String(repeating: "a", count: 1000) + "X" + String(repeating: "b", count: 1000)
    let shown = render(line, column: 1001, length: 1)
    #expect(shown.count == 2 && shown.allSatisfy { $0.count < 200 })
    guard let caret = shown.last?.firstIndex(of: "^"), let first = shown.first else { return }
    #expect(first[caret] == "X")
  }

  @Test func colourIsOptional() {
    let diagnostic = Diagnostic("x/y", at: SourceLocation(line: 1, column: 1), "bad", help: "none")
    #expect(!DiagnosticRenderer().render(diagnostic, path: "f", lines: ["x"]).contains("\u{1B}"))
    #expect(
      DiagnosticRenderer(usesColor: true).render(diagnostic, path: "f", lines: ["x"]).contains("\u{1B}[1;31merror:"))
  }
}

@Suite("Nearest names")
struct NearestTests {
  @Test(arguments: [
    ("rnage", "range"), ("checksun", "checksum"), ("multipleof", "multiple_of"), ("wehn", "when"),
    ("superblok", "superblock"),
    ("it", "at"),
  ])
  func isFound(_ name: String, _ expected: String) {
    let keys = ["at", "range", "checksum", "multiple_of", "when", "superblock"]
    #expect(nearest(name, in: keys) == expected)
  }

  @Test(arguments: ["", "x", "banana", "rxxxe", "superblock_of_something_else"])
  func isNotFound(_ name: String) { #expect(nearest(name, in: ["range", "superblock", "y"]) == nil) }

  @Test("The nearer of two wins, then the first")
  func order() {
    #expect(nearest("blocks", in: ["blockz", "block", "bloks"]) == "blockz")
    #expect(nearest("total_block", in: ["totalblocks", "total_blocks"]) == "total_blocks")
  }

  @Test("Long names cost little")
  func bounded() {
    let long = String(repeating: "a", count: 1_000_000)
    #expect(nearest(long, in: [long + "b"]) == nil)
    #expect(nearest("aaaa", in: [long]) == nil)
  }
}
