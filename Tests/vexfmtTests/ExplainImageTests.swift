import Testing

/// `vexfmt explain IMAGE` and `vexfmt show`.
@Suite struct ExplainImageTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test func findingWithItsBytes() throws {
    try folder.make("a.img", version: 1)
    try folder.patch("a.img", at: try folder.offset(of: "superblock.block_size", in: "a.img"), [0, 2])
    let result = try Tool.run("explain", "a.img", in: folder)
    #expect(result.status == 0)
    #expect(
      result.output.contains(
        """
        1. error: superblock.block_size is 512 bytes, expected 4096 bytes
           rule: vexfs/superblock.block_size/is, number 5, stage shape
           at: offset 8, 8 bytes
             00000000: 53 46 45 56 01 00 00 00 00 02 00 00 00 00 00 00  SFEV............
                                               ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^
           declared: vexfs.yaml:
        """))
    #expect(result.output.contains("   what to do: "))
    let json = try Objects.one(try Tool.run("explain", "--json", "a.img", in: folder).output)
    let finding = try #require(json.objects("findings").first)
    #expect(finding.string("bytes") == "0002000000000000")
    #expect(finding.string("advice")?.isEmpty == false)
  }

  @Test func cleanImage() throws {
    try folder.make("a.img", version: 2)
    let result = try Tool.run("explain", "a.img", in: folder)
    #expect(result.status == 0)
    #expect(result.lines == ["a.img: clean (vexfs version 2, mount: ro)", "Every rule that was judged holds."])
  }

  @Test func shownStructures() throws {
    try folder.make("a.img", version: 2)
    let text = try Tool.run("show", "a.img", "superblock", in: folder)
    #expect(text.status == 0)
    #expect(text.output.contains("the-label"))
    let json = try Objects.one(try Tool.run("show", "--json", "a.img", in: folder).output)
    #expect(json.names == ["format", "structures", "version"])
    #expect(json.string("format") == "vexfs")
    #expect(json.integer("version") == 2)
    let superblock = try #require(json.object("structures").objects("superblock").first)
    #expect(superblock.integer("offset") == 0)
    let fields = superblock.object("fields")
    #expect(fields.integer("total_blocks") == 256)
    #expect(fields.object("state").integer("raw") == 1)
    #expect(fields.object("state")["names"] as? [String] == ["clean"])
    #expect(fields.object("checksum_kind")["names"] as? [String] == ["crc32c"])
    #expect(json.object("structures").objects("inodes").first?.object("fields").integer("number") == 1)
  }

  @Test(arguments: [
    "nothing", "superblock.nothing", "superblock[", "inodes[99999999]", "superblock.regions[99]", "", ".",
  ])
  func pathsThatLeadNowhere(_ path: String) throws {
    try folder.make("a.img", version: 2)
    let result = try Tool.run("show", "a.img", path, in: folder)
    #expect(result.status == 1)
    #expect(result.output == "")
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(result.errors.contains("a.img"))
  }
}
