import Foundation
import Testing
import TestSupport

/// `spec/squashfs.yaml` on images that mksquashfs and sqfstar make.
@Suite("squashfs") struct SquashfsTests {
  private static let gallery = Result { try Gallery("squashfs") }
  private static let headers = Result {
    try HeaderProgram(
      try gallery.get(), headers: ["squashfuse/squashfs_fs.h"],
      [
        HeaderProgram.Pair(
          name: "superblock", type: "struct squashfs_super_block",
          fields: [
            "s_magic", "inodes", "mkfs_time", "block_size", "fragments", "compression", "block_log", "flags", "no_ids",
            "s_major", "s_minor", "root_inode", "bytes_used", "id_table_start", "xattr_id_table_start",
            "inode_table_start", "directory_table_start", "fragment_table_start", "lookup_table_start",
          ]),
        HeaderProgram.Pair(
          name: "xattr_id_table", type: "struct squashfs_xattr_id_table",
          fields: ["xattr_table_start", "xattr_ids", "unused"]),
      ])
  }

  @Test("is clean, and every field is what unsquashfs and the format's header say", arguments: SquashfsSpecimens.all)
  func decoded(_ specimen: Specimen) throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let (image, shown) = try gallery.shown(specimen, in: scratch)
    let superblock = shown.element("superblock[0]")
    let dump = try SquashfsDump(image, in: scratch)

    var read = FieldOracle(values: try Self.headers.get().read("superblock", of: image, at: 0))
    let root = UInt64(read.values["root_inode"] ?? "") ?? 0
    read.values["root_inode.offset"] = "\(root & 0xffff)"
    read.values["root_inode.block"] = "\(root >> 16)"
    read.values["compression.names"] = dump.compressor
    read.values["flags.names"] = dump.flags.joined(separator: " ")
    read.compare(superblock)

    var printed = FieldOracle(values: dump.values)
    // It prints neither the places of tables nor what others of its lines tell.
    printed.unprinted = Set(superblock.keys.filter { $0.hasSuffix("_start") })
      .union(["s_magic", "block_log", "root_inode"])
    printed.values["flags"] = read.values["flags"]
    printed.values["compression"] = read.values["compression"]
    printed.compare(superblock)

    if let place = read.values["xattr_id_table_start"].flatMap(UInt64.init), place != .max {
      let table = try Self.headers.get().read("xattr_id_table", of: image, at: place)
      #expect(table["xattr_ids"] == dump.xattrs)
      FieldOracle(values: table).compare(shown.element("xattr_id_table[0]"))
    } else {
      #expect(dump.xattrs == "0" || dump.xattrs == nil)
    }
  }

  @Test("has the sizes and offsets of the format's header")
  func header() throws { #expect(try Self.headers.get().comparePlaces() == 24) }

  @Test(
    "follows every pointer of its tables to metadata",
    arguments: [
      ("many ids", "id_blocks", 2), ("many fragments", "fragment_blocks", 3), ("xattrs", "xattr_id_blocks", 1),
    ])
  func pointers(_ name: String, _ region: String, _ blocks: Int) throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try #require(SquashfsSpecimens.all.first { $0.name == name }).make(in: scratch)
    let shown = try gallery.shown(image, in: scratch)
    let bytes = Array(try Data(contentsOf: image))
    #expect(shown.fields["\(region)[\(blocks - 1)].start"] != nil)
    #expect(shown.fields["\(region)[\(blocks)].start"] == nil)
    // Each block of metadata begins with its stored length, at most 8 KiB; the one behind begins where it ends.
    for region in ["id_blocks", "fragment_blocks", "lookup_blocks", "xattr_id_blocks"] {
      var previous: Int?
      for index in 0... {
        guard let start = shown.fields["\(region)[\(index)].start"].flatMap({ Int($0) }) else { break }
        let length = (Int(bytes[start]) | Int(bytes[start + 1]) << 8) & 0x7fff
        #expect(1...8192 ~= length, "\(region)[\(index)]")
        if let previous { #expect(start == previous, "\(region)[\(index)]") }
        previous = start + 2 + length
      }
    }
  }

  /// squashfs has no checksums: what can be noticed is told by hand, by the byte.
  @Test("names the right rule when a bit is turned round")
  func flips() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try PatchedImage(try #require(SquashfsSpecimens.all.first).make(in: scratch))
    let rules: [Range<UInt64>: String] = [
      0..<4: "superblock.s_magic/magic", 12..<16: "superblock.block_size/is", 20..<22: "superblock.compression/enum",
      28..<30: "superblock.s_major/is", 30..<32: "superblock.s_minor/is",
      // High bytes, which make a number too large.
      43..<48: "superblock.bytes_used/range", 51..<56: "superblock.id_table_start/range",
      59..<64: "superblock.xattr_id_table_start/range", 67..<72: "superblock.inode_table_start/range",
      75..<80: "superblock.directory_table_start/range", 83..<88: "superblock.fragment_table_start/range",
      91..<96: "superblock.lookup_table_start/range", 35..<40: "superblock/root_inside",
    ]
    for (places, rule) in rules {
      try gallery.expectFound(image, places) { _ in rule }
    }
    // Nothing follows from the time.
    try gallery.expectFound(image, 8..<12) { _ in nil }
  }

  @Test("agrees with its generated C and Swift on mutants", arguments: ["xattrs as they are", "many ids"])
  func mutants(_ name: String) throws {
    let scratch = try Scratch()
    let image = try #require(SquashfsSpecimens.all.first { $0.name == name }).make(in: scratch)
    try Deciders(try Self.gallery.get()).expectAgreement(
      on: try PatchedImage(image), seed: 1, count: 400,
      breaking: [
        "superblock.s_magic/magic", "superblock.block_log/range", "superblock.block_size/is", "superblock/ids_fit",
        "superblock.flags/unknown", "superblock/export_has_table", "superblock.root_inode.offset/range",
      ])
  }
}
