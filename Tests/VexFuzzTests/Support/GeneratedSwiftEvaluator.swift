import VexBytes
import VexCodecs
import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexPlugins

/// Runs the checks that were generated for VexFS and are checked in.
final class GeneratedSwiftEvaluator: CheckEvaluator {
  let name = "swift"
  private let names: [String]

  init(_ format: Format) { names = format.structures.map(\.name) }

  struct UnknownStructure: Error { var name: String }

  func check(_ batch: MutantBatch, into findings: inout [Finding]) throws {
    var found: [Finding] = []
    let contexts = batch.contexts.map { VexFS.Context(imageSize: $0.imageSize, checksums: .builtIn) }
    let name = names[batch.structure]
    batch.bytes.withBytes { all in
      for entry in batch.entries {
        let bytes = all.extracting(entry.start..<entry.start + entry.count)
        let surroundings = batch.contexts[entry.context]
        if let finding = Self.check(name, bytes, contexts[entry.context], surroundings) { found.append(finding) }
      }
    }
    guard found.count == batch.entries.count else { throw UnknownStructure(name: name) }
    findings += found
  }

  private static func check(_ name: String, _ bytes: RawSpan, _ context: VexFS.Context, _ around: CaseContext)
    -> Finding?
  {
    let (place, index) = (around.place, around.index)
    func source(_ number: Int, _ body: (RawSpan) -> Finding) -> Finding { around.sources[number].bytes.withBytes(body) }
    switch name {
    case "superblock": return VexFS.Superblock.check(bytes, in: context, place: place, index: index)
    case "inode":
      return source(0) {
        VexFS.Inode.check(
          bytes, in: context, place: place, index: index, superblock: $0, slot: around.parameters[0].value)
      }
    case "space_map":
      return source(0) { VexFS.SpaceMap.check(bytes, in: context, place: place, index: index, superblock: $0) }
    case "bitmap_block":
      return source(0) { superblock in
        source(1) { record in
          VexFS.BitmapBlock.check(
            bytes, in: context, place: place, index: index, superblock: superblock, record: record)
        }
      }
    case "inode_chunk":
      return source(0) {
        VexFS.InodeChunk.check(
          bytes, in: context, place: place, index: index, superblock: $0, chunkNumber: around.parameters[0].value,
          tableSlots: around.parameters[1].value)
      }
    default: return nil
    }
  }
}
