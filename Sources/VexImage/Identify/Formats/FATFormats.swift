import VexBytes

/// FAT12, FAT16 and FAT32 (Microsoft's "FAT: General Overview of On-Disk Format").
struct FATFormat: KnownFormat {
  let id = "fat"
  let title = "FAT"
  let category = Recognised.Category.filesystem
  let structure = "boot sector"
  let magics = [
    Magic("FAT12   ", at: 54), Magic("FAT16   ", at: 54), Magic("FAT     ", at: 54), Magic("FAT32   ", at: 82),
  ]
  let length = 512

  /// Only FAT32 has a backup, in sector 6 as a rule.
  private static let backupSector: UInt64 = 6

  func places(_ size: UInt64) -> [ProbePlace] {
    [.primary(0)] + (9...12).map { .backup(Self.backupSector << UInt64($0)) }
  }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    let isFAT32 = magics[3].matches(structure.stored.bytes)
    found.title = structure.text(isFAT32 ? 82 : 54, 8) ?? title
    found.uuid = structure.volumeID(isFAT32 ? 67 : 39)
    found.label = structure.text(isFAT32 ? 71 : 43, 11).flatMap { $0 == "NO NAME" ? nil : $0 }
    let sector = UInt64(structure.le16(11))
    let media = structure.byte(21)
    let sectors = structure.le16(19) > 0 ? UInt64(structure.le16(19)) : UInt64(structure.le32(32))
    guard (512...4096).contains(sector), sector.isPowerOfTwo, structure.byte(13).isPowerOfTwo, structure.le16(14) > 0,
      (1...2).contains(structure.byte(16)), media == 0xF0 || media >= 0xF8, sectors > 0,
      structure.le16(510) == 0xAA55
    else { return [] }
    found.blockSize = sector
    if sectors * sector > structure.imageSize {
      found.details.append("longer than the image (\(sectors * sector) bytes)")
    }
    let backup = isFAT32 ? UInt64(structure.le16(50)) * sector : 0
    found.isSound = structure.place.role == .primary || (isFAT32 && structure.offset == backup)
    return backup > 0 && found.isSound ? [.backup(backup)] : []
  }
}

/// exFAT (Microsoft's "exFAT file system specification").
struct ExFATFormat: KnownFormat {
  let id = "exfat"
  let title = "exFAT"
  let category = Recognised.Category.filesystem
  let structure = "boot region"
  let magics = [Magic("EXFAT   ", at: 3)]
  let length = 512

  /// The boot region is 12 sectors, and the backup is behind it.
  private static let regionSectors: UInt64 = 12
  private static let sectorLogs: ClosedRange<UInt64> = 9...12

  func places(_ size: UInt64) -> [ProbePlace] {
    [.primary(0)] + Self.sectorLogs.map { .backup(Self.regionSectors << $0) }
  }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    found.version = "\(structure.byte(105)).\(structure.byte(104))"
    found.uuid = structure.volumeID(100)
    let log = UInt64(structure.byte(108))
    let clusterLog = UInt64(structure.byte(109))
    let sectors = structure.le64(72)
    guard Self.sectorLogs.contains(log), clusterLog <= 25 - log, let bytes = checkedMul(sectors, 1 << log), bytes > 0,
      structure.le16(510) == 0xAA55
    else { return [] }
    if bytes > structure.imageSize { found.details.append("longer than the image (\(bytes) bytes)") }
    found.length = Self.regionSectors << log
    found.blockSize = 1 << log
    found.checksum = checksum(structure, sector: 1 << Int(log))
    found.label = label(structure, log, clusterLog)
    found.isSound = structure.place.role == .primary || structure.offset == Self.regionSectors << log
    return found.isSound ? [.backup(Self.regionSectors << log)] : []
  }

  /// A sum over eleven sectors but for the bytes that may change in use; the twelfth is full of it.
  private func checksum(_ structure: ProbedStructure, sector: Int) -> Recognised.Checksum {
    guard let bytes = structure.reader.bytes(at: structure.offset, count: 12 * sector), bytes.count == 12 * sector
    else {
      return .unverified
    }
    var sum: UInt32 = 0
    for (index, byte) in bytes.prefix(11 * sector).enumerated() where ![106, 107, 112].contains(index) {
      sum = (sum << 31 | sum >> 1) &+ UInt32(byte)
    }
    let stored = StoredBytes(bytes)
    let agrees = stride(from: 11 * sector, to: 12 * sector, by: 4).allSatisfy {
      stored.integer(at: $0, .little) as UInt32 == sum
    }
    return agrees ? .valid : .wrong
  }

  /// The label is an entry of the root directory; only the beginning of its first cluster is searched.
  private func label(_ structure: ProbedStructure, _ log: UInt64, _ clusterLog: UInt64) -> String? {
    let cluster = UInt64(structure.le32(96))
    guard cluster >= 2,
      let sector = checkedMul(cluster - 2, 1 << clusterLog).flatMap({ checkedAdd($0, UInt64(structure.le32(88))) }),
      let place = checkedMul(sector, 1 << log), let bytes = structure.reader.bytes(at: place, count: 4096)
    else { return nil }
    let directory = ProbedStructure(bytes, place: .primary(place), reader: structure.reader)
    for entry in stride(from: 0, to: bytes.count, by: 32) {
      switch directory.byte(entry) {
      case 0x83: return directory.utf16(entry + 2, Int(min(directory.byte(entry + 1), 11)))
      case 0: return nil
      default: continue
      }
    }
    return nil
  }
}
