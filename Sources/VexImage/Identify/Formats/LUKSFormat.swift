import VexBytes

/// LUKS1 and LUKS2 (the LUKS on-disk format specifications of cryptsetup).
///
/// The checksum of LUKS2 is a SHA-256 as a rule, and is not verified.
struct LUKSFormat: KnownFormat {
  let id = "luks"
  let title = "LUKS"
  let category = Recognised.Category.encrypted
  let structure = "header"
  let magics = [
    Magic(Array("LUKS".utf8) + [0xBA, 0xBE]),
    Magic(Array("SKUL".utf8) + [0xBA, 0xBE]),
  ]
  let length = 4096

  /// Of LUKS2 there is a second header, at a power of two from 16 KiB to 4 MiB.
  func places(_ size: UInt64) -> [ProbePlace] {
    [.primary(0)] + (14...22).map { .backup(1 << UInt64($0)) }
  }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    let version = structure.be16(6)
    found.version = "\(version)"
    found.uuid = structure.text(168, 40)
    let isFirst = magics[0].matches(structure.stored.bytes)
    switch version {
    case 1:
      found.length = 592
      let payload = structure.be32(104)
      found.isSound = structure.place.role == .primary && isFirst && payload > 0 && structure.text(8, 32) != nil
      return []
    case 2:
      found.label = structure.text(24, 48)
      found.checksum = .unverified
      let size = structure.be64(8)
      found.isSound =
        structure.be64(256) == structure.offset && isFirst == (structure.place.role == .primary)
        && (0x4000...0x400000).contains(size) && size.isPowerOfTwo
      return found.isSound ? [.backup(size)] : []
    default: return []
    }
  }
}
