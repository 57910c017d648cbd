import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexImage

@Suite struct ImageDecoderTests {
  private func decoder() throws -> ImageDecoder {
    ImageDecoder(program: try VexFSImage.program(), source: VexFSImage(totalBlocks: 100).source)
  }

  private func json(_ path: String) throws -> String {
    switch try decoder().select(path) {
    case .field(let field, _): field.value.json.text
    case .image(let image): image.json.text
    }
  }

  @Test func pathsLeadToFields() throws {
    #expect(try json("superblock.label") == "\"test\"")
    #expect(try json("superblock.regions[1].start") == "2")
    #expect(try json("superblock.regions[1].type") == "{\"raw\": 2, \"names\": [\"bitmap\"]}")
    #expect(try json("superblock[1].block") == "99")
    #expect(try json("inodes[1].mode.kind") == "{\"raw\": 4, \"names\": [\"directory\"]}")
    #expect(try json("inodes[1].mode.permissions") == "493")
    #expect(try json("superblock.inode_table.extents[0].start.block") == "3")
    #expect(try json("superblock.uuid") == "\"01020304-0506-0708-090a-0b0c0d0e0f10\"")
    #expect(try json("superblock.hash_seed") == "\"00000000000000000000000000000000\"")
    #expect(try json("superblock.state") == "{\"raw\": 1, \"names\": [\"clean\"]}")
    #expect(try json("superblock.bitmap_blocks") == "1")
    #expect(try json("inode_chunks[0].slots") == "\"0-1\"")
    #expect(try json("inode_chunks[0].slots[1]") == "true")
    #expect(try json("superblock.migration.v1_free_blocks") == "18446744073709551615")
  }

  @Test func partsKnowTheirPlace() throws {
    guard case .field(let field, _) = try decoder().select("inodes[1].mode.kind") else { return #expect(Bool(false)) }
    #expect(field.offset == 3 * 4096 + 256 + 12)
    guard case .field(let region, _) = try decoder().select("superblock.regions[1].start") else {
      return #expect(Bool(false))
    }
    #expect(region.offset == 1024 + 32 + 8)
    #expect(region.value.line(unit: region.unit) == "2 blocks")
  }

  @Test(arguments: [
    "", ".", "superblock.", "superblock[", "superblock[x]", "superblock[-1].label", "nothing", "superblock.nothing",
    "superblock.regions[32].start", "superblock.label.x", "superblock.label[0]", "inodes.mode", "inodes[2].mode",
    "inodes[99999999].mode", "opaque[0].x", "superblock[18446744073709551616]", "superblock[2]",
    "bitmap_blocks[0].x", String(repeating: "a.", count: 600),
  ])
  func badPathsSayWhy(path: String) throws {
    let decoder = try decoder()
    let error = #expect(throws: ShowError.self) { try decoder.select(path) }
    #expect((error?.reason.isEmpty ?? true) == false)
  }

  @Test func tablesShowTheirFirstElements() throws {
    let program = try Shelf.program()
    var image = ImageBytes(count: 64 * 64)
    image.bytes.replaceSubrange(0..<512, with: Shelf.image().bytes)
    image.set(100, at: 4, width: 4)
    let decoded = ImageDecoder(program: program, source: image.source).image()
    let shelves = try #require(decoded.regions.first { $0.name == "shelves" })
    #expect(shelves.elements.count == 16)
    #expect(shelves.isCut)
    // The free one is passed over.
    #expect(shelves.elements.map(\.ordinal).contains(3) == false)
  }

  @Test func absentFieldsAreLeftOut() throws {
    var image = ImageBytes(count: 4096)
    image.set("SFEV", at: 0)
    image.set(1, at: 4, width: 4)
    let decoded = ImageDecoder(program: try VexFSImage.program(), source: image.source).image()
    #expect(decoded.version == 1)
    #expect(decoded.regions.map(\.name) == ["superblock"])
    #expect(
      decoded.regions.first?.elements.first?.object?.fields.map(\.name) == [
        "magic", "version", "block_size", "total_blocks", "free_blocks", "label",
      ])
    #expect(decoded.json.text.contains("\"label\": \"\""))
  }

  @Test func textHasColumns() throws {
    let text = TextRenderer().text(try decoder().select("superblock"))
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.first == "vexfs version 2")
    #expect(lines.contains { $0.hasPrefix("0x00000010    total_blocks") && $0.hasSuffix("100 blocks") }, "\(text)")
    #expect(lines.contains { $0.contains("label") && $0.contains("\"test\" ") && $0.contains("  UTF-8; ends at") })
    #expect(lines.allSatisfy { $0.count < 300 })
    let field = TextRenderer(showsDoc: false).text(try decoder().select("superblock.compat"))
    #expect(field == "0x00000080  superblock.compat  none\n")
  }

  @Test func hostileTextIsEscaped() throws {
    var image = VexFSImage(totalBlocks: 5)
    image.blocks[0]?.set([0x1b, 0x5b, 0x22, 0xff, 0x0a], at: 32)
    let decoder = ImageDecoder(program: try VexFSImage.program(), source: image.source)
    guard case .field(let field, _) = try decoder.select("superblock.label") else { return #expect(Bool(false)) }
    let line = field.value.line()
    #expect(line.hasPrefix("\"\\u{1B}[\\\"\u{fffd}"), "\(line)")
    #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
    #expect(field.value.json.text == "\"\\u001b[\\\"\u{fffd}\\n\"")
  }

  @Test func timesHaveDates() {
    #expect(
      DecodedValue.signed(1_700_000_000_000_000_000).line(unit: .time("unix_ns")).hasSuffix("(2023-11-14 22:13:20 UTC)")
    )
    #expect(DecodedValue.signed(-1).line(unit: .time("unix_s")).hasSuffix("(1969-12-31 23:59:59 UTC)"))
    #expect(DecodedValue.unsigned(951_782_400).line(unit: .time("unix_s")).hasSuffix("(2000-02-29 00:00:00 UTC)"))
    #expect(DecodedValue.unsigned(.max).line(unit: .time("unix_s")) == "18446744073709551615 unix_s")
    #expect(DecodedValue.unsigned(1).line(unit: .byte) == "1 byte")
  }
}
