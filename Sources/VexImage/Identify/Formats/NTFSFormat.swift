import VexBytes

/// NTFS (`NTFS_BOOT_SECTOR` in ntfs-3g's layout.h).
struct NTFSFormat: KnownFormat {
  let id = "ntfs"
  let title = "NTFS"
  let category = Recognised.Category.filesystem
  let structure = "boot sector"
  let magics = [Magic("NTFS    ", at: 3)]
  let length = 512

  /// The backup is the last sector of the volume, behind those that it counts.
  func places(_ size: UInt64) -> [ProbePlace] {
    [.primary(0)] + (9...12).compactMap { .backup(inLast: 1 << UInt64($0), of: size) }
  }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    let serial = structure.le64(72)
    found.uuid = serial == 0 ? nil : hexadecimal(serial, 16)
    let sector = UInt64(structure.le16(11))
    let sectors = structure.le64(40)
    guard (512...4096).contains(sector), sector.isPowerOfTwo, let cluster = clusterSize(structure, sector),
      structure.le16(14) == 0, structure.byte(16) == 0, sectors > 0, structure.le16(510) == 0xAA55,
      let backup = checkedMul(sectors, sector)
    else { return [] }
    found.blockSize = sector
    if backup > structure.imageSize { found.details.append("longer than the image (\(backup) bytes)") }
    found.isSound = structure.place.role == .primary || structure.offset == backup
    found.label = label(structure, cluster)
    return found.isSound ? [.backup(backup)] : []
  }

  /// Sectors in a cluster; above 128 it is the negative of a power of two.
  private func clusterSize(_ structure: ProbedStructure, _ sector: UInt64) -> UInt64? {
    let raw = structure.byte(13)
    if raw > 0x80 {
      let log = 256 - UInt64(raw)
      return log <= 12 ? sector << log : nil
    }
    return raw.isPowerOfTwo ? UInt64(raw) * sector : nil
  }

  /// The label is the attribute $VOLUME_NAME (0x60) of record 3 of the master file table.
  private func label(_ structure: ProbedStructure, _ cluster: UInt64) -> String? {
    // Positive: clusters in a record. Negative: log2 of its bytes.
    let raw = Int8(bitPattern: structure.byte(64))
    let record = raw > 0 ? UInt64(raw) * cluster : raw > -31 ? 1 << UInt64(-Int(raw)) : 0
    guard (256...65536).contains(record), let table = checkedMul(structure.le64(48), cluster),
      let place = checkedAdd(table, 3 * record), let bytes = structure.reader.bytes(at: place, count: Int(record)),
      Magic("FILE").matches(bytes)
    else { return nil }
    let volume = ProbedStructure(bytes, place: .primary(place), reader: structure.reader)
    var at = Int(volume.le16(20))
    // An attribute has at least 24 bytes, so this ends.
    while at + 24 <= bytes.count, volume.le32(at) != 0xFFFF_FFFF {
      let length = Int(volume.le32(at + 4))
      guard length >= 24 else { return nil }
      if volume.le32(at) == 0x60 {
        return volume.byte(at + 8) == 0
          ? volume.utf16(at + Int(volume.le16(at + 20)), Int(min(volume.le32(at + 16), 256)) / 2) : nil
      }
      at += length
    }
    return nil
  }
}
