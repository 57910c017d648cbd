import Testing

@testable import VexFormatSpec

/// What can be wrong with the tables of a specification: its header, constants, types, features, regions and facts.
@Suite("Diagnostics of specifications")
struct SpecificationDiagnosticTests {
  private static let fields = "a: {at: 0, type: u64}\nb: {at: 8, type: u64}"

  @Test(
    "Tables are checked entry by entry",
    arguments: [
      "⟦key/unknown⟧constant: {n: 3}",
      "constants: {n: 1, ⟦name/reserved⟧this: 2}",
      "constants: {n: ⟦type/mismatch⟧true}",
      "constants: {n: ⟦name/unknown⟧m}",
      "constants: {n: {value: 3, unit: ⟦unit/unknown⟧block}}",
      "units: {block: ⟦unit/mismatch⟧0}",
      "units: {block: 4096, ⟦name/duplicate⟧byte: 1}",
      "enums: {e: {type: u8, values: {x: 1, y: ⟦enum/duplicate-value⟧1}}}",
      "enums: {e: {type: u8, values: {x: ⟦type/width⟧256}}}",
      "enums: {e: {type: ⟦type/unknown⟧i8, values: {x: 1}}}",
      "enums: {e: ⟦key/missing⟧{type: u8}}",
      "flags: {f: {type: u8, bits: {x: 1, y: ⟦flag/duplicate-bit⟧1}}}",
      "flags: {f: {type: u8, bits: {x: ⟦type/width⟧8}}}",
      "flags: {f: {type: u8, bits: {x: ⟦type/mismatch⟧[1]}}}",
      "features: {w: ⟦type/mismatch⟧s.a}",
      "versions: ⟦name/unknown⟧s.c",
      "versions: ⟦type/mismatch⟧[s.a]",
      "rules: {r: {valid: ⟦type/mismatch⟧s.a}}",
      "rules: {r: ⟦key/missing⟧{when: s.a == 1}}",
      "lookalikes: {l: ⟦key/missing⟧{at: 0}}",
    ])
  func tables(_ more: String) { expectMarked(small(Self.fields, more: more)) }

  @Test(
    "Regions are checked",
    arguments: [
      "r: {of: ⟦name/unknown⟧t, at: 0}",
      "r: ⟦key/missing⟧{of: s}",
      "r: ⟦key/missing⟧{at: 0}",
      "r: {of: s, at: 0, count: ⟦region/no-cap⟧{is: s.a}}",
      "r: {of: s, at: ⟦unit/mismatch⟧1 ms}",
      "r: {of: s, at: ⟦order/forward⟧q.a}\nq: {of: s, at: 16}",
      "r: {of: s, at: 16, owns: ⟦unit/unknown⟧blok}",
      "r: {of: s, at: 16, copies: ⟦key/missing⟧{pick: newest}}",
      "r: {of: s, at: 16, copies: {pick: newest, by: ⟦name/unknown⟧aa}}",
      "r: {of: s, at: 16, copies: {pick: primary, differ: [⟦name/unknown⟧aa]}}",
      "r: {of: s, at: 16, ⟦key/unknown⟧bytes: 3}",
      "r: {of: s, at: 16, implied: [⟦name/unknown⟧when]}",
      "r: {of: s, at: 16, implied: ⟦type/mismatch⟧inside}",
      "r: {of: s, at: 16, each: ⟦type/mismatch⟧i in 0 .. 3}",
      "r: {of: s, at: 16, given: {⟦key/unknown⟧x: 3}}",
    ])
  func regions(_ image: String) {
    if image.contains("each:") {
      expectMarked(
        small(Self.fields, image: image.replacing("each: ⟦type/mismatch⟧i in ", with: "each: i in ⟦type/mismatch⟧")))
    } else {
      expectMarked(small(Self.fields, image: image))
    }
  }

  @Test("Copies are found from somewhere")
  func copies() {
    expectMarked(
      small(Self.fields).replacing(
        "s: {of: s, at: 0}", with: "s: {of: s, ⟦copies/nothing-fixed⟧at: [s.a, s.b], copies: {pick: primary}}"))
  }

  @Test("What a structure wants must be given, and bytes come only from structures")
  func given() {
    expectMarked(
      small(Self.fields, image: "r: {⟦region/given⟧of: t, at: 0}", more: "").replacing(
        "image:", with: "  t: {size: 8, given: {x: u64}, fields: {a: {at: 0, type: u64, is: x}}}\nimage:"
      ).replacing("r: {⟦region/given⟧of", with: "⟦region/given⟧r: {of"))
    expectMarked(
      small(Self.fields, image: "r: {of: t, at: 0, given: {x: \"⟦region/given⟧'ABCD'\"}}").replacing(
        "image:",
        with: "  t: {size: 4, given: {x: \"bytes[4]\"}, fields: {a: {at: 0, type: \"bytes[4]\", is: {is: x}}}}\nimage:")
    )
  }

  @Test("Versions are those that the field lists")
  func versions() {
    let fields = """
      a: {at: 0, type: u64, in: [1, 2, ⟦name/duplicate⟧2]}
      b: {at: 8, type: u64, versions: ⟦rule/unreachable⟧3}
      """
    expectMarked(small(fields, more: "versions: s.a"))
    expectMarked(small("a: ⟦key/missing⟧{at: 0, type: u64}\nb: {at: 8, type: u64, versions: 2}", more: "versions: s.a"))
    expectMarked(
      small(
        "a: {at: 0, type: u64, in: [1, 2]}\nb: {at: 8, type: u64}",
        more: "versions: ⟦name/unknown⟧{by: s.a, draft: [3], write: 2}"))
  }

  @Test("Features are flags of one word")
  func features() {
    let flags = "flags: {f: {type: u64, bits: {x: 0, y: {bit: 1, versions: 2}}}}\n"
    expectMarked(
      small(
        "a: {at: 0, type: f}\nb: {at: 8, type: f}", more: flags + "features: {p: s.a, q: ⟦feature/duplicate⟧s.b}"
      ).replacing("x: 0, y: {bit: 1, versions: 2}", with: "x: 0"))
    expectMarked(
      small(
        "a: {at: 0, type: f, valid: ⟦name/unknown⟧features.z}\nb: {at: 8, type: u64}",
        more: flags.replacing(", versions: 2", with: "") + "features: {p: s.a}"))
    expectMarked(
      small(
        "v: {at: 0, type: u32, in: [1, 2]}\nc: {at: 4, type: u32, versions: 1, valid: \"⟦feature/versions⟧features.y or this == 3\"}\nd: {at: 4, type: u32, versions: 2}\na: {at: 8, type: f}",
        more: "versions: s.v\n" + flags + "features: {p: s.a}"))
  }

  @Test("A set of bits whose region has gaps has no numbers")
  func facts() {
    expectMarked(
      small(
        "a: {at: 0, type: u64}\nm: {at: 8, type: \"bit[64]\"}",
        image: "r: {of: s, at: 0, when: this.a == 1, count: {is: 4, max: 4}}",
        more: "rules: {x: {valid: \"count(set(⟦fact/order⟧r.m)) == 3\"}}"
      )
      .replacing("when: this.a == 1", with: "when: index == 1"))
  }

  @Test("Names are reported where the diagnostic belongs, without cascades")
  func noCascades() {
    expectMarked(
      small(
        "a: {at: 0, type: e}\nb: {at: 8, type: u64, valid: a == .x}\n",
        more: "enums: {e: {type: ⟦type/unknown⟧u99, values: {x: 1}}}\nunits: {q: ⟦type/mismatch⟧[1]}"))
  }
}
