import VexBytes
import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexPlugins

/// Asks the generated Swift that is linked into the program.
final class GeneratedSwift: CheckEvaluator {
  let name = "swift"
  private let structures: [String]

  init(_ format: Format) { structures = format.structures.map(\.name) }

  func check(_ batch: MutantBatch, into findings: inout [Finding]) throws {
    let structure = structures[batch.structure]
    var isKnown = true
    batch.forEach { bytes, around in
      guard let finding = Self.check(structure, bytes, around) else {
        isKnown = false
        return
      }
      findings.append(finding)
    }
    guard isKnown else { throw LabProblem("the generated Swift has no check of '\(structure)' that a mount needs") }
  }

  /// Checks a structure that a mount reads; nil for others.
  private static func check(_ structure: String, _ bytes: RawSpan, _ around: CaseContext) -> Finding? {
    let context = VexFS.Context(imageSize: around.imageSize, checksums: .builtIn)
    let (place, index, parameters) = (around.place, around.index, around.parameters.map(\.value))
    func source(_ body: (RawSpan) -> Finding) -> Finding? { around.sources.first?.bytes.withBytes(body) }
    switch structure {
    case "superblock": return VexFS.Superblock.check(bytes, in: context, place: place, index: index)
    case "inode":
      guard let slot = parameters.first else { return nil }
      return source {
        VexFS.Inode.check(bytes, in: context, place: place, index: index, superblock: $0, slot: slot)
      }
    case "inode_chunk":
      guard parameters.count == 2 else { return nil }
      return source {
        VexFS.InodeChunk.check(
          bytes, in: context, place: place, index: index, superblock: $0, chunkNumber: parameters[0],
          tableSlots: parameters[1])
      }
    default: return nil
    }
  }
}
