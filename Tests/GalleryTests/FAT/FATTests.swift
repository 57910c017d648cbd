import Foundation
import Testing
import TestSupport
import VexImage

/// `spec/fat.yaml` on images that mkfs.fat makes.
@Suite("fat") struct FATTests {
  private static let gallery = Result { try Gallery("fat") }
  private static let common = [
    "sector_size", "sec_per_clus", "reserved", "fats", "dir_entries", "sectors", "media", "fat_length", "secs_track",
    "heads", "hidden", "total_sect",
  ]
  private static let fat16 = ["drive_number", "state", "signature", "vol_id"].map { "fat16.\($0)=fat16_\($0)" }
  private static let fat32 = [
    "length", "flags", "version", "root_cluster", "info_sector", "backup_boot", "drive_number", "state", "signature",
    "vol_id",
  ].map { "fat32.\($0)=fat32_\($0)" }
  private static let headers = Result {
    try HeaderProgram(
      try gallery.get(), headers: ["linux/types.h", "linux/msdos_fs.h"],
      [
        HeaderProgram.Pair(
          name: "boot", type: "struct fat_boot_sector", fields: common + fat16 + fat32, isWhole: false),
        HeaderProgram.Pair(
          name: "fsinfo", type: "struct fat_boot_fsinfo",
          fields: ["signature1", "signature2", "free_clusters", "next_cluster"]),
      ])
  }

  @Test("is clean, and every field is what fsck.fat and Linux's header say", arguments: FATSpecimens.all)
  func decoded(_ specimen: Specimen) throws {
    let scratch = try Scratch()
    let (image, shown) = try Self.gallery.get().shown(specimen, in: scratch)
    let boot = shown.element("boot[0]")
    let isFAT32 = specimen.name.hasPrefix("32")

    // What both have is in the list of the other's as well.
    let absent = isFAT32 ? "fat16_" : "fat32_"
    let read = try Self.headers.get().read("boot", of: image, at: 0).filter { !$0.key.hasPrefix(absent) }
    var known = FieldOracle(values: read)
    known.values.merge(try FATDump.boot(image, in: scratch)) { theirs, printed in
      #expect(theirs == printed)
      return printed
    }
    known.unprinted = ["ignored", "signature", "fat16_boot_code", "fat32_boot_code", "root_sectors"]
    var oracles = ["boot[0]": known]
    if shown.offsets["boot[1]"] != nil { oracles["boot[1]"] = known }
    #expect(shown.elements(of: "boot").count == (["32", "32 in large sectors"].contains(specimen.name) ? 2 : 1))

    if isFAT32 {
      let sector = try #require(boot["sector_size"].flatMap { UInt64($0) })
      var info = FieldOracle(values: try Self.headers.get().read("fsinfo", of: image, at: sector))
      info.unprinted = ["signature3"]
      oracles["fsinfo[0]"] = info
    }
    for index in 0..<(Int(boot["fats"] ?? "") ?? 0) {
      oracles["fats[\(index)]"] = FieldOracle(values: ["media": boot["media"] ?? "", "ones": "255", "rest": "255"])
    }
    shown.compare(with: oracles)
  }

  @Test("has the sizes and offsets of Linux's header")
  func header() throws { #expect(try Self.headers.get().comparePlaces() == 31) }

  @Test("warns of FAT32 that has as few clusters as FAT16")
  func few() throws {
    let scratch = try Scratch()
    let image = try Specimen("32 on too little", size: "16M", "mkfs.fat -F 32 a.img").make(in: scratch)
    let report = try Self.gallery.get().report(on: try PatchedImage(image))
    #expect(report.findings.first?.rule == "fat/boot/not_too_few")
    #expect(report.verdict == .warnings)
  }

  @Test("is told by what its maker wrote where the signature is lost")
  func unsigned() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try Specimen("16", size: "32M", "mkfs.fat -F 16 -n SIXTEEN a.img").make(in: scratch)
    try scratch.shell("dd if=/dev/zero of=\(image.path) bs=1 seek=510 count=2 conv=notrunc status=none")
    let told = try gallery.vexfmt("identify", image.path, in: scratch).text
    #expect(told.contains("FAT16, label \"SIXTEEN\"") && told.contains("magic only"), "\(told)")
  }

  /// FAT has no checksum: what can be noticed is told by hand, by the byte.
  @Test("names the right rule when a bit is turned round")
  func flips() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try PatchedImage(try FATSpecimens.all.named("32").make(in: scratch))
    // Of what is wrong with one of two copies, the first that breaks nothing stands for the other.
    let rules: [Range<UInt64>: String] = [
      510..<512: "boot.signature/magic", 11..<13: "boot.sector_size/in", 13..<14: "boot.sec_per_clus/in",
      512..<516: "fsinfo.signature1/magic", 996..<1000: "fsinfo.signature2/is",
      1003..<1004: "fsinfo.free_clusters/range",
      16384..<16385: "fat_begin.media/is", 16385..<16386: "fat_begin.ones/is", 532_992..<532_993: "fat_begin.media/is",
    ]
    for (places, rule) in rules { try gallery.expectFound(image, places) { _ in rule } }
    // The second copy is compared with the first, but for what tells of errors.
    try gallery.expectFound(image, [3072 + 3, 3072 + 71, 3072 + 100]) { _ in "image.boot/copies" }
    try gallery.expectFound(image, [65, 3072 + 65]) { _ in nil }
  }

  @Test("agrees with its generated C and Swift on mutants")
  func mutants() throws {
    try Deciders(Self.gallery.get()).expectAgreement(
      on: [FATSpecimens.all.named("12 on a floppy disk"), FATSpecimens.all.named("32")], seed: 1, oneIn: 5,
      breaking: [
        "boot.signature/magic",
        "boot.sector_size/in",
        "boot/fat_holds_all",
        "boot.fat16_signature/in",
        "boot.fat32_root_cluster/range",
        "fsinfo.signature2/is",
        "fat_begin.media/is",
      ])
  }
}
