import Testing

@testable import VexFormatSpec

/// What can be wrong with a field alone: its keys, type, size and constraints.
@Suite("Diagnostics of fields")
struct FieldDiagnosticTests {
  @Test(
    "Each is reported at its token",
    arguments: [
      "a: {at: 0, type: u64, ⟦key/unknown:5⟧valeu: 3}\nb: {at: 8, type: u64}",
      "⟦key/missing⟧a: {type: u64}\nb: {at: 0, size: 16}",
      "a: {at: 0, size: 16}\nb: ⟦type/mismatch⟧[1]",
      "a: {at: 0, size: 16}\n⟦name/reserved⟧index: {value: 1}",
      "a: {at: 0, size: 16}\n⟦name/reserved⟧0x1: {value: 1}",
      "a: {at: 0, type: ⟦type/unknown⟧u65}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: \"⟦type/unknown⟧u8[0]\"}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: \"⟦type/unknown⟧bytes\"}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: \"⟦array/no-cap⟧u8[]\"}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: \"u8[]\", count: ⟦array/no-cap⟧{is: b}}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: \"⟦array/no-cap⟧u8[2][]\", count: {is: b, max: 4}}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u32, size: ⟦type/width⟧8}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: \"⟦type/width⟧u64[1048576][1048576][1048576]\"}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, ⟦key/unknown⟧nul: required}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: \"text[8]\", nul: ⟦type/mismatch⟧yes}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, ⟦key/unknown⟧merge: true}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, ⟦key/unknown⟧merge: ⟦type/mismatch⟧maybe}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, unused: ⟦name/unknown⟧never}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, severity: ⟦name/unknown⟧fatal, is: 1}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, errno: ⟦name/unknown⟧EPERM, is: 1}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, unit: ⟦unit/unknown⟧parsec}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, versions: ⟦name/unknown⟧2}\nb: {at: 8, type: u64}",
      "a: {at: ⟦type/mismatch⟧b, type: u64}\nb: {at: 8, type: u64}\n",
      "a: {at: ⟦type/width⟧2097152, type: u64}\nb: {at: 0, size: 16}",
      "a: {at: 0, type: \"bytes[8]\", is: ⟦type/mismatch⟧0x123}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: \"bytes[8]\", is: ⟦type/width⟧ABCDEFGHIJ}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, in: ⟦type/mismatch⟧3}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, in: ['⟦type/mismatch⟧''x''']}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, in: ⟦type/mismatch⟧[]}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, range: ⟦type/mismatch⟧5}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, valid: ⟦type/mismatch⟧this}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, is: ⟦name/unknown⟧bb}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, none: ⟦type/mismatch⟧true}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, new: ⟦type/mismatch⟧true}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, bits: {x: {at: 0, width: 4}, ⟦layout/overlap⟧y: {at: 3, width: 4}}}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, bits: {x: ⟦type/width⟧{at: 62, width: 4}}}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64, bits: {x: ⟦key/missing⟧{at: 62}}}\nb: {at: 8, type: u64}",
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nc: {join: [a, ⟦join/overlap⟧⟦type/width⟧a]}",
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, local: ⟦type/mismatch⟧yes}",
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, valid: \"zero(this) and ⟦expr/syntax⟧size(a, b) > 0\"}",
    ])
  func reported(_ fields: String) {
    let spec = small(fields)
    if fields.contains("⟦join/overlap⟧") {
      // The list as a whole is too wide, and its second part is there twice.
      let codes = Set(compileDiagnostics(MarkedSpec(spec).text).map(\.code))
      #expect(codes == ["join/overlap", "type/width"])
    } else {
      expectMarked(spec)
    }
  }

  @Test("All of a file is reported in one run, and nothing twice")
  func oneRun() {
    expectMarked(
      small(
        """
        a: {at: 0, type: ⟦type/unknown⟧kind}
        b: {at: 4, type: u32, is: ⟦name/unknown⟧cc}
        c: {at: 8, type: u64, unit: ⟦unit/unknown⟧blok, valid: a == 3}
        d: {value: ⟦order/cycle⟧d + 1}
        """, more: "constants: {n: ⟦type/mismatch⟧true, m: 3}"))
  }

  @Test("The nearest name is offered")
  func nearestName() {
    let found = compileDiagnostics(small("alpha: {at: 0, type: u64}\nb: {at: 8, type: u64, is: alhpa}"))
    #expect(found.map(\.help) == ["did you mean 'alpha'?"])
  }
}
