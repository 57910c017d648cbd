import Testing
import VexBytes

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

  /// Each format's magic at all of its places, around it noise, zeroes or ones, and some small numbers.
  @Test(arguments: UInt64(0)..<16)
  func magicInNoise(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let noise = random.bytes(1 << 17)
    for format in KnownFormats.all {
      for magic in format.magics {
        let size = Self.sizes[Int(random.next() % UInt64(Self.sizes.count))]
        let source = CountingSource(size: size) { [seed] offset, count in
          var random = SeededGenerator(seed: seed ^ offset)
          let start = Int(random.next() % 4096)
          var bytes =
            switch seed % 3 {
            case 0 where start + count <= noise.count: Array(noise[start..<start + count])
            case 1: [UInt8](repeating: 0, count: count)
            default: [UInt8](repeating: 0xFF, count: count)
            }
          // With them the first checks pass here and there.
          for _ in 0..<min(count, 64) {
            bytes[Int(random.next() % UInt64(min(count, 600)))] = UInt8(random.next() % 16)
          }
          for (index, byte) in magic.bytes.enumerated() where magic.offset + index < count {
            bytes[magic.offset + index] = byte
          }
          return bytes
        }
        _ = try Identifying.identifier.identify(source)
        #expect(source.reads <= ProbeReader.readLimit && source.bytes <= ProbeReader.byteLimit)
      }
    }
  }

  /// A superblock that places its copies everywhere: no more of them are read than would be shown.
  @Test func copiesWithoutEnd() throws {
    let source = CountingSource(size: .max) { _, count in
      var bytes = [UInt8](repeating: 1, count: count)
      for (index, byte) in BcachefsFormat().magics[0].bytes.enumerated() where 24 + index < count {
        bytes[24 + index] = byte
      }
      return bytes
    }
    _ = try Identifying.identifier.identify(source)
    #expect(source.reads < ProbeReader.readLimit && source.bytes < ProbeReader.byteLimit)
  }
}
