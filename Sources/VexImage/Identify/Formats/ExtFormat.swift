import VexBytes

/// ext2, ext3 and ext4 (`struct ext2_super_block` in e2fsprogs' ext2_fs.h).
struct ExtFormat: KnownFormat {
  let id = "ext4"
  let title = "ext4"
  let category = Recognised.Category.filesystem
  let structure = "superblock"
  let magics = [Magic([0x53, 0xEF], at: 56)]
  let length = 1024

  /// Groups that hold backups under sparse_super, and group 2, which holds one without it.
  private static let backupGroups: [UInt64] = [1, 2, 3, 5, 7, 9, 25, 27, 49]
  private static let superblockOffset: UInt64 = 1024
  /// Block sizes are powers of two from 1 KiB to 64 KiB.
  private static let blockLogs: ClosedRange<UInt64> = 10...16
  /// What mke2fs never exceeds, since group descriptors count blocks in 16 bits.
  private static let mostBlocksPerGroup: UInt64 = 65528

  func places(_ size: UInt64) -> [ProbePlace] {
    var places = [ProbePlace.primary(Self.superblockOffset)]
    for log in Self.blockLogs {
      let block: UInt64 = 1 << log
      // A group is as many blocks as one block of its bitmap has bits.
      let perGroup = min(block * 8, Self.mostBlocksPerGroup)
      places += Self.backups(block: block, perGroup: perGroup, first: log == 10 ? 1 : 0, groups: Self.backupGroups)
    }
    return places.filter { $0.offset < size }
  }

  private static func backups(block: UInt64, perGroup: UInt64, first: UInt64, groups: [UInt64]) -> [ProbePlace] {
    groups.compactMap { group in
      checkedMul(group, perGroup).flatMap { checkedAdd($0, first) }.flatMap { .backup(unit: $0, of: block) }
    }
  }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    let features = (
      compat: structure.le32(92), incompat: structure.le32(96), roCompat: structure.le32(100)
    )
    found.title = Self.kind(features)
    found.label = structure.text(120, 16)
    found.uuid = structure.uuid(104)
    if features.roCompat & 0x400 != 0 {
      // Seeded with all ones, not inverted at the end.
      found.checksum =
        structure.byte(0x175) == 1
        ? structure.checksum("crc32c", 0..<1020, xorOut: 0, is: structure.stored.run(at: 1020, count: 4)) : .unverified
    }

    let log = UInt64(structure.le32(24)) + 10
    guard Self.blockLogs.contains(log) else { return [] }
    let block: UInt64 = 1 << log
    found.blockSize = block
    let isWide = features.incompat & 0x80 != 0
    let blocks = UInt64(structure.le32(4)) | (isWide ? UInt64(structure.le32(336)) << 32 : 0)
    let perGroup = UInt64(structure.le32(32))
    let first = UInt64(structure.le32(20))
    let group = UInt64(structure.le16(90))
    let inodes = structure.le32(0)
    guard blocks > first, inodes > 0, perGroup > 0, first == 0 || (first == 1 && log == 10),
      let bytes = checkedMul(blocks, block)
    else { return [] }
    if bytes > structure.imageSize { found.details.append("longer than the image (\(bytes) bytes)") }

    // Block and bigalloc cluster sizes make no difference to where group 0's superblock is: 1024, block 0 or 1.
    let expected =
      structure.place.role == .primary
      ? Self.superblockOffset
      : checkedMul(group, perGroup).flatMap { checkedAdd($0, first) }.flatMap { checkedMul($0, block) }
    found.isSound = structure.offset == expected && (structure.place.role == .primary) == (group == 0)
    guard found.isSound else { return [] }
    let count = (blocks - first - 1) / perGroup + 1
    let groups =
      features.compat & 0x200 != 0
      ? [588, 592].map { UInt64(structure.le32($0)) }
      : features.roCompat & 0x1 != 0
        ? Self.sparseGroups(below: count) : Array(1..<max(min(count, UInt64(ImageIdentifier.wipedBackupLimit)), 2))
    return Self.backups(block: block, perGroup: perGroup, first: first, groups: groups.filter { $0 > 0 })
  }

  /// The groups that hold backups under sparse_super: 1, and the powers of 3, 5 and 7.
  private static func sparseGroups(below count: UInt64) -> [UInt64] {
    let powers = [UInt64(3), 5, 7].flatMap { base in
      sequence(first: base) { power in checkedMul(power, base).flatMap { $0 < count ? $0 : nil } }
    }
    return [1] + powers.sorted()
  }

  /// Which of the three it is, as blkid tells them apart.
  private static func kind(_ features: (compat: UInt32, incompat: UInt32, roCompat: UInt32)) -> String {
    if features.incompat & 0x8 != 0 { return "external journal of ext4" }
    // What no ext3 has: all but filetype, recovery and meta_bg; all but sparse_super, large_file and btree_dir.
    if features.incompat & ~0x16 != 0 || features.roCompat & ~0x7 != 0 { return "ext4" }
    return features.compat & 0x4 != 0 ? "ext3" : "ext2"
  }
}
