import Testing

@testable import VexFormatSpec

@Suite("Specifications as YAML")
struct SyntaxLoaderTests {
  private func load(_ text: String) throws -> SyntaxMapping {
    try SyntaxLoader.load(Array(text.utf8), path: "test.yaml")
  }

  private func texts(_ node: SyntaxNode) -> String {
    switch node {
    case .scalar(let scalar): "<" + scalar.text + ">"
    case .sequence(let sequence): "[" + sequence.items.map(texts).joined(separator: " ") + "]"
    case .mapping(let mapping):
      "{" + mapping.entries.map { $0.key.text + "=" + texts($0.value) }.joined(separator: " ") + "}"
    }
  }

  @Test func scalarsStayText() throws {
    let text = "a: 010\nb: yes\nc: ~\nd: 'yes'\ne: \"0x10\"\nf:\ng: null\nh: [1.50, 1_000, 2001-01-01]\nyes: =\n"
    #expect(
      try texts(.mapping(load(text)))
        == "{a=<010> b=<yes> c=<~> d=<yes> e=<0x10> f=<> g=<null> h=[<1.50> <1_000> <2001-01-01>] yes=<=>}")
  }

  @Test func nestingAndOrder() throws {
    let text = "z: {b: 1, a: [x, {y: 2}]}\nm:\n  - k: v\n    w:\n    - 1\n  - - p\n"
    #expect(
      try texts(.mapping(load(text))) == "{z={b=<1> a=[<x> {y=<2>}]} m=[{k=<v> w=[<1>]} [<p>]]}")
  }

  @Test("The same keys in different mappings are no repetition")
  func sameKeysApart() throws {
    let texts = [
      "a: {x: 1}\nb: {x: 1}\n", "a:\n  x: 1\nb:\n  x: 1\n", "a:\n- x: 1\n- x: 1\n", "a: [{x: 1}, {x: 1}]\n",
      "a: {x: a, y: a}\n", "a: [x, x]\n", "a: >-\n  x: 1\n  x: 1\n", "a: 'x: 1, x: 1'\n", "a: {x: {x: {x: 1}}}\n",
      "a: [x\n  y, x\n  z]\n", "a: {x\n  y, x\n  z}\n", "# a: 1\na: 1 # a: 2\n", "a: x\n  a\n  a\nb: 1\n",
      "a: [x: 1, x: 2]\n",
    ]
    for text in texts { #expect(loadDiagnostics(text) == [], "\(text)") }
  }

  /// Each character of a scalar that is no blank must stand where its place says.
  private func expectPlaces(_ text: String, at location: Testing.SourceLocation = #_sourceLocation) throws {
    let loaded = try load(text)
    let lines = SourceText.lines(of: Array(text.utf8)).map { Array($0.unicodeScalars) }
    func check(_ scalar: SyntaxScalar) {
      for (index, character) in scalar.text.unicodeScalars.enumerated() where character != " " && character != "\n" {
        let place = scalar.location(at: index, length: 1)
        let found = place.line <= lines.count ? lines[place.line - 1].dropFirst(place.column - 1).first : nil
        #expect(found == character, "\(scalar.text) at \(index): \(place)", sourceLocation: location)
      }
    }
    func walk(_ node: SyntaxNode) {
      switch node {
      case .scalar(let scalar): check(scalar)
      case .sequence(let sequence): sequence.items.forEach(walk)
      case .mapping(let mapping):
        for entry in mapping.entries {
          check(entry.key)
          walk(entry.value)
        }
      }
    }
    walk(.mapping(loaded))
  }

  @Test func placesAreExact() throws {
    try expectPlaces("abc: def\n'ghi' : \"jkl\"\n")
    try expectPlaces("ä: {ö: ü, 'λ': [\"x\", µ y]}\r\nz: 1\r\n")
    // Folded, literal, with blank and further indented lines
    try expectPlaces(
      "a: >-\n  one two\n  three\n\n  four\n    five\n  six\nb: |\n    one\n      two\n\n    three\nc: d\n")
    try expectPlaces("a: >2-\n    one\n  two\nb: |+\n  x\n\n\nc: >\n\n\n  late\n  later\n")
    try expectPlaces("l:\n  - >-\n    one\n    two\n  - |-\n    three\r\n    four\r\n")
    // Plain and quoted over several lines
    try expectPlaces("a: one\n  two   \n\n   three # no\nb: [x y\n  z, w]\n")
    try expectPlaces("a: 'one\n  two\n\n  three'\nb: \"one\n  two\\\n    three\n\n  four\"\n")
  }

  @Test("Behind an escape the place is counted anew")
  func escapes() throws {
    let root = try load("a: 'it''s == x'\nb: \"\\x41\\u00e9\\ty \\\"q\"\n")
    guard case .scalar(let a)? = root["a"], case .scalar(let b)? = root["b"] else {
      Issue.record("no scalars")
      return
    }
    #expect(a.text == "it's == x")
    #expect(a.location.column == 5)
    #expect(a.location(at: 8, length: 1) == SourceLocation(line: 1, column: 14))
    #expect(b.text == "A\u{E9}\ty \"q")
    #expect([0, 1, 2, 3, 5, 6].map { b.location(at: $0, length: 1).column } == [5, 9, 15, 17, 19, 21])
  }

  @Test("An error in a folded expression points into its line")
  func foldedExpression() throws {
    let marked = MarkedSpec("rules:\n  r:\n    valid: >-\n      a == 1 and\n      b ⟦1:2⟧&& c\n")
    try marked.expect(codes: ["1": "expr/syntax"]) { text in
      let root = try load(text)
      guard case .mapping(let rules)? = root["rules"], case .mapping(let rule)? = rules["r"],
        case .scalar(let valid)? = rule["valid"]
      else { return [] }
      var diagnostics = DiagnosticCollector()
      _ = ExpressionParser.parse(valid, into: &diagnostics)
      return diagnostics.diagnostics
    }
  }

  @Test(arguments: ["c)", "b < c", "64", "a.b", "x in [", ".linux", "1 + 2", "a: b", "-x", "(", "a b"])
  func looksLikeAPiece(_ key: String) { #expect(SyntaxHints.looksLikeExpressionPiece(key)) }

  @Test(arguments: ["when", "range", "checksum", "multiple_of", "rnage", "x2", ""])
  func looksLikeAKey(_ key: String) { #expect(!SyntaxHints.looksLikeExpressionPiece(key)) }
}
