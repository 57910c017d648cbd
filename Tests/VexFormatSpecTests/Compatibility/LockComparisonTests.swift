import Testing

@testable import VexFormatSpec

/// What a lock file refuses: every edit that would make images of a released version mean something else.
@Suite struct LockComparisonTests {
  /// An edit, the diagnostic's code, the piece of the text at which it is, and a piece of its message.
  static let refused: [(old: String, new: String, code: String, at: String, message: String)] = [
    (
      "count:   {at: 12, type: u32, range: 1 .. 100}\n      open:    {at: 16, type: open_kind}",
      "open:    {at: 12, type: open_kind}\n      count:   {at: 13, type: u32, range: 1 .. 100}", "lock/moved", "open:",
      "the field 's.open' of version 1 is 1 bytes at 16, and here 1 at 12"
    ),
    (
      "count:   {at: 12, type: u32", "count:   {at: 12, type: u32be", "lock/retyped", "count:",
      "is u32le, and here u32be"
    ),
    ("open:    {at: 16, type: open_kind}", "open:    {at: 16, type: u8}", "lock/retyped", "open:", "open_kind:u8"),
    ("open:    {at: 16", "opened:  {at: 16", "lock/removed", "format:", "the field 's.open' of version 1 is gone"),
    (
      "open:    {at: 16, type: open_kind}",
      "open:    {at: 16, type: open_kind, versions: 2}\n      gone:    {at: 16, size: 1, versions: 1}", "lock/removed",
      "open:", "the field 's.open' is not in version 1 any more"
    ),
    ("{a: 1, b: 2}", "{a: 1, b: 3}", "lock/moved", "kind:    {", "the value 'kind.b' of version 1 is 2, and here 3"),
    (
      "{a: 1, b: 2}", "{a: 1, d: 2}", "lock/reused", "kind:    {",
      "2 is 'kind.b' of version 1, and cannot become 'kind.d'"
    ),
    ("{x: 0, y: 1}", "{x: 0, y: 2}", "lock/moved", "hard:    {", "the flag 'hard.y' of version 1 is 1, and here 2"),
    ("{x: 0, y: 1}", "{x: 0, v: 1}", "lock/reused", "hard:    {", "cannot become 'hard.v'"),
    ("{x: 0, y: 1}", "{x: 0}", "lock/removed", "format:", "the flag 'hard.y' of version 1 is gone"),
    (
      "s: {of: s, at: 0}", "s: {of: s, at: 64}", "lock/moved", "s: {of",
      "the region 's' of version 1 is s at 0, and here s at 64"
    ),
    ("none: 0", "none: 1", "lock/retyped", "v: {", "is u16le/none=0, and here u16le/none=1"),
    ("when: v > 7", "when: v > 8", "lock/moved", "w: {", "is there when v_>_7, and here there when v_>_8"),
    (
      "value: 64 + version", "value: 65 + version", "lock/retyped", "start:",
      "the field 's.start' of version 1 is 64_+_version, and here 65_+_version"
    ),
    ("vacant: zero(this)", "when: s.count > 5", "lock/moved", "rows:", "vacant zero(this)"),
    ("is: s.count,", "is: s.count + 1,", "lock/moved", "rows:", "count s.count vacant"),
    (
      "each: r in rows, when: present(r.v)", "each: r in rows, when: r.v > 1", "lock/moved", "tails:",
      "when present(v0.v)"
    ),
    (
      "size: 40", "size: 44", "lock/retyped", "s:\n", "has 40 to 40 bytes, and here 44 to 44"
    ),
  ]

  @Test(arguments: refused.indices)
  func refuses(_ index: Int) throws {
    let edit = Self.refused[index]
    var text = ReleasedFormat.edited(edit.old, edit.new)
    // The larger structure has to have fields for all of its bytes.
    if edit.old == "size: 40" {
      text = text.replacing("spare:   {at: 32", with: "more:    {at: 40, size: 4}\n      spare:   {at: 32")
    }
    let lock = try ReleasedFormat.lock()
    do {
      _ = try ReleasedFormat.compile(text, lock: lock)
      Issue.record("it was accepted")
    } catch {
      let found = try #require(error.diagnostics.first { $0.code == edit.code }, "\(error.diagnostics)")
      #expect(found.message.contains(edit.message), "\(found.message)")
      #expect(found.help?.contains("a migration to it") == true)
      let line = error.lines[found.location.line - 1]
      #expect(line.contains(edit.at.trimmingCharacters), "\(line)")
    }
    // Without the lock file nobody knows what was.
    _ = try ReleasedFormat.compile(text)
  }

  /// What only a draft has, what means nothing yet, and what is only said in other words.
  static let accepted: [(old: String, new: String)] = [
    ("draft2:  {at: 36, type: u32, versions: 2}", "draft2:  {at: 36, type: i32, versions: 2}"),
    ("kept:    {at: 24, size: 8, unused: preserve}", "kept:    {at: 24, type: u64}"),
    ("{a: 1, b: 2}", "{a: 1, b: 2, e: 3}"), ("{z: 0}", "{z: 0, u: 1}"),
    ("each: r in rows, when: present(r.v), at: 1024 + r.v", "each: q in rows, when: present(q.v), at: 1024 + q.v"),
    ("sum: {", "few: {valid: \"any(k in 0 .. 3: count > k)\"}\n      sum: {"),
    ("range: 1 .. 100", "range: 1 .. 200"), ("license: MIT", "license: MIT\ntitle: other"),
  ]

  @Test(arguments: accepted)
  func accepts(_ edit: (old: String, new: String)) throws {
    _ = try ReleasedFormat.compile(ReleasedFormat.edited(edit.old, edit.new), lock: try ReleasedFormat.lock())
  }

  /// A version that is released later is pinned from then on.
  @Test func releasing() throws {
    let released = ReleasedFormat.edited("draft: [2]", "draft: []")
    let before = try ReleasedFormat.lock()
    let after = try ReleasedFormat.compile(released, lock: before).lockFile(previous: Array(before.utf8))
    #expect(!before.contains("s.draft2") && after.contains("field s.draft2 36 4 u32le - 2"))
    #expect(before.contains("field s.count 12 4 u32le - 1\n") && after.contains("field s.count 12 4 u32le - 1,2\n"))
    let moved = released.replacing("draft2:  {at: 36, type: u32", with: "draft2:  {at: 36, type: i32")
    #expect(throws: SpecificationError.self) { try ReleasedFormat.compile(moved, lock: after) }
    _ = try ReleasedFormat.compile(moved, lock: before)
  }

  /// A place that varies is pinned by its bounds.
  @Test func movingPlaces() throws {
    let moving = ReleasedFormat.edited(
      "spare:   {at: 32", "sum:     {at: {is: count, min: 24, max: 28}, type: u32}\n      spare:   {at: 32")
    let lock = try ReleasedFormat.compile(moving).lockFile(previous: nil)
    #expect(lock.contains("field s.sum 24..28:count 4 u32le - 1\n"))
    let wider = moving.replacing("max: 28", with: "max: 32")
    do {
      _ = try ReleasedFormat.compile(wider, lock: lock)
      Issue.record("it was accepted")
    } catch {
      #expect(error.diagnostics.map(\.code) == ["lock/moved"])
      #expect(error.diagnostics.first?.message.contains("4 bytes at 24..28:count, and here 4 at 24..32:count") == true)
    }
  }

  @Test(arguments: ["field s.count 12", "field s.count 12 4 u32le - x", "bit hard.y 1 1,", "value a.b 1 1 1"])
  func damagedLines(_ line: String) throws {
    let lock = try ReleasedFormat.lock() + line + "\n"
    do {
      _ = try ReleasedFormat.compile(ReleasedFormat.text, lock: lock)
      Issue.record("it was accepted")
    } catch {
      #expect(error.diagnostics.map(\.code) == ["lock/syntax"] && error.path == "t.lock")
    }
  }
}

extension String {
  fileprivate var trimmingCharacters: String { String(drop { $0.isWhitespace }.prefix { $0 != "\n" }) }
}
