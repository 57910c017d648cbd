import VexBytes

/// A format that is recognised without a specification, from what its public headers say.
///
/// It stays until there is a specification of it; nothing is ever written by it.
protocol KnownFormat: Sendable {
  /// The format, for programs.
  var id: String { get }
  /// The format, for people.
  var title: String { get }
  /// What kind of thing it is.
  var category: Recognised.Category { get }
  /// What the structure is called that it is read by.
  var structure: String { get }
  /// The bytes by which a structure is known: one of these.
  var magics: [Magic] { get }
  /// Length of the structure in bytes.
  var length: Int { get }

  /// Where structures may be on an image of `size` bytes, the primary first.
  ///
  /// For backups these are the places that the usual tools choose; never more than some dozens.
  func places(_ size: UInt64) -> [ProbePlace]

  /// Looks at a structure whose magic is right, and says in `found` what it is; answers with the places of more of them.
  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace]
}

/// Bytes at a place of a structure.
struct Magic: Sendable {
  /// Offset in the structure, in bytes.
  var offset: Int
  /// The bytes.
  var bytes: [UInt8]

  /// Makes a magic of text.
  init(_ text: String, at offset: Int = 0) { self.init(Array(text.utf8), at: offset) }

  /// Makes a magic of bytes.
  init(_ bytes: [UInt8], at offset: Int = 0) {
    self.offset = offset
    self.bytes = bytes
  }

  /// Whether the bytes are there.
  func matches(_ structure: [UInt8]) -> Bool {
    guard offset >= 0, offset <= structure.count, bytes.count <= structure.count - offset else { return false }
    return structure[offset..<offset + bytes.count].elementsEqual(bytes)
  }
}

/// Where a structure may be.
struct ProbePlace: Hashable, Sendable {
  /// Offset in the image, in bytes.
  var offset: UInt64
  /// What a structure is that is there.
  var role: Recognised.Role

  static func primary(_ offset: UInt64) -> ProbePlace { ProbePlace(offset: offset, role: .primary) }
  static func backup(_ offset: UInt64) -> ProbePlace { ProbePlace(offset: offset, role: .backup) }

  /// A backup in unit `index` of `bytes` bytes; none when that is beyond what a number can say.
  static func backup(unit index: UInt64, of bytes: UInt64, plus rest: UInt64 = 0) -> ProbePlace? {
    checkedMul(index, bytes).flatMap { checkedAdd($0, rest) }.map { .backup($0) }
  }

  /// A backup in the last whole unit of `bytes` bytes of an image; none when there are less than two.
  static func backup(inLast bytes: UInt64, of size: UInt64) -> ProbePlace? {
    guard bytes > 0, size / bytes > 1 else { return nil }
    return .backup((size / bytes - 1) * bytes)
  }
}

/// The formats that are recognised without a specification, in the order in which an image is compared with them.
enum KnownFormats {
  static let all: [any KnownFormat] = [
    ExtFormat(), XFSFormat(), BtrfsFormat(), EROFSFormat(), F2FSFormat(), SquashfsFormat(), BcachefsFormat(),
    ExFATFormat(), NTFSFormat(), FATFormat(), LUKSFormat(), SwapFormat(), GPTFormat(), MBRFormat(),
  ]
}
