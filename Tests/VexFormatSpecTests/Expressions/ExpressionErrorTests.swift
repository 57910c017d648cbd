import Testing

@testable import VexFormatSpec

@Suite("Errors in expressions")
struct ExpressionErrorTests {
  /// The text with a marker, and what the help or (without help) the message contains.
  static let rejected: [(text: String, words: String)] = [
    // Slips from other languages
    ("a ⟦1:2⟧&& b", "`and`"), ("a ⟦1:2⟧|| b", "`or`"), ("⟦1:1⟧!a", "`not x`"), ("a ⟦1:1⟧= b", "`==`"),
    ("a ⟦1⟧=> b", "`>=`"), ("a ⟦1⟧<> b", "`!=`"), ("2 ⟦1:2⟧** 3", "`^`"), ("⟦1⟧~a", "xor"), ("a == ⟦1⟧\"x\"", "single"),
    ("a ⟦1⟧≤ b", "`<=`"), ("a ⟦1⟧− b", "`-`"), ("⟦1⟧‘x’", "`'`"), ("a⟦1⟧\u{A0}+ b", "ordinary space"), ("⟦1⟧@a", "`@`"),
    ("⟦1⟧{a}", "`{`"), ("a ⟦1⟧; b", "`;`"), ("⟦1⟧é", "U+00E9"), ("a ⟦1⟧\u{7}", "U+0007"), ("⟦1⟧-1", "negative"),
    // Numbers
    ("⟦1:20⟧18446744073709551616", "0xffffffffffffffff"), ("⟦1:23⟧0x1_0000_0000_0000_0000", "largest"),
    ("⟦1:6⟧16 EiB", "largest"), ("⟦1:5⟧16EiB", "largest"), ("⟦1:3⟧010", "write 10"), ("⟦1:2⟧00", "write 0"),
    ("⟦1⟧0x", "underscores"), ("⟦1⟧0xg", "among its digits"), ("⟦1⟧1_", "underscores"), ("⟦1⟧1__0", "underscores"),
    ("⟦1⟧_1", "letter"), ("1⟦1:1⟧.5", "fractions"),
    // Missing and surplus parts
    ("⟦1⟧", "a value"), ("a +⟦1⟧", "the end"), ("a ⟦1⟧b", "`b`"), ("(a⟦1⟧", "still open"), ("a⟦1⟧)", "no parenthesis"),
    ("a[1⟦1⟧", "still open"), ("a⟦1⟧]", "no bracket"), ("a[⟦1⟧]", "a value"), ("f(a⟦1⟧", "still open"),
    ("f(a,⟦1⟧)", "a value"), ("(⟦1⟧)", "a value"), ("a.⟦1⟧", "a name"), ("a.⟦1⟧5", "a name"), ("⟦1:1⟧* a", "a value"),
    ("a and⟦1⟧", "a value"), ("⟦1:3⟧and a", "a value"), ("a ? b⟦1⟧", "`:`"), ("a⟦1⟧: b", "`?`"),
    ("a⟦1⟧, b", "separates"), ("⟦1⟧'abc", "closing"), ("x in [⟦1⟧]", "empty list"),
    ("⟦1⟧[a, b]", "behind `in`"), ("1 ..=⟦1⟧", "a value"), ("a .. b ⟦1:2⟧.. c", "two bounds"),
    ("5 block⟦1⟧(x)", "operator"),
    (".⟦1⟧", "name of a value"), (". ⟦1⟧5", "name of a value"), ("1 ⟦1:2⟧if", "choice"), ("a ⟦1:2⟧if b", "choice"),
    ("a ⟦1:3⟧not in b", "not (a in b)"), ("a + ⟦1:3⟧not b", "(not x)"), ("5 block ⟦1⟧block", "an operator"),
    // Chains
    ("a < b ⟦1:1⟧< c", "a < b and b < ..."), ("a == b ⟦1:2⟧== c", "a == b and b == ..."),
    ("a in b ⟦1:3⟧has c", "range"), ("2 ^ 3 ⟦1:1⟧^ 4", "parentheses"),
    // Aggregates
    ("⟦1:3⟧sun(x in y: x)", "sum"), ("all(x in ⟦1⟧: x)", "a value"), ("all(x in y: x⟦1:1⟧, z)", "still open"),
    ("all(x in y: ⟦1⟧)", "a value"), ("count(x in y if⟦1⟧)", "a value"),
  ]

  @Test(arguments: rejected)
  func isRejected(_ form: (text: String, words: String)) throws {
    let found = MarkedSpec(form.text).expect(codes: ["1": "expr/syntax"], from: expressionDiagnostics)
    let first = try #require(found.first)
    #expect((first.message + (first.help ?? "")).contains(form.words), "\(first)")
  }

  static let operatorsDoNotMixForms: [String] = [
    "a + b ⟦1:2⟧<< c", "a << b ⟦1:1⟧+ c", "a & b ⟦1:1⟧+ c", "a ⟦1:1⟧| b * c", "a & b ⟦1:1⟧| c", "a ⟦1:2⟧>> 2 ^ b",
    "x == a & b ⟦1:2⟧<< c", "f(a & b ⟦1:1⟧- c)", "a ⟦1:1⟧& b * c ⟦1:1⟧| d",
  ]

  @Test(arguments: operatorsDoNotMixForms)
  func operatorsDoNotMix(_ text: String) {
    MarkedSpec(text).expect(
      codes: ["1": "expr/mixed-operators"], help: ["1": "put parentheses around"], from: expressionDiagnostics)
  }

  @Test("A mixture is reported and still read, so that binding finds more")
  func mixtureIsRead() throws {
    var diagnostics = DiagnosticCollector()
    let parsed = ExpressionParser.parse(scalar("a + b << c"), into: &diagnostics)
    #expect(diagnostics.diagnostics.map(\.code) == ["expr/mixed-operators"])
    #expect(try dump(#require(parsed)) == "(<< (+ a b) c)")
  }

  static let walkIsRejectedForms: [(String, String)] = [
    ("e ⟦1⟧superblock", "`in`"), ("⟦1⟧5 in x", "variable"),
    ("e in ⟦1⟧", "a value"), ("e in x,⟦1⟧", "variable"), ("e in x ⟦1⟧s in y", "an operator"), ("⟦1⟧", "variable"),
  ]

  @Test(arguments: walkIsRejectedForms)
  func walkIsRejected(_ text: String, _ words: String) {
    MarkedSpec(text).expect(codes: ["1": "expr/syntax"], message: ["1": words]) { text in
      var diagnostics = DiagnosticCollector()
      #expect(ExpressionParser.parseWalks(scalar(text), into: &diagnostics) == nil)
      return diagnostics.diagnostics
    }
  }

  static let versionSetIsRejectedForms: [String] = [
    "⟦1⟧", "⟦1:2⟧..", "⟦1:4⟧3..2", "1 ⟦1⟧2", "1,⟦1⟧", "⟦1⟧two", "1⟦1:3⟧..=2", "1..2⟦1⟧..3", "⟦1⟧1KiB", "1, ⟦1:6⟧4 .. 2",
    "⟦1⟧-1",
  ]

  @Test(arguments: versionSetIsRejectedForms)
  func versionSetIsRejected(_ text: String) {
    MarkedSpec(text).expect(codes: ["1": "expr/syntax"]) { text in
      var diagnostics = DiagnosticCollector()
      #expect(ExpressionParser.parseVersions(scalar(text), into: &diagnostics) == nil)
      return diagnostics.diagnostics
    }
  }
}
