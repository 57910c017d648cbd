import Testing
import VexFormatSpec

@testable import VexCodecs

/// The regions of an image, to scale and as a list.
@Suite struct ImageMapTests {
  private func map(_ runs: [(region: String, offset: UInt64, length: UInt64)], size: UInt64 = 1 << 20) throws
    -> ImageMap
  {
    let format = try ShippedFormats.format("vexfs")
    let runs = runs.map { run in
      DocsLayout.Run(
        region: format.regions.firstIndex { $0.name == run.region } ?? -1, offset: run.offset, length: run.length,
        count: 1)
    }
    return ImageMap(title: "t", name: "n", size: size, runs: runs, format, DocumentPlaces(format))
  }

  @Test func whatLiesInsideIsBesideIt() throws {
    let map = try map([
      ("superblock", 0, 4096), ("inodes", 0x3100, 256), ("inode_blocks", 0x3000, 4096), ("inode_chunks", 0x3000, 256),
    ])
    #expect(map.marks.map(\.name) == ["superblock", "inode_blocks", "inode_chunks", "inodes"])
    let list = AddressList(map)
    #expect(list.lanes == [0, 0, 1, 1])
    #expect(list.rows.map(\.start) == [0, 0x1000, 0x3000, 0x3100, 0x3200, 0x4000])
    #expect(list.rows.map(\.isEmpty) == [false, true, false, false, false, true])
    #expect(list.rows.last?.end == 1 << 20)
  }

  @Test func nearElementsAreOneMark() throws {
    let map = try map([("inodes", 0x100, 256), ("inodes", 0x400, 256), ("inodes", 0x90000, 256)])
    #expect(map.marks.map(\.offset) == [0x100, 0x90000])
    #expect(map.marks.map(\.count) == [2, 1])
    #expect(map.marks.map(\.isLoose) == [true, false])
    #expect(map.marks[0].end == 0x500)
  }

  @Test func whatLiesBetweenKeepsThemApart() throws {
    let map = try map([("inodes", 0x100, 256), ("superblock", 0x200, 256), ("inodes", 0x300, 256)])
    #expect(map.marks.map(\.name) == ["inodes", "superblock", "inodes"])
  }

  /// Places from a hostile image: no overflow, no endless list.
  @Test func wildPlacesAreLeftOut() throws {
    let wild = try map([
      ("superblock", .max, 16), ("superblock", .max - 8, 16), ("inodes", 1 << 19, .max / 2), ("nothing", 0, 16),
    ])
    #expect(wild.marks.map(\.name) == ["inodes"])
    #expect(wild.marks[0].end == 1 << 20)
    let many = try map((0..<500).map { ("inodes", UInt64($0) << 20, 256) }, size: 1 << 40)
    #expect(many.hidden == 500 - ImageMap.maximumMarks)
    #expect(AddressList(many).rows.count <= 2 * ImageMap.maximumMarks + 1)
    let picture = ImageMapDrawing(map: many, shape: SVGShape(isWide: true), link: nil).svg()
    #expect(picture.contains("\(many.hidden) more places are not shown."))
  }

  @Test func theStripIsToScale() throws {
    let map = try map([("superblock", 0, 1 << 18), ("inodes", 1 << 19, 256)])
    let picture = ImageMapDrawing(map: map, shape: SVGShape(isWide: true), link: nil).svg()
    #expect(picture.contains("<rect x=\"0\" y=\"18\" width=\"179\" height=\"26\" class=\"solid k-identity\"/>"))
    // 256 bytes of 1 MiB would be invisible.
    #expect(picture.contains("<rect x=\"358\" y=\"18\" width=\"2\" height=\"26\" class=\"solid k-nested\"/>"))
  }
}
