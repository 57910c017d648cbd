import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

@Suite("Migrating VexFS")
struct VexFSMigrationTests {
  private let vexfs: Migrating

  init() throws { vexfs = try Migrating(VexFS.program) }

  /// A version 1 image, made by hand as its tool did: a superblock in an empty file.
  private func first(blocks: Int, extra: Int = 0, free: UInt64? = nil, label: String = "the-label") -> [UInt8] {
    var image = [UInt8](repeating: 0, count: (blocks + extra) * 4096)
    image.replaceSubrange(0..<4, with: Array("SFEV".utf8))
    image[4] = 1
    for (offset, value) in [(8, 4096), (16, UInt64(blocks)), (24, free ?? UInt64(blocks) - 1)] {
      for byte in 0..<8 { image[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt64(byte * 8)) }
    }
    image.replaceSubrange(32..<32 + label.utf8.count, with: Array(label.utf8))
    return image
  }

  @Test("version 1 becomes a clean version 2 that keeps its label and size", arguments: [5, 6, 100, 32_768, 32_771])
  func up(_ blocks: Int) throws {
    let old = first(blocks: blocks, free: UInt64(blocks) - 3)
    let new = try vexfs.migrated(old, to: 2)
    let report = try vexfs.report(new)
    #expect(report.verdict == .clean && report.version == 2 && report.notEvaluated.isEmpty, "\(report.findings)")
    #expect(new.number(16, 8) == UInt64(blocks) && new.text(32, 64) == "the-label")
    // By the formula of the format: space map at 1, bitmap behind it, a block of inodes behind that, backup last.
    let bitmaps = (blocks + 32_767) / 32_768
    #expect(new.number(24, 8) == UInt64(blocks - 2 - 1 - bitmaps - 1))
    #expect(new.number(512 + 48, 8) == UInt64(blocks) - 3)
    #expect(new.text(4096 + 4032, 4) == "VXSM" && new.text((2 + bitmaps) * 4096, 4) == "VXIC")
    let last = (blocks - 1) * 4096
    #expect(new.text(last, 4) == "SFEV" && new.number(last + 184, 8) == UInt64(blocks) - 1)
    #expect(new.number(4092, 4) == new.crc32c(0..<4092))
  }

  @Test("there and back gives bytes 0 to 95 back, and leaves no backup", arguments: [5, 100, 40_000])
  func back(_ blocks: Int) throws {
    let old = first(blocks: blocks, extra: 3, free: 2)
    let new = try vexfs.migrated(old, to: 2)
    let plan = try vexfs.plan(new, to: 1)
    let image = try vexfs.migrated(new, to: 1)
    let stages = try #require(plan.steps.first).writes.stages
    #expect(stages.map(\.role) == [.mark, .mark, .commit, .clearing])
    #expect(try vexfs.report(image).verdict == .clean && vexfs.report(image).version == 1)
    #expect(image[0..<4096] == old[0..<4096])
    let last = (blocks - 1) * 4096
    #expect(image[last..<last + 4096].allSatisfy { $0 == 0 })
    #expect(image[(blocks * 4096)...] == old[(blocks * 4096)...])
    #expect(plan.steps[0].losses.contains { $0.what == "superblock" })
  }

  @Test("an image that never was version 1 gets all blocks but one as free")
  func backFromFresh() throws {
    let image = try vexfs.migrated(try vexfs.fresh(1 << 20, version: 2), to: 1)
    #expect(image.number(24, 8) == 255)
  }

  @Test("identity is random, or what the user says; version 2 is not migrated to version 2")
  func identity() throws {
    let old = first(blocks: 8)
    #expect(try vexfs.plan(old, to: 2, seed: 1).writes.last != vexfs.plan(old, to: 2, seed: 2).writes.last)
    let uuid = "01234567-89ab-cdef-0123-456789abcdef"
    let write = try #require(try vexfs.plan(old, to: 2, settings: ["uuid": .text(uuid)]).writes.last)
    var commit = [UInt8](repeating: 0, count: 4096)
    commit.make(write)
    #expect(Array(commit[96..<100]) == [0x01, 0x23, 0x45, 0x67] && commit[96..<112] == commit[112..<128])
    let new = try vexfs.migrated(old, to: 2)
    #expect(try vexfs.plan(new, to: 2).steps.isEmpty)
    let refusal = try #require(vexfs.refusal(new, to: 1, settings: ["uuid": .text(uuid)]))
    #expect("\(refusal)".contains("version 1 of VexFS has no such field"))
  }

  @Test("version 2 becomes version 3 and version 2 again, by its superblocks alone")
  func vectors() throws {
    let old = try vexfs.fresh(1 << 20, version: 2)
    var image = old
    for (version, incompat) in [(3, 1), (2, 0)] as [(UInt64, UInt64)] {
      let plan = try vexfs.plan(image, to: version)
      #expect(plan.writes.map(\.offset) == [255 * 4096, 0, 255 * 4096, 0])
      for write in plan.writes { image.make(write) }
      let report = try vexfs.report(image)
      #expect(report.verdict == .clean && report.version == version, "\(report.findings.map(\.message))")
      #expect(image.number(144, 8) == incompat)
    }
    #expect(image == old)
  }

  @Test("version 1 becomes version 3 by way of version 2")
  func twoSteps() throws {
    let new = try vexfs.migrated(first(blocks: 100), to: 3)
    let report = try vexfs.report(new)
    #expect(report.verdict == .clean && report.version == 3, "\(report.findings.map(\.message))")
    #expect(try vexfs.report(try vexfs.migrated(new, to: 1)).version == 1)
  }

  @Test("version 2 knows no other checksum than crc32c")
  func otherChecksum() throws {
    let image = try vexfs.fresh(1 << 20, version: 3, settings: ["checksum_kind": "xxh64"])
    #expect(try vexfs.report(image).verdict == .clean)
    #expect(vexfs.broken(image, to: 2) == ["vexfs/3-2/crc32c"])
    #expect(vexfs.broken(image, to: 1) == ["vexfs/3-2/crc32c"])
  }

  @Test("version 1 must have room")
  func room() throws {
    #expect(vexfs.broken(first(blocks: 4), to: 2) == ["vexfs/1-2/blocks"])
    #expect(vexfs.broken(first(blocks: 5), to: 2) == [])
  }

  @Test("version 2 with something in it stays version 2, and all reasons are told")
  func backRefused() throws {
    // A region of a purpose that is not looked into, in the third slot, with its block taken from the free ones.
    let image = try withRegion(type: 3, in: try vexfs.fresh(1 << 20, version: 2))
    let report = try vexfs.report(image)
    #expect(report.verdict == .clean, "\(report.findings.map(\.message))")
    #expect(vexfs.broken(image, to: 1) == ["vexfs/2-1/no_other_regions"])
    let kept = try withRegion(type: 4, in: try vexfs.fresh(1 << 20, version: 2))
    #expect(vexfs.broken(kept, to: 1) == ["vexfs/2-1/no_other_regions"])
  }

  @Test("files are not lost")
  func userInodes() throws {
    let image = try withUserInode(in: try vexfs.fresh(1 << 20, version: 2))
    let report = try vexfs.report(image)
    #expect(report.verdict == .clean, "\(report.findings.map(\.message))")
    #expect(vexfs.broken(image, to: 1) == ["vexfs/2-1/no_user_inodes"])
  }

  /// Adds a region of one block at block 100 to a fresh image of 256 blocks, with counters, bitmap and checksums right.
  private func withRegion(type: UInt8, in image: [UInt8]) throws -> [UInt8] {
    var image = image
    image.take(block: 100) { image, base in
      image.put(3, at: base + 228, 4)
      let slot = base + 1024 + 64
      image[slot] = type
      image.put(type == 3 ? 4096 : 0, at: slot + 4, 4)
      image.put(100, at: slot + 8, 8)
      image.put(1, at: slot + 16, 8)
    }
    return image
  }

  /// Makes the inode table of a fresh image longer by block 4, with inode 16 in it, a file without a name.
  private func withUserInode(in image: [UInt8]) throws -> [UInt8] {
    var image = image
    let seed = image.number(232, 8)
    let (chunk, inode) = (3 * 4096, 4 * 4096)
    image.put(3, at: chunk + 40, 2)
    image[chunk + 48 + 2] |= 1
    image.put(image.crc32c(chunk..<chunk + 248, seed: seed), at: chunk + 248, 8)
    image.replaceSubrange(inode..<inode + 256, with: Array(image[chunk + 256..<chunk + 512]))
    for (offset, value, width) in [(4, 16, 4), (12, 0x81a4, 2), (24, 1, 4), (100, 0, 4)] as [(Int, UInt64, Int)] {
      image.put(value, at: inode + offset, width)
    }
    image.put(image.crc32c(inode..<inode + 248, seed: seed), at: inode + 248, 8)
    image.take(block: 4) { image, base in
      image.put(2, at: base + 200, 8)
      let table = base + 256
      image.put(8192, at: table + 32, 8)
      image.put(2, at: table + 40, 8)
      image.put(2, at: table + 112 + 4, 4)
      image.put(image.crc32c(table..<table + 248, seed: seed), at: table + 248, 8)
    }
    return image
  }

  @Test("an image that is not clean is refused with its findings")
  func notClean() throws {
    var image = first(blocks: 100)
    image[200] = 1
    #expect(vexfs.broken(image, to: 2) == ["vexfs/superblock.reserved_v1/zero"])
    // A warning is enough: version 1 speaks of more blocks than there are.
    var short = first(blocks: 100)
    short.removeLast(4096)
    #expect(vexfs.broken(short, to: 2) == ["vexfs/superblock/device"])
    #expect(vexfs.refusal([UInt8](repeating: 7, count: 8192), to: 2)?.kind == "not-clean")
  }

  @Test(
    "remains of something else are lost only when they are named",
    arguments: [544, 1080, 4096, 3 * 4096 + 17, 99 * 4096])
  func remains(_ offset: Int) throws {
    var image = first(blocks: 100)
    image[offset] = 0x53
    let refusal = vexfs.refusal(image, to: 2)
    guard case .remains(let remains)? = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(remains.offset == UInt64(offset) && remains.count == 1 && remains.sample.first == 0x53)
    #expect("\(MigrationError.remains(remains))".contains("--replace \(remains.fingerprint)"))
    #expect(vexfs.refusal(image, to: 2, replacing: "0000000000000000")?.kind == "remains")
    let new = try vexfs.migrated(image, to: 2, replacing: remains.fingerprint)
    #expect(try vexfs.report(new).verdict == .clean)
    // Another byte is another fingerprint.
    image[offset] = 0x54
    #expect(vexfs.refusal(image, to: 2, replacing: remains.fingerprint)?.kind == "remains")
    #expect(vexfs.refusal(first(blocks: 100), to: 2, replacing: remains.fingerprint)?.kind == "remains")
  }

  @Test("what lies where nothing is written stays, and asks for nothing")
  func bystanders() throws {
    var image = first(blocks: 100)
    image[50 * 4096] = 9
    let new = try vexfs.migrated(image, to: 2)
    #expect(new[50 * 4096] == 9)
  }

  @Test("memory and time follow the metadata, and not the size")
  func large() throws {
    let blocks: UInt64 = VexFS.runsLargeTests ? 1 << 28 : 1 << 22
    let size = blocks * 4096
    var head = Array(first(blocks: 5)[0..<4096])
    head.put(blocks, at: 16, 8)
    let write = WritePlan.Write(offset: 0, content: .bytes(head), name: "head")
    let source = PlannedSource(Zeroes(size: size), size: size, writes: [write])
    let plan = try vexfs.plan(source, to: 2)
    // Of the bitmap only the blocks are written that describe a block in use.
    let bitmap = plan.writes.map(\.name).filter { $0.hasPrefix("bitmap") }
    #expect(bitmap == ["bitmap[0]", "bitmap[\(blocks / 32_768 - 1)]"])
    let new = PlannedSource(source, size: size, writes: plan.writes)
    #expect(try vexfs.report(new).verdict == .clean)
    #expect(try vexfs.plan(new, to: 1).writes.map { $0.offset / 4096 } == [blocks - 1, 0, 0, blocks - 1])
  }
}

/// An image of zeroes.
struct Zeroes: ByteSource {
  let name = "zeroes"
  let size: UInt64

  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    try requireInside(offset: offset, length: UInt64(target.byteCount))
    _ = target.fill(from: 0, to: target.byteCount, value: 0)
  }
}

extension [UInt8] {
  /// Takes a free block of a version 2 image of 256 blocks: bitmap, space map, counters and checksums; `change` does what else
  /// the superblock at a place needs.
  fileprivate mutating func take(block: Int, _ change: (inout [UInt8], Int) -> Void) {
    let seed = number(232, 8)
    self[2 * 4096 + block / 8] |= 1 << UInt8(block % 8)
    put(crc32c(2 * 4096..<3 * 4096, seed: seed), at: 4096, 8)
    put(number(4096 + 8, 2) - 1, at: 4096 + 8, 2)
    put(crc32c(4096..<4096 + 4088, seed: seed), at: 4096 + 4088, 8)
    for base in [0, 255 * 4096] {
      put(number(base + 24, 8) - 1, at: base + 24, 8)
      change(&self, base)
      put(crc32c(base..<base + 4092), at: base + 4092, 4)
    }
  }

  /// Stores a little-endian number.
  fileprivate mutating func put(_ value: UInt64, at offset: Int, _ width: Int) {
    for byte in 0..<width { self[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt64(byte * 8)) }
  }
}
