import Glibc
import VexBytes
import VexCodecs
import VexFSLayout
import VexImage
import VexPlugins

/// An image of VexFS that has as much metadata as is asked for.
///
/// VexFS cannot be written to yet, so that a fresh image is all that mkfs makes. Here its inode table becomes long, every
/// slot that files may have is used by an empty one, and every block of the bitmap is there, also where nothing is in use.
struct MetadataImage {
  /// Blocks of the inode table under one header.
  static let chunkBlocks = VexFS.slotsPerChunk / VexFS.inodesPerBlock

  let chunks: UInt64
  let bitmapBlocks: UInt64

  /// Number of blocks in the inode table.
  var tableBlocks: UInt64 { chunks * Self.chunkBlocks }
  /// Number of blocks that have checksums, without superblocks and space map.
  var blocks: UInt64 { tableBlocks + bitmapBlocks }
  private var totalBlocks: UInt64 { bitmapBlocks * VexFS.bitsPerBlock }
  private var size: UInt64 { totalBlocks * VexFS.blockBytes }

  /// Writes it to a file, which is sparse; answers where the inode table begins, in bytes.
  @discardableResult
  func write(to path: String, _ program: Program) throws -> UInt64 {
    let options = MakeOptions(size: size, version: 3, random: .seeded(1), clock: .fixed(1))
    let plan = try ImageMaker(program: program, checksums: .builtIn).plan(options)
    var fresh: [String: [UInt8]] = [:]
    for write in plan.writes { fresh[write.name] = write.bytes }
    guard let first = fresh["superblock[0]"], let root = fresh["inodes[1]"] else {
      throw MissingWrite(names: plan.writes.map(\.name))
    }
    let output = try OutputFile(path, size: size)
    let context = VexFS.Context(imageSize: size, checksums: .builtIn)

    var builder = VexFS.Superblock.Builder(bytes: first)
    var extents = builder.inodeTable.extents
    let start = extents[0].startBlock
    extents[0].length = UInt32(tableBlocks)
    builder.inodeTable.extents = extents
    builder.inodeTable.blocks = tableBlocks
    builder.inodeTable.size = tableBlocks * VexFS.blockBytes
    builder.freeBlocks -= tableBlocks - 1
    builder.inodesUsed = chunks * (VexFS.slotsPerChunk - 1) - (VexFS.firstUserInode - VexFS.rootInode - 1)
    let superblock = try builder.sealed(in: context, place: 0)
    output.write(superblock.bytes, at: 0)
    builder.block = totalBlocks - 1
    let last = builder.block * VexFS.blockBytes
    output.write(try builder.sealed(in: context, place: last, index: 1).bytes, at: last)

    let used = IntegerSet(0..<start + tableBlocks).union(IntegerSet(totalBlocks - 1..<totalBlocks))
    try writeSpace(output, context, superblock, fresh, used)
    for chunk in 0..<chunks {
      let place = (start + chunk * Self.chunkBlocks) * VexFS.blockBytes
      output.write(try self.chunk(chunk, at: place, root, context, superblock), at: place)
    }
    return start * VexFS.blockBytes
  }

  /// Writes the bitmap, and the map that has its checksums.
  private func writeSpace(
    _ output: OutputFile, _ context: VexFS.Context, _ superblock: VexFS.Superblock, _ fresh: [String: [UInt8]],
    _ used: IntegerSet
  ) throws {
    guard let regions = superblock.regions, let map = regions.first(where: { $0.type == .spaceMap }),
      let bitmap = regions.first(where: { $0.type == .bitmap })
    else { throw MissingWrite(names: ["regions"]) }
    for number in 0..<map.blocks {
      guard let bytes = fresh["space_map[\(number)]"] else { throw MissingWrite(names: ["space_map"]) }
      var builder = VexFS.SpaceMap.Builder(bytes: bytes)
      var records = builder.records
      for index in 0..<min(VexFS.recordsPerMap, bitmapBlocks - number * VexFS.recordsPerMap) {
        let block = number * VexFS.recordsPerMap + index
        let base = block * VexFS.bitsPerBlock
        var bits = VexFS.BitmapBlock.Builder()
        var ones: UInt16 = 0
        for run in used.runs where run.overlaps(base..<base + VexFS.bitsPerBlock) {
          for bit in run.clamped(to: base..<base + VexFS.bitsPerBlock) {
            bits.setMap(Int(bit - base), to: true)
            ones += 1
          }
        }
        var record = VexFS.SpaceRecord.Builder()
        record.free = UInt16(VexFS.bitsPerBlock) - ones
        let place = (bitmap.start + block) * VexFS.blockBytes
        let patches = try superblock.bytes.withBytes { superblock in
          try record.bytes.withBytes { record in
            try bits.bytes.withBytes { bytes in
              Result { () throws(Finding) in
                try VexFS.BitmapBlock.digests(
                  of: bytes, in: context, place: place, index: block, superblock: superblock, record: record)
              }
            }.get()
          }
        }
        for patch in patches { record.store(patch) }
        records[Int(index)] = record
        output.write(bits.bytes, at: place)
      }
      builder.records = records
      let place = (map.start + number) * VexFS.blockBytes
      output.write(
        try builder.sealed(in: context, place: place, index: number, superblock: superblock).bytes, at: place)
    }
  }

  /// The bytes of a chunk of the inode table: its header, and inodes in all slots that files may have.
  private func chunk(
    _ number: UInt64, at place: UInt64, _ root: [UInt8], _ context: VexFS.Context, _ superblock: VexFS.Superblock
  ) throws -> [UInt8] {
    let first = number * VexFS.slotsPerChunk
    let known = VexFS.Superblock.Builder(copying: superblock)
    let slotBytes = UInt64(root.count)
    var header = VexFS.InodeChunk.Builder()
    header.chunk = UInt32(number)
    header.block = place / VexFS.blockBytes
    header.metaUuid = known.metaUuid
    header.generation = known.generation
    header.setSlots(0, to: true)
    header.used = 1
    var inodes: [UInt8] = []
    for index in 1..<VexFS.slotsPerChunk {
      let slot = first + index
      guard slot == VexFS.rootInode || slot >= VexFS.firstUserInode else {
        inodes += [UInt8](repeating: 0, count: root.count)
        continue
      }
      header.setSlots(Int(index), to: true)
      header.used += 1
      var inode = VexFS.Inode.Builder(bytes: root)
      if slot != VexFS.rootInode {
        inode.number = UInt32(slot)
        inode.modeKind = .file
        inode.parent = UInt32(VexFS.rootInode)
        inode.links = 1
      }
      inodes +=
        try inode.sealed(in: context, place: place + index * slotBytes, index: slot, superblock: superblock, slot: slot)
        .bytes
    }
    let sealed = try header.sealed(
      in: context, place: place, index: number, superblock: superblock, chunkNumber: number,
      tableSlots: tableBlocks * VexFS.inodesPerBlock)
    return sealed.bytes + inodes
  }
}

/// A file that is written at places.
final class OutputFile {
  private let descriptor: Int32

  /// Makes a file of zeroes that need no room.
  init(_ path: String, size: UInt64) throws {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0, ftruncate(descriptor, off_t(size)) == 0 else { throw CannotWrite(path: path) }
  }

  deinit { close(descriptor) }

  /// Writes all of the bytes.
  func write(_ bytes: [UInt8], at place: UInt64) {
    let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(place)) }
    precondition(count == bytes.count, "a file cannot be written")
  }
}

/// A file cannot be made.
struct CannotWrite: Error {
  var path: String
}
