import Testing

@testable import VexFormatSpec

/// What can be wrong with the tables of a specification: its header, constants, types, features, regions and facts.
@Suite("Diagnostics of specifications")
struct SpecificationDiagnosticTests {
  private static let fields = "a: {at: 0, type: u64}\nb: {at: 8, type: u64}"

  static let tables: [String] = [
    "⟦key/unknown|a specification has no key 'constant'⟧constant: {n: 3}",
    "constants: {n: 1, ⟦name/reserved|'this' has a meaning in expressions and cannot name a constant⟧this: 2}",
    "constants: {n: ⟦type/mismatch|a constant is a number that is known without an image⟧true}",
    "constants: {n: ⟦name/unknown|nothing here is named 'm'⟧m}",
    "constants: {n: {value: 3, unit: ⟦unit/unknown|'block' is not a built-in unit⟧block}}",
    "units: {block: ⟦unit/mismatch|a unit of 0 bytes divides nothing⟧0}",
    "units: {block: 4096, ⟦name/duplicate|a unit named 'byte' exists already⟧byte: 1}",
    "enums: {e: {type: u8, values: {x: 1, y: ⟦enum/duplicate-value|1 already is the value 'x'⟧1}}}",
    "enums: {e: {type: u8, values: {x: ⟦type/width|256 is too large; at most 255 is possible⟧256}}}",
    "enums: {e: {type: ⟦type/unknown|'i8' is not an unsigned integer type⟧i8, values: {x: 1}}}",
    "enums: {e: ⟦key/missing|an enumeration needs the key 'values'⟧{type: u8}}",
    "flags: {f: {type: u8, bits: {x: 1, y: ⟦flag/duplicate-bit|bit 1 already is 'x'⟧1}}}",
    "flags: {f: {type: u8, bits: {x: ⟦type/width|8 is too large; at most 7 is possible⟧8}}}",
    "flags: {f: {type: u8, bits: {x: ⟦type/mismatch|a flag is the number of a bit, 0 to 7⟧[1]}}}",
    "flags: {f: {type: u8, bits: {x: 1, y: {alias: ⟦name/unknown|no bit here has the name 'xx'⟧xx}}}}",
    "flags: {f: {type: u8, bits: {x: 1, y: {alias: x}, z: {alias: ⟦name/unknown|no bit here has the name 'y'⟧y}}}}",
    "flags: {f: {type: u8, bits: {x: 1, y: {alias: x, ⟦key/unknown|another name of a flag has no key 'bit'⟧bit: 2}}}}",
    "features: {w: ⟦type/mismatch|a feature word is a flags field of the first region, or bits of one⟧s.a}",
    "versions: ⟦name/unknown|the version is a field of the first region, or bits of one⟧s.c",
    "versions: ⟦type/mismatch|'versions' names the field that holds the version⟧[s.a]",
    "flags: {f: {type: u8, bits: {x: ⟦type/mismatch|'3 - 5' is not a number⟧3 - 5}}}",
    "flags: {f: {type: u8, bits: {x: ⟦type/width|2 ^ 3 + 1 is too large; at most 7 is possible⟧2 ^ 3 + 1}}}",
    "flags: {f: {type: u8, bits: {x: ⟦type/mismatch|'1 + s.a' is not a number⟧1 + s.a}}}",
    "rules: {r: {valid: ⟦type/mismatch|a condition is true or false, and this is a number⟧s.a}}",
    "rules: {r: ⟦key/missing|a fact needs the key 'valid'⟧{when: s.a == 1}}",
    "lookalikes: {l: ⟦key/missing|a lookalike needs the key 'magic'⟧{at: 0}}",
    "lookalikes: {l: ⟦key/missing|a lookalike needs the key 'at'⟧{magic: ABCD}}",
    "lookalikes: {l: ⟦type/mismatch|a lookalike is a mapping, not a scalar⟧5}",
    "⟦key/missing|a repair is from a version to itself, and the format has none⟧repair: {set: {s.a: counted}}",
    "⟦key/missing|marks tell of a change of versions, and the format has none⟧marking: {feature: f}",
  ].map { small(fields, more: $0) }

  @Test("Tables are checked entry by entry", arguments: tables)
  func tablesAreReported(_ marked: String) { expectMarked(marked) }

  static let regions: [String] = [
    "r: {of: ⟦name/unknown|there is no structure 't'⟧t, at: 0}",
    "r: ⟦key/missing|a region needs 'at': an expression, or a list of them⟧{of: s}",
    "r: ⟦key/missing|a region needs 'of', or 'bytes' if it is just bytes⟧{at: 0}",
    "r: {of: s, at: 0, count: ⟦region/no-cap|a count needs its cap⟧{is: s.a}}",
    "r: {of: s, at: ⟦unit/mismatch|a place is in byte, and this is in ms⟧1 ms}",
    "r: {of: s, at: ⟦order/forward|the region 'q' is declared later; only earlier ones have been read here⟧q.a}\nq: {of: s, at: 16}",
    "q: {of: s, at: 16, valid: \"this.a == refs(⟦order/forward|the region 'r' is declared later; only earlier ones have been read here⟧r.a, 1)\"}\nr: {of: s, at: 32, count: {is: 2, max: 2}}",
    "q: {of: s, at: 16, each: i in ⟦order/forward|the region 'r' is declared later; only earlier ones have been read here⟧r}\nr: {of: s, at: 32, count: {is: 2, max: 2}}",
    "r: {of: s, at: 16, owns: ⟦unit/unknown|there is no unit 'blok'⟧blok}",
    "r: {of: s, at: 16, copies: ⟦key/missing|the newest copy is told by a field⟧{pick: newest}}",
    "r: {of: s, at: 16, copies: {pick: newest, by: ⟦name/unknown|there is no field 'aa'⟧aa}}",
    "r: {of: s, at: 16, copies: {pick: primary, differ: [⟦name/unknown|s has no such field⟧aa]}}",
    "r: {of: s, at: 16, ⟦key/unknown|a structure has its own size⟧bytes: 3}",
    "r: {of: s, at: 16, implied: [⟦name/unknown|the region has no such rule⟧when]}",
    "r: {of: s, at: 16, copies: {pick: primary, differ: ⟦type/mismatch|'differ' is a list of fields, or the word 'all'⟧a}}",
    "r: {of: s, at: 16, copies: {pick: primary, agree: [a], ⟦key/unknown|where some fields agree, all others may differ⟧differ: [b]}}",
    "r: {of: s, at: 16, copies: {pick: primary, ⟦key/unknown|only the newest copy is told by a field⟧by: a}}",
    "r: {of: s, at: 16, copies: {pick: primary}, search: ⟦type/mismatch|'search' is a list of places, not a scalar⟧64}",
    "r: {of: s, at: [16, ⟦type/mismatch|'at' of a region lists scalars, and this is a mapping⟧{x: 3}]}",
    "r: {of: s, at: 16, implied: ⟦type/mismatch|'implied' is a list of the region's rules⟧inside}",
    "r: {of: s, at: 16, each: i in ⟦type/mismatch|a walk runs over regions and arrays⟧0 .. 3}",
    "r: {of: s, at: 16, given: {⟦key/unknown|s is not given 'x'⟧x: 3}}",
  ].map { small(fields, image: $0) }

  @Test("Regions are checked", arguments: regions)
  func regionsAreReported(_ marked: String) { expectMarked(marked) }

  @Test("Names are reported where the diagnostic belongs, without cascades")
  func noCascades() {
    expectMarked(
      small(
        "a: {at: 0, type: e}\nb: {at: 8, type: u64, valid: a == .x}\n",
        more: "enums: {e: {type: ⟦type/unknown⟧u99, values: {x: 1}}}\nunits: {q: ⟦type/mismatch⟧[1]}"))
  }
}
