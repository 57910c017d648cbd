import VexBytes
import VexFormatSpec
import VexFuzz
import VexPlugins

@testable import VexFSLayout

/// The generated Swift of VexFS as a user of the library has it: what is verified can be read field by field, and is the same when it
/// is written again.
final class ReaderTarget: Sendable {
  static let shared = ReaderTarget()

  let formats = NumberedFormats(["vexfs"])

  func run(_ input: [UInt8]) -> Bool {
    guard let (loaded, subject) = formats.decode(input) else { return false }
    let context = VexFS.Context(imageSize: subject.context.imageSize, checksums: .builtIn)
    let (place, index) = (subject.context.place, subject.context.index)
    let around = subject.context
    do throws(Finding) {
      switch loaded.format.structures[subject.structure].name {
      case "superblock":
        let found = try VexFS.Unverified<VexFS.Superblock>(subject.bytes).verify(
          in: context, place: place, index: index)
        read(found)
        same(
          found.bytes,
          sealed { () throws(Finding) in
            try VexFS.Superblock.Builder(copying: found).sealed(in: context, place: place, index: index).bytes
          })
      case "inode":
        let superblock = try holder(around, context)
        guard let slot = around.parameters.first?.value else { return false }
        let found = try VexFS.Unverified<VexFS.Inode>(subject.bytes)
          .verify(in: context, place: place, index: index, superblock: superblock, slot: slot)
        read(found)
        same(
          found.bytes,
          sealed { () throws(Finding) in
            try VexFS.Inode.Builder(copying: found)
              .sealed(in: context, place: place, index: index, superblock: superblock, slot: slot).bytes
          })
      case "space_map":
        let superblock = try holder(around, context)
        let found = try VexFS.Unverified<VexFS.SpaceMap>(subject.bytes)
          .verify(in: context, place: place, index: index, superblock: superblock)
        read(found)
        same(
          found.bytes,
          sealed { () throws(Finding) in
            try VexFS.SpaceMap.Builder(copying: found)
              .sealed(in: context, place: place, index: index, superblock: superblock).bytes
          })
      case "bitmap_block":
        let superblock = try holder(around, context)
        guard around.sources.count == 2, around.sources[1].bytes.count == VexFS.SpaceRecord.minimumSize else {
          return false
        }
        // A record is read from a space map, which has been verified.
        let record = VexFS.SpaceRecord(stored: StoredBytes(around.sources[1].bytes), finding: .clean)
        let found = try VexFS.Unverified<VexFS.BitmapBlock>(subject.bytes)
          .verify(in: context, place: place, index: index, superblock: superblock, record: record)
        read(found)
        same(
          found.bytes,
          sealed { () throws(Finding) in
            try VexFS.BitmapBlock.Builder(copying: found)
              .sealed(in: context, place: place, index: index, superblock: superblock, record: record).bytes
          })
      case "inode_chunk":
        let superblock = try holder(around, context)
        guard around.parameters.count == 2 else { return false }
        let found = try VexFS.Unverified<VexFS.InodeChunk>(subject.bytes)
          .verify(
            in: context, place: place, index: index, superblock: superblock, chunkNumber: around.parameters[0].value,
            tableSlots: around.parameters[1].value)
        read(found)
        same(
          found.bytes,
          sealed { () throws(Finding) in
            try VexFS.InodeChunk.Builder(copying: found)
              .sealed(
                in: context, place: place, index: index, superblock: superblock,
                chunkNumber: around.parameters[0].value,
                tableSlots: around.parameters[1].value
              ).bytes
          })
      default: return false
      }
    } catch {
      guard loaded.format.rule(error.rule) != nil else { finding("refused by rule \(error.rule), which there is not") }
    }
    return true
  }

  /// The superblock that a structure is read with, verified as a reader has to.
  private func holder(_ around: CaseContext, _ context: VexFS.Context) throws(Finding) -> VexFS.Superblock {
    try VexFS.Unverified<VexFS.Superblock>(around.sources.first?.bytes ?? [])
      .verify(in: context, place: around.sources.first?.place ?? 0)
  }

  private func sealed(_ body: () throws(Finding) -> [UInt8]) -> [UInt8] {
    do throws(Finding) { return try body() } catch {
      finding("what was verified is refused when it is written again: rule \(error.rule)")
    }
  }

  private func same(_ found: [UInt8], _ written: [UInt8]) {
    guard found != written else { return }
    let place =
      zip(found, written).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(found.count, written.count)
    finding("what was verified is not the same when it is written again, from byte \(place) on")
  }

  // What is more than an integer at a place that never changes.

  private func read(_ found: VexFS.Superblock) {
    use(found.byteCount, found.label, found.uuid, found.metaUuid, found.compat, found.roCompat, found.incompat)
    use(found.hashSeed, found.checksumKind, found.hashKind, found.state, found.migration?.bytes, found.extended)
    if let table = found.inodeTable { read(table) }
    if let regions = found.regions { for region in regions { use(region.bytes, region.type) } }
  }

  private func read(_ found: VexFS.Inode) {
    use(found.modeKind, found.layout, found.flags)
    if let extents = found.extents { for extent in extents { use(extent.bytes) } }
  }

  private func read(_ found: VexFS.SpaceMap) {
    use(found.seal.bytes, found.seal.metaUuid)
    for record in found.records { use(record.bytes, record.flags) }
  }

  private func read(_ found: VexFS.InodeChunk) {
    use(found.metaUuid)
    var set = 0
    for bit in found.slots where bit { set += 1 }
    guard set <= 256 else { finding("\(set) of 256 slots are set") }
  }

  private func read(_ found: VexFS.BitmapBlock) {
    var set = 0
    for bit in found.map where bit { set += 1 }
    guard set <= 32768 else { finding("\(set) of 32768 bits are set") }
  }

  @inline(never)
  private func use<each Value>(_ values: repeat each Value) {}
}
