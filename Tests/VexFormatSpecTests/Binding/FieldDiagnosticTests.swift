import Testing

@testable import VexFormatSpec

/// What can be wrong with a field alone: its keys, type, size and constraints.
@Suite("Diagnostics of fields")
struct FieldDiagnosticTests {
  static let reported: [String] = [
    "a: {at: 0, type: u64, ⟦key/unknown:5|a field has no key 'valeu'⟧valeu: 3}\nb: {at: 8, type: u64}",
    "⟦key/missing|the field 'a' has neither a place nor something it is computed from⟧a: {type: u64}\nb: {at: 0, size: 16}",
    "a: {at: 0, size: 16}\nb: ⟦type/mismatch|a field is a mapping, not a list⟧[1]",
    "a: {at: 0, size: 16}\n⟦name/reserved|'index' has a meaning in expressions and cannot name a field⟧index: {value: 1}",
    "a: {at: 0, size: 16}\n⟦name/reserved|'0x1' is a number and cannot name a field⟧0x1: {value: 1}",
    "a: {at: 0, type: ⟦type/unknown|there is no type 'u65'⟧u65}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"⟦type/unknown|'0' is not a number of elements⟧u8[0]\"}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"⟦type/unknown|'bytes' needs its length in brackets⟧bytes\"}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"⟦array/no-cap|an open array needs its count⟧u8[]\"}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"u8[]\", count: ⟦array/no-cap|a count needs its cap⟧{is: b}}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"⟦array/no-cap|an open array is possible only as the type of a field, and only once⟧u8[2][]\", count: {is: b, max: 4}}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"⟦type/mismatch|only structures say themselves how long they are⟧u8[]\", bytes: {is: b, max: 8}}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"u8[8]\", ⟦key/unknown|only an open array has bytes that it fills⟧bytes: {is: b, max: 8}}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u32, size: ⟦type/width|the type takes 4 bytes, not 8⟧8}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"⟦type/width|the type takes more than 1048576 bytes⟧u64[1048576][1048576][1048576]\"}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, ⟦key/unknown|only a text has 'nul'⟧nul: required}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"text[8]\", nul: ⟦type/mismatch|'nul' is 'required' or left out⟧yes}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, ⟦key/unknown|only a single nested structure can be merged⟧merge: true}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, ⟦key/unknown|only a single nested structure can be merged⟧merge: ⟦type/mismatch|'merge' of a field is either true or false⟧maybe}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, unused: ⟦name/unknown|'unused' of a field cannot be 'never'⟧never}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, severity: ⟦name/unknown|'severity' of a field cannot be 'fatal'⟧fatal, is: 1}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, errno: ⟦name/unknown|'errno' of a field cannot be 'EPERM'⟧EPERM, is: 1}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, unit: ⟦unit/unknown|there is no unit 'parsec'⟧parsec}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, versions: ⟦name/unknown|this format declares no versions⟧2}\nb: {at: 8, type: u64}",
    "a: {at: ⟦type/mismatch|'b' is not a number⟧b, type: u64}\nb: {at: 8, type: u64}\n",
    "a: {at: ⟦type/width|2097152 is too large; at most 1048576 is possible⟧2097152, type: u64}\nb: {at: 0, size: 16}",
    "a: {at: 0, type: \"bytes[8]\", is: ⟦type/mismatch|'0x123' is not an even number of hexadecimal digits⟧0x123}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"bytes[8]\", is: ⟦type/width|10 bytes do not fit into 8⟧ABCDEFGHIJ}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, in: ⟦type/mismatch|'in' is a list of values⟧3}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, in: ['⟦type/mismatch|a string of 1 bytes does not go with a number⟧''x''']}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, in: ⟦type/mismatch|'in' lists no value, so that none would be allowed⟧[]}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, range: ⟦type/mismatch|a range is expected here⟧5}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, valid: ⟦type/mismatch|a condition is true or false, and this is a number⟧this}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, is: ⟦name/unknown|nothing here is named 'bb'⟧bb}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, none: ⟦type/mismatch|the field is a number, and this is a condition; only a number has a 'none' value⟧true}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, new: ⟦type/mismatch|the field is a number, and this is a condition⟧true}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, bits: {x: {at: 0, width: 4}, ⟦layout/overlap|the bit field 'y' shares bits with another⟧y: {at: 3, width: 4}}}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, bits: {x: ⟦type/width|bits 62 to 65 are not in an integer of 64 bits⟧{at: 62, width: 4}}}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64, bits: {x: ⟦key/missing|a bit field needs 'at', and 'width' or the type of an enumeration or flags⟧{at: 62}}}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nc: {join: ⟦type/width|the parts have 16 bytes together; 8 is the most⟧[a, ⟦join/overlap|'a' is joined twice⟧a]}",
    "a: {at: 0, type: u64}\nb: {at: 8, type: u64, local: ⟦type/mismatch|'local' is 'required' or left out⟧yes}",
    "a: {at: 0, type: \"⟦type/unknown|'text16' needs its length in brackets⟧text16\"}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"text16[4]\", is: ⟦type/width|10 bytes do not fit into 8⟧ABCDE}\nb: {at: 8, type: u64}",
    "a: {at: 0, size: 16}\nb: {at: ⟦key/missing|a place that varies needs the key 'max'⟧{is: 4, min: 0}, type: u32}",
    "a: {at: 0, size: 16}\nb: {at: ⟦type/mismatch|only a number has a place that varies⟧{is: 4, min: 0, max: 8}, type: \"bytes[4]\"}",
    "a: {at: 0, size: 16}\nb: {at: ⟦layout/outside|the places are 0 to 13, and there always are 16 bytes⟧{is: 4, min: 0, max: 13}, type: u32}",
    "a: {at: 0, size: 16}\nb: {at: {is: 4, min: 0, max: 12}, type: u32, ⟦key/unknown|a field whose place varies has no 'none'⟧none: 3}",
    "a: {at: 0, size: 16}\nb: {at: {is: ⟦name/unknown|nothing here is named 'aa'⟧aa, min: 0, max: 12}, type: u32}",
    "a: {at: 0, size: 16}\n⟦order/cycle|'b' depends on itself⟧b: {at: {is: b, min: 0, max: 12}, type: u32}",
    "a: {at: 0, type: u64}\nb: {at: 8, type: u64, valid: \"zero(this) and ⟦expr/syntax|size takes one value, and has 2⟧size(a, b) > 0\"}",
  ].map { small($0) }

  private static let structures = """
      v: {size: {is: n, min: 2, max: 8}, fields: {n: {at: 0, type: u16}, d: {at: 2, size: 6}}}
      w: {size: 4, fields: {k: {at: 0, type: u32}}}
    """

  /// Fields that hold other structures: packed arrays of one that says how long it is, and one that is merged.
  static let packed: [String] = [
    "a: {at: 0, type: \"v[]\", ⟦key/unknown|an array has a count or bytes that it fills, not both⟧count: {is: b, max: 2}, bytes: {is: b, max: 8}}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"v[]\", bytes: ⟦array/no-cap|a number of bytes needs its cap⟧{is: b}}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"v[]\", bytes: {is: ⟦type/mismatch|a number of bytes is an unsigned number, and this is a condition⟧b == 1, max: 8}}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: \"v[]\", bytes: {is: b, max: 8}}\nb: {at: 8, type: u64, valid: \"a⟦type/mismatch|where an element is that others are packed before, only a walk tells⟧[0].n == this\"}",
    "a: {at: 0, type: \"⟦type/mismatch|every 'w' has 4 bytes, so that they are counted, not packed⟧w[]\", bytes: {is: b, max: 8}}\nb: {at: 8, type: u64}",
    "a: {at: 0, type: u64}\nb: {at: 8, type: w, merge: true, ⟦key/unknown|a merged structure is there whenever its holder is; leave out 'merge'⟧when: a == 1}\nc: {at: 12, size: 4}",
  ].map { small($0, structures: structures) }

  @Test("Each is reported at its token", arguments: reported + packed)
  func reportedAreReported(_ marked: String) { expectMarked(marked) }

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
