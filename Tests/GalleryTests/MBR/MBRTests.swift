import Foundation
import Testing
import TestSupport

/// `spec/mbr.yaml` on tables that sfdisk and fdisk make.
@Suite("mbr") struct MBRTests {
  private static let gallery = Result { try Gallery("mbr") }

  private static func sfdisk(_ name: String, _ lines: String) -> Specimen {
    Specimen(name, size: "16M", "printf 'label: dos\\n\(lines)' | sfdisk -q a.img")
  }

  private static let specimens = [
    sfdisk("empty", "label-id: 0xdeadbeef\\n"),
    sfdisk("four primary", "- 1M 83 *\\n- 1M c\\n- 1M 82\\n- - 7\\n"),
    sfdisk("logical", "- 1M 83\\n- - 5\\n- 1M 83\\n- 2M 83\\n- - 82\\n"),
    sfdisk("logical by LBA", "- 1M 83\\n- 1M 83\\n- - f\\n- 1M 83\\n"),
    Specimen("large sectors", size: "64M", "printf 'o\\nn\\np\\n2\\n\\n+8M\\nw\\n' | fdisk -b 4096 a.img"),
  ]

  private static let names = FdiskTable.Names(
    bootable: "boot_ind", kind: "sys_ind", start: "start_sect", count: "nr_sects",
    first: ("head", "sector", "cyl"), last: ("end_head", "end_sector", "end_cyl"))

  @Test("is clean, and every field is what fdisk prints", arguments: specimens)
  func decoded(_ specimen: Specimen) throws {
    let scratch = try Scratch()
    let (image, shown) = try Self.gallery.get().shown(specimen, in: scratch)
    let sector = specimen.name == "large sectors" ? 4096 : 512
    var listed = try FdiskTable.mbr(image, sector: sector, Self.names, in: scratch)
    for (number, fields) in listed {
      listed[number]?["is_extended"] = ["5", "15"].contains(fields["sys_ind"]) ? "1" : "0"
    }
    var mbr = FieldOracle(unprinted: ["boot_code", "unknown", "signature"])
    mbr.values["unique_mbr_signature"] = try FdiskTable.header(image, sector: sector, in: scratch)["Disk identifier"]
      .flatMap { UInt32($0.dropFirst(2), radix: 16) }.map { "\($0)" }
    for number in 1...4 { mbr.add(listed[number] ?? [:], at: number - 1) }
    var oracles = ["mbr[0]": mbr]
    if let extended = (1...4).first(where: { listed[$0]?["is_extended"] == "1" }), var first = listed[5] {
      var table = FieldOracle(unprinted: ["signature"])
      // It counts from itself.
      let start = try #require(listed[extended]?["start_sect"].flatMap { Int($0) })
      first["start_sect"] = first["start_sect"].flatMap { Int($0) }.map { "\($0 - start)" }
      table.add(first, at: 0)
      // The next table, which is not listed.
      for index in 1..<4 { table.add([:], at: index) }
      oracles["logical[\(extended - 1)]"] = table
    }
    shown.compare(with: oracles)
  }

  /// The table has no checksum: what can be noticed is told by hand, by the byte.
  @Test("names the right rule when a bit is turned round")
  func flips() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let (file, shown) = try gallery.shown(try Self.specimens.named("logical"), in: scratch)
    let image = try PatchedImage(file)
    let logical = try #require(shown.offsets["logical[1]"])
    let rules: [Range<UInt64>: String] = [
      510..<512: "mbr.signature/magic", 446..<447: "mbr.partitions.boot_ind/in",
      // High bytes, which lead out of the image.
      457..<458: "image.primary/inside", 461..<462: "image.primary/inside",
      logical + 510..<logical + 512: "logical.signature/is",
    ]
    for (places, rule) in rules { try gallery.expectFound(image, places) { _ in rule } }
    // Boot code, and places by heads and cylinders.
    try gallery.expectFound(image, [0, 439, 447, 448, 449, 451]) { _ in nil }
  }

  @Test("agrees with its generated C and Swift on mutants")
  func mutants() throws {
    try Deciders(Self.gallery.get()).expectAgreement(
      on: [Self.specimens.named("logical")], seed: 1, oneIn: 1,
      breaking: [
        "mbr.signature/magic",
        "mbr.partitions.boot_ind/in",
        "mbr.partitions/not_empty",
      ])
  }
}

extension FieldOracle {
  /// Adds an entry of a table; nothing is known of one that is not listed.
  fileprivate mutating func add(_ fields: [String: String], at index: Int) {
    if fields.isEmpty { unprinted.insert("partitions[\(index)]") }
    for (name, value) in fields { values["partitions[\(index)].\(name)"] = value }
  }
}
