import Testing

/// What can be wrong with the tables of a specification, and with its regions.
@Suite("Diagnostics of tables")
struct TableDiagnosticTests {
  private static let fields = "a: {at: 0, type: u64}\nb: {at: 8, type: u64}"

  static let entries: [String] = [
    small(fields, more: "constants: {\"⟦name/reserved|'a b' cannot be the name of a constant⟧a b\": 3}"),
    small(
      fields,
      more:
        "constants: {⟦name/reserved|the name of a constant has more than 64 characters⟧kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk: 3}"
    ),
    small(fields, more: "constants: {c: ⟦type/mismatch|a constant is a number, not a list⟧[1]}"),
    small(fields, more: "units: {u: ⟦type/mismatch|a unit is a number of bytes, not a list⟧[1]}"),
    small(fields, more: "enums: {e: {type: u8, values: {x: ⟦type/mismatch|a value is a number, not a list⟧[1]}}}"),
    small(fields, more: "flags: {f: ⟦key/missing|a flags type needs the key 'bits'⟧{type: u8}}"),
    small(fields, more: "rules: {r: ⟦type/mismatch|a fact is a mapping, not a scalar⟧3}"),
    small(
      "a: {at: 0, type: u64, in: [1, 2]}\nb: {at: 8, type: u64}",
      more: "versions: ⟦name/unknown|version 3, which mkfs shall write, is not a known version⟧{by: s.a, write: 3}"),
    small(fields).replacing(
      "license: MIT", with: "⟦type/mismatch|a license is an SPDX expression on one line⟧license: \"MIT */\""),
    small(fields, more: "⟦type/mismatch|a maker is the name of one program⟧maker: mkfs.a and others"),
  ]

  @Test("Entries are of the form asked for", arguments: entries)
  func entriesAreReported(_ marked: String) { expectMarked(marked) }

  static let references: [String] = [
    small(
      "a: {at: 0, type: u64, to: ⟦to/not-a-table|'to' names an element of a region that has a count⟧s}\nb: {at: 8, type: u64}"
    ),
    small(
      "a: {at: 0, type: u64, to: ⟦to/not-a-table|'to' names an element of a region that has a count⟧this + 1}\nb: {at: 8, type: u64}"
    ),
    small(
      "a: {at: 0, type: u64, to: \"⟦to/not-a-table|'to' names an element of a region that has a count⟧t[this]\"}\nb: {at: 8, type: u64}",
      image: "t: {of: s, at: [16, 32]}"),
    small(
      "a: {at: 0, type: u64, unit: byte, to: \"t[⟦unit/mismatch|a count and an index are counted in different units: block and byte⟧this]\"}\nb: {at: 8, type: u64, unit: block}",
      image: "t: {of: s, at: 16, count: {is: s.b, max: 9}}", more: "units: {block: 16}"),
  ]

  @Test("What a field names is in a table", arguments: references)
  func referencesAreReported(_ marked: String) { expectMarked(marked) }

  static let headers: [String] = [
    "⟦key/missing|a specification needs the key 'endian'⟧" + small(fields).replacing("endian: little\n", with: ""),
    "⟦key/missing|a specification needs the key 'image'⟧"
      + small(fields).replacing("image:\n  s: {of: s, at: 0}", with: ""),
    "⟦key/missing|a specification needs the key 'structures'⟧format: t\nendian: little\nlicense: MIT\nimage: {}",
    small(
      "a: {at: 0, type: u64, valid: a in ⟦type/mismatch|'in' expects a list in brackets or a range⟧b}\nb: {at: 8, type: u64}"
    ),
  ]

  @Test("What every specification has is there", arguments: headers)
  func headersAreReported(_ marked: String) { expectMarked(marked) }

  static let regions: [String] = [
    small(fields, image: "r: ⟦type/mismatch|a region is a mapping, not a scalar⟧3"),
    small(fields, image: "r: {of: s, at: ⟦type/mismatch|a region has at least one place⟧[]}"),
    small(
      fields, image: "r: {of: s, at: [0, 16], copies: {pick: newest, by: ⟦name/unknown|there is no field 'zz'⟧zz}}"),
    small(fields, image: "r: {of: ⟦name/unknown|there is no structure 'tt'⟧tt, at: 0}"),
    small(
      fields,
      image:
        "r: {of: s, at: 0, each: \"⟦structure/too-large|a walk has at most 8 loops⟧x0 in r0, x1 in r1, x2 in r2, x3 in r3, x4 in r4, x5 in r5, x6 in r6, x7 in r7, x8 in r8, x9 in r9, x10 in r10, x11 in r11\"}"
    ),
    small(fields).replacing(
      "s: {of: s, at: 0}",
      with: "s: ⟦key/missing|the first region identifies the format and needs a structure⟧{at: 0, bytes: 16}"),
    small(fields).replacing(
      "s: {of: s, at: 0}",
      with:
        "s: {of: s, ⟦copies/nothing-fixed|every place of 's' is told by 's' itself, and nothing says where to look first⟧at: [s.a, s.b], copies: {pick: primary}}"
    ),
    small(
      fields,
      more:
        "units: {u: s.a, w: byte(⟦unit/mismatch|a unit is computed from bytes, not from 'u', which the image decides⟧u(8))}"
    ),
  ]

  @Test("Regions have a place and a structure", arguments: regions)
  func regionsAreReported(_ marked: String) { expectMarked(marked) }

  static let wholes: [String] = [
    small(
      fields, image: "⟦region/given|t wants 'x'⟧r: {of: t, at: 0}",
      structures: "  t: {size: 8, given: {x: u64}, fields: {a: {at: 0, type: u64, is: x}}}"),
    small(
      fields,
      image:
        "r: {of: t, at: 0, given: {x: \"⟦region/given|a region supplies numbers and structures, and 'x' is a string of 4 bytes⟧'ABCD'\"}}",
      structures: "  t: {size: 4, given: {x: \"bytes[4]\"}, fields: {a: {at: 0, type: \"bytes[4]\", is: {is: x}}}}"),
    small(
      "a: {at: 0, type: u64, in: [1, 2, ⟦name/duplicate|version 2 is listed twice⟧2]}\nb: {at: 8, type: u64, versions: ⟦rule/unreachable|no known version is in '3'⟧3}",
      more: "versions: s.a"),
    small(
      "a: ⟦key/missing|the version field lists the versions known⟧{at: 0, type: u64}\nb: {at: 8, type: u64, versions: 2}",
      more: "versions: s.a"),
    small(
      "a: {at: 0, type: u64, in: [1, 2]}\nb: {at: 8, type: u64}",
      more: "versions: ⟦name/unknown|the draft 3 is not a known version⟧{by: s.a, draft: [3], write: 2}"),
    small(
      "a: {at: 0, type: f}\nb: {at: 8, type: f}",
      more:
        "flags: {f: {type: u64, bits: {x: 0, y: 1}}}\nfeatures: {p: s.a, q: ⟦feature/duplicate|the feature 'x' is in two words⟧⟦feature/duplicate|the feature 'y' is in two words⟧s.b}"
    ),
    small(
      "a: {at: 0, type: f, valid: ⟦name/unknown|there is no feature 'z'⟧features.z}\nb: {at: 8, type: u64}",
      more: "flags: {f: {type: u64, bits: {x: 0, y: 1}}}\nfeatures: {p: s.a}"),
    small(
      "v: {at: 0, type: u32, in: [1, 2]}\nc: {at: 4, type: u32, versions: 1, valid: \"⟦feature/versions|no version in which this applies has the flag 'y'⟧features.y or this == 3\"}\nd: {at: 4, type: u32, versions: 2}\na: {at: 8, type: f}",
      more: "versions: s.v\nflags: {f: {type: u64, bits: {x: 0, y: {bit: 1, versions: 2}}}}\nfeatures: {p: s.a}"),
    small(
      "a: {at: 0, type: u64}\nm: {at: 8, type: \"bit[64]\"}",
      image: "r: {of: s, at: 0, when: index == 1, count: {is: 4, max: 4}}",
      more:
        "rules: {x: {valid: \"count(set(⟦fact/order|elements of 'r' may be absent, so that its bits have no numbers⟧r.m)) == 3\"}}"
    ),
  ]

  @Test("Versions, features and what is given fit each other", arguments: wholes)
  func wholesAreReported(_ marked: String) { expectMarked(marked) }
}
