import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexImage

/// Where the regions of an image are, for a drawing.
@Suite struct RegionRunsTests {
  /// The runs of an image by their regions: `superblock 0 4096 1`.
  private func runs(_ source: any ByteSource) throws -> (layout: DocsLayout, lines: [String]) {
    let program = try VexFSImage.program()
    let layout = RegionRuns(ImageDecoder(program: program, source: source)).layout(of: "an image")
    let lines = layout.runs.map { run in
      "\(program.format.regions[run.region].name) \(run.offset) \(run.length) \(run.count)"
    }
    return (layout, lines)
  }

  @Test func everyRegionIsThere() throws {
    let (layout, lines) = try runs(VexFSImage(totalBlocks: 100).source)
    #expect(layout.subject == "an image")
    #expect(layout.size == 100 * 4096)
    #expect(layout.version == 2)
    #expect(layout.incomplete.isEmpty)
    #expect(
      lines == [
        "superblock 0 4096 1", "superblock 405504 4096 1", "space_map 4096 4096 1", "bitmap_blocks 8192 4096 1",
        "bitmap 8192 4096 1", "inode_blocks 12288 4096 1", "inode_chunks 12288 256 1", "inodes 12544 256 1",
      ])
  }

  /// Elements that touch each other are one run; the free one between them keeps them apart.
  @Test func neighboursAreOneRun() throws {
    let program = try Shelf.program()
    let layout = RegionRuns(ImageDecoder(program: program, source: Shelf.image().source)).layout(of: "shelves")
    let shelves = program.format.regions.firstIndex { $0.name == "shelves" }
    let runs = layout.runs.filter { $0.region == shelves }
    #expect(runs.map(\.offset) == [64, 64 + 4 * 32])
    #expect(runs.map(\.length) == [96, 32])
    #expect(runs.map(\.count) == [3, 1])
    #expect(layout.version == nil)
  }

  @Test(arguments: [[], [UInt8](repeating: 0xff, count: 9000), [UInt8](repeating: 0, count: 9000)] as [[UInt8]])
  func noImageMakesItFail(_ bytes: [UInt8]) throws {
    let (layout, lines) = try runs(MemorySource(bytes))
    #expect(layout.size == UInt64(bytes.count))
    // Whatever the superblock says, it is what is read first.
    #expect(lines.allSatisfy { $0.hasPrefix("superblock ") }, "\(lines)")
  }
}
