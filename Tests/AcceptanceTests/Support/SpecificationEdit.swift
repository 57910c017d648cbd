import Foundation
import Testing

/// A change of the shipped specification's text, and nothing else.
struct SpecificationEdit: Sendable, CustomTestStringConvertible {
  /// What it does, for people.
  let name: String
  /// Texts that stand in the specification exactly once, and what stands there instead.
  let replacements: [(old: String, new: String)]
  /// The rule that an image of the unedited format with a long label breaks first.
  let refusal: String
  /// A rule whose place, limit or existence the edit decides; mutants must meet it.
  let rule: String

  var testDescription: String { name }

  /// Fields of both versions and of the draft change places.
  static let move = SpecificationEdit(
    name: "fields move",
    replacements: [
      ("total_blocks:\n        at: 16\n", "total_blocks:\n        at: 24\n"),
      ("free_blocks:\n        at: 24\n", "free_blocks:\n        at: 16\n"),
      ("checksum_kind:\n        at: 224\n", "checksum_kind:\n        at: 225\n"),
      ("hash_kind:    {at: 225,", "hash_kind:    {at: 224,"),
      ("created:      {at: 152,", "created:      {at: 160,"),
      ("written:      {at: 160,", "written:      {at: 152,"),
    ],
    refusal: "vexfs/superblock.total_blocks/range", rule: "vexfs/superblock.total_blocks/range")

  /// Limits of both versions change.
  static let limit = SpecificationEdit(
    name: "limits change",
    replacements: [
      ("\"(version == 1 ? 1 : 5) ..= 2^32\"", "\"(version == 1 ? 2 : 7) ..= 2^30\""),
      ("range: 2 ..= 32, new: 2", "range: 2 ..= 16, new: 2"),
    ],
    refusal: "vexfs/superblock.total_blocks/range", rule: "vexfs/superblock.region_count/range")

  /// The label gives half of its bytes away.
  static let label = SpecificationEdit(
    name: "the label is shorter",
    replacements: [
      (
        "label:        {at: 32, type: \"text[64]\", doc: UTF-8; ends at the first NUL or fills the field.}\n",
        "label:        {at: 32, type: \"text[32]\"}\n      reserved_label: {at: 64, size: 32, unused: zero}\n"
      )
    ],
    refusal: "vexfs/superblock.reserved_label/zero", rule: "vexfs/superblock.reserved_label/zero")

  /// The draft gets a field.
  static let field = SpecificationEdit(
    name: "a field is added to version 2",
    replacements: [
      (
        "reserved1:    {at: 584, size: 440,",
        "quota:        {at: 584, type: u64, unit: block, versions: \"2..\", range: 3 ..= 1000, new: 7}\n"
          + "      reserved1:    {at: 592, size: 432,"
      )
    ],
    refusal: "vexfs/superblock.quota/range", rule: "vexfs/superblock.quota/range")

  static let single = [move, limit, label, field]

  /// All of them.
  static let together = SpecificationEdit(
    name: "all together", replacements: single.flatMap(\.replacements),
    refusal: "vexfs/superblock.total_blocks/range", rule: "vexfs/superblock.quota/range")

  static let all = single + [together]

  /// The specification with the change.
  func apply(to text: String) throws -> String {
    var text = text
    for (old, new) in replacements {
      try #require(text.components(separatedBy: old).count == 2, "the specification has '\(old)' not just once")
      text = text.replacing(old, with: new)
    }
    return text
  }
}
