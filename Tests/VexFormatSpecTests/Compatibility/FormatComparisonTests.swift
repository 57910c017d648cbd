import Testing

@testable import VexFormatSpec

/// Each edit of a specification: what kind it is, the weakest safeguard that it takes, and what the specification has.
@Suite struct FormatComparisonTests {
  typealias Edit = (old: String, new: String, kind: FormatChange.Kind, subject: String, needs: String, isSafe: Bool)

  static let edits: [Edit] = [
    ("count:   {at: 12, type: u32", "count:   {at: 12, type: u32be", .layout, "field s.count", "version", false),
    ("open:    {at: 16", "other:   {at: 16", .layout, "field s.open", "version", false),
    (
      "kept:    {at: 24, size: 8, unused: preserve}", "kept:    {at: 24, type: u64}", .layout, "field s.kept", "compat",
      false
    ),
    (
      "kept:    {at: 24, size: 8, unused: preserve}",
      "kept:    {at: 24, type: u64, when: features.w, unused: preserve}",
      .layout, "field s.kept", "compat", true
    ),
    (
      "spare:   {at: 32, size: 4, unused: ignore}", "spare:   {at: 32, type: u32, when: features.w, unused: ignore}",
      .layout, "field s.spare", "ro_compat", false
    ),
    (
      "spare:   {at: 32, size: 4, unused: ignore}", "spare:   {at: 32, type: u32, when: features.x, unused: ignore}",
      .layout, "field s.spare", "ro_compat", true
    ),
    (
      "zeroed:  {at: 17, size: 7, unused: zero}", "zeroed:  {at: 17, type: \"bytes[7]\", when: features.x}", .layout,
      "field s.zeroed", "incompat", false
    ),
    (
      "zeroed:  {at: 17, size: 7, unused: zero}", "zeroed:  {at: 17, type: \"bytes[7]\", when: features.z}", .layout,
      "field s.zeroed", "incompat", true
    ),
    ("{a: 1, b: 2}", "{a: 1, b: 2, e: 3}", .meaning, "value kind.e", "incompat", false),
    ("{c: 1}", "{c: 1, d: 2}", .meaning, "value open_kind.d", "compat", false),
    ("{x: 0, y: 1}", "{x: 0, y: 1, v: 2}", .meaning, "bit hard.v", "none", true),
    ("range: 1 .. 100", "range: 1 .. 200", .meaning, "rule t/s.count/range", "incompat", false),
    (", range: 1 .. 100", "", .meaning, "rule t/s.count/range", "incompat", false),
    (
      "sum: {valid: count + half < limit}",
      "sum: {valid: count + half < limit}\n      odd: {valid: count % 2 == 1}", .meaning, "rule t/s/odd",
      "ro_compat", false
    ),
    (
      "sum: {valid: count + half < limit}",
      "sum: {valid: count + half < limit}\n      odd: {valid: count % 2 == 1, severity: warning}", .meaning,
      "rule t/s/odd", "none", true
    ),
    // What a rule refers to is part of what it says.
    ("limit: 1000", "limit: 2000", .meaning, "rule t/s/sum", "incompat", false),
    ("value: count / 2", "value: count / 3", .meaning, "computed s.half", "incompat", false),
    ("value: 64 + version", "value: 65 + version", .layout, "computed s.start", "version", false),
    ("count + half < limit", "(count + half) < limit", .source, "rule t/s/sum", "none", true),
    ("in: [1, 2]", "in: [1, 2, 3]", .layout, "version 3", "version", false),
    ("at: 12, type: u32", "at: 12, doc: How many., type: u32", .source, "field s.count", "none", true),
    ("license: MIT", "license: MIT\ntitle: Other", .source, "title", "none", true),
  ]

  @Test(arguments: edits.indices)
  func isClassified(_ index: Int) throws {
    let edit = Self.edits[index]
    let old = try ReleasedFormat.compile(ReleasedFormat.text)
    let new = try ReleasedFormat.compile(ReleasedFormat.edited(edit.old, edit.new), lock: old.lockWithoutFacts)
    let changes = FormatComparison(old, new).changes
    let found = try #require(changes.first { $0.subject == edit.subject }, "\(changes)")
    #expect(found.kind == edit.kind && found.needs.name == edit.needs && found.isSafe == edit.isSafe, "\(found)")
    #expect(FormatComparison(old, old).changes.isEmpty)
  }

  /// A variable's name is nobody's business but the specification's.
  @Test func loopsMayNameTheirVariables() throws {
    let loop = "each: r in rows, when: present(r.v), at: 1024 + r.v"
    let old = try ReleasedFormat.compile(ReleasedFormat.text)
    let new = try ReleasedFormat.compile(
      ReleasedFormat.edited(loop, loop.replacing("r in", with: "q in").replacing("r.v", with: "q.v")),
      lock: old.lockWithoutFacts)
    #expect(FormatComparison(old, new).changes.isEmpty)
  }

  /// Nobody has images of a draft.
  @Test func draftsAreFree() throws {
    let old = try ReleasedFormat.compile(ReleasedFormat.text)
    let new = try ReleasedFormat.compile(
      ReleasedFormat.edited("draft2:  {at: 36, type: u32", "draft2:  {at: 36, type: i32, range: 1 .. 9"),
      lock: old.lockWithoutFacts)
    #expect(FormatComparison(old, new).changes.isEmpty)
  }
}

extension Format {
  /// The lock file, with numbers of rules alone.
  fileprivate var lockWithoutFacts: String {
    lockFile(previous: nil).split(separator: "\n").filter { $0.hasPrefix("rule") || $0.hasPrefix("format") }
      .joined(separator: "\n")
  }
}
