import Testing

@testable import VexFormatSpec

/// What can be wrong with layouts, with what depends on what, and with rules.
@Suite("Diagnostics of layout and trust")
struct TrustDiagnosticTests {
  @Test(
    "Layouts have no gaps and no overlaps",
    arguments: [
      "a: {at: 0, type: u32}\n⟦layout/gap⟧b: {at: 8, type: u64}",
      "a: {at: 0, type: u64}\n⟦layout/overlap⟧b: {at: 4, type: u64}\nc: {at: 12, type: u32}",
      "a: {at: 0, type: u64}\n⟦layout/outside⟧b: {at: 8, size: 9}",
      "a: {at: 0, size: 16}\n⟦layout/outside⟧b: {at: 16}",
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, when: a == 1}\n⟦layout/overlap⟧c: {at: 8, type: u64, when: \"a in [1, 2]\"}",
    ])
  func layout(_ fields: String) { expectMarked(small(fields)) }

  @Test("Sizes in versions are bounded, and fields lie within them")
  func sizes() {
    let fields =
      "v: {at: 0, type: u64, in: [1, 2]}\n⟦layout/outside⟧b: {at: 8, type: u64, versions: 1}\nc: {at: 8, type: u64, versions: 2}"
    expectMarked(small(fields, size: "{is: \"v == 1 ? 8 : 16\", min: 8, max: 16}", more: "versions: s.v"))
    expectMarked(
      small(
        "v: {at: 0, type: u64, in: [1, 2]}\nc: {at: 8, type: u64}",
        size: "{is: \"⟦layout/outside⟧v == 1 ? 4 : 16\", min: 8, max: 16}",
        more: "versions: s.v"))
    expectMarked(small("a: {at: 0, type: u64}\nb: {at: 8, type: u64}", size: "{is: ⟦order/cycle⟧b, min: 8, max: 16}"))
    expectMarked(
      small(
        "a: {at: 0, type: u64}\n⟦order/past-min⟧b: {at: 8, type: \"bytes[8]\", magic: ABCDEFGH}",
        size: "{is: a, min: 8, max: 16}"))
  }

  @Test(
    "Nothing depends on itself",
    arguments: [
      "a: {at: 0, size: 16}\nv: {value: ⟦order/cycle⟧v + 1}",
      "a: {at: 0, size: 16}\nv: {value: w}\nw: {value: ⟦order/cycle⟧v}",
      "⟦order/cycle⟧a: {at: 0, type: u64, when: a == 1}\nb: {at: 8, type: u64}",
      "⟦order/cycle⟧a: {at: 0, type: u64, when: b == 1}\nb: {at: 8, type: u64, when: a == 1}",
      "⟦order/cycle⟧a: {at: 0, type: \"u64[]\", size: 16, count: {is: \"a[0]\", max: 2}}",
    ])
  func cycles(_ fields: String) { expectMarked(small(fields)) }

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

  @Test(
    "Rules that constants decide are reported",
    arguments: [
      "a: {at: 0, type: u64}\nb: {at: 8, type: u32, range: ⟦rule/always-true⟧0 ..= 0xffff_ffff}\nc: {at: 12, type: u32}",
      "a: {at: 0, type: u64}\nb: {at: 8, type: u32, valid: ⟦rule/always-false⟧this > 0xffff_ffff}\nc: {at: 12, type: u32}",
      "a: {at: 0, type: u64, ⟦rule/always-false⟧is: 1 / 0}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, range: ⟦rule/always-false⟧5 .. 3}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, range: ⟦rule/always-false⟧5 .. 5}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, range: ⟦rule/always-false⟧0 ..= 2^64}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, multiple_of: ⟦rule/always-false⟧0}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, valid: ⟦unit/mismatch⟧a * 1 s < 3 ms}",
      "a: {at: 0, type: u64, severity: {warning: ⟦severity/no-value⟧10 / b == 1}, is: 3}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64}\n⟦local/required⟧b: {at: 8, type: u64}",
      "a: {at: 0, type: u64, valid: ⟦expr/mixed-operators⟧this + 1 << 2 == 4}\nb: {at: 8, type: u64}",
    ])
  func rules(_ fields: String) {
    let spec = MarkedSpec(small(fields))
    switch spec.markers.first?.name {
    case "local/required":
      let text = small(
        "a: {at: 0, type: u64}\nb: {at: 8, type: u64, local: required, valid: \"⟦local/required⟧r[0].a == this\"}",
        image: "r: {of: s, at: 16, count: {is: 2, max: 2}}")
      expectMarked(text)
    case "unit/mismatch", "expr/mixed-operators":
      let found = compileDiagnostics(spec.text)
      #expect(found.map(\.code) == [spec.markers[0].name])
    default: expectMarked(small(fields))
    }
  }

  @Test(
    "Checksums are whole",
    arguments: [
      ("checksum: {algorithm: ⟦checksum/unknown-algorithm⟧crc, over: [0 .. 8]}", "u64"),
      ("checksum: ⟦checksum/width⟧{algorithm: xxh64, over: [0 .. 8]}", "u32"),
      ("checksum: ⟦key/missing⟧{algorithm: crc32c}", "u64"),
      ("checksum: ⟦key/missing⟧{over: [0 .. 8]}", "u64"),
      ("checksum: {algorithm: crc32c, over: [⟦type/mismatch⟧0 ..= 8]}", "u64"),
      ("checksum: {algorithm: crc32c, over: [0 .. 8], own: ⟦name/unknown⟧kept}", "u64"),
      (
        "checksum: [{algorithm: crc32c, over: [0 .. 8], when: a == 1}, ⟦checksum/ambiguous⟧{algorithm: crc32, over: [0 .. 8], when: a < 2}]",
        "u64"
      ),
      ("checksum: {algorithm: {by: ⟦type/mismatch⟧a, x: crc32c}, over: [0 .. 8]}", "u64"),
    ])
  func checksums(_ checksum: String, _ type: String) {
    expectMarked(
      small(
        "a: {at: 0, type: u64}\nb: {at: 8, type: \(type), \(checksum)}"
          + (type == "u32" ? "\nc: {at: 12, type: u32}" : "")))
  }

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
