import Foundation
import Testing
import TestSupport

/// `spec/gpt.yaml` on tables that sgdisk, sfdisk and fdisk make.
@Suite("gpt") struct GPTTests {
  private static let gallery = Result { try Gallery("gpt") }

  @Test("is clean, and every field is what fdisk and sgdisk print", arguments: GPTSpecimens.all)
  func decoded(_ specimen: Specimen) throws {
    let scratch = try Scratch()
    let (image, shown) = try Self.gallery.get().shown(specimen, in: scratch)
    let isLarge = specimen.name == GPTSpecimens.large.name
    let sector = isLarge ? 4096 : 512
    if !isLarge { #expect(try scratch.shell("sgdisk -v \(image.path)").contains("No problems found")) }

    var oracles = try headers(image, sector, in: scratch)
    oracles["legacy_mbr[0]"] = try mbr(image, sector, in: scratch)
    for name in ["entry_array[0]", "backup_array[0]"] { oracles[name] = FieldOracle(unprinted: ["first"]) }
    for (number, fields) in try FdiskTable.gpt(image, sector: sector, in: scratch) {
      var entry = FieldOracle(values: fields, unprinted: ["attributes.names"])
      if isLarge {
        entry.values["attributes"] = "0"
      } else {
        let printed = DumpedValues(try scratch.shell("sgdisk -i \(number) \(image.path)"), separator: ":")
        entry.values["attributes"] = printed["Attribute flags"].flatMap { UInt64($0, radix: 16) }.map { "\($0)" }
      }
      oracles["entries[\(number - 1)]"] = entry
    }
    shown.compare(with: oracles)
  }

  private func headers(_ image: URL, _ sector: Int, in scratch: Scratch) throws -> [String: FieldOracle] {
    let dump = try FdiskTable.header(image, sector: sector, in: scratch)
    let entries = try #require(dump["Allocated partition entries"].flatMap { Int($0) })
    var primary = FieldOracle(unprinted: [
      "signature", "revision", "header_size", "reserved1", "sizeof_partition_entry",
      // That they are right is what makes the table clean.
      "header_crc32", "partition_entry_array_crc32",
    ])
    primary.values = [
      "disk_guid": dump["Disk identifier"]?.lowercased() ?? "", "my_lba": "1", "sector_size": "\(sector)",
      "alternate_lba": dump["Alternative LBA"] ?? "", "first_usable_lba": dump["First usable LBA"] ?? "",
      "last_usable_lba": dump["Last usable LBA"] ?? "", "num_partition_entries": "\(entries)",
      "partition_entry_lba": dump["Partition entries starting LBA"] ?? "", "array_size": "\(entries * 128)",
    ]
    var backup = primary
    backup.values["my_lba"] = primary.values["alternate_lba"]
    backup.values["alternate_lba"] = "1"
    backup.values["partition_entry_lba"] = nil
    backup.unprinted.insert("partition_entry_lba")
    return ["gpt_header[0]": primary, "backup_header[0]": backup]
  }

  private func mbr(_ image: URL, _ sector: Int, in scratch: Scratch) throws -> FieldOracle {
    let names = FdiskTable.Names(
      bootable: "boot_indicator", kind: "os_type", start: "starting_lba", count: "size_in_lba",
      first: ("start_head", "start_sector", "start_track"), last: ("end_head", "end_sector", "end_track"))
    let records = try FdiskTable.mbr(image, sector: sector, names, in: scratch)
    var oracle = FieldOracle(unprinted: ["boot_code", "unique_mbr_signature", "unknown", "signature", "behind"])
    oracle.values["header_at"] = "\(sector)"
    for number in 1...4 {
      // What is not listed has no kind, and then nothing else counts.
      let fields = records[number] ?? [:]
      if fields.isEmpty { oracle.unprinted.insert("partition_record[\(number - 1)]") }
      for (name, value) in fields { oracle.values["partition_record[\(number - 1)].\(name)"] = value }
    }
    return oracle
  }

  @Test(
    "names the checksum when a bit is turned round in a header or an array",
    arguments: [GPTSpecimens.all[1], GPTSpecimens.large])
  func flips(_ specimen: Specimen) throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let (file, shown) = try gallery.shown(specimen, in: scratch)
    let image = try PatchedImage(file)
    for header in ["gpt_header[0]", "backup_header[0]"] {
      let start = try #require(shown.offsets[header])
      try gallery.expectFound(image, stride(from: start, to: start + 92, by: start == 512 ? 1 : 5)) { place in
        switch place - start {
        // By the first of them the size of sectors is told; with another it is looked for elsewhere.
        case 0..<8: "gpt_header.signature/magic"
        default: "gpt_header.header_crc32/checksum"
        }
      }
    }
    for array in ["entry_array[0]", "backup_array[0]"] {
      let start = try #require(shown.offsets[array])
      try gallery.expectFound(image, stride(from: start, to: start + 128 * 128, by: 2039)) { _ in
        "gpt_entry_array.digest/checksum"
      }
    }
    try gallery.expectFound(image, [510, 511]) { _ in "legacy_mbr.signature/magic" }
    try gallery.expectFound(image, [450, 454]) { _ in "legacy_mbr/protects" }
  }

  @Test("is missed where only the table that protects it is left")
  func lost() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try GPTSpecimens.all.named("16 entries").make(in: scratch)
    try scratch.shell("dd if=/dev/zero of=\(image.path) bs=512 seek=1 count=1 conv=notrunc status=none")
    let result = try gallery.vexfmt("validate", image.path, in: scratch)
    #expect(result.text.contains("warnings (mbr") && result.text.contains("mbr/mbr/protective"), "\(result.text)")
  }

  @Test("agrees with its generated C and Swift on mutants")
  func mutants() throws {
    try Deciders(Self.gallery.get()).expectAgreement(
      on: [GPTSpecimens.all.named("16 entries")], seed: 1, oneIn: 3,
      breaking: [
        "legacy_mbr/protects",
        "gpt_header.header_crc32/checksum",
        "gpt_header.my_lba/valid",
        "gpt_header.header_size/range",
        "gpt_entry_array.digest/checksum",
        "gpt_entry.starting_lba/range",
      ])
  }
}
