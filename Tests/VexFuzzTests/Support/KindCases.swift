import VexCodecs
import VexFormatSpec
import VexFuzz

/// Structures under a superblock whose checksums are of every kind, are being changed to another, or are of none.
///
/// A mount refuses such a superblock before it looks further, so that no mutant of an image shows them.
enum KindCases {
  /// What the superblock says.
  struct Kinds {
    var isMigrating: Bool
    var kind: UInt8
    var before: UInt8 = 0
    var after: UInt8 = 0
  }

  /// 1 is crc32c, 2 is xxh64, and others are nothing.
  static let all: [Kinds] =
    [0, 1, 2, 7].map { Kinds(isMigrating: false, kind: $0) }
    + [0, 1, 2, 7].flatMap { before in
      [0, 1, 2, 7].map { Kinds(isMigrating: true, kind: 7, before: before, after: $0) }
    }

  /// The baselines of version 3 other than superblocks: half of them have checksums of each kind.
  static func subjects() throws -> [StructureCase] {
    try Shipped.baselines.get().suffix(12).filter { !$0.name.hasPrefix("superblock") }.map(\.subject)
  }

  /// A structure under a superblock that says so.
  static func with(_ kinds: Kinds, _ subject: StructureCase) -> StructureCase {
    var result = subject
    for index in result.context.sources.indices where result.context.sources[index].origin == .region(0) {
      result.context.sources[index].bytes[144] = kinds.isMigrating ? 3 : 1
      result.context.sources[index].bytes[224] = kinds.kind
      result.context.sources[index].bytes[522] = kinds.before
      result.context.sources[index].bytes[523] = kinds.after
    }
    return result
  }

  /// Each structure under each superblock, as it is and with a bit turned round that its checksum covers.
  static func cases() throws -> [StructureCase] {
    try subjects().flatMap { subject in
      all.flatMap { kinds in
        let intact = with(kinds, subject)
        var damaged = intact
        damaged.bytes[33] ^= 4
        return [intact, damaged]
      }
    }
  }
}
