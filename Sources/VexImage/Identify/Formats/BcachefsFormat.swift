import VexBytes

/// bcachefs (`struct bch_sb` and `struct bch_sb_layout` in bcachefs-tools' bcachefs_format.h).
///
/// Its checksum can be of several kinds over a structure of variable length, and is not verified.
struct BcachefsFormat: KnownFormat {
  let id = "bcachefs"
  let title = "bcachefs"
  let category = Recognised.Category.filesystem
  let structure = "superblock"
  let magics = [
    // BCHFS_MAGIC, and BCACHE_MAGIC, which it shared with bcache at first.
    Magic([0xC6, 0x85, 0x73, 0xF6, 0x66, 0xCE, 0x90, 0xA9, 0xD9, 0x6A, 0x60, 0xCF, 0x80, 0x3D, 0xF7, 0xEF], at: 24),
    Magic([0xC6, 0x85, 0x73, 0xF6, 0x4E, 0x1A, 0x45, 0xCA, 0x82, 0x65, 0xF5, 0x7F, 0x48, 0xBA, 0x6D, 0x81], at: 24),
  ]
  /// Without the fields of variable length.
  let length = 752

  private static let sector: UInt64 = 512
  private static let primarySector: UInt64 = 8
  private static let layoutOffset = 240

  /// In sector 8, behind as much room as a superblock may take, and as far from the end, at a multiple of the bucket size.
  func places(_ size: UInt64) -> [ProbePlace] {
    var places = [ProbePlace.primary(Self.primarySector * Self.sector)]
    for bits in UInt64(9)...12 {
      let room: UInt64 = Self.sector << bits
      places.append(.backup(Self.primarySector * Self.sector + room))
      guard size > room else { continue }
      for bucket in UInt64(12)...23 { places.append(.backup(((size - room) >> bucket) << bucket)) }
    }
    return places
  }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    let version = structure.le16(16)
    found.version = "\(version >> 10).\(version & 0x3FF)"
    found.label = structure.text(72, 32)
    found.uuid = structure.uuid(56)
    found.checksum = .unverified
    let devices = structure.byte(123)
    if devices > 1 { found.details.append("one of \(devices) devices") }
    let count = Int(structure.byte(Self.layoutOffset + 18))
    let sectors = (0..<min(count, 61)).map { structure.le64(Self.layoutOffset + 24 + $0 * 8) }
    found.isSound =
      checkedMul(structure.le64(104), Self.sector) == structure.offset && structure.byte(122) < devices
      && structure.le16(120) > 0 && (1...61).contains(count)
    guard found.isSound else { return [] }
    return sectors.filter { $0 != Self.primarySector }.compactMap { .backup(unit: $0, of: Self.sector) }
  }
}
