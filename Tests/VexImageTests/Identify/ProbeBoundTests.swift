import Testing
import VexBytes
import VexCodecs

@testable import VexImage

/// Identification reads little of the largest image, and bytes that lie cannot make it read more, or trap.
@Suite struct ProbeBoundTests {
  static let sizes: [UInt64] = [
    1, 511, 512, 513, 4095, 4096, 65536, 1 << 20, (1 << 30) + 4097, 16 << 40, UInt64(Int64.max), UInt64.max,
  ]

  @Test(arguments: sizes)
  func emptyImage(_ size: UInt64) throws {
    let source = CountingSource(size: size) { _, count in [UInt8](repeating: 0, count: count) }
    let found = try Identifying.identifier.identify(source)
    #expect(found.isBlank && found.findings.isEmpty)
    #expect(source.reads < 700, "\(source.reads)")
    #expect(source.bytes < 2 << 20, "\(source.bytes)")
  }

  @Test(arguments: sizes)
  func onesEverywhere(_ size: UInt64) throws {
    let source = CountingSource(size: size) { _, count in [UInt8](repeating: 0xFF, count: count) }
    #expect(try Identifying.identifier.identify(source).findings.isEmpty)
  }

  /// Each format's magic numbers and marks in every sector, around them noise, zeroes or ones, and some small numbers.
  @Test(arguments: UInt64(0)..<8)
  func magicInNoise(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for specification in Identifying.library.specifications {
      let signature = try #require(specification.signature)
      let size = Self.sizes[Int(random.next() % UInt64(Self.sizes.count))]
      for patterns in [signature.magic] + (signature.marks + signature.lookalikes).map({ [$0] }) {
        let source = Self.sectors(size, seed, patterns)
        _ = try Identifying.identifier.identify(source)
        #expect(source.reads <= ProbeReader.readLimit && source.bytes <= ProbeReader.byteLimit)
      }
    }
  }

  /// A superblock that places its copies everywhere: no more of them are read than would be shown.
  @Test func copiesWithoutEnd() throws {
    let bcachefs = try #require(Identifying.library.specifications.first { $0.name == "bcachefs" }?.signature)
    let source = Self.sectors(.max, nil, bcachefs.magic)
    _ = try Identifying.identifier.identify(source)
    #expect(source.reads < ProbeReader.readLimit && source.bytes < ProbeReader.byteLimit)
  }

  /// An image that has patterns in every sector, and in the others what a seed says, or ones.
  private static func sectors(
    _ size: UInt64, _ seed: UInt64?, _ patterns: [FormatSignature.Pattern]
  ) -> CountingSource {
    CountingSource(size: size) { offset, count in
      var bytes: [UInt8] = []
      var sector = offset / 512
      while bytes.count < count + 512 {
        bytes += Self.sector(sector, seed, patterns)
        sector += 1
      }
      let start = Int(offset % 512)
      return Array(bytes[start..<start + count])
    }
  }

  private static func sector(_ number: UInt64, _ seed: UInt64?, _ patterns: [FormatSignature.Pattern]) -> [UInt8] {
    var bytes = [UInt8](repeating: 1, count: 512)
    if let seed {
      var random = SeededGenerator(seed: seed ^ number)
      bytes = seed % 3 == 0 ? random.bytes(512) : [UInt8](repeating: seed % 3 == 1 ? 0 : 0xFF, count: 512)
      // With them the first checks pass here and there.
      for _ in 0..<64 { bytes[Int(random.next() % 512)] = UInt8(random.next() % 16) }
    }
    for pattern in patterns {
      for (index, byte) in pattern.bytes.enumerated() { bytes[(Int(pattern.offset % 512) + index) % 512] = byte }
    }
    return bytes
  }
}
