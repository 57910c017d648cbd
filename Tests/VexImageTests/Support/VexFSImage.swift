import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// An empty VexFS of version 2 or 3, put together by hand from its description; only blocks that are not zero are kept.
struct VexFSImage {
  static let blockSize = 4096

  let totalBlocks: UInt64
  var blocks: [UInt64: ImageBytes] = [:]
  private let seed: UInt64
  /// Algorithm of everything but the superblock: 1 is crc32c, 2 is xxh64.
  private let kind: UInt64

  /// The program of `spec/vexfs.yaml`.
  static func program() throws -> Program {
    let path = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let text = try ImageFile.contents(of: "/\(path)/spec/vexfs.yaml", limit: 1 << 20)
    return Program(
      lowering: try SpecificationCompiler.compile(text: text, path: "vexfs.yaml", checksums: .builtIn))
  }

  /// Makes one whose inode table has `chunks` chunks of 256 slots, or a block for none, and of them only the root is in use.
  ///
  /// Only the first `headers` chunks are there; the others are zero, as no sound image has them. If it is full, every slot of a
  /// chunk that files may have holds one, and every block of the bitmap is there.
  init(
    totalBlocks: UInt64, chunks: UInt64 = 0, headers: UInt64 = .max, version: UInt64 = 2, kind: UInt64 = 1,
    isFull: Bool = false
  ) {
    self.totalBlocks = totalBlocks
    self.kind = kind
    let uuid: [UInt8] = (1...16).map { UInt8($0) }
    func half(_ at: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(uuid[at + $1]) << UInt64($1 * 8) } }
    seed = half(0) ^ half(8)

    let bitmapBlocks = (totalBlocks + 32767) / 32768
    let mapBlocks = (bitmapBlocks + 251) / 252
    let table = 1 + mapBlocks + bitmapBlocks
    let tableBlocks = max(1, chunks * 16)
    let used = IntegerSet(0..<table + tableBlocks).union(IntegerSet(totalBlocks - 1..<bitmapBlocks * 32768))
    var free: UInt64 = 0
    for number in 0..<bitmapBlocks {
      var bitmap = ImageBytes(count: Self.blockSize)
      var set: UInt64 = 0
      let bits = number * 32768..<(number + 1) * 32768
      let isUsed = used.firstCommon(bits) != nil
      for bit in 0..<UInt64(isUsed ? 32768 : 0) where used.contains(number * 32768 + bit) {
        bitmap.bytes[Int(bit / 8)] |= 1 << UInt8(bit % 8)
        set += 1
      }
      free += 32768 - set
      let record = Int(number % 252) * 16
      var map = blocks[1 + number / 252] ?? ImageBytes(count: Self.blockSize)
      map.set(32768 - set, at: record + 8, width: 2)
      if set == 0, !isFull {
        map.set(1, at: record + 12, width: 4)
      } else {
        map.set(digest(bitmap.bytes, seed), at: record, width: 8)
        blocks[1 + mapBlocks + number] = bitmap
      }
      blocks[1 + number / 252] = map
    }
    for number in 0..<mapBlocks {
      guard var map = blocks[1 + number] else { continue }
      map.set("VXSM", at: 4032)
      map.set(min(252, bitmapBlocks - number * 252), at: 4038, width: 2)
      map.set(1 + number, at: 4040, width: 8)
      map.set(uuid, at: 4048)
      map.set(1, at: 4072, width: 8)
      map.set(number, at: 4080, width: 8)
      map.set(digest(Array(map.bytes[..<4088]), seed), at: 4088, width: 8)
      blocks[1 + number] = map
    }

    var inodesUsed: UInt64 = 0
    for chunk in 0..<max(1, min(chunks, headers)) {
      let place = table + chunk * 16
      var inodes = ImageBytes(count: Self.blockSize)
      inodes.set("VXIC", at: 0)
      inodes.set(chunk, at: 4, width: 4)
      inodes.set(place, at: 8, width: 8)
      inodes.set(uuid, at: 16)
      inodes.set(1, at: 32, width: 8)
      let files = isFull ? (chunk == 0 ? 16 : 1)..<256 : 0..<0 as Range<UInt64>
      let slots = (chunk == 0 ? [0, 1] : [0]) + files
      inodes.set(UInt64(slots.count), at: 40, width: 2)
      for slot in slots { inodes.bytes[48 + Int(slot / 8)] |= 1 << UInt8(slot % 8) }
      inodes.set(digest(Array(inodes.bytes[..<248]), seed), at: 248, width: 8)
      inodesUsed += UInt64(slots.count - 1)
      if chunk == 0 { inodes.set(inode(1, mode: 0x41ed, links: 2), at: 256) }
      blocks[place] = inodes
      for slot in files {
        var block = blocks[place + slot / 16] ?? ImageBytes(count: Self.blockSize)
        block.set(inode(chunk * 256 + slot, mode: 0x81a4, links: 1), at: Int(slot % 16) * 256)
        blocks[place + slot / 16] = block
      }
    }

    for place in [0, totalBlocks - 1] {
      var block = ImageBytes(count: Self.blockSize)
      block.set("SFEV", at: 0)
      block.set(version, at: 4, width: 4)
      block.set(4096, at: 8, width: 8)
      block.set(totalBlocks, at: 16, width: 8)
      block.set(free, at: 24, width: 8)
      block.set("test", at: 32)
      block.set(uuid, at: 96)
      block.set(uuid, at: 112)
      block.set(version == 3 ? 1 : 0, at: 144, width: 8)
      block.set(1, at: 176, width: 8)
      block.set(place, at: 184, width: 8)
      block.set(totalBlocks - 1, at: 192, width: 8)
      block.set(inodesUsed, at: 200, width: 8)
      block.set(kind, at: 224, width: 1)
      block.set(1, at: 225, width: 1)
      block.set(1, at: 226, width: 2)
      block.set(2, at: 228, width: 4)
      block.set(seed, at: 232, width: 8)
      block.set(inode(0, mode: 0, links: 1, table: table, tableBlocks: tableBlocks), at: 256)
      block.set(.max, at: 560, width: 8)
      for (index, region) in [(1, 1, mapBlocks), (2, 1 + mapBlocks, bitmapBlocks)].enumerated() {
        let at = 1024 + index * 32
        block.set(UInt64(region.0), at: at, width: 2)
        block.set(4096, at: at + 4, width: 4)
        block.set(region.1, at: at + 8, width: 8)
        block.set(region.2, at: at + 16, width: 8)
      }
      block.set(Self.crc32c(Array(block.bytes[..<4092]), 0), at: 4092, width: 4)
      blocks[place] = block
    }
  }

  private func inode(_ number: UInt64, mode: UInt64, links: UInt64, table: UInt64? = nil, tableBlocks: UInt64 = 0)
    -> [UInt8]
  {
    var inode = ImageBytes(count: 256)
    inode.set("VXIN", at: 0)
    inode.set(number, at: 4, width: 4)
    inode.set(1, at: 8, width: 4)
    inode.set(mode, at: 12, width: 2)
    inode.set(links, at: 24, width: 4)
    inode.set(1, at: 80, width: 8)
    if let table {
      inode.set(2, at: 14, width: 1)
      inode.set(4096 * tableBlocks, at: 32, width: 8)
      inode.set(tableBlocks, at: 40, width: 8)
      inode.set(1, at: 104, width: 1)
      inode.set(1, at: 105, width: 1)
      inode.set(tableBlocks, at: 116, width: 4)
      inode.set(table, at: 120, width: 8)
    } else {
      inode.set(1, at: 100, width: 4)
    }
    inode.set(digest(Array(inode.bytes[..<248]), seed), at: 248, width: 8)
    return inode.bytes
  }

  private func digest(_ bytes: [UInt8], _ seed: UInt64) -> UInt64 {
    if kind == 1 { return Self.crc32c(bytes, seed) }
    return bytes.withBytes { XXH64().digest(of: $0, ChecksumParameters(initial: seed)).low }
  }

  private static func crc32c(_ bytes: [UInt8], _ seed: UInt64) -> UInt64 {
    bytes.withBytes {
      CRC32C().digest(of: $0, ChecksumParameters(initial: 0xffff_ffff ^ (seed & 0xffff_ffff))).low
    }
  }

  /// Computes the superblocks' checksums anew.
  mutating func sealSuperblocks() {
    for place in [0, totalBlocks - 1] {
      guard var block = blocks[place] else { continue }
      block.set(Self.crc32c(Array(block.bytes[..<4092]), 0), at: 4092, width: 4)
      blocks[place] = block
    }
  }

  /// The image as a source that has a hole wherever nothing was written.
  var source: SparseSource {
    SparseSource(size: totalBlocks * UInt64(Self.blockSize), blocks: blocks.mapValues(\.bytes))
  }

  /// All bytes of a small image.
  var bytes: [UInt8] {
    (0..<totalBlocks).flatMap { blocks[$0]?.bytes ?? [UInt8](repeating: 0, count: Self.blockSize) }
  }
}

/// An image of which only some blocks are in memory; the others are zero.
struct SparseSource: ByteSource {
  let name = "<sparse>"
  let size: UInt64
  let blocks: [UInt64: [UInt8]]

  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    try requireInside(offset: offset, length: UInt64(target.byteCount))
    _ = target.fill(from: 0, to: target.byteCount, value: 0)
    guard target.byteCount > 0 else { return }
    for number in offset / 4096...(offset + UInt64(target.byteCount) - 1) / 4096 {
      guard let block = blocks[number] else { continue }
      let from = max(offset, number * 4096)
      let to = min(offset + UInt64(target.byteCount), (number + 1) * 4096)
      let run = Array(block[Int(from - number * 4096)..<Int(to - number * 4096)])
      _ = run.withBytes { target.copy(from: $0, to: Int(from - offset)) }
    }
  }
}

extension ImageBytes {
  mutating func set(_ run: [UInt8], at place: Int) {
    for (index, byte) in run.enumerated() { bytes[place + index] = byte }
  }
}
