import Testing

/// What can be wrong with paths, operands and units.
@Suite("Diagnostics of operands")
struct OperandDiagnosticTests {
  private static let fields = "a: {at: 0, type: u64}\nb: {at: 8, type: u64}"

  /// A specification with a condition of its field `a`, and a field `b` of the type given.
  private static func condition(
    _ condition: String, b: String = "u64", image: String = "", more: String = "", structures: String = ""
  ) -> String {
    small(
      "a: {at: 0, type: u64, valid: \"\(condition)\"}\nb: {at: 8, type: \(b)}", image: image, more: more,
      structures: structures)
  }

  static let paths: [String] = [
    condition("⟦name/unknown|'format' has only 'format.version'⟧format.size == 1"),
    condition("⟦type/mismatch|'image' can only be asked for its size⟧image == 1"),
    condition("⟦name/unknown|a feature is named 'features.NAME'⟧features == 1"),
    small(
      fields,
      more: "rules: {r: {valid: ⟦name/unknown|'this' has no meaning here: no field or element is spoken of⟧this == 1}}"),
    small(fields, more: "rules: {r: {valid: ⟦name/unknown|'self' has no meaning outside a structure⟧self == 1}}"),
    small(
      fields, image: "r: {of: s, at: index * 16, count: {is: 3, max: 3}}",
      more: "rules: {x: {valid: ⟦type/mismatch|the region 'r' has many elements; say which⟧r.a == 1}}"),
    condition("a.⟦name/unknown|'x' is asked of something that has no fields⟧x == 1"),
    condition("b.⟦name/unknown|there is no bit field 'x'⟧x == 1", b: "u64, bits: {y: {at: 0, width: 64}}"),
    condition("⟦name/unknown|there is no feature 'x'⟧features.x"),
  ]

  @Test("Paths lead somewhere", arguments: paths)
  func pathsAreReported(_ marked: String) { expectMarked(marked) }

  static let operands: [String] = [
    condition("⟦type/mismatch|'has' asks a flags word, and this is a number⟧a has b"),
    small(
      "a: {at: 0, type: f, valid: \"a has ⟦name/unknown|f has no flag 'z'⟧.z\"}\nb: {at: 8, type: e}",
      more: "flags: {f: {type: u64, bits: {x: 0}}}\nenums: {e: {type: u64, values: {p: 1, q: 2}}}"),
    small(
      "a: {at: 0, type: f, valid: \"b == ⟦name/unknown|e has no value 'z'⟧.z\"}\nb: {at: 8, type: e}",
      more: "flags: {f: {type: u64, bits: {x: 0}}}\nenums: {e: {type: u64, values: {p: 1, q: 2}}}"),
    small(
      "a: {at: 0, type: f, valid: \".x == ⟦type/mismatch|'.y' takes its type from the other side, which is neither an enumeration nor flags⟧.y\"}\nb: {at: 8, type: e}",
      more: "flags: {f: {type: u64, bits: {x: 0}}}\nenums: {e: {type: u64, values: {p: 1, q: 2}}}"),
    condition("a in ⟦type/mismatch|a range has numbers as bounds, and this is a condition⟧true .. false"),
    condition("⟦type/mismatch|'<' does not compare a condition⟧(a == 1) < (b == 1)"),
    small(
      "a: {at: 0, type: f, valid: \"a has ⟦type/mismatch|'has' expects a flag of a flags word of type f, and this is a condition⟧true\"}\nb: {at: 8, type: e}",
      more: "flags: {f: {type: u64, bits: {x: 0}}}\nenums: {e: {type: u64, values: {p: 1, q: 2}}}"),
    small(
      "a: {at: 0, type: f, valid: \"⟦type/mismatch|'+' computes with unsigned integers, and this is a condition⟧true + 1 == 1\"}\nb: {at: 8, type: e}",
      more: "flags: {f: {type: u64, bits: {x: 0}}}\nenums: {e: {type: u64, values: {p: 1, q: 2}}}"),
    condition("b in ⟦type/mismatch|a number does not bound a string of 8 bytes⟧1 .. 3", b: "'bytes[8]'"),
    condition("a in [1 ⟦expr/syntax|found `2`, expected `,` or `]`⟧2]"),
  ]

  @Test("Operands go with each other", arguments: operands)
  func operandsAreReported(_ marked: String) { expectMarked(marked) }

  static let units: [String] = [
    small(
      "a: {at: 0, type: u64, unit: byte}\nb: {at: 8, type: u64, unit: block, valid: \"a * ⟦unit/mismatch|a number in byte times a number in block has no unit⟧b == 1\"}",
      more: "units: {block: 4096}"),
    small(
      "a: {at: 0, type: u64, unit: byte}\nb: {at: 8, type: u64, unit: block, valid: \"a / ⟦unit/mismatch|a number in block divides only numbers in block⟧b == 1\"}",
      more: "units: {block: 4096}"),
    small(
      "a: {at: 0, type: \"u32[2]\", unit: block}\nb: {at: 8, type: u64, valid: \"a[1] + ⟦unit/mismatch|the two sides of '+' are counted in different units: block and byte⟧8 byte > b\"}",
      more: "units: {block: 4096}"),
    small(
      "a: {at: 0, type: \"u32[2]\", unit: block}\nb: {at: 8, type: u64, valid: \"any(z in a: z < ⟦unit/mismatch|the two sides of '<' are counted in different units: block and byte⟧8 byte)\"}",
      more: "units: {block: 4096}"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, valid: byte(⟦unit/mismatch|a plain number is not converted to bytes⟧a + 1) == 1}"
    ),
    small(
      "a: {at: 0, type: u64, unit: byte}\nb: {at: 8, type: u64, unit: block, valid: \"byte(⟦unit/mismatch|in ms cannot be converted to byte⟧1 ms) == 1\"}",
      more: "units: {block: 4096}"),
    small(fields, more: "units: {block: s.a * ⟦name/unknown|'index' has no meaning here: nothing is counted⟧index}"),
    small(fields, more: "units: {u: ⟦type/mismatch|a unit is an unsigned number, and this is a condition⟧true}"),
    small(fields, more: "units: {u: ⟦unit/unknown|there is no unit 'block'⟧5 block}"),
  ]

  @Test("Units are kept", arguments: units)
  func unitsAreReported(_ marked: String) { expectMarked(marked) }

  static let versionSets: [String] = [
    small(
      "a: {at: 0, type: u64, in: [1, 2]}\nb: {at: 8, type: u64, versions: '⟦expr/syntax|found `..` without a version⟧..'}",
      more: "versions: s.a"),
    small(
      "a: {at: 0, type: u64, in: [1, 2]}\nb: {at: 8, type: u64, versions: '1⟦expr/syntax|found `..=` in a set of versions⟧..=2'}",
      more: "versions: s.a"),
    small(
      "a: {at: 0, type: u64, in: [1, 2]}\nb: {at: 8, type: u64, versions: ⟦expr/syntax|found `x`, expected a version, as in `1`, `2..` or `1, 3..4`⟧x}",
      more: "versions: s.a"),
    small(
      "a: {at: 0, type: u64, in: [1, 2]}\nb: {at: 8, type: u64, versions: '⟦expr/syntax|3..2 holds no version⟧3..2'}",
      more: "versions: s.a"),
  ]

  @Test("Sets of versions are written alone", arguments: versionSets)
  func versionSetsAreReported(_ marked: String) { expectMarked(marked) }
}
