import Testing

/// What can be wrong with what a checksum is computed with, and covers.
@Suite("Diagnostics of checksums")
struct ChecksumDiagnosticTests {
  /// A specification with a CRC of these parameters.
  private static func modelled(_ crc: String) -> String {
    small("a: {at: 0, type: u64}\nb: {at: 8, type: u64}", more: "algorithms: {x-crc: {crc: \(crc)}}")
  }

  static let checksums: [String] = [
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, checksum: {algorithm: ⟦key/missing|a choice of algorithms needs the key 'by'⟧{x: crc32c}, over: [0 .. 8]}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, checksum: {algorithm: ⟦type/mismatch|an algorithm is a name, or {by: FIELD, VALUE: NAME, ...}⟧[x], over: [0 .. 8]}}"
    ),
    small(
      "a: {at: 0, type: e}\nb: {at: 8, type: u64, checksum: {algorithm: ⟦key/missing|no algorithm is named for 'q'⟧{by: a, p: crc32c}, over: [0 .. 8]}}",
      more: "enums: {e: {type: u64, values: {p: 1, q: 2}}}"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, checksum: {algorithm: crc32c, over: [⟦type/mismatch|a checksum covers ranges, fields and encoded numbers⟧true]}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, checksum: {algorithm: crc32c, over: [⟦type/mismatch|a list inside 'over' covers nothing⟧[a]]}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, checksum: {algorithm: crc32c, over: [⟦key/missing|a covered range that varies needs 'to: {is: EXPRESSION, max: NUMBER}'⟧{from: 0}]}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: 'u8[8]', checksum: ⟦type/mismatch|a checksum is stored in an integer or in bytes⟧{algorithm: crc32c, over: [0 .. 8]}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nv: {digest: {algorithm: crc32c, over: [0 .. 8]}, checksum: ⟦key/missing|the field has no place; say where the value is kept⟧{algorithm: crc32c, over: [0 .. 8]}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nv: {value: 3, checksum: {algorithm: crc32c, over: [0 .. 8], stored: ⟦type/mismatch|'stored' names the field that holds the value⟧3 + 4}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, checksum: {algorithm: {by: ⟦type/mismatch|the algorithm is chosen by an enumeration, and this is a number⟧a}, over: [0 .. 8]}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, checksum: {algorithm: {by: [⟦type/mismatch|'by' names a field, or lists the fields of which any may choose⟧[a]]}, over: [0 .. 8]}}"
    ),
    small(
      "a: {at: 0, type: e}\nc: {at: 4, type: o}\nb: {at: 8, type: u64, checksum: {algorithm: {by: [a, ⟦type/mismatch|this is a value of o, and the algorithm is chosen by e⟧c], p: crc32c}, over: [0 .. 8]}}",
      more: "enums: {e: {type: u32, values: {p: 1}}, o: {type: u32, values: {p: 1}}}"),
    small(
      "a: {at: 0, type: e}\nb: {at: 8, type: u64, checksum: {algorithm: {by: a, p: ⟦type/mismatch|a chosen algorithm is a name or a mapping, not a list⟧[crc32c]}, over: [0 .. 8]}}",
      more: "enums: {e: {type: u64, values: {p: 1}}}"),
    small(
      "a: {at: 0, type: e}\nb: {at: 8, type: u64}\nv: {digest: {algorithm: ⟦type/mismatch|a digest is one value, and several algorithms could give it⟧{by: [a, a], p: crc32c}, over: [0 .. 8]}}",
      more: "enums: {e: {type: u64, values: {p: 1}}}"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, checksum: {algorithm: x, over: [0 .. 8]}}",
      more: "algorithms: {x: ⟦type/mismatch|a choice of algorithms is a mapping, not a scalar⟧crc32c}"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}",
      more: "algorithms: {⟦name/duplicate|a choice of algorithms named 'xxh64' exists already⟧xxh64: {by: a}}"),
    modelled("⟦key/missing|a CRC needs the key 'polynomial'⟧{width: 8, check: 0xf4}"),
    modelled("{⟦checksum/width|the register of a CRC has at least one bit⟧width: 0, polynomial: 7, check: 0xf4}"),
    modelled("{width: ⟦type/width⟧65, polynomial: 7, check: 0xf4}"),
    modelled("{width: 8, polynomial: ⟦type/width⟧0x107, check: 0xf4}"),
    modelled("{width: 8, ⟦checksum/polynomial|the polynomial of a CRC is odd⟧polynomial: 6, check: 0xf4}"),
    modelled(
      "{width: 12, polynomial: 0x80f, ⟦checksum/check|the digest of 123456789 is 0xf5b by these parameters, not 0x0ff⟧check: 0xff}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}",
      more:
        "algorithms: {⟦name/duplicate|an algorithm named 'crc32c' exists already⟧crc32c: {crc: {width: 8, polynomial: 7, check: 0xf4}}}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}",
      more: "algorithms: {⟦name/reserved|'SHA1' cannot be the name of an algorithm⟧SHA1: {width: 20}}"),
    // An algorithm that is not loaded is declared; nothing else goes without a name that is known.
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, checksum: {algorithm: ⟦checksum/unknown-algorithm|there is no checksum algorithm 'sha526'⟧sha526, keep: low, over: [0 .. 8]}}",
      more: "algorithms: {sha256: {width: 32}}"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, checksum: ⟦checksum/width|a digest of 32 bytes does not fit into 8⟧{algorithm: sha256, over: [0 .. 8]}}",
      more: "algorithms: {sha256: {width: 32}}"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}",
      more:
        "algorithms: {sha256: {⟦checksum/width|a digest has at least one byte⟧width: 0}, xxh64: {⟦checksum/width|'xxh64' is loaded, and its digests have 8 bytes, not 4⟧width: 4}, md5: {⟦key/unknown|an algorithm has no key 'by'⟧by: a, width: 16}}"
    ),
    // What is wrong with a choice is told once, however often it is named.
    small(
      "a: {at: 0, type: e}\nb: {at: 4, type: u32, checksum: {algorithm: x, over: [0 .. 4]}}\nc: {at: 8, type: u64, checksum: {algorithm: x, over: [0 .. 4]}}",
      more:
        "enums: {e: {type: u32, values: {p: 1, q: 2}}}\nalgorithms: {x: {by: a, p: crc32c, q: {algorithm: ⟦checksum/unknown-algorithm|there is no checksum algorithm 'crc'⟧crc}}}"
    ),
  ]

  @Test("Checksums say what they cover", arguments: checksums)
  func checksumsAreReported(_ marked: String) { expectMarked(marked) }
}
