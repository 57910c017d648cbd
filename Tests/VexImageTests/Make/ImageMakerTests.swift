import Testing
import VexBytes
import VexCodecs
import VexFormatSpec

@testable import VexImage

@Suite("Fresh images of VexFS")
struct ImageMakerTests {
  @Test("version 1 of 1 MiB is one superblock, byte for byte")
  func versionOne() throws {
    let plan = try VexFS.plan(1 << 20, version: 1, settings: ["label": "first"])
    var expected = [UInt8](repeating: 0, count: 544)
    expected.replaceSubrange(0..<4, with: Array("SFEV".utf8))
    expected[4] = 1
    expected[9] = 0x10  // 4096
    expected[17] = 1  // 256 blocks
    expected[24] = 255  // all but the superblock's
    expected.replaceSubrange(32..<37, with: Array("first".utf8))
    #expect(plan.size == 1 << 20)
    #expect(plan.writes == [ImagePlan.Write(offset: 0, bytes: expected, name: "superblock[0]")])
  }

  @Test("version 2 of the smallest size has five blocks")
  func smallest() throws {
    let plan = try VexFS.plan(20480)
    #expect(
      plan.writes.map(\.name) == [
        "space_map[0]", "bitmap[0]", "inode_chunks[0]", "inodes[1]", "superblock[1]", "superblock[0]",
      ])
    #expect(plan.writes.map(\.offset) == [4096, 8192, 12288, 12544, 16384, 0])
    let image = plan.image
    #expect(image.number(16, 8) == 5)
    #expect(image.number(24, 8) == 0)
    // Blocks 0 to 4 are in use, and what lies behind the end is.
    #expect(image[8192..<12288].allSatisfy { $0 == 0xff })
    #expect(image.number(4096 + 8, 2) == 0)
  }

  @Test("version 2 of 1 MiB, field by field")
  func oneMebibyte() throws {
    let time: Int64 = 1_234_567_890_123_456_789
    let plan = try VexFS.plan(1 << 20, settings: ["label": "größe"], time: time)
    let image = plan.image
    for base in [0, 255 * 4096] {
      #expect(image.text(base, 4) == "SFEV")
      #expect(image.number(base + 4, 4) == 2)
      #expect(image.number(base + 8, 8) == 4096)
      #expect(image.number(base + 16, 8) == 256)
      #expect(image.number(base + 24, 8) == 251)
      #expect(image.text(base + 32, 64) == "größe")
      #expect(image[base + 96..<base + 112] == image[base + 112..<base + 128])
      #expect(image[base + 102] >> 4 == 4 && image[base + 104] >> 6 == 2)
      #expect(image[base + 128..<base + 152].allSatisfy { $0 == 0 })
      #expect(image.number(base + 152, 8) == UInt64(time) && image.number(base + 160, 8) == UInt64(time))
      #expect(image.number(base + 168, 8) == 0)
      #expect(image.number(base + 176, 8) == 1)
      #expect(image.number(base + 184, 8) == UInt64(base / 4096))
      #expect(image.number(base + 192, 8) == 255)
      #expect(image.number(base + 200, 8) == 1)
      #expect(image[base + 208..<base + 224].contains { $0 != 0 })
      #expect(Array(image[base + 224..<base + 232]) == [1, 1, 1, 0, 2, 0, 0, 0])
      #expect(image.number(base + 232, 8) == image.number(112, 8) ^ image.number(120, 8))
      // Inode 0 maps block 3.
      #expect(image.text(base + 256, 4) == "VXIN" && image.number(base + 260, 4) == 0)
      #expect(image[base + 270] == 2 && image.number(base + 280, 4) == 1)
      #expect(image.number(base + 288, 8) == 4096 && image.number(base + 296, 8) == 1)
      #expect(image[base + 360] == 1 && image[base + 361] == 1)
      #expect(image.number(base + 368, 4) == 0 && image.number(base + 372, 4) == 1 && image.number(base + 376, 8) == 3)
      #expect(image[base + 384..<base + 496].allSatisfy { $0 == 0 })
      #expect(image.number(base + 512 + 48, 8) == .max)
      // The space map at 1, the bitmap at 2.
      #expect(Array(image[base + 1024..<base + 1032]) == [1, 0, 0, 0, 0, 16, 0, 0])
      #expect([8, 16, 24].map { image.number(base + 1024 + $0, 8) } == [1, 1, 0])
      #expect(Array(image[base + 1056..<base + 1064]) == [2, 0, 0, 0, 0, 16, 0, 0])
      #expect([8, 16, 24].map { image.number(base + 1056 + $0, 8) } == [2, 1, 0])
      #expect(image[base + 1088..<base + 4092].allSatisfy { $0 == 0 })
      #expect(image.number(base + 4092, 4) == image.crc32c(base..<base + 4092))
    }
    // The root directory is slot 1.
    let root = 3 * 4096 + 256
    #expect(image.text(root, 4) == "VXIN" && image.number(root + 4, 4) == 1)
    #expect(
      image.number(root + 12, 2) == 0o40755 && image.number(root + 24, 4) == 2 && image.number(root + 100, 4) == 1)
    // Blocks 0, 1, 2, 3 and 255 are in use.
    #expect(image[8192] == 0x0f && image[8192 + 31] == 0x80 && image[8192 + 32..<12288].allSatisfy { $0 == 0xff })
    #expect(image[8193..<8192 + 31].allSatisfy { $0 == 0 })
    #expect(image.number(4096 + 8, 2) == 251 && image.number(4096 + 12, 4) == 0)
    // The chunk header.
    #expect(image.text(3 * 4096, 4) == "VXIC" && image.number(3 * 4096 + 8, 8) == 3)
    #expect(image.number(3 * 4096 + 40, 2) == 2 && image[3 * 4096 + 48] == 3)
  }

  @Test("every seal is the CRC-32C of what it covers, seeded")
  func seals() throws {
    let image = try VexFS.plan(1 << 20).image
    let seed = image.number(232, 8)
    #expect(image.number(4096 + 4088, 8) == image.crc32c(4096..<4096 + 4088, seed: seed))
    #expect(image.number(4096, 8) == image.crc32c(8192..<12288, seed: seed))
    for inode in [256, 3 * 4096, 3 * 4096 + 256, 255 * 4096 + 256] {
      #expect(image.number(inode + 248, 8) == image.crc32c(inode..<inode + 248, seed: seed))
    }
    #expect(image.text(4096 + 4032, 4) == "VXSM")
    #expect(image.number(4096 + 4038, 2) == 1 && image.number(4096 + 4040, 8) == 1 && image.number(4096 + 4080, 8) == 0)
    #expect(image[4096 + 4048..<4096 + 4064] == image[112..<128])
  }

  @Test("one block more than a bitmap block describes makes a second one")
  func twoBitmapBlocks() throws {
    let plan = try VexFS.plan((32768 + 1) * 4096)
    let bitmaps = plan.writes.filter { $0.name.hasPrefix("bitmap") }
    #expect(bitmaps.map(\.offset) == [8192, 12288])
    let map = try #require(plan.write(at: 4096)).bytes
    #expect(map.number(8, 2) == 32768 - 5 && map.number(16 + 8, 2) == 0)
    #expect(map.number(4038, 2) == 2)
    let superblock = try #require(plan.write(at: 0)).bytes
    #expect(superblock.number(24, 8) == 32769 - 6)
  }

  @Test("bitmap blocks in the middle of a large image are not written")
  func tebibyte() throws {
    let plan = try VexFS.plan(1 << 40)
    // 33 blocks of map, the first and last bitmap block, two superblocks, a chunk header and an inode.
    #expect(plan.byteCount == (33 + 2 + 2) * 4096 + 512)
    let map = try #require(plan.write(at: 4096)).bytes
    // The 252nd record of the first block: all free, nothing stored.
    #expect(map.number(251 * 16, 8) == 0 && map.number(251 * 16 + 8, 2) == 32768 && map.number(251 * 16 + 12, 4) == 1)
    let superblock = try #require(plan.write(at: 0)).bytes
    #expect(superblock.number(24, 8) == (1 << 28) - 2 - 33 - 8192 - 1)
  }

  @Test(
    "the largest image writes 2 MiB",
    .disabled(if: !VexFS.runsLargeTests, "half a minute without optimisation"))
  func largest() throws {
    let plan = try VexFS.plan(1 << 44)
    // The bitmap itself takes blocks of its first five blocks; the last one holds the copy.
    #expect(plan.byteCount == (521 + 5 + 1 + 2) * 4096 + 512)
    #expect(try #require(plan.write(at: 0)).bytes.number(24, 8) == (1 << 32) - 2 - 521 - 131_072 - 1)
  }

  @Test("the same seed and time make the same image, others another one")
  func reproducible() throws {
    let first = try VexFS.plan(1 << 20, seed: 7)
    #expect(try VexFS.plan(1 << 20, seed: 7) == first)
    #expect(try VexFS.plan(1 << 20, seed: 8) != first)
    #expect(try VexFS.plan(1 << 20, seed: 7, time: 1) != first)
  }

  @Test("sizes that are too small are refused, and the rule is named", arguments: [0, 4095, 4096, 3 * 4096, 20479])
  func tooSmall(_ size: UInt64) throws {
    let error = #expect(throws: MakeError.self) { try VexFS.plan(size) }
    #expect(error?.kind == .breaksRule)
    #expect(error?.subject == "vexfs/superblock.total_blocks/range")
    #expect(error?.description.contains("of \(size) bytes") == true)
    #expect(error?.location?.line ?? 0 > 1)
  }

  @Test("a user's UUID is both UUIDs")
  func userUUID() throws {
    let plan = try VexFS.plan(1 << 20, settings: ["uuid": "00112233-4455-6677-8899-AABBCCDDEEFF"])
    let superblock = try #require(plan.write(at: 0)).bytes
    let expected: [UInt8] = (0..<16).map { UInt8($0 * 0x11) }
    #expect(Array(superblock[96..<112]) == expected && Array(superblock[112..<128]) == expected)
  }

  @Test(
    "settings that do not go are refused",
    arguments: [
      ("label", String(repeating: "é", count: 33), "66 bytes"), ("label", "a\0b", "NUL"),
      ("uuid", "no-uuid", "no UUID"),
      ("nothing", "x", "has no field 'nothing'"), ("version", "2", "settled"), ("checksum", "0", "cannot be set"),
      ("migration.nothing", "1", "no field 'nothing'"), ("generation", "many", "no number"),
      ("checksum_kind", "sha1", "crc32c"), ("checksum_kind", "256", "does not fit"),
      ("map_blocks", "1", "cannot be set"),
    ])
  func settings(_ path: String, _ value: String, _ reason: String) throws {
    let error = #expect(throws: MakeError.self) { try VexFS.plan(1 << 20, settings: [path: .text(value)]) }
    #expect(error?.kind == .setting)
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  @Test("what a version lacks cannot be set in it, and an unknown version cannot be made")
  func versions() throws {
    let setting = #expect(throws: MakeError.self) {
      try VexFS.plan(1 << 20, version: 1, settings: ["uuid": "00112233-4455-6677-8899-AABBCCDDEEFF"])
    }
    #expect(setting?.kind == .setting)
    let version = #expect(throws: MakeError.self) { try VexFS.plan(1 << 20, version: 4) }
    #expect(version?.kind == .version)
  }

  @Test("a setting that breaks a rule is refused by that rule")
  func brokenRule() throws {
    let error = #expect(throws: MakeError.self) { try VexFS.plan(1 << 20, settings: ["generation": "0"]) }
    #expect(error?.kind == .breaksRule && error?.subject == "vexfs/superblock.generation/range")
  }
}
