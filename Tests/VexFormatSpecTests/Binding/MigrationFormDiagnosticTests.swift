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

  /// A format with a feature and a phase, in front of what is wrong about its marks or repairs.
  private static func marked(_ more: String) -> String {
    small(
      """
      v: {at: 0, type: u32, in: [1, 2]}
      f: {at: 4, type: word}
      p: {at: 8, type: phase}
      t: {at: 9, type: u8}
      rest: {at: 10, size: 2}
      d: {at: 12, type: 'bytes[4]'}
      twice: {value: t * 2}
      """,
      image: "w: {at: 64, bytes: 8}\nr: {of: s, at: 32 + index * 16, count: {is: 2, max: 8}}",
      more: """
        versions: s.v
        enums: {phase: {type: u8, values: {idle: 0, begun: 1, done: 2}}}
        flags: {word: {type: u32, bits: {busy: {bit: 0, mount: refuse}, idle: 1}}}
        features: {w: s.f}
        \(more)
        """)
  }

  static let marks: [String] = [
    marked("marking: ⟦key/missing|'marking' needs the key 'feature'⟧{record: {phase: s.p}}"),
    marked("marking: {feature: ⟦name/unknown|there is no feature 'bsy'⟧bsy}"),
    marked(
      "marking: {feature: ⟦marking/mounts|'idle' says that an image is half of one version and half of another, and does not refuse the mount⟧idle}"
    ),
    marked(
      "marking: {feature: busy, record: {phase: ⟦type/mismatch|what tells of a change is in 's', which is read first⟧r.p}}"
    ),
    marked("marking: {feature: busy, record: {plan: ⟦type/mismatch|'plan' is kept in bytes, which 's.p' is not⟧s.p}}"),
    marked(
      "marking: {feature: busy, record: {cursor: ⟦type/mismatch|'cursor' is kept in a number, which 's.d' is not⟧s.d}}"),
    marked("marking: {feature: busy, record: {⟦key/unknown|'record' has no key 'frm'⟧frm: s.t}}"),
    marked(
      "marking: {feature: busy, ⟦type/mismatch|phases are values of the enumeration in which 'record' keeps 'phase'⟧phases: {begun: []}}"
    ),
    marked(
      "marking: {feature: busy, record: {phase: s.p}, phases: {⟦key/unknown|'phases' has no key 'over'⟧over: []}}"),
    marked(
      "marking: {feature: busy, record: {phase: s.p}, phases: {begun: [⟦type/mismatch|'s' marks and commits, and is written in no phase⟧s]}}"
    ),
    marked(
      "marking: {feature: busy, record: {phase: s.p}, phases: {begun: [r], done: [⟦name/duplicate|'r' is written in an earlier phase⟧r]}}"
    ),
    marked("repair: {build: [⟦name/unknown|there is no region 'q'⟧q]}"),
    marked("repair: {build: [⟦migrate/build|the region 'w' is bytes without a structure to build⟧w], versions: 2}"),
    marked("repair: {⟦key/unknown|'repair' has no key 'biuld'⟧biuld: [r]}"),
    marked("repair: {set: {s.t: ⟦migrate/counted|no rule of the whole image says what 's.t' counts⟧counted}}"),
  ]

  @Test("Marks and repairs are about what there is", arguments: marks)
  func marksAreReported(_ text: String) { expectMarked(text) }

  @Test("Edges set whole fields and name what there is", arguments: edges)
  func edgesAreReported(_ marked: String) { expectMarked(marked) }
}
