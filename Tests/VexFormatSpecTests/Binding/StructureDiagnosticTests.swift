import Testing

/// What can be wrong with fields and structures as a whole.
@Suite("Diagnostics of structures")
struct StructureDiagnosticTests {
  private static let fields = "a: {at: 0, type: u64}\nb: {at: 8, type: u64}"

  static let fieldForms: [String] = [
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: \"⟦type/mismatch|only an unsigned integer has bit fields⟧bytes[8]\", bits: {x: {at: 0, width: 4}}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, size: 8, ⟦key/unknown|only an integer has bit fields⟧bits: {x: {at: 0, width: 4}}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, bits: {x: ⟦type/mismatch|a bit field is a mapping, not a scalar⟧3}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, bits: {x: {at: 0, type: ⟦type/unknown|there is no enumeration or flags type 'k'⟧k}}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, bits: {x: ⟦type/width|bits 60 to 71 are not in an integer of 64 bits⟧{at: 60, type: f}}}",
      more: "flags: {f: {type: u12, bits: {y: 11}}}"),
    small(
      "a: {at: 0, type: u64, bits: {v: ⟦key/missing|the version field lists the versions known⟧{at: 0, width: 4}}}\nb: {at: 8, type: u64}",
      more: "versions: s.a.v"),
    small(
      "a: {at: 0, type: u64, bits: {v: {at: 0, width: 4, in: [1, 2]}}}\nb: {at: 8, type: u64}",
      more: "versions: ⟦name/unknown|the version is a field of the first region, or bits of one⟧s.a.w"),
    small(
      "a: {at: 0, type: u64, bits: {v: {at: 0, width: 4}}}\nb: {at: 8, type: u64}",
      more: "features: {w: ⟦type/mismatch|a feature word is a flags field of the first region, or bits of one⟧s.a.v}"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, ⟦key/unknown|a field with a place is not computed⟧join: [a, b]}"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, ⟦key/unknown|only an open array has a count⟧count: {is: 1, max: 2}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, ⟦key/unknown|only a nested structure is given something⟧given: {x: 3}}"
    ),
    small("a: {at: 0, type: u64}\nb: {at: 8, type: u64, is: ⟦type/mismatch|one value is expected here⟧[1, 2]}"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, checksum: ⟦type/mismatch|a checksum is a mapping, not a scalar⟧3}"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nv: {value: ⟦type/mismatch|a value is a number, a condition or a byte string, and this is a range⟧0 .. 3}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nv: {⟦type/mismatch|a join is a list of fields, lowest part first⟧join: a}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nv: {join: ⟦type/mismatch|a join has at most 8 parts, and this one 9⟧[a, a, a, a, a, a, a, a, a]}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nv: {join: [a, ⟦type/mismatch|a join is made of unsigned integer fields of the structure⟧c]}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nv: {value: a, ⟦key/unknown|a field without a place has no size⟧size: 3}"
    ),
    small(
      "a: {at: 0, type: '⟦type/unknown|an array has at most 4 dimensions⟧u8[1][1][1][1][1][1][1][1][1]', size: 16}",
      structures:
        "  t: {size: {is: k, min: 8, max: 16}, fields: {k: {at: 0, type: u64}, l: {at: 8, type: u64, when: k > 8}}}\n  w: {size: 4, fields: {k: {at: 0, type: u32}}}"
    ),
    small(
      "a: {at: 0, type: '⟦type/mismatch|'t' varies in size; the elements of an array do not⟧t[2]', size: 16}",
      structures:
        "  t: {size: {is: k, min: 8, max: 16}, fields: {k: {at: 0, type: u64}, l: {at: 8, type: u64, when: k > 8}}}\n  w: {size: 4, fields: {k: {at: 0, type: u32}}}"
    ),
    small(
      "a: {at: 0, type: '⟦type/mismatch|an array of arrays of structures is not possible⟧w[2][2]', size: 16}",
      structures: "  w: {size: 4, fields: {k: {at: 0, type: u32}}}"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: \"bit[64]\", new: ⟦type/mismatch|a bit array is made from a set of bits, and this is a number⟧a}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: \"bit[]\", count: {is: a, max: 64}, new: ⟦type/mismatch|a bit array whose length varies is made of zeroes, and has no value⟧0 .. 2}"
    ),
    small(
      "a: {at: 0, type: u64, in: [1, 2]}\nb: {at: 8, type: u64, severity: {warning: ⟦type/mismatch|a severity or a condition is expected here, not a list⟧[x]}, is: 1}",
      more: "versions: s.a"),
    small(
      "a: {at: 0, type: u64, in: [1, 2]}\nb: {at: 8, type: u64, severity: {1: ⟦name/unknown|there is no severity 'fatal'⟧fatal}, is: 1}",
      more: "versions: s.a"),
  ]

  @Test("Keys of a field go with what it is", arguments: fieldForms)
  func fieldFormsAreReported(_ marked: String) { expectMarked(marked) }

  static let structures: [String] = [
    small(fields, structure: "rules: {r: ⟦type/mismatch|a rule is a mapping, not a scalar⟧3}"),
    small(fields, structure: "rules: {r: ⟦key/missing|a rule needs the key 'valid'⟧{when: a == 1}}"),
    small(
      fields,
      structure: "updates: {⟦type/mismatch|an update goes to an integer field of a structure that was given⟧a: 3}"),
    small(fields, structure: "given: {x: ⟦type/mismatch|a type is expected here, not a list⟧[u64]}"),
    small(
      fields,
      structure:
        "given: ⟦structure/too-large|a structure is given at most 16 things⟧{x0: u8, x1: u8, x2: u8, x3: u8, x4: u8, x5: u8, x6: u8, x7: u8, x8: u8, x9: u8, x10: u8, x11: u8, x12: u8, x13: u8, x14: u8, x15: u8, x16: u8, x17: u8, x18: u8, x19: u8, x20: u8, x21: u8, x22: u8, x23: u8, x24: u8, x25: u8, x26: u8, x27: u8, x28: u8, x29: u8, x30: u8, x31: u8, x32: u8, x33: u8, x34: u8, x35: u8, x36: u8, x37: u8, x38: u8, x39: u8, x40: u8, x41: u8, x42: u8, x43: u8, x44: u8, x45: u8, x46: u8, x47: u8, x48: u8, x49: u8, x50: u8, x51: u8, x52: u8, x53: u8, x54: u8, x55: u8, x56: u8, x57: u8, x58: u8, x59: u8, x60: u8, x61: u8, x62: u8, x63: u8, x64: u8, x65: u8, x66: u8, x67: u8, x68: u8, x69: u8, x70: u8, x71: u8, x72: u8, x73: u8, x74: u8, x75: u8, x76: u8, x77: u8, x78: u8, x79: u8}"
    ),
    small(fields, size: "⟦key/missing|a size that varies needs the key 'is'⟧{min: 8, max: 16}"),
    small(fields, size: "⟦type/mismatch|a size from 16 to 8 is impossible⟧{is: a, min: 16, max: 8}"),
    small(fields, structures: "  t: ⟦type/mismatch|a structure is a mapping, not a scalar⟧3"),
    small(fields, structures: "  t: ⟦key/missing|a structure needs the key 'size'⟧{fields: {a: {at: 0, type: u8}}}"),
    small(
      fields, image: "r: {of: t, at: 0, given: {x: ⟦type/mismatch|'x' is a number, and this is a condition⟧true}}",
      structures: "  t: {size: 8, given: {x: u64}, fields: {a: {at: 0, type: u64, is: x}}}"),
    small(
      fields, image: "r: {of: t, at: 0, given: {x: s}}",
      structures:
        "  t: {size: 8, given: {x: s}, updates: {x.a: ⟦type/mismatch|an update is an expression, not a list⟧[1]}, fields: {a: {at: 0, type: u64, is: x.a}}}"
    ),
    small(
      fields,
      image:
        "r: {of: t, at: 0, given: {x: \"⟦type/mismatch|'x' is a structure, which is named by its path⟧s.a == 1 ? s : s\"}}",
      structures: "  t: {size: 8, given: {x: s}, fields: {a: {at: 0, type: u64, is: x.a}}}"),
    small(
      "a: {at: 0, type: u64, in: [1, 2]}\nb: {at: 8, type: u64, versions: 1}\nc: {at: 8, type: u64, versions: 2}",
      structure:
        "versions: 1\n    rules: {⟦rule/unreachable|the rule's versions and those of what it is about exclude each other⟧r: {valid: a == 1, versions: 2}}",
      more: "versions: s.a"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: t, given: {x: \"⟦local/required|what 'b' is given needs more than a kernel has at hand⟧sum(i in 0 .. 10000000: i)\"}}",
      structures: "  t: {size: 8, given: {x: u64}, fields: {a: {at: 0, type: u64, valid: this == x}}}"),
    small(fields, size: "0").replacing("size: 0", with: "⟦type/mismatch|a structure has at least one byte⟧size: 0"),
  ]

  @Test("Structures are whole", arguments: structures)
  func structuresAreReported(_ marked: String) { expectMarked(marked) }
}
