import Testing

/// What can be wrong with what a checksum is computed with, and covers.
@Suite("Diagnostics of checksums")
struct ChecksumDiagnosticTests {
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
  ]

  @Test("Checksums say what they cover", arguments: checksums)
  func checksumsAreReported(_ marked: String) { expectMarked(marked) }
}
