import Testing
import VexBytes

@testable import VexImage

/// What the fingerprint of an image covers, and what it costs.
@Suite struct FingerprintTests {
  /// A byte of an image that is neither at an end nor in a sampled block.
  static func unsampled(of size: Int) throws -> Int {
    let blocks = Set(Fingerprint.blocks(of: UInt64(size)))
    let block = Int(Fingerprint.blockSize)
    let free = stride(from: size / block / 2, to: size / block, by: 1).first { !blocks.contains(UInt64($0 * block)) }
    return try #require(free) * block
  }

  private func print(_ bytes: [UInt8]) throws -> String { try Identifying.identify(bytes).fingerprint }

  /// Up to 1 MiB each byte counts.
  @Test func smallImages() throws {
    let bytes = VexFSImage(totalBlocks: 100).bytes
    let first = try print(bytes)
    #expect(first.utf8.count == 16 && first.allSatisfy { "0123456789abcdef".contains($0) })
    #expect(try print(bytes) == first)
    var seen: Set<String> = [first]
    for place in [0, 4096, (64 << 10) - 1, 200_000, bytes.count - (64 << 10), bytes.count - 1] {
      var changed = bytes
      changed[place] ^= 1
      #expect(seen.insert(try print(changed)).inserted, "\(place)")
    }
    #expect(seen.insert(try print(bytes + [0])).inserted)
  }

  /// Of what is larger, the ends, the blocks, and what was recognised.
  @Test func largeImages() throws {
    var random = SeededGenerator(seed: 7)
    let bytes = random.bytes(8 << 20)
    let first = try print(bytes)
    var seen: Set<String> = [first]
    let blocks = Fingerprint.blocks(of: UInt64(bytes.count)).map(Int.init)
    let ends = [0, (64 << 10) - 1, bytes.count - (64 << 10), bytes.count - 1]
    for place in ends + [3, 100, 200, 250].flatMap({ [blocks[$0], blocks[$0] + 4095] }) {
      var changed = bytes
      changed[place] ^= 1
      #expect(seen.insert(try print(changed)).inserted, "\(place)")
    }
    var changed = bytes
    changed[try Self.unsampled(of: bytes.count)] ^= 1
    #expect(try print(changed) == first)
  }

  /// Large disks of which only the middle differs, as those of one encrypted volume each.
  @Test func middles() throws {
    func print(_ fill: UInt8) throws -> String {
      let size: UInt64 = 4 << 40
      let source = CountingSource(size: size) { offset, count in
        [UInt8](repeating: offset < 1 << 30 || offset >= size - 1 << 30 ? 0 : fill, count: count)
      }
      return try Identifying.identifier.identify(source).fingerprint
    }
    #expect(Set(try (UInt8(0)..<8).map(print)).count == 8)
  }

  @Test(arguments: ProbeBoundTests.sizes)
  func blocks(_ size: UInt64) {
    let blocks = Fingerprint.blocks(of: size)
    #expect(blocks.allSatisfy { $0 < size && $0 % Fingerprint.blockSize == 0 })
    #expect(zip(blocks, blocks.dropFirst()).allSatisfy { $0 < $1 })
    #expect(blocks.count <= 256)
    guard !Fingerprint.coversAll(of: size) else {
      #expect(UInt64(blocks.count) * Fingerprint.blockSize >= size)
      return
    }
    // No gap is longer than two parts, and not all are alike.
    let gaps = zip([0] + blocks, blocks + [size]).map { $1 - $0 }
    #expect(blocks.count == 256 && gaps.allSatisfy { $0 <= size / 128 + 2 * Fingerprint.blockSize })
    #expect(Set(gaps).count > 3)
  }
}
