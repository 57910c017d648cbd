import Testing

/// What can be wrong with the form of an edge between versions.
@Suite("Forms of migrations")
struct MigrationFormDiagnosticTests {
  static let edges: [String] = [
    small(
      "v: {at: 0, type: u32, in: [1, 2]}\na: {at: 4, type: u32}\nb1: {at: 8, type: u64, versions: 1}\nb2: {at: 8, type: u64, versions: 2}\ntwice: {value: a * 2}",
      image: "w: {at: 64, bytes: 8}",
      more:
        "versions: s.v\nmigrations: [{from: 1, to: 2, drop: {s.b1: x}, set: {s.b2: 0, ⟦type/mismatch|'w' is bytes without fields⟧w.x: 1}}]"
    ),
    small(
      "v: {at: 0, type: u32, in: [1, 2]}\na: {at: 4, type: u32, bits: {x: {at: 0, width: 32}}}\nb1: {at: 8, type: u64, versions: 1}\nb2: {at: 8, type: u64, versions: 2}\ntwice: {value: a * 2}",
      more:
        "versions: s.v\nmigrations: [{from: 1, to: 2, drop: {s.b1: x}, set: {s.b2: 0, s.a.⟦type/mismatch|bits are set with the whole field⟧x: 1}}]"
    ),
    small(
      "v: {at: 0, type: u32, in: [1, 2]}\na: {at: 4, type: 'u8[4]'}\nb1: {at: 8, type: u64, versions: 1}\nb2: {at: 8, type: u64, versions: 2}\ntwice: {value: v * 2}",
      more:
        "versions: s.v\nmigrations: [{from: 1, to: 2, drop: {s.b1: x}, set: {s.b2: 0, \"s.a⟦type/mismatch|a field of every element is set, and not one element's⟧[0]\": 1}}]"
    ),
    small(
      "v: {at: 0, type: u32, in: [1, 2]}\na: {at: 4, type: 'u8[4]'}\nb1: {at: 8, type: u64, versions: 1}\nb2: {at: 8, type: u64, versions: 2}\ntwice: {value: v * 2}",
      more:
        "versions: s.v\nmigrations: [{from: 1, to: 2, drop: {s.b1: x}, set: {s.b2: 0, ⟦type/mismatch|'a' holds no single value⟧s.a: 1}}]"
    ),
    small(
      "v: {at: 0, type: u32, in: [1, 2]}\na: {at: 4, type: u32, checksum: {algorithm: crc32c, over: [0 .. 4]}}\nb1: {at: 8, type: u64, versions: 1}\nb2: {at: 8, type: u64, versions: 2}\ntwice: {value: a * 2}",
      more:
        "versions: s.v\nmigrations: [{from: 1, to: 2, drop: {s.b1: x}, set: {s.b2: 0, ⟦type/mismatch|'a' is a checksum, which is computed⟧s.a: 1}}]"
    ),
    small(
      "v: {at: 0, type: u32, in: [1, 2]}\na: {at: 4, type: u32}\nb1: {at: 8, type: u64, versions: 1}\nb2: {at: 8, type: u64, versions: 2}\ntwice: {value: a * 2}",
      more:
        "versions: s.v\nmigrations: [{from: 1, to: 2, drop: {s.b1: it becomes b2}, set: {s.b2: old.s.b1}, ⟦migrate/commit|what holds the version is written last, so that it commits everything before it⟧order: [\"s⟦type/mismatch|the element's number is expected here⟧[s.a]\"]}]"
    ),
    small(
      "v: {at: 0, type: u32, in: [1, 2]}\na: {at: 4, type: u32}\nb1: {at: 8, type: u64, versions: 1}\nb2: {at: 8, type: u64, versions: 2}\ntwice: {value: a * 2}",
      more:
        "versions: s.v\nmigrations: [{from: 1, to: 2, drop: {s.b1: it becomes b2}, set: {s.b2: old.s.b1}, build: [⟦type/mismatch|a name is expected here, not a list⟧[s]]}]"
    ),
    small(
      "v: {at: 0, type: u32, in: [1, 2]}\na: {at: 4, type: u32}\nb1: {at: 8, type: u64, versions: 1}\nb2: {at: 8, type: u64, versions: 2}\ntwice: {value: a * 2}",
      image: "r: {of: s, at: index * 16, count: {is: 1, max: 8}}",
      more:
        "versions: s.v\nmigrations: [{from: 1, to: 2, drop: {s.b1: x, r.b1: x}, set: {r.b2: 0, s.b2: \"⟦name/unknown|what is read of one image cannot depend on the other⟧old.r[new.s.a].a\"}}]"
    ),
  ]

  @Test("Edges set whole fields and name what there is", arguments: edges)
  func edgesAreReported(_ marked: String) { expectMarked(marked) }
}
