import Foundation
import Testing
import TestSupport
import VexImage
import VexFormatSpec

/// `spec/f2fs.yaml` on images that mkfs.f2fs makes.
@Suite("F2FS") struct F2FSTests {
  private static let gallery = Result { try Gallery("f2fs") }
  private static let headers = Result {
    try HeaderProgram(
      try gallery.get(), headers: ["f2fs-tools/f2fs_fs.h"],
      [
        HeaderProgram.Pair(
          name: "superblock", type: "struct f2fs_super_block",
          fields: superblock + [
            "uuid[]", "volume_name[]", "extension_list", "version[]", "init_version[]", "encrypt_pw_salt[]", "devs",
            "qf_ino[]",
          ]),
        HeaderProgram.Pair(
          name: "checkpoint", type: "struct f2fs_checkpoint",
          fields: checkpoint + [
            "cur_node_segno[]", "cur_node_blkoff[]", "cur_data_segno[]", "cur_data_blkoff[]", "alloc_type[]",
          ],
          // There it ends where the bitmaps begin.
          isWhole: false),
        HeaderProgram.Pair(name: "device", type: "struct f2fs_device", fields: ["path[]", "total_segments"]),
      ])
  }

  private static let superblock = [
    "magic", "major_ver", "minor_ver", "log_sectorsize", "log_sectors_per_block", "log_blocksize", "log_blocks_per_seg",
    "segs_per_sec", "secs_per_zone", "checksum_offset", "block_count", "section_count", "segment_count",
    "segment_count_ckpt", "segment_count_sit", "segment_count_nat", "segment_count_ssa", "segment_count_main",
    "segment0_blkaddr", "cp_blkaddr", "sit_blkaddr", "nat_blkaddr", "ssa_blkaddr", "main_blkaddr", "root_ino",
    "node_ino",
    "meta_ino", "extension_count", "cp_payload", "feature", "encryption_level", "hot_ext_count", "s_encoding",
    "s_encoding_flags", "crc",
  ]

  private static let checkpoint = [
    "checkpoint_ver", "user_block_count", "valid_block_count", "rsvd_segment_count", "overprov_segment_count",
    "free_segment_count", "ckpt_flags", "cp_pack_total_block_count", "cp_pack_start_sum", "valid_node_count",
    "valid_inode_count", "next_free_nid", "sit_ver_bitmap_bytesize", "nat_ver_bitmap_bytesize", "checksum_offset",
    "elapsed_time",
  ]

  @Test("is clean, and every field is what dump.f2fs and the format's header say", arguments: F2FSSpecimens.all)
  func decoded(_ specimen: Specimen) throws {
    let gallery = try Self.gallery.get()
    let headers = try Self.headers.get()
    let scratch = try Scratch()
    let (image, shown) = try gallery.shown(specimen, in: scratch)
    let dump = try F2FSDump(image, in: scratch)

    // Both superblocks are alike; the tool prints the first, the header reads either.
    let first = shown.element("superblock[0]")
    #expect(shown.element("superblock[1]") == first)
    let feature = UInt64(dump.superblock["feature"] ?? first["feature"] ?? "") ?? 0
    for place: UInt64 in [1024, 4096 + 1024] {
      var oracle = FieldOracle(values: try headers.read("superblock", of: image, at: place))
      let absent = [
        (11, ["checksum_offset", "crc"]), (12, ["s_encoding", "s_encoding_flags"]),
        (7, ["qf_ino[0]", "qf_ino[1]", "qf_ino[2]"]),
      ]
      for (bit, names) in absent where feature >> UInt64(bit) & 1 == 0 {
        for name in names { oracle.values[name] = nil }
      }
      oracle.values = oracle.values.filter { name, _ in
        // Bytes of what is text or an identifier, which are compared below.
        !["uuid[", "volume_name[", "version[", "init_version[", "encrypt_pw_salt[", "extension_list", "devs"]
          .contains(where: name.hasPrefix)
      }
      oracle.values["volume_name"] = dump.label
      oracle.values["feature.names"] = dump.features.map { Self.names[$0] ?? $0 }.sorted().joined(separator: " ")
      oracle.values["main_end"] =
        "\((UInt64(first["main_blkaddr"] ?? "") ?? 0) + 512 * (UInt64(first["segment_count_main"] ?? "") ?? 0))"
      oracle.values["uuid"] = try scratch.shell("blkid -p -o value -s UUID \(image.path)")
        .trimmingCharacters(in: .newlines)
      oracle.unprinted = [
        "version", "init_version", "encrypt_pw_salt", "extension_list", "devs", "reserved", "s_stop_reason", "s_errors",
        "sit_bitmap", "nat_bitmap",
      ]
      // The tool has an order of its own.
      var decoded = first
      decoded["feature.names"] = first["feature.names"]?.split(separator: " ").sorted().joined(separator: " ")
      oracle.compare(decoded)
    }
    for (name, value) in dump.superblock where first[name] != nil || !["checksum_offset", "crc"].contains(name) {
      #expect(first[name] == value, "\(name)")
    }

    // The pack that counts is the first, which mkfs.f2fs writes with a higher version; the header reads all four.
    let start = try #require(first["cp_blkaddr"].flatMap { UInt64($0) }) * 4096
    let blocks = try #require(shown.element("checkpoint[0]")["cp_pack_total_block_count"].flatMap { UInt64($0) })
    let places = [
      ("checkpoint[0]", start), ("checkpoint[1]", start + 2 << 20), ("checkpoint_end[0]", start + (blocks - 1) * 4096),
    ]
    for (element, place) in places {
      var oracle = FieldOracle(values: try headers.read("checkpoint", of: image, at: place))
      oracle.unprinted = ["ckpt_flags.names", "sit_nat_version_bitmap", "crc"]
      oracle.compare(shown.element(element))
    }
    for (name, value) in dump.checkpoint { #expect(shown.element("checkpoint[0]")[name] == value, "\(name)") }
  }

  /// What dump.f2fs calls features by other names.
  private static let names = [
    "project_quota": "prjquota", "inode_checksum": "inode_chksum", "sb_checksum": "sb_chksum", "quota_ino": "quota_ino",
  ]

  @Test("has the sizes and offsets of the format's header")
  func header() throws { #expect(try Self.headers.get().comparePlaces() == 44 + 21 + 3) }

  @Test("names the checksum when a bit of the superblock is turned round")
  func superblockFlips() throws {
    let image = try made("a checksum")
    // Every seventh, which meets each bit.
    try Self.gallery.get().expectFound(image, stride(from: 1024, to: 1024 + 3072, by: 7)) { place in
      place < 1024 + 4 ? "superblock.magic/magic" : "superblock.crc/checksum"
    }
  }

  @Test("names the checksum when a bit of a checkpoint is turned round", arguments: ["as it comes", "large bitmaps"])
  func checkpointFlips(_ name: String) throws {
    let image = try made(name)
    let start: UInt64 = 512 * 4096
    // All of the block is covered, on either side of the checksum.
    try Self.gallery.get().expectFound(image, stride(from: start, to: start + 4096, by: 11)) { place in
      164..<168 ~= place - start ? "checkpoint.checksum_offset/range" : "checkpoint.crc/checksum"
    }
  }

  @Test("takes the sound superblock and the sound checkpoint when the others are lost")
  func lostCopies() throws {
    let gallery = try Self.gallery.get()
    let image = try made("a checksum")
    let zeroes = [UInt8](repeating: 0, count: 4096)
    let report = try gallery.report(on: image.replacing(at: 512 * 4096, zeroes))
    #expect(report.findings.contains { $0.rule == "f2fs/image.checkpoint/copies" && $0.structure == "checkpoint[0]" })
  }

  @Test("takes a label beyond ASCII, and so do the format's own tools")
  func label() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try #require(F2FSSpecimens.named("a checksum")).make(in: scratch)
    let result = try gallery.vexfmt("set", image.path, "superblock.volume_name=Größe 日本 😀", in: scratch)
    try #require(result.status == 0, "\(result.errors)")
    #expect(try F2FSDump(image, in: scratch).label == "Größe 日本 😀")
    try scratch.shell("fsck.f2fs --dry-run \(image.path)")
    try gallery.requireClean(image, in: scratch)
    let long = try gallery.vexfmt(
      "set", image.path, "superblock.volume_name=\(String(repeating: "x", count: 513))", in: scratch)
    #expect(long.status != 0 && long.errors.contains("513 code units in UTF-16, and there is room for 512"))
  }

  @Test("agrees with its generated C and Swift on mutants", arguments: ["a checksum", "large bitmaps"])
  func mutants(_ name: String) throws {
    try Deciders(try Self.gallery.get()).expectAgreement(
      on: try made(name), seed: 1, count: 400,
      breaking: ["superblock.magic/magic", "superblock.sit_blkaddr/is", "superblock/main_inside"])
  }

  private func made(_ name: String) throws -> PatchedImage {
    let scratch = try Scratch()
    return try PatchedImage(try #require(F2FSSpecimens.named(name)).make(in: scratch))
  }
}
