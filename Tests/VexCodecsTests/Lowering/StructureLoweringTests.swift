import Testing

/// Presence, sizes, arrays, nesting, what is given, and checksums mean in the lowered program what is declared.
@Suite("Lowering of structures")
struct StructureLoweringTests {
  /// Specifications by what they try.
  static let specs: [String: String] = [
    "conditions": smallSpec(
      """
      a: {at: 0, type: u8}
      b: {at: 1, type: u8, when: a == 1, is: 2, unused: zero}
      c: {at: 2, type: u8, when: a != 0 and 4 / a == 2, range: 1 ..= 3}
      d: {at: 3, type: u8, when: 4 / a >= 2, range: 1 ..= 3}
      e: {at: 4, type: u32, none: 0xffff_ffff, range: 0 .. 10}
      f: {at: 8, type: u64, when: present(e) and not present(b), range: a ..}
      g: {at: 16, size: 7, unused: zero, severity: {warning: a == 3}}
      h: {at: 23, type: u8, valid: "present(d) ? this == d : this == 0", severity: readonly}
      """),
    "none": smallSpec(
      """
      lo: {at: 0, type: u16}
      hi: {at: 2, type: u16, when: k == 1}
      j: {join: [lo, hi], none: 0, range: 1 ..= 0x20000}
      k: {at: 4, type: u8, none: 3, range: 0 ..= 2}
      l: {at: 5, type: u8, none: k, is: 0}
      m: {at: 6, size: 18}
      """, structure: "rules: {r: {valid: present(j) == present(l)}}"),
    "versions": smallSpec(
      """
      v: {at: 0, type: u8, in: [1, 2, 3]}
      a: {at: 1, type: u8, versions: 1, is: 0}
      b: {at: 1, type: u8, versions: "2..", range: ..= 3, severity: {2: warning, "3..": readonly}}
      c: {at: 2, type: u8, versions: "1..2", unused: zero, when: v == 1 or b == 1}
      d: {at: 2, type: u8, versions: 3, valid: b < 2}
      e: {at: 3, size: 5}
      f: {at: 8, type: u64, versions: "2..", range: 1 ..}
      g: {at: 16, type: u64, versions: "3..", is: f + 1}
      """, size: "{is: \"v * 8\", min: 8, max: 24}",
      structure: "rules: {r: {versions: \"1, 3\", when: v == 3, valid: f > g}, q: {versions: \"2..\", valid: f > b}}",
      more: "versions: s.v"),
    "sizes": smallSpec(
      """
      n: {at: 0, type: u8}
      a: {at: 1, type: u8, valid: "this == 0 or present(c)"}
      b: {at: 2, size: 6}
      c: {at: 8, type: u32, range: ..= 5, unused: zero, when: a == 1}
      d: {at: 12, type: u32, is: n}
      e: {at: 16}
      """, size: "{is: n, min: 8, max: 24}",
      structure:
        "rules: {r: {valid: \"present(d) ? d < 30 : size(self) < 16\"}, t: {valid: \"all(x in 0 .. 3: d != x + 40)\"}}"),
    "places": smallSpec(
      """
      n: {at: 0, type: u8}
      all: {at: 1, size: 23}
      a: {at: {is: n, min: 4, max: 20}, type: u16, range: ..= 300, severity: warning}
      b: {at: {is: "n + 2", min: 6, max: 16}, type: u32be, when: n < 8, valid: this != a}
      c:
        at: {is: "n * 2", min: 2, max: 20}
        type: u32
        when: n >= 8
        checksum: {algorithm: crc32c, over: [0 .. offset(this), end(this) .. size(self)]}
      """, structure: "rules: {r: {valid: \"present(b) ? b % 2 == 0 : n < 12\"}}"),
    "wide": smallSpec(
      """
      a: {at: 0, type: "text16[4]", is: ab, severity: warning}
      b: {at: 8, type: "text16[2]", valid: "zero(this) or this == c"}
      c: {at: 12, type: "bytes[4]"}
      d: {at: 16, size: 8}
      """),
    "arrays": smallSpec(
      """
      n: {at: 0, type: u8}
      a: {at: 1, type: "u8[]", size: 7, count: {is: n, max: 5}, unused: zero}
      b: {at: 8, type: "u16[2][3]"}
      c: {at: 20, type: "bit[20]", valid: ones(this) < 12}
      d: {at: 23, type: u8}
      """,
      structure: """
        rules:
          r: {valid: "all(x in a: x < 9)"}
          t: {valid: "a[d] < 3 or d > n"}
          u: {valid: "b[d % 3][1] != n + 1"}
          w: {valid: "c[n] or not c[0]"}
          x: {valid: "sorted(x in a: x) or count(x in a if x == 0) == 2"}
          y: {valid: "present(a[1]) == (n > 1)"}
        """),
    "nested": smallSpec(
      """
      k: {at: 0, type: u8}
      p: {at: 1, type: pair, given: {x: k, y: "'AB'"}}
      q: {at: 7, type: "pair[]", size: 13, count: {is: k, max: 2}, unused: zero, given: {x: "p.v + index", y: "k == 1 ? 'CD' : 'EF'"}, when: k < 4}
      r: {at: 20, type: u32, is: place(self)}
      """,
      structure: "rules: {t: {valid: \"all(x in q: x.v > 1) and p.w == k\"}, u: {valid: \"any(x in q: x.z == 0)\"}}",
      structures: """
        pair:
          size: 6
          given: {x: u64, y: "bytes[2]"}
          fields:
            a: {at: 0, type: u8, range: ..= 4, is: x}
            z: {at: 1, type: u8, is: index}
            m: {at: 2, type: "bytes[2]", valid: "this == y or a == 0 or zero(this)"}
            o: {at: 4, type: u8, valid: "place(self) > this or this == 0"}
            w: {at: 5, type: u8, when: a == x, unused: zero}
            v: {value: x + a * 2}
        """),
    "varying": smallSpec(
      """
      k: {at: 0, type: u8}
      t: {at: 1, type: tail, when: k == 1}
      u: {at: 1, type: "u8[8]", when: not (k == 1)}
      w: {at: 9, size: 15}
      """,
      structure: "rules: {r: {valid: \"k != 1 or not present(t.b) or t.b < 9\"}}",
      structures: """
        tail:
          size: {is: n, min: 2, max: 8}
          fields:
            n: {at: 0, type: u8}
            a: {at: 1, type: u8}
            b: {at: 2, type: u8, range: ..= a}
            c: {at: 3, size: 5}
        """),
    "merged": smallSpec(
      """
      a: {at: 0, type: u64}
      e: {at: 8, type: end, merge: true, given: {x: a % 4, order: index}}
      """,
      structures: """
        end:
          size: 16
          given: {x: u64, order: u64}
          fields:
            m: {at: 0, type: u8, magic: {is: x}}
            i: {at: 1, type: u8, is: order}
            j: {at: 2, type: u8, valid: this == index or this == 0}
            p: {at: 3, type: u8, valid: this == place(self) or this == 0}
            r: {at: 4, size: 8, unused: zero}
            c: {at: 12, type: u32, checksum: {algorithm: crc32c, over: [0 .. offset(this)]}}
        """),
    "checksums": smallSpec(
      """
      a: {at: 0, type: u8}
      b: {at: 1, type: u8}
      k: {at: 2, type: kind}
      l: {at: 3, type: u8, range: 4 ..= 24}
      c: {at: 4, type: u32, checksum: {algorithm: {by: k, c: crc32c, x: xxh32}, init: a, over: [0 .. size(self)], own: skipped}}
      d: {at: 8, type: u16be, checksum: {algorithm: crc32, over: [u16be(index), b, {from: 10, to: {is: l, max: 20}}], keep: low, when: a == 1}}
      e: {at: 10, type: "bytes[8]", checksum: {algorithm: xxh64, over: [0 .. 4, 12 .. 24], when: b == 1}}
      f: {at: 18, type: u16}
      g: {at: 20, type: u32}
      """, more: "enums: {kind: {type: u8, values: {c: 0, x: 1}}}"),
    "choices": smallSpec(
      """
      k: {at: 0, type: kind}
      m: {at: 1, type: kind}
      a: {at: 2, type: u8}
      b: {at: 3, type: u8}
      c: {at: 4, type: u32, checksum: {algorithm: sums, over: [8 .. 12], xorout: b}}
      d: {at: 8, type: u32}
      e: {at: 12, type: "bytes[8]", checksum: {algorithm: {by: [m, k], c: {algorithm: xxh64, init: 200 - a}, x: crc32c}, over: [{from: 20, to: {is: 20 + a % 5, max: 24}}], when: a != 1}}
      f: {at: 20, type: u32, checksum: {algorithm: {by: m, c: crc32, x: xxh32}, over: [0 .. 4]}}
      """,
      more: """
        enums: {kind: {type: u8, values: {c: 0, x: 1}, open: true}}
        algorithms: {sums: {by: [k, m], c: crc32c, x: {algorithm: xxh32, init: d, xorout: 0}}}
        """),
    "halves": smallSpec(
      """
      a: {at: 0, type: u64}
      lo: {at: 8, type: u16}
      mid: {at: 10, type: u32}
      hi: {at: 14, type: u16}
      z: {at: 16, type: u64}
      sum: {join: [lo, hi], checksum: {algorithm: crc32c, over: [0 .. size(self)]}}
      """),
    "features": smallSpec(
      """
      f: {at: 0, type: words}
      g: {at: 1, type: u8, when: features.big, is: 1}
      h: {at: 2, type: kind}
      i: {at: 3, type: "text[5]", nul: required}
      j: {at: 8, size: 16}
      """,
      more: """
        flags: {words: {type: u8, unknown: readonly, bits: {big: 0, old: {bit: 1, mount: refuse}, log: {bit: 2, requires: features.big}, off: {bit: 3, mount: readonly}}}}
        enums: {kind: {type: u8, values: {zero: 0, one: 1}}}
        features: {w: s.f}
        """),
  ]

  @Test("The table decides as the rules say", arguments: specs.keys.sorted())
  func table(_ name: String) throws {
    let differential = try LoweringDifferential(try #require(Self.specs[name]))
    var seen: [String: Int] = [:]
    for seed in 1...4 {
      seen.merge(try differential.compare(count: 600, seed: UInt64(seed))) { $0 + $1 }
    }
    #expect(seen.count >= 3, "\(seen)")
  }

  @Test("Generated C decides as the rules say", arguments: specs.keys.sorted())
  func generatedC(_ name: String) throws {
    try LoweringDifferential(try #require(Self.specs[name])).compareWithC(count: 1200)
  }

  @Test("What was read before and what is given is read at its place")
  func sources() throws {
    let spec = smallSpec(
      """
      a: {at: 0, type: u8}
      b: {at: 1, type: u8}
      c: {at: 2, type: "u8[6]"}
      d: {at: 8, size: 16}
      v: {value: a + b}
      """,
      structures: """
        t:
          size: 8
          given: {one: s, number: u16}
          fields:
            a: {at: 0, type: u8, is: s.a}
            b: {at: 1, type: u8, range: "one.b ..= s.v + number"}
            c: {at: 2, type: u8, valid: "this == one.c[a] or all(x in s.c: x == 0)"}
            d: {at: 3, size: 5, unused: zero, severity: {warning: s.a == 1}}
        """, image: "r: {of: t, at: 24, given: {one: s, number: 3}}")
    let seen = try LoweringDifferential(spec).compare("t", count: 2000, seed: 5)
    #expect(seen.count > 3, "\(seen)")
    try LoweringDifferential(spec).compareWithC("t", count: 500)
  }
}
