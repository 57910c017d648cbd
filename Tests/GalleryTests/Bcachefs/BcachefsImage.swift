import VexBytes
import VexPlugins

/// An image as Linux's header describes one, made by hand: Debian 12 has nothing that makes any.
struct BcachefsImage {
  static let magic: [UInt8] = [
    0xC6, 0x85, 0x73, 0xF6, 0x66, 0xCE, 0x90, 0xA9, 0xD9, 0x6A, 0x60, 0xCF, 0x80, 0x3D, 0xF7, 0xEF,
  ]
  /// The number of bcache, by which file(1) of Debian 12 knows both.
  static let older: [UInt8] = [
    0xC6, 0x85, 0x73, 0xF6, 0x4E, 0x1A, 0x45, 0xCA, 0x82, 0x65, 0xF5, 0x7F, 0x48, 0xBA, 0x6D, 0x81,
  ]
  /// Where superblocks are, in sectors of 512 bytes.
  static let sectors: [UInt64] = [8, 2056, 4104]
  /// Of a superblock, with one section.
  static let length = 752 + 16
  static let layoutSector = 7

  private(set) var bytes = [UInt8](repeating: 0, count: 4 << 20)

  /// - `kind`: of checksums, as the superblock has it.
  init(kind: UInt64) {
    put(layout, at: Self.layoutSector * 512)
    for sector in Self.sectors {
      let superblock = superblock(sector, kind)
      put(Self.digest(superblock, kind) + superblock, at: Int(sector) * 512)
    }
  }

  /// The same with the number of bcache in the first superblock.
  var asOlder: [UInt8] {
    var image = self
    image.put(Self.older, at: Int(Self.sectors[0]) * 512 + 24)
    return image.bytes
  }

  private mutating func put(_ run: [UInt8], at place: Int) {
    bytes.replaceSubrange(place..<place + run.count, with: run)
  }

  private static func le<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> T($0 * 8)) }
  }

  private var layout: [UInt8] {
    let places = (0..<61).flatMap { Self.le($0 < Self.sectors.count ? Self.sectors[$0] : 0) }
    return Self.magic + [0, 11, UInt8(Self.sectors.count), 0, 0, 0, 0, 0] + places
  }

  /// A superblock without its checksum.
  private func superblock(_ sector: UInt64, _ kind: UInt64) -> [UInt8] {
    let le64 = Self.le as (UInt64) -> [UInt8]
    // Initialized and clean, nodes of 512 sectors, 8 per cent in reserve, one copy of everything.
    let first: UInt64 = 3 | kind << 2 | 512 << 12 | 8 << 28 | 1 << 40 | 1 << 44 | 1 << 48 | 1 << 52
    var bytes = Self.le(1031 as UInt16) + Self.le(1024 as UInt16) + [0, 0, 0, 0] + Self.magic
    bytes += Array(1...16) + Array(17...32)
    bytes += Array("label".utf8) + [UInt8](repeating: 0, count: 27)
    bytes += le64(sector) + le64(5) + Self.le(1 as UInt16) + [0, 1] + Self.le(2 as UInt32)
    bytes += le64(1_700_000_000) + Self.le(0 as UInt32) + Self.le(1 as UInt32)
    bytes += le64(first) + le64(14 << 14 | 1 << 20 | 1 << 24) + [UInt8](repeating: 0, count: 40)
    bytes += le64(123) + le64(1 << 7 | 1 << 9) + le64(0) + le64(3) + le64(0)
    // A section of two words: how many it has, its type, and a word.
    return bytes + layout + Self.le(2 as UInt32) + Self.le(0 as UInt32) + le64(77)
  }

  private static func digest(_ bytes: [UInt8], _ kind: UInt64) -> [UInt8] {
    let zero = ChecksumParameters(initial: 0, xorOut: 0)
    let digest: UInt64 = bytes.withBytes { span in
      switch kind {
      case 1: CRC32C().digest(of: span, ChecksumParameters()).low
      case 5: CRC32C().digest(of: span, zero).low
      case 7: XXH64().digest(of: span, ChecksumParameters()).low
      default: 0
      }
    }
    return le(digest) + le(0 as UInt64)
  }
}
