import Testing

@testable import VexFormatSpec

@Suite("Forms of expressions")
struct ExpressionFormTests {
  static let forms: [(text: String, form: String)] = [
    // Numbers, units, texts, members
    ("4096", "4096"), ("0x1000", "4096"), ("0xFF", "255"), ("1_000", "1000"), ("0", "0"), ("true", "true"),
    ("18446744073709551615", "18446744073709551615"), ("0xffff_ffff_ffff_ffff", "18446744073709551615"),
    ("64 KiB", "65536:byte"), ("64KiB", "65536:byte"), ("15 EiB", "17293822569102704640:byte"), ("1 block", "1:block"),
    ("0x10 sector", "16:sector"), ("'VXSM'", "'VXSM'"), ("''", "''"), ("'it''s'", "'it's'"), ("'\u{E9}'", "'\u{E9}'"),
    (".linux", ".linux"), (".64bit", ".64bit"), (".in", ".in"),
    // Paths and calls
    ("a", "a"), ("a.b.c", "a.b.c"), ("features.64bit", "features.64bit"), ("features.not", "features.not"),
    ("features.4KiB", "features.4KiB"), ("64bit", "64bit"), ("a[i + 1].b[0][1]", "a[(+ i 1)].b[0][1]"),
    ("inodes[this - 1]", "inodes[(- this 1)]"), ("f()", "(f())"), ("max(a, b)", "(max() a b)"),
    ("owned(block) | (a .. b)", "(| (owned() block) (.. a b))"), ("count(bitmap)", "(count() bitmap)"),
    ("u32le(index(owner) + 1)", "(u32le() (+ (index() owner) 1))"),
    // Ranges
    ("0 .. 8", "(.. 0 8)"), ("0..8", "(.. 0 8)"), ("1..", "(.. 1 _)"), ("1 ..", "(.. 1 _)"), ("..= N", "(..= _ N)"),
    (".. 4", "(.. _ 4)"), ("2..=4", "(..= 2 4)"), ("..", "(.. _ _)"), ("a.b..c.d", "(.. a.b c.d)"),
    ("x ..x", "(.. x x)"), ("0 .. offset(this)", "(.. 0 (offset() this))"), ("1 .. 2^63", "(.. 1 (^ 2 63))"),
    ("6 * nodesize ..= total_bytes", "(..= (* 6 nodesize) total_bytes)"),
    ("(a .. b)", "(.. a b)"), (".a..b", "(.. .a b)"),
    // Arithmetic
    ("a + b - c", "(- (+ a b) c)"), ("a + b * c", "(+ a (* b c))"), ("2^32 * 3", "(* (^ 2 32) 3)"),
    ("a / b % c", "(% (/ a b) c)"), ("1 << s_log", "(<< 1 s_log)"), ("a >> 1 << 2", "(<< (>> a 1) 2)"),
    ("a & b & c", "(& (& a b) c)"), ("(a + b) << c", "(<< (+ a b) c)"), ("a | (b & c)", "(| a (& b c))"),
    ("(a + b) * c", "(* (+ a b) c)"), ("a - (b - c)", "(- a (- b c))"),
    // Comparisons and logic
    ("a == b", "(== a b)"), ("a + 1 <= b * 2", "(<= (+ a 1) (* b 2))"), ("e == .a", "(== e .a)"),
    ("flags has .a", "(has flags .a)"), ("k in [.file, .directory]", "(in k [.file .directory])"),
    ("k in [0, 2 .. 4]", "(in k [0 (.. 2 4)])"), ("x in 0 .. 8 and y", "(and (in x (.. 0 8)) y)"),
    ("x in 1 .. or y", "(or (in x (.. 1 _)) y)"), ("x in ..= 3", "(in x (..= _ 3))"),
    ("x in (a .. b)", "(in x (.. a b))"), ("x in s", "(in x s)"), ("not a and b", "(and (not a) b)"),
    ("not a == b", "(not (== a b))"), ("not not a", "(not (not a))"), ("a or b and c", "(or a (and b c))"),
    ("a and b or c and d", "(or (and a b) (and c d))"), ("(a or b) and c", "(and (or a b) c)"),
    ("a ? b : c ? d : e", "(? a b (? c d e))"), ("a ? b ? c : d : e", "(? a (? b c d) e)"),
    ("version == 1 ? 544 : 4096", "(? (== version 1) 544 4096)"), ("a ? .b : .c", "(? a .b .c)"),
    ("a ? 1 block : 2 block", "(? a 1:block 2:block)"),
    // Aggregates
    ("all(c in list: c == 0)", "(all c list : (== c 0))"), ("count(x in a.b if x > 1)", "(count x a.b if (> x 1))"),
    ("one(e in t if e.k == .map)", "(one e t if (== e.k .map))"),
    ("sum(i in 0 .. 8 if i > 1 block: i)", "(sum i (.. 0 8) if (> i 1:block) : i)"),
    ("disjoint(e in x: e.s .. e.s + e.n)", "(disjoint e x : (.. e.s (+ e.s e.n)))"),
    ("union(r in regions: r.a ..= r.b)", "(union r regions : (..= r.a r.b))"),
    ("any(c in bytes(name): c == 0x2f)", "(any c (bytes() name) : (== c 47))"),
    ("all(a in x: any(b in y: a == b))", "(all a x : (any b y : (== a b)))"),
    ("min(x in s: x.a ? 1 : 2)", "(min x s : (? x.a 1 2))"), ("min(x)", "(min() x)"), ("any", "any"),
    // White space, also what folding leaves
    (" a\n +\tb ", "(+ a b)"),
  ]

  @Test(arguments: forms)
  func isAccepted(_ form: (text: String, form: String)) throws {
    var diagnostics = DiagnosticCollector()
    let parsed = ExpressionParser.parse(scalar(form.text), into: &diagnostics)
    #expect(diagnostics.diagnostics == [])
    #expect(try dump(#require(parsed)) == form.form)
  }

  @Test("The units of aggregate kinds are all read")
  func aggregateKinds() throws {
    for kind in Aggregate.Kind.allCases {
      var diagnostics = DiagnosticCollector()
      let parsed = ExpressionParser.parse(scalar("\(kind.rawValue)(x in y: x)"), into: &diagnostics)
      #expect(try dump(#require(parsed)) == "(\(kind.rawValue) x y : x)")
    }
  }

  @Test func locationsAreExact() throws {
    let text = "alpha + beta[7] * f(x, yy)"
    var diagnostics = DiagnosticCollector()
    let parsed = try #require(
      ExpressionParser.parse(
        SyntaxScalar(text: text, location: SourceLocation(line: 9, column: 21)), into: &diagnostics))
    #expect(parsed.location == SourceLocation(line: 9, column: 21, length: 26))
    guard case .arithmetic(.add, let left, let right) = parsed.node,
      case .arithmetic(_, let path, let call) = right.node,
      case .path(let steps) = path.node, case .call(_, let arguments) = call.node
    else {
      Issue.record("another form: \(dump(parsed))")
      return
    }
    #expect(left.location == SourceLocation(line: 9, column: 21, length: 5))
    #expect(right.location == SourceLocation(line: 9, column: 29, length: 18))
    #expect(path.location == SourceLocation(line: 9, column: 29, length: 7))
    #expect(steps.location == SourceLocation(line: 9, column: 29, length: 4))
    #expect(steps.steps.map(\.location) == [SourceLocation(line: 9, column: 33, length: 3)])
    #expect(call.location == SourceLocation(line: 9, column: 39, length: 8))
    #expect(arguments.map(\.location.column) == [41, 44])
  }

  @Test func walks() throws {
    var diagnostics = DiagnosticCollector()
    let walks = try #require(
      ExpressionParser.parseWalks(scalar("e in superblock.extents, s in e.stripes"), into: &diagnostics))
    #expect(walks.map(\.variable) == ["e", "s"])
    #expect(walks.map { dump($0.sequence) } == ["superblock.extents", "e.stripes"])
    #expect(walks.map(\.location.column) == [1, 26])
  }

  @Test(arguments: [
    ("1", "1-1"), ("2..", "2-"), ("..3", "-3"), ("1, 3..4", "1-1 3-4"), ("2 .. 2", "2-2"), ("1,2,5..", "1-1 2-2 5-"),
  ])
  func versions(_ text: String, _ expected: String) throws {
    var diagnostics = DiagnosticCollector()
    let ranges = try #require(ExpressionParser.parseVersions(scalar(text), into: &diagnostics))
    let shown = ranges.map { range in
      (range.lower.map { "\($0)" } ?? "") + "-" + (range.upper.map { "\($0)" } ?? "")
    }
    #expect(shown.joined(separator: " ") == expected)
  }
}
