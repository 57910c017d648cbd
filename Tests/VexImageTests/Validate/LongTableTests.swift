import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Tables that a superblock makes long cost no more than what is in them.
@Suite struct LongTableTests {
  private static let chunks: UInt64 = 512

  /// Of 131072 slots one is in use; each chunk is met, and the slots of one together.
  @Test func freeSlotsAreSkippedTogether() throws {
    let program = try VexFSImage.program()
    let image = VexFSImage(totalBlocks: 10_000, chunks: Self.chunks)
    let walker = RegionWalker(program: program, source: ImageElements(image.source))
    let inodes = try #require(program.format.regions.firstIndex { $0.name == "inodes" })
    var (steps, free) = (0, 0 as UInt64)
    try walker.walk(inodes) { (step: WalkStep) in
      steps += 1
      if case .vacant(_, _, let count) = step { free += count }
      return true
    }
    #expect(free == Self.chunks * 256 - 1)
    // The header of the first chunk, the root, what is behind it; and each other chunk.
    #expect(steps == 3 + Int(Self.chunks) - 1)
    let report = try ImageValidator(program: program, checksums: .builtIn).validate(image.source, name: "image")
    #expect(report.findings.map(\.message) == [])
    #expect(report.notEvaluated.map(\.cause) == [])
    #expect(report.verdict == .clean)
    #expect(report.statistics.regions.first { $0.name == "inodes" }?.vacant == Self.chunks * 256 - 1)
  }

  /// A superblock can make a region as long as the device: what is only damage is not walked to its end, and that is said.
  @Test func aWalkEndsBehindTooManyDamagedElements() throws {
    let program = try VexFSImage.program()
    let limit = 4096
    // Hardly any of the chunks that the superblock speaks of is there.
    let image = VexFSImage(totalBlocks: 90_000, chunks: 5000, headers: 10)
    let report = try ImageValidator(program: program, checksums: .builtIn).validate(image.source, name: "image")
    #expect(report.verdict == .damaged)
    let chunks = try #require(report.statistics.regions.first { $0.name == "inode_chunks" })
    #expect(chunks.checked == UInt64(limit) + 10)
    let inodes = try #require(report.statistics.regions.first { $0.name == "inodes" })
    // Nothing says any more which slots are in use.
    #expect(inodes.checked == 0 && inodes.vacant < 20)
    for region in ["inode_chunks", "inodes"] {
      #expect(
        report.notEvaluated.contains {
          $0.rule == "vexfs/image.\(region)"
            && $0.cause == "\(limit) of its elements are damaged; the rest was not looked at"
        }, "\(region)")
    }
    #expect(report.findings.count <= ValidationReport.findingLimit)
  }
}
