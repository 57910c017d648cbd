import Testing

/// What can be wrong with sizes, checksums that cover each other, and what a kernel cannot find.
@Suite("Diagnostics of sizes and reach")
struct LayoutDiagnosticTests {
  static let layouts: [String] = [
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}",
      size: "{is: ⟦order/cycle|the size of 's' depends on itself⟧b, min: 8, max: 16}"),
    small(
      "v: {at: 0, type: u64, in: [1, 2]}\n⟦layout/outside|'b' ends at 16, and s has 8 bytes in version 1⟧b: {at: 8, type: u64, versions: 1}\nc: {at: 8, type: u64, versions: 2}",
      size: "{is: \"v == 1 ? 8 : 16\", min: 8, max: 16}", more: "versions: s.v"),
    small(
      "v: {at: 0, type: u64, in: [1, 2]}\nc: {at: 8, type: u64}",
      size: "{is: \"⟦layout/outside|the size in version 1 is 4, not from 8 to 16⟧v == 1 ? 4 : 16\", min: 8, max: 16}",
      more: "versions: s.v"),
    small(
      "a: {at: 0, type: u64}\n⟦order/past-min|the rule 'magic' needs 'b', which lies beyond the 8 bytes that are always there⟧b: {at: 8, type: \"bytes[8]\", magic: ABCDEFGH}",
      size: "{is: a, min: 8, max: 16}"),
    small("⟦order/cycle|'s' contains itself in 'a'⟧a: {at: 0, type: s}"),
    small(
      "a: {at: 0, type: u32, checksum: {algorithm: crc32c, over: [0 .. 16]}}\nb: {at: 4, type: u32, checksum: ⟦checksum/self|'b' covers 'a', whose checksum covers it in turn⟧{algorithm: crc32c, over: [0 .. 16]}}\nc: {at: 8, type: u64}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64, local: required, valid: \"⟦local/required|'valid' must be local, and needs more than a kernel has at hand⟧r[0].a == this\"}",
      image: "r: {of: s, at: 16, count: {is: 2, max: 2}}"),
    small("⟦type/mismatch|'pair' cannot be merged, since a place in it varies⟧p: {at: 0, type: pair, merge: true}")
      .replacing(
        "image:",
        with:
          "  pair: {size: 16, fields: {a: {at: 0, size: 16}, b: {at: {is: 4, min: 0, max: 12}, type: u32}}}\nimage:"),
    small(
      "a: {at: 0, type: u64, is: ⟦type/mismatch|place cannot be asked of a number⟧place(b)}\nb: {at: 8, type: u64}"),
    small(
      "a: {at: 0, type: u64, valid: ⟦type/mismatch|zero cannot be asked of a number⟧zero(v)}\nb: {at: 8, type: u64}\nv: {value: a + 1}"
    ),
  ]

  @Test("Sizes are bounded, and what is needed is there", arguments: layouts)
  func layoutsAreReported(_ marked: String) { expectMarked(marked) }
}
