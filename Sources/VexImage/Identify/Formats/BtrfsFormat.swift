import VexBytes

/// btrfs (`struct btrfs_super_block` in btrfs-progs' ctree.h).
struct BtrfsFormat: KnownFormat {
  let id = "btrfs"
  let title = "btrfs"
  let category = Recognised.Category.filesystem
  let structure = "superblock"
  let magics = [Magic("_BHRfS_M", at: 64)]
  let length = 4096

  /// At 64 KiB, with mirrors at 64 MiB and 256 GiB.
  func places(_ size: UInt64) -> [ProbePlace] {
    [.primary(64 << 10), .backup(64 << 20), .backup(256 << 30)].filter { $0.offset < size }
  }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    found.label = structure.text(299, 256)
    found.uuid = structure.uuid(32)
    switch structure.le16(196) {
    case 0: found.checksum = structure.checksum("crc32c", 32..<4096, is: structure.stored.run(at: 0, count: 4))
    case 1: found.checksum = structure.checksum("xxh64", 32..<4096, is: structure.stored.run(at: 0, count: 8))
    default: found.checksum = .unverified
    }
    let sector = structure.le32(144)
    let node = structure.le32(148)
    let devices = structure.le64(136)
    if devices > 1 { found.details.append("one of \(devices) devices") }
    found.blockSize = UInt64(sector)
    found.isSound =
      structure.le64(48) == structure.offset && (512...65536).contains(sector) && sector.isPowerOfTwo
      && (sector...65536).contains(max(node, sector)) && node.isPowerOfTwo && structure.le64(112) > 0 && devices > 0
    return []
  }
}
