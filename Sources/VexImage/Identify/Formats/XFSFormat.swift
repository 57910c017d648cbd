import VexBytes

/// XFS (`struct xfs_dsb` in xfsprogs' xfs_format.h).
struct XFSFormat: KnownFormat {
  let id = "xfs"
  let title = "XFS"
  let category = Recognised.Category.filesystem
  let structure = "superblock"
  let magics = [Magic("XFSB")]
  let length = 512

  private static let blockLogs: ClosedRange<UInt64> = 9...16
  /// An allocation group is less than 1 TiB.
  private static let mostGroupBytes: UInt64 = 1 << 40

  /// mkfs.xfs makes 2, 4, 8, 16 or 32 allocation groups, or some of nearly 1 TiB, and each begins with a superblock.
  func places(_ size: UInt64) -> [ProbePlace] {
    var places = [ProbePlace.primary(0)]
    for log in Self.blockLogs {
      let blocks = size >> log
      for shift in UInt64(1)...5 {
        let group = blocks >> shift + (blocks & ((1 << shift) - 1) == 0 ? 0 : 1)
        places += Self.groups(group, log, 1...2)
      }
      places += Self.groups((Self.mostGroupBytes - 1) >> log, log, 1...2)
    }
    return places.filter { $0.offset < size }
  }

  private static func groups(_ blocks: UInt64, _ log: UInt64, _ numbers: ClosedRange<UInt64>) -> [ProbePlace] {
    guard blocks > 0 else { return [] }
    return numbers.compactMap { number in checkedMul(number, blocks).flatMap { .backup(unit: $0, of: 1 << log) } }
  }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    let version = structure.be16(100) & 0xF
    found.version = "v\(version)"
    found.label = structure.text(108, 12)
    found.uuid = structure.uuid(32)

    let block = UInt64(structure.be32(4))
    let sector = UInt64(structure.be16(102))
    let log = UInt64(structure.byte(120))
    let blocks = structure.be64(8)
    let groupBlocks = UInt64(structure.be32(84))
    let groupCount = UInt64(structure.be32(88))
    guard (1...5).contains(version), Self.blockLogs.contains(log), block == 1 << log, (512...32768).contains(sector),
      sector.isPowerOfTwo, groupBlocks > 0, groupCount > 0, blocks > 0, let bytes = checkedMul(blocks, block),
      blocks > (groupCount - 1) * groupBlocks, blocks <= groupCount * groupBlocks,
      let groupBytes = checkedMul(groupBlocks, block)
    else { return [] }
    if bytes > structure.imageSize { found.details.append("longer than the image (\(bytes) bytes)") }
    found.length = sector
    found.blockSize = block
    if version == 5 { found.checksum = checksum(structure, sector: Int(sector)) }
    let number = structure.offset / groupBytes
    found.isSound =
      structure.offset % groupBytes == 0 && number < groupCount && (structure.place.role == .primary) == (number == 0)
    guard found.isSound, groupCount > 1 else { return [] }
    return Self.groups(groupBlocks, log, 1...min(groupCount - 1, UInt64(ImageIdentifier.wipedBackupLimit)))
  }

  /// The checksum covers the whole sector, and is little-endian, unlike everything else.
  private func checksum(_ structure: ProbedStructure, sector: Int) -> Recognised.Checksum {
    guard sector <= length || structure.offset < structure.imageSize,
      let bytes = sector <= length
        ? structure.stored.bytes : structure.reader.bytes(at: structure.offset, count: sector)
    else { return .unverified }
    return ProbedStructure(bytes, place: structure.place, reader: structure.reader)
      .checksum("crc32c", 0..<sector, blank: 224..<228, is: structure.stored.run(at: 224, count: 4))
  }
}
