import Testing

@testable import VexFormatSpec

@Suite("Errors in YAML")
struct SyntaxErrorTests {
  static let rejected: [(text: String, code: String)] = [
    // Repeated keys: all of them
    ("a: 1\n⟦1:1⟧a: 2\nb: 1\n⟦1⟧a: 3\n⟦1⟧b: 2\n", "yaml/duplicate-key"), ("x: {a: 1, ⟦1⟧a: 2}\n", "yaml/duplicate-key"),
    ("x:\n  k: 1\n  'k2': 1\n  ⟦1⟧\"k\": 2\n", "yaml/duplicate-key"),
    ("x: {valid: max(a, b, ⟦1⟧b, c)}\n", "yaml/duplicate-key"),
    ("l:\n- a: 1\n  ⟦1⟧a: 2\n- a: 3\n", "yaml/duplicate-key"), ("é: {ü: 1, ⟦1⟧ü: 2}\n", "yaml/duplicate-key"),
    ("a:\n  b:\n    c: 1\n⟦1⟧a:\n  d: 1\n", "yaml/duplicate-key"),
    ("a: |\n  b: 1\n  b: 2\n⟦1⟧a: 1\n", "yaml/duplicate-key"),
    ("⟦1⟧a: 1\n\"\\x61\": 2\n", "yaml/duplicate-key"),
    // What refers, types or merges
    ("a: ⟦1:2⟧&x 1\n", "yaml/alias"), ("a: 1\nb: ⟦1⟧*a\n", "yaml/alias"), ("a: ⟦1:5⟧!!str b\n", "yaml/alias"),
    ("a: ⟦1⟧!b\n", "yaml/alias"), ("a: [⟦1:2⟧*x, ⟦1⟧&y z]\n", "yaml/alias"), ("a: {⟦1:2⟧<<: b}\n", "yaml/alias"),
    ("⟦1⟧<<: {a: 1}\n", "yaml/alias"), ("⟦1⟧&a b: c\n", "yaml/alias"),
    // Tabs
    ("a:\n⟦1⟧\tb: 1\n", "yaml/syntax"), ("a:\n  ⟦1⟧\tb: 1\n", "yaml/syntax"),
    ("a: {b: 1,\n⟦1⟧\tc: 2}\n", "yaml/syntax"),
    ("a: b\n⟦1⟧\tc\n", "yaml/syntax"),
    // Documents and directives
    ("a: 1\n⟦1:3⟧---\nb: 2\n", "yaml/syntax"), ("---\na: 1\n...\n⟦1⟧b: 2\n", "yaml/syntax"),
    ("⟦1⟧%YAML 1.2\n---\na: 1\n", "yaml/syntax"),
    // Not the keys of a specification
    ("⟦1⟧", "yaml/syntax"), ("⟦1⟧# only\n\n# comments\n", "yaml/syntax"), ("⟦1⟧- a\n- b\n", "yaml/syntax"),
    ("⟦1⟧text\n", "yaml/syntax"), ("⟦1⟧---\n", "yaml/syntax"), ("⟦1⟧? a\n: b\n", "yaml/syntax"),
    ("⟦1⟧[a]: b\n", "yaml/syntax"),
    // The library's own errors
    ("a: b⟦1⟧: c\n", "yaml/syntax"), ("a: ⟦1⟧`b`\n", "yaml/syntax"), ("a: {b: x in ⟦1⟧[1, 2]}\n", "yaml/syntax"),
    ("a: [1, 2\nb⟦1⟧: 3\n", "yaml/syntax"), ("a: \"b⟦1⟧\\q\"\n", "yaml/syntax"),
    // Encoding
    ("a: ⟦1⟧\u{0}\n", "yaml/encoding"), ("a: é ⟦1⟧\u{7}\n", "yaml/encoding"),
    ("a: 1\nb: ⟦1⟧\u{2028}\n", "yaml/encoding"),
    ("a: ⟦1⟧\u{85}\n", "yaml/encoding"), ("⟦1⟧\u{FEFF}a: 1\n", "yaml/encoding"), ("a: ⟦1⟧\u{FEFF}\n", "yaml/encoding"),
    ("a: 1⟦1⟧\rb: 2\n", "yaml/encoding"), ("a: 1⟦1⟧\u{7F}\n", "yaml/encoding"),
  ]

  @Test(arguments: rejected)
  func isRejected(_ form: (text: String, code: String)) {
    MarkedSpec(form.text).expect(codes: ["1": form.code], from: loadDiagnostics)
  }

  @Test func repeatedKeysNameTheFirst() {
    let diagnostics = loadDiagnostics("a: 1\nb: 2\na: 3\na: 4\n")
    #expect(diagnostics.map(\.location.line) == [3, 4])
    for diagnostic in diagnostics {
      #expect(diagnostic.notes.map(\.location) == [SourceLocation(line: 1, column: 1, length: 1)])
    }
  }

  @Test func flowStyleHintsAtQuoting() {
    let diagnostics = loadDiagnostics("a: {b: x in [1, 2]}\n")
    #expect(diagnostics.first?.help?.contains("quoted") == true, "\(diagnostics)")
  }

  static let encodings: [([UInt8], Int)] = [
    ([0x61, 0x3A, 0x20, 0xFF], 4), ([0x61, 0x3A, 0x20, 0xC0, 0xAF], 4), ([0x61, 0x3A, 0x20, 0xC3], 4),
    ([0xC3, 0xA9, 0x3A, 0x20, 0xED, 0xA0, 0x80], 4), ([0x61, 0x3A, 0x20, 0xF4, 0x90, 0x80, 0x80], 4),
    ([0xFF, 0xFE, 0x61, 0x00], 1), ([0xFE, 0xFF, 0x00, 0x61], 1), ([0x61, 0x00, 0x3A, 0x00], 1),
    ([0x00, 0x61, 0x00, 0x3A], 1), ([0xE9, 0x3A, 0x20, 0x31], 1), ([0x00, 0x00, 0x00, 0x00], 1),
  ]

  @Test("Bytes that are not UTF-8", arguments: encodings)
  func isNotText(_ bytes: [UInt8], _ column: Int) {
    let diagnostics = loadDiagnostics(bytes)
    #expect(diagnostics.map(\.code) == ["yaml/encoding"])
    #expect(diagnostics.map(\.location) == [SourceLocation(line: 1, column: column)])
  }
}
