import VexBytes

/// F2FS (`struct f2fs_super_block` in f2fs-tools' f2fs_fs.h).
struct F2FSFormat: KnownFormat {
  let id = "f2fs"
  let title = "F2FS"
  let category = Recognised.Category.filesystem
  let structure = "superblock"
  let magics = [Magic([0x10, 0x20, 0xF5, 0xF2])]
  let length = 3072

  private static let superblockOffset: UInt64 = 1024
  private static let magic: UInt64 = 0xF2F5_2010

  /// In block 0 and in block 1; blocks have 4 KiB, or with newer kernels the size of a page.
  func places(_ size: UInt64) -> [ProbePlace] {
    [.primary(Self.superblockOffset)] + (12...16).map { .backup((1 << UInt64($0)) + Self.superblockOffset) }
  }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    found.version = "\(structure.le16(4)).\(structure.le16(6))"
    found.label = structure.utf16(124, 512)
    found.uuid = structure.uuid(108)
    let log = UInt64(structure.le32(16))
    found.blockSize = (12...16).contains(log) ? 1 << log : nil
    guard (12...16).contains(log), let bytes = checkedMul(structure.le64(36), 1 << log), bytes > 0 else { return [] }
    if bytes > structure.imageSize { found.details.append("longer than the image (\(bytes) bytes)") }
    if structure.le32(2180) & 0x800 != 0 {
      let at = Int(structure.le32(32))
      // Seeded with the magic number, and not inverted at the end.
      found.checksum =
        at <= length - 4
        ? structure.checksum(
          "crc32", 0..<at, initial: Self.magic, xorOut: 0, is: structure.stored.run(at: at, count: 4))
        : .wrong
    }
    found.isSound =
      structure.offset == (structure.place.role == .primary ? 0 : 1 << log) + Self.superblockOffset
      && UInt64(structure.le32(8)) + UInt64(structure.le32(12)) == log && structure.le32(96) == 3
    return []
  }
}
