import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

/// Slips planted in the specification's text: the table made from it must disagree with predictions of the true one.
@Suite struct PlantedSpecificationTests {
  struct Slip: Sendable, CustomTestStringConvertible {
    var name: String
    var old: String
    var new: String
    var testDescription: String { name }
  }

  static let slips = [
    Slip(name: "a lower limit", old: "(version == 1 ? 1 : 5) ..= 2^32", new: "(version == 1 ? 1 : 4) ..= 2^32"),
    Slip(name: "an upper limit", old: "(version == 1 ? 1 : 5) ..= 2^32", new: "(version == 1 ? 1 : 5) .. 2^32"),
    Slip(name: "a limit of links", old: "1 ..= 2^31 - 1", new: "1 ..= 2^31"),
    Slip(name: "a limit of size", old: "range: ..= 2^44", new: "range: .. 2^44"),
    Slip(
      name: "a removed rule",
      old: "      error_recorded: {versions: \"2..\", valid: state has .errors or error_time == 0}\n", new: ""),
    Slip(
      name: "a removed constraint", old: ", range: ..= split, new: \"slot == 0 ? 1 : 0\"",
      new: ", new: \"slot == 0 ? 1 : 0\""),
    Slip(name: "wrong values of an enumeration", old: "extents: 2, device: 3", new: "extents: 3, device: 2"),
    Slip(name: "a wrong bit", old: "journal_dirty: {bit: 2,", new: "journal_dirty: {bit: 3,"),
    Slip(
      name: "a wrong policy", old: "state:     {type: u16, unknown: refuse",
      new: "state:     {type: u16, unknown: warning"),
    Slip(
      name: "a lost severity", old: "valid: byte(total_blocks) <= size(image), severity: {1: warning}",
      new: "valid: byte(total_blocks) <= size(image)"),
    Slip(
      name: "another condition", old: "{when: type == .unused, valid: start == 0",
      new: "{when: type == .keep, valid: start == 0"),
    Slip(name: "another constant", old: "records_per_map: {value: 252", new: "records_per_map: {value: 251"),
    Slip(name: "a swapped pair of fields", old: "split:      {at: 104,", new: "split:      {at: 106,"),
    Slip(
      name: "another byte order", old: "region_count: {at: 228, type: u32", new: "region_count: {at: 228, type: u32be"),
    Slip(
      name: "a checksum with another seed",
      old: "crc_register:  {value: \"xor(0xffff_ffff,", new: "crc_register:  {value: \"xor(0xffff_fffe,"),
    Slip(
      name: "another algorithm with another seed", old: "xxh64:  {algorithm: xxh64, init: superblock.checksum_seed}",
      new: "xxh64:  {algorithm: xxh64, init: superblock.crc_register}"),
    Slip(name: "swapped algorithms", old: "values: {crc32c: 1, xxh64: 2}", new: "values: {crc32c: 2, xxh64: 1}"),
    Slip(
      name: "only the kind after", old: "by: [superblock.kind_after, superblock.kind_before]",
      new: "by: superblock.kind_after"),
    Slip(
      name: "another sum", old: "valid: byte(inode_table.blocks) == inode_table.size",
      new: "valid: byte(inode_table.blocks) >= inode_table.size"),
  ]

  @Test(arguments: slips) func isFound(_ slip: Slip) throws {
    let format = try Shipped.format.get()
    let text = String(decoding: try Shipped.text.get(), as: UTF8.self)
    var edited = text.replacing(slip.old, with: slip.new)
    // Two fields that change places are two edits.
    if slip.name == "a swapped pair of fields" {
      edited = edited.replacing("xattrs:     {at: 106,", with: "xattrs:     {at: 104,")
    }
    #expect(edited != text, "the specification has no '\(slip.old)'")
    let wrong = try SpecificationCompiler.compile(
      text: Array(edited.utf8), path: "edited.yaml", checksums: .builtIn,
      lock: Array(format.lockFile(previous: nil).utf8))
    let evaluator = try TableEvaluator(Program(lowering: wrong), checksums: .builtIn)
    #expect(try RecordedRun.shipped.get().disagreements(evaluator).values.reduce(0, +) > 0)
  }
}
