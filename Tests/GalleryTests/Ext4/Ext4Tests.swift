import Foundation
import TestSupport
import Testing
import VexImage

/// `spec/ext4.yaml` on images that mke2fs makes.
@Suite("ext4") struct Ext4Tests {
  private static let gallery = Result { try Gallery("ext4") }
  private static let header = Result { try Ext4Header.program(try gallery.get()) }

  @Test("is clean, and decoded as dumpe2fs, debugfs and the format's header say", arguments: Specimen.ext4)
  func isDecoded(_ specimen: Specimen) throws {
    let gallery = try Self.gallery.get()
    let header = try Self.header.get()
    let scratch = try Scratch()
    let (image, shown) = try gallery.shown(specimen, in: scratch)
    let dump = try Ext4Dump(image, in: scratch)
    for element in shown.elements(of: "superblock") {
      let decoded = shown.element(element)
      let read = try header.read("superblock", of: image, at: try #require(shown.offsets[element]))
      Ext4Oracle.superblock(read, decoded).compare(decoded)
    }
    let superblock = shown.element("superblock[0]")
    for (field, value) in dump.superblock { #expect(superblock[field] == value, "\(field)") }
    let words = ["compat", "incompat", "ro_compat"].map { superblock["s_feature_\($0).names"] ?? "" }
    #expect(
      Set(words.joined(separator: " ").split(separator: " ").map { Self.names[String($0)] ?? String($0) })
        == dump.features)

    #expect(dump.groupCount > 0 && shown.elements(of: "groups").count == dump.groupCount)
    for group in 0..<dump.groupCount {
      let decoded = shown.element("groups[\(group)]")
      let place = try #require(shown.offsets["groups[\(group)]"])
      Ext4Oracle.descriptor(try header.read("group_desc", of: image, at: place), decoded).compare(decoded)
      for (field, value) in dump.group(group) { #expect(decoded[field] == value, "groups[\(group)].\(field)") }
    }
    let inodes = shown.elements(of: "inodes")
    #expect(inodes.count >= 7)
    for element in inodes {
      let decoded = shown.element(element)
      let place = try #require(shown.offsets[element])
      Ext4Oracle.inode(try header.read("inode", of: image, at: place), decoded).compare(decoded)
    }
    try expectRoot(shown, image, in: scratch)
  }

  /// Features whose names in e2fsprogs are others than in Linux.
  private static let names = [
    "extents": "extent", "csum_seed": "metadata_csum_seed", "gdt_csum": "uninit_bg", "largedir": "large_dir",
    "journal_dev": "journal_dev", "recover": "needs_recovery",
  ]

  /// Compares what debugfs prints of the root directory, and where it says that it is.
  private func expectRoot(_ shown: ShownImage, _ image: URL, in scratch: Scratch) throws {
    let map = try scratch.shell("debugfs -R 'imap <2>' \(image.path) 2>/dev/null")
    let found = try #require(map.firstMatch(of: /located at block (\d+), offset 0x([0-9a-f]+)/))
    let (block, offset) = (try #require(UInt64(found.1)), try #require(UInt64(found.2, radix: 16)))
    let size = try #require(UInt64(shown.fields["superblock[0].block_size"] ?? ""))
    #expect(shown.offsets["inodes[1]"] == block * size + offset)
    let stat = try scratch.shell("debugfs -R 'stat <2>' \(image.path) 2>/dev/null")
    let root = shown.element("inodes[1]")
    #expect(root["i_mode.kind.names"] == "directory")
    #expect(root["i_links_count"] == stat.firstMatch(of: /Links: (\d+)/).map { String($0.1) })
    #expect(root["size"] == stat.firstMatch(of: /Size: (\d+)/).map { String($0.1) })
    if let sum = stat.firstMatch(of: /Inode checksum: 0x([0-9a-f]+)/) {
      #expect(root["checksum"] ?? root["l_i_checksum_lo"] == UInt64(sum.1, radix: 16).map { "\($0)" })
    }
  }

  @Test("has the sizes and offsets of the format's header")
  func header() throws { #expect(try Self.header.get().comparePlaces() == 145) }

  @Test(
    "finds a bit of a covered byte by the checksum that covers it",
    arguments: [
      "blocks of 1024 bytes", "inodes of 128 bytes", "a seed that is kept", "descriptors of 32 bytes", "crc16",
      "crc16 of 64 bytes",
    ])
  func flipsAreFound(_ name: String) throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let file = try #require(Specimen.ext4.first { $0.name == name }).make(in: scratch)
    let shown = try gallery.shown(file, in: scratch)
    let image = try PatchedImage(file)
    let random = { (seed: UInt64, count: Int, end: UInt64) in
      var places = SystemPlaces(seed: seed)
      return (0..<count).map { _ in places.next(below: end) }
    }
    let group = try #require(shown.offsets["groups[0]"])
    let size = UInt64(shown.fields["superblock[0].desc_size"] ?? "") ?? 0
    try gallery.expectFound(image, random(1, 8, size).map { group + $0 }) { _ in "group_desc.bg_checksum/checksum" }
    guard !name.hasPrefix("crc16") else { return }
    // Whether there is a checksum at all is told by a feature.
    let head = random(2, 16, 1024).filter { !(56..<58).contains($0) && !(100..<104).contains($0) }
    try gallery.expectFound(image, head.map { 1024 + $0 }) { _ in "superblock.s_checksum/checksum" }
    try gallery.expectFound(image, [1080, 1081]) { _ in "superblock.s_magic/magic" }
    let (blocks, inodes) = (
      try #require(shown.offsets["block_bitmaps[0]"]), try #require(shown.offsets["inode_bitmaps[0]"])
    )
    let perGroup = UInt64(shown.fields["superblock[0].s_inodes_per_group"] ?? "") ?? 0
    let clusters = UInt64(shown.fields["superblock[0].s_clusters_per_group"] ?? "") ?? 0
    let blockSize = UInt64(shown.fields["superblock[0].block_size"] ?? "") ?? 0
    try #require(clusters / 8 == blockSize && perGroup / 8 < blockSize)
    try gallery.expectFound(image, random(3, 8, blockSize).map { blocks + $0 }) { _ in "block_bitmap.csum/checksum" }
    // Of inodes there are fewer than bits; behind them all bits are 1.
    try gallery.expectFound(image, (random(4, 6, perGroup / 8) + [perGroup / 8, blockSize - 1]).map { inodes + $0 }) {
      $0 < inodes + perGroup / 8 ? "inode_bitmap.csum/checksum" : "inode_bitmap/padding"
    }
    // Both halves of the checksums in a descriptor whose own checksum is right; of 32 bytes debugfs sets none.
    for bitmap in size >= 64 ? ["block", "inode"] : [] {
      let old = UInt64(shown.fields["groups[0].\(bitmap)_bitmap_csum"] ?? "") ?? 0
      for bit in [3, 27] {
        let commands = "set_bg 0 \(bitmap)_bitmap_csum \(old ^ 1 << UInt64(bit))\nset_bg 0 checksum calc\n"
        try scratch.shell("cp a.img b.img && printf '\(commands)' >c && debugfs -w -f c b.img 2>&1")
        let rules = try gallery.report(on: try PatchedImage(scratch.file("b.img"))).findings.map(\.rule)
        #expect(rules == ["ext4/\(bitmap)_bitmap.csum/checksum"], "bit \(bit)")
      }
    }
    let root = try #require(shown.offsets["inodes[1]"])
    let whole = name == "inodes of 128 bytes" ? "inode.l_i_checksum_lo/checksum" : "inode.checksum/checksum"
    try gallery.expectFound(image, random(5, 8, 128).map { root + $0 }) { _ in whole }
  }

  @Test("Without checksums, a bit of a bitmap is found by what the group's descriptor counts")
  func bitmapsAreCounted() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let file = try #require(Specimen.ext4.first { $0.name == "half a group" }).make(in: scratch)
    let shown = try gallery.shown(file, in: scratch)
    let image = try PatchedImage(file)
    let value = { (name: String) in UInt64(shown.fields["superblock[0].\(name)"] ?? "") ?? 0 }
    let (blockSize, inodes) = (value("block_size"), value("s_inodes_per_group") / 8)
    let last = shown.elements(of: "block_bitmaps").count - 1
    let count = value("blocks_count") - value("s_first_data_block") - UInt64(last) * value("s_blocks_per_group")
    try #require(last >= 0 && count % 8 == 0 && count / 8 + 1 < blockSize)
    let (blocks, bitmap) = (
      try #require(shown.offsets["block_bitmaps[\(last)]"]), try #require(shown.offsets["inode_bitmaps[0]"])
    )
    try gallery.expectFound(image, [blocks, blocks + count / 8 - 1, blocks + count / 8 + 1, blocks + blockSize - 1]) {
      $0 < blocks + count / 8 ? "block_bitmap/free" : "block_bitmap/padding"
    }
    try gallery.expectFound(image, [bitmap, bitmap + inodes - 1, bitmap + inodes, bitmap + blockSize - 1]) {
      $0 < bitmap + inodes ? "inode_bitmap/free" : "inode_bitmap/padding"
    }
  }

  @Test("generated C and Swift agree with the table on mutants of every structure")
  func mutants() throws {
    let deciders = try Deciders(try Self.gallery.get())
    let scratch = try Scratch()
    for (seed, name) in [(1, "inodes of 128 bytes"), (2, "crc16 of 64 bytes")] as [(UInt64, String)] {
      let image = try #require(Specimen.ext4.first { $0.name == name }).make(in: scratch)
      try deciders.expectAgreement(
        on: try PatchedImage(image), seed: seed, count: 60, isEach: true,
        breaking: [
          "group_desc.bg_checksum/checksum", "block_bitmap/free", "inode_bitmap/free",
        ] + (seed == 1 ? ["block_bitmap.csum/checksum", "inode_bitmap.csum/checksum"] : []))
    }
  }
}
