import Testing

/// `vexfmt get` and `vexfmt set`.
@Suite struct FieldCommandTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
    try folder.make("a.img", version: 2)
  }

  @Test func getPrintsValuesAlone() throws {
    let result = try Tool.run(
      "get", "a.img", "superblock.label", "superblock.version", "inodes[1].mode.kind", "superblock.state",
      "bitmap[0].map[0]", in: folder)
    #expect(result.status == 0 && result.lines == ["the-label", "2", "directory", "clean", "true"])
    let json = try Objects.one(try Tool.run("get", "--json", "a.img", "superblock.state", in: folder).output)
    #expect(json.names == ["image", "offset", "path", "value"] && json.integer("offset") == 226)
    for path in ["superblock", "superblock.regions", "superblock.lable", "inodes", "x"] {
      let refused = try Tool.run("get", "a.img", "superblock.label", path, in: folder)
      #expect(refused.status == 1 && refused.output.isEmpty && refused.errors.contains("a.img: "), "\(refused.errors)")
    }
  }

  @Test func setWritesAndIsTakenBack() throws {
    let before = try folder.bytes("a.img")
    let trial = try Tool.run("set", "-n", "a.img", "superblock.label=other", in: folder)
    #expect(trial.output.contains("a.img: superblock.label would become other, was the-label"))
    #expect(try folder.bytes("a.img") == before)
    let done = try Tool.run("set", "--json", "a.img", "superblock.label=a=b", "inodes[1].uid=1000", in: folder)
    let report = try Objects.one(done.output)
    #expect(report.names == ["changes", "dryRun", "findings", "image", "stages", "undo", "verdict"])
    #expect(
      report.string("verdict") == "clean" && report.objects("changes").map { $0.string("new") } == ["a=b", "1000"])
    #expect(try Tool.run("get", "a.img", "superblock.label", "inodes[1].uid", in: folder).lines == ["a=b", "1000"])
    let undo = try #require(report.string("undo"))
    #expect(try Tool.run("undo", undo, in: folder).status == 0)
    #expect(try folder.bytes("a.img") == before)
    let same = try Tool.run("set", "a.img", "superblock.label=the-label", in: folder)
    #expect(same.status == 0 && same.output.contains("is the-label already") && !same.output.contains("take it back"))
  }

  @Test func whatIsBrokenIsTold() throws {
    let result = try Tool.run("set", "a.img", "superblock.free_blocks=1", in: folder)
    #expect(result.status == 0 && result.output.contains("the image: damaged"))
    #expect(result.output.contains("[vexfs/image/free_blocks_match]"))
    let stale = try Tool.run("set", "--keep-checksums", "--one-copy", "a.img", "superblock.label=x", in: folder)
    #expect(stale.output.contains("[vexfs/superblock.checksum/checksum]"))
  }

  @Test(arguments: [
    ("set a.img", 64, "field=value"), ("set a.img superblock.label", 64, "sets nothing"),
    ("set a.img =3", 64, "sets nothing"),
    ("set a.img superblock.lable=3", 1, "'lable'"), ("set none.img superblock.label=3", 1, "none.img"),
    ("set --replace x a.img superblock.label=3", 64, "--replace"), ("get a.img", 64, "fields"),
    ("set a.img superblock.version=9", 1, "--keep-checksums"), ("get none.img superblock.label", 1, "none.img"),
  ])
  func refuses(_ line: String, _ status: Int, _ message: String) throws {
    let before = try folder.bytes("a.img")
    let result = try Tool.run(line.split(separator: " ").map(String.init), in: folder, limit: 10)
    #expect(result.status == Int32(status) && result.errors.contains(message), "\(result.status) \(result.errors)")
    #expect(try folder.bytes("a.img") == before)
  }
}
