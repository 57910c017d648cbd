import Foundation
import Testing
import TestSupport
import VexImage

/// `spec/erofs.yaml` on images that mkfs.erofs makes.
///
/// No package of Debian has EROFS's header, so that its sizes and offsets are not compared with one.
@Suite("EROFS") struct ErofsTests {
  private static let gallery = Result { try Gallery("erofs") }
  /// The superblock's place, and the size of every block that mkfs.erofs 1.5 makes.
  private static let (superblock, block): (UInt64, UInt64) = (1024, 4096)

  @Test("is clean, and every field is what dump.erofs says", arguments: ErofsSpecimens.all)
  func decoded(_ specimen: Specimen) throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let (image, shown) = try gallery.shown(specimen, in: scratch)
    let blob = scratch.file("blob")
    let hasBlob = FileManager.default.fileExists(atPath: blob.path)
    let dump = try ErofsDump(image, devices: hasBlob ? [blob.path] : [], in: scratch)

    var superblock = FieldOracle(values: dump.superblock)
    if specimen.name == "lz4 with packed tails" {
      // A feature that dump.erofs 1.5 has no name for.
      let known = try #require(dump.superblock["feature_incompat"].flatMap { UInt32($0) })
      superblock.values["feature_incompat"] = "\(known | 1 << 4)"
    }
    superblock.unprinted = [
      "checksum", "build_time_nsec", "volume_name", "available_compr_algs", "lz4_max_distance", "reserved2",
      "feature_compat.names", "feature_incompat.names", "reserved",
    ]
    for (name, value) in ["blkszbits": "12", "block_size": "4096", "sb_extslots": "0", "dirblkbits": "0"] {
      superblock.values[name] = value
    }
    if hasBlob {
      superblock.values["extra_devices"] = "1"
      // The first slot behind the superblock.
      superblock.values["devt_slotoff"] = "\((Self.superblock + 128) / 128)"
    }
    superblock.compare(shown.element("superblock[0]"))

    var root = FieldOracle(values: dump.root)
    root.unprinted = ["i_ino", "raw_blkaddr"]
    root.unprinted.formUnion(dump.root["i_format.form"] == "1" ? ["i_reserved_6", "i_reserved2"] : ["i_reserved_12"])
    root.compare(shown.element("root[0]"))
  }

  @Test("has what lz4 is configured with, and the slot of a second device")
  func besides() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let clusters = try #require(ErofsSpecimens.named("lz4hc in large clusters")).make(in: scratch)
    let cfgs = try gallery.shown(clusters, in: scratch).element("lz4_cfgs[0]")
    // -C16384 is four blocks; lz4 never looks back further than 65535 bytes.
    #expect(cfgs["length"] == "14" && cfgs["max_distance"] == "65535" && cfgs["max_pclusterblks"] == "4")
    let other = try Scratch()
    let device = try #require(ErofsSpecimens.named("a second device")).make(in: other)
    #expect(try gallery.shown(device, in: other).element("devices[0]")["mapped_blkaddr"] == "0")
  }

  @Test("names the checksum when a bit is turned round, anywhere to the end of the block")
  func flips() throws {
    let scratch = try Scratch()
    let image = try PatchedImage(try #require(ErofsSpecimens.named("lz4")).make(in: scratch))
    let gallery = try Self.gallery.get()
    try gallery.expectFound(image, Self.superblock..<Self.block) { place in
      switch place - Self.superblock {
      case 0..<4: "superblock.magic/magic"
      // Without the feature there is no checksum.
      case 8: nil
      case 12: "superblock.blkszbits/range"
      default: "superblock.checksum/checksum"
      }
    }
  }

  @Test(
    "names the right rule when a bit of the root's inode is turned round",
    arguments: ["compact inodes", "extended inodes"])
  func inodeFlips(_ name: String) throws {
    let scratch = try Scratch()
    let gallery = try Self.gallery.get()
    let file = try #require(ErofsSpecimens.named(name)).make(in: scratch)
    let number = try #require(
      try gallery.shown(file, in: scratch).element("superblock[0]")["root_nid"].flatMap { UInt64($0) })
    // It lies in the block that the checksum covers, and so is looked at without one.
    let image = try PatchedImage(file).turning(1, at: Self.superblock + 8)
    let root = number * 32
    // Bits that mean nothing yet, and the kind of the file.
    for (place, bits, rule) in [
      (root, 0x80, "inode.i_format/range"), (root + 1, 1, "inode.i_format/range"),
      (root + 5, 0x10, "inode.i_mode.kind/enum"), (root + 5, 0xc0, "image.root/valid"),
    ] as [(UInt64, UInt8, String)] {
      let report = try gallery.report(on: image.turning(bits, at: place))
      #expect(report.findings.first?.rule == "erofs/\(rule)", "byte \(place - root)")
    }
  }

  @Test("sets a feature by either of its names")
  func aliases() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try #require(ErofsSpecimens.named("not compressed")).make(in: scratch)
    for name in ["fragments", "dedupe"] {
      let result = try gallery.vexfmt("set", "-n", image.path, "superblock.feature_incompat=\(name)", in: scratch)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.text.contains("fragments"), "\(result.text)")
    }
  }

  @Test("agrees with its generated C and Swift on mutants", arguments: ["lz4hc in large clusters", "a second device"])
  func mutants(_ name: String) throws {
    let scratch = try Scratch()
    let image = try #require(ErofsSpecimens.named(name)).make(in: scratch)
    try Deciders(try Self.gallery.get()).expectAgreement(
      on: try PatchedImage(image), seed: 1, count: 400,
      breaking: [
        "superblock.magic/magic", "superblock.checksum/checksum", "superblock.feature_incompat/unknown",
      ])
  }
}
