import Testing

@testable import VexFormatSpec

/// What can be wrong with layouts, with what depends on what, and with rules.
@Suite("Diagnostics of layout and trust")
struct TrustDiagnosticTests {
  static let layout: [String] = [
    "a: {at: 0, type: u32}\n⟦layout/gap|bytes 4 to 7 of 's' belong to no field⟧b: {at: 8, type: u64}",
    "a: {at: 0, type: u64}\n⟦layout/overlap|'b' and 'a' share bytes and may be present together⟧b: {at: 4, type: u64}\nc: {at: 12, type: u32}",
    "a: {at: 0, type: u64}\n⟦layout/outside|'b' ends at 17, and s has 16 bytes⟧b: {at: 8, size: 9}",
    "a: {at: 0, size: 16}\n⟦layout/outside|the field 'b' has no bytes⟧b: {at: 16}",
    "a: {at: 0, type: u64}\nb: {at: 8, type: u64, when: a == 1}\n⟦layout/overlap|'c' and 'b' share bytes and may be present together⟧c: {at: 8, type: u64, when: \"a in [1, 2]\"}",
  ].map { small($0) }

  @Test("Layouts have no gaps and no overlaps", arguments: layout)
  func layoutAreReported(_ marked: String) { expectMarked(marked) }

  static let cycles: [String] = [
    "a: {at: 0, size: 16}\nv: {value: ⟦order/cycle|'v' is computed from itself⟧v + 1}",
    "a: {at: 0, size: 16}\nv: {value: w}\nw: {value: ⟦order/cycle|'v' is computed from itself⟧v}",
    "⟦order/cycle|'a' depends on itself⟧a: {at: 0, type: u64, when: a == 1}\nb: {at: 8, type: u64}",
    "⟦order/cycle|'a' depends on itself⟧a: {at: 0, type: u64, when: b == 1}\nb: {at: 8, type: u64, when: a == 1}",
    "⟦order/cycle|'a' depends on itself⟧a: {at: 0, type: \"u64[]\", size: 16, count: {is: \"a[0]\", max: 2}}",
  ].map { small($0) }

  @Test("Nothing depends on itself", arguments: cycles)
  func cyclesAreReported(_ marked: String) { expectMarked(marked) }

  @Test("A structure does not contain itself")
  func containment() {
    expectMarked(small("⟦order/cycle⟧a: {at: 0, type: s}"))
    expectMarked(
      small("a: {at: 0, type: t}").replacing(
        "image:", with: "  t: {size: 16, fields: {⟦order/cycle⟧b: {at: 0, type: s}}}\nimage:"))
  }

  @Test("What a structure is given does not depend on what it computes from it")
  func givenCycle() {
    expectMarked(
      small("⟦order/cycle⟧a: {at: 0, type: t, given: {x: a.v}}\nb: {at: 8, size: 8}").replacing(
        "image:", with: "  t: {size: 8, given: {x: u64}, fields: {c: {at: 0, type: u64}, v: {value: x}}}\nimage:"
      ).replacing("⟦order/cycle⟧a: {", with: "a: {").replacing("v: {value", with: "⟦order/cycle⟧v: {value"))
    // The same structure may well depend on another of its kind.
    #expect(
      compileDiagnostics(
        small("a: {at: 0, type: t, given: {x: 1}}\nb: {at: 8, type: t, given: {x: a.v}}").replacing(
          "image:", with: "  t: {size: 8, given: {x: u64}, fields: {c: {at: 0, type: u64}, v: {value: x}}}\nimage:")
      ).isEmpty)
  }

  static let rules: [String] = [
    "a: {at: 0, type: u64}\nb: {at: 8, type: u32, range: ⟦rule/always-true|'b in 0 ..= 0xffff_ffff' always holds⟧0 ..= 0xffff_ffff}\nc: {at: 12, type: u32}",
    "a: {at: 0, type: u64}\nb: {at: 8, type: u32, valid: ⟦rule/always-false|'this > 0xffff_ffff' never holds⟧this > 0xffff_ffff}\nc: {at: 12, type: u32}",
    "a: {at: 0, type: u64, ⟦rule/always-false|'a == 1 / 0' never holds⟧is: 1 / 0}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, range: ⟦rule/always-false|'a in 5 .. 3' never holds⟧5 .. 3}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, range: ⟦rule/always-false|'a in 5 .. 5' never holds⟧5 .. 5}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, range: ⟦rule/always-false|'a in 0 ..= 2^64' never holds⟧0 ..= 2^64}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, multiple_of: ⟦rule/always-false|'a is a multiple of 0' never holds⟧0}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64}\nb: {at: 8, type: u64, valid: a * 1 s < ⟦unit/mismatch|the two sides of '<' are counted in different units: s and ms⟧3 ms}",
    "a: {at: 0, type: u64, severity: {warning: ⟦severity/no-value|whether a failure is a warning cannot always be told: the condition may have no value⟧10 / b == 1}, is: 3}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, valid: this + 1 ⟦expr/mixed-operators|`+` and `<<` do not mix without parentheses⟧<< 2 == 4}\nb: {at: 8, type: u64}",
  ].map { small($0) }

  @Test("Rules that constants decide are reported", arguments: rules)
  func rulesAreReported(_ marked: String) { expectMarked(marked) }

  static let checksums: [String] =
    ([
      (
        "checksum: {algorithm: ⟦checksum/unknown-algorithm|there is no checksum algorithm 'crc'⟧crc, over: [0 .. 8]}",
        "u64"
      ),
      ("checksum: ⟦checksum/width|a digest of 8 bytes does not fit into 4⟧{algorithm: xxh64, over: [0 .. 8]}", "u32"),
      ("checksum: ⟦key/missing|a checksum needs 'over', the list of what it covers⟧{algorithm: crc32c}", "u64"),
      ("checksum: ⟦key/missing|a checksum needs the key 'algorithm'⟧{over: [0 .. 8]}", "u64"),
      (
        "checksum: {algorithm: crc32c, over: [⟦type/mismatch|a covered range is half-open and has an end⟧0 ..= 8]}",
        "u64"
      ),
      (
        "checksum: {algorithm: crc32c, over: [0 .. 8], own: ⟦name/unknown|'own' of a checksum cannot be 'kept'⟧kept}",
        "u64"
      ),
      (
        "checksum: [{algorithm: crc32c, over: [0 .. 8], when: a == 1}, ⟦checksum/ambiguous|two checksums of the field may hold at the same time⟧{algorithm: crc32, over: [0 .. 8], when: a < 2}]",
        "u64"
      ),
      (
        "checksum: {algorithm: {by: ⟦type/mismatch|the algorithm is chosen by an enumeration, and this is a number⟧a, x: crc32c}, over: [0 .. 8]}",
        "u64"
      ),
    ] as [(String, String)]).map {
      small(
        "a: {at: 0, type: u64}\nb: {at: 8, type: \($1), \($0)}" + ($1 == "u32" ? "\nc: {at: 12, type: u32}" : ""))
    }

  @Test("Checksums are whole", arguments: checksums)
  func checksumsAreReported(_ marked: String) { expectMarked(marked) }

  @Test("Two checksums do not cover each other")
  func mutualChecksums() {
    expectMarked(
      small(
        """
        a: {at: 0, type: u32, checksum: {algorithm: crc32c, over: [0 .. 16]}}
        b: {at: 4, type: u32, checksum: ⟦checksum/self⟧{algorithm: crc32c, over: [0 .. 16]}}
        c: {at: 8, type: u64}
        """))
    #expect(
      compileDiagnostics(
        small(
          """
          a: {at: 0, type: u32, checksum: {algorithm: crc32c, over: [0 .. 16]}}
          b: {at: 4, type: u32, checksum: {algorithm: crc32c, over: [4 .. 16]}}
          c: {at: 8, type: u64}
          """)
      ).isEmpty)
  }

  @Test("Places are asked only of what has one that is known")
  func places() {
    let given = "  t: {size: 8, given: {x: s}, fields: {a: {at: 0, type: u64, is: ⟦type/mismatch⟧place(x)}}}\nimage:"
    expectMarked(
      small("a: {at: 0, type: u64}\nb: {at: 8, type: u64}", image: "r: {of: t, at: 0, given: {x: s}}").replacing(
        "image:", with: given))
    expectMarked(small("a: {at: 0, type: u64, is: ⟦type/mismatch⟧place(b)}\nb: {at: 8, type: u64}"))
    expectMarked(
      small("a: {at: 0, type: u64, valid: ⟦type/mismatch⟧zero(v)}\nb: {at: 8, type: u64}\nv: {value: a + 1}"))
  }
}
