import Testing

/// Packed arrays, whose elements say themselves how long they are, and arrays at the end of structures that vary in size.
@Suite("Lowering of packed arrays")
struct PackedArrayLoweringTests {
  /// An element of 2 to 8 bytes.
  private static let entry = """
    entry:
      size: {is: 2 + n * 2, min: 2, max: 8}
      fields:
        n:    {at: 0, type: u8, range: ..= 3}
        tag:  {at: 1, type: u8, range: ..= 200, severity: warning}
        data: {at: 2, type: "u16[]", count: {is: n, max: 3}}
      rules:
        even: {valid: "all(x in data: x % 2 == 0)"}
        first: {valid: index != 0 or tag != 1}
    """

  static let specs: [String: String] = [
    "rules of elements": smallSpec(
      """
      used: {at: 0, type: u8}
      a: {at: 1, type: u8}
      list: {at: 2, type: "entry[]", size: 22, bytes: {is: used, max: 20}}
      """, structures: entry),
    "aggregates": smallSpec(
      """
      used: {at: 0, type: u8}
      a: {at: 1, type: u8}
      list: {at: 2, type: "entry[]", size: 22, bytes: {is: used, max: 20}, when: a < 100, severity: readonly}
      """,
      structure: """
        rules:
          all: {valid: "all(e in list: e.tag <= 3 or e.n == 1)"}
          one: {when: a == 1, valid: "one(e in list if e.tag == 2: e.n) < 2"}
          sum: {valid: "sum(e in list: e.n) <= 4", severity: readonly}
          nested: {valid: "not any(e in list: any(x in e.data: x == 2))"}
          places: {valid: "all(e in list: place(e) >= place(self) + 2)", severity: {warning: a == 2}}
          steps: {when: a == 3, valid: "max(e in list: size(e)) == 4"}
          sorted: {valid: "sorted(e in list: e.tag) or count(e in list if e.n == 0) > 1", severity: warning}
        """, structures: entry),
    "in what is nested": smallSpec(
      """
      k: {at: 0, type: u8}
      box: {at: 1, type: box, given: {x: k}, when: k < 4}
      rest: {at: 18, size: 6}
      """,
      structures: """
        box:
          size: {is: 9 + x * 2, min: 9, max: 17}
          given: {x: u8}
          fields:
            used: {at: 0, type: u8}
            list: {at: 1, type: "part[]", bytes: {is: used, max: 16}, given: {y: "used + x"}}
          rules:
            some: {valid: "any(e in list: e.m == x) or used == 0"}
        part:
          size: {is: "m == 0 ? 1 : m == 1 ? 3 : x + 1", min: 1, max: 6}
          given: {y: u64}
          fields:
            m: {at: 0, type: u8}
            o: {at: 1, type: u16be, valid: this < 1000}
            p: {at: 3, size: 3, unused: zero}
            x: {value: m - 1}
          rules:
            given: {valid: m <= y + index}
        """),
    "what is left over": smallSpec(
      """
      used: {at: 0, type: u8}
      list: {at: 1, type: "few[]", size: 23, bytes: {is: used % 10, max: 8}}
      """,
      structures: """
        few:
          size: {is: 3 + n % 2, min: 3, max: 4}
          fields:
            n: {at: 0, type: u8, range: ..= 200}
            a: {at: 1, size: 2}
            b: {at: 3, type: u8, range: 1 ..}
        """),
    "ends": smallSpec(
      """
      n: {at: 0, type: u8, range: ..= 6}
      a: {at: 1, type: u8}
      b: {at: 2, size: 6}
      c: {at: 8, type: "u32[]", count: {is: a, max: 4}}
      """, size: "{is: 8 + n * 3, min: 8, max: 24}",
      structure: """
        rules:
          each: {valid: "all(x in c: x < 70000)"}
          there: {valid: "present(c[1]) == (a > 1)"}
          third: {when: a == 3, valid: "c[2] != 0", severity: warning}
        """),
  ]

  @Test("The table decides as the rules say", arguments: specs.keys.sorted())
  func table(_ name: String) throws {
    let differential = try LoweringDifferential(try #require(Self.specs[name]))
    var seen: [String: Int] = [:]
    for seed in 1...6 {
      seen.merge(try differential.compare(count: 800, seed: UInt64(seed))) { $0 + $1 }
    }
    let rule = name == "ends" ? "count" : "bytes"
    #expect(seen.keys.contains { $0.hasSuffix("/" + rule) }, "\(seen)")
    #expect(seen.count >= 4, "\(seen)")
  }

  @Test("Generated C decides as the rules say", arguments: specs.keys.sorted())
  func generatedC(_ name: String) throws {
    try LoweringDifferential(try #require(Self.specs[name])).compareWithC(count: 1500)
  }

  @Test("A packed array of another structure is gone through as its own")
  func sources() throws {
    let spec = smallSpec(
      """
      used: {at: 0, type: u8}
      list: {at: 1, type: "entry[]", size: 23, bytes: {is: used, max: 20}}
      """,
      structures: Self.entry + "\n" + """
        t:
          size: 8
          fields:
            a: {at: 0, type: u8, valid: "any(e in s.list: e.tag == this) or s.used == 0"}
            b: {at: 1, size: 7}
        """, image: "r: {of: t, at: 24}")
    let seen = try LoweringDifferential(spec).compare("t", count: 3000, seed: 5)
    #expect(seen.count > 2, "\(seen)")
    try LoweringDifferential(spec).compareWithC("t", count: 800)
  }
}
