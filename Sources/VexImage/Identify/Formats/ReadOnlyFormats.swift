import VexBytes

/// EROFS (`struct erofs_super_block` in erofs-utils' erofs_fs.h).
///
/// It has no copy of its superblock.
struct EROFSFormat: KnownFormat {
  let id = "erofs"
  let title = "EROFS"
  let category = Recognised.Category.filesystem
  let structure = "superblock"
  let magics = [Magic([0xE2, 0xE1, 0xF5, 0xE0])]
  let length = 128

  private static let superblockOffset = 1024

  func places(_ size: UInt64) -> [ProbePlace] { [.primary(UInt64(Self.superblockOffset))] }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    found.label = structure.text(64, 16)
    found.uuid = structure.uuid(48)
    let log = Int(structure.byte(12))
    guard (9...16).contains(log) else { return [] }
    found.blockSize = 1 << UInt64(log)
    let blocks = structure.le32(36)
    found.isSound = blocks > 0 && structure.byte(13) <= 15
    // The checksum covers the rest of the superblock's block, or as much as a block of at most 1 KiB has.
    let block = 1 << log
    let covered = block > Self.superblockOffset ? block - Self.superblockOffset : block
    guard structure.le32(8) & 1 != 0 else { return [] }
    guard let bytes = structure.reader.bytes(at: structure.offset, count: covered) else { return [] }
    found.length = UInt64(covered)
    found.checksum = ProbedStructure(bytes, place: structure.place, reader: structure.reader)
      .checksum("crc32c", 0..<covered, blank: 4..<8, xorOut: 0, is: structure.stored.run(at: 4, count: 4))
    return []
  }
}

/// squashfs (`struct squashfs_super_block` in squashfs-tools' squashfs_fs.h).
///
/// It has no copy of its superblock.
struct SquashfsFormat: KnownFormat {
  let id = "squashfs"
  let title = "squashfs"
  let category = Recognised.Category.filesystem
  let structure = "superblock"
  let magics = [Magic("hsqs"), Magic("sqsh")]
  let length = 96

  func places(_ size: UInt64) -> [ProbePlace] { [.primary(0)] }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    // Versions before 4 had the byte order of the machine that made them, and other fields.
    guard structure.byte(0) == UInt8(ascii: "h") else {
      found.details.append("big-endian, from before version 4")
      return []
    }
    let (major, minor) = (structure.le16(28), structure.le16(30))
    found.version = "\(major).\(minor)"
    let log = structure.le16(22)
    found.blockSize = UInt64(structure.le32(12))
    let bytes = structure.le64(40)
    if bytes > structure.imageSize { found.details.append("longer than the image (\(bytes) bytes)") }
    found.isSound =
      major == 4 && (12...20).contains(log) && structure.le32(12) == 1 << UInt32(log) && structure.le32(4) > 0
      && structure.le16(26) > 0 && bytes >= 96 && (1...6).contains(structure.le16(20))
    return []
  }
}
