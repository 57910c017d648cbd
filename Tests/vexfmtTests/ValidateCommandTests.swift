import Testing

/// `vexfmt validate`: statuses as fsck(8) has them, and the shape of what programs read.
@Suite struct ValidateCommandTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Makes an image of version 2 with one byte of the label changed.
  private func makeDamaged(_ name: String) throws {
    try folder.make(name, version: 2)
    try folder.patch(name, at: try folder.offset(of: "superblock.label", in: name), [0x54])
  }

  /// Makes an image of version 1 that says it has more blocks than there are: a warning.
  private func makeWarning(_ name: String) throws {
    try folder.make(name, version: 1)
    try folder.patch(name, at: try folder.offset(of: "superblock.total_blocks", in: name), [0xFF, 0xFF])
  }

  /// Makes an image of a version that nobody knows.
  private func makeUnsupported(_ name: String) throws {
    try folder.make(name, version: 1)
    try folder.patch(name, at: try folder.offset(of: "superblock.version", in: name), [77])
  }

  @Test func statuses() throws {
    try folder.make("clean.img", version: 2)
    try makeDamaged("damaged.img")
    try makeWarning("warning.img")
    try makeUnsupported("new.img")
    try folder.write([UInt8](repeating: 0xFF, count: 4096), to: "other.img")
    let table: [([String], Int32)] = [
      (["clean.img"], 0), (["warning.img"], 0), (["damaged.img"], 4), (["new.img"], 4), (["other.img"], 8),
      (["missing.img"], 8), (["clean.img", "damaged.img"], 4), (["damaged.img", "missing.img", "clean.img"], 12),
      ([], 16), (["--unknown", "clean.img"], 16), (["--spec", "nothing", "clean.img"], 8), (["--help"], 0),
    ]
    for (arguments, status) in table {
      let result = try Tool.run(["validate"] + arguments, in: folder)
      #expect(result.status == status, "\(arguments) \(result.output) \(result.errors)")
    }
  }

  @Test func reportForPeople() throws {
    try folder.make("clean.img", version: 2)
    try makeDamaged("damaged.img")
    let result = try Tool.run("validate", "clean.img", "damaged.img", in: folder)
    #expect(result.lines.first == "clean.img: clean (vexfs version 2, mount: ro)")
    #expect(result.lines.dropFirst().first == "damaged.img: damaged (vexfs version 2, mount: refuse), 1 finding")
    #expect(result.output.contains("[vexfs/superblock.checksum/checksum]"))
    #expect(result.lines.last == "  for the bytes, and what to do: vexfmt explain damaged.img")
    #expect(result.errors == "")
  }

  @Test func reportForPrograms() throws {
    try folder.make("clean.img", version: 2)
    try makeDamaged("damaged.img")
    try makeWarning("warning.img")
    try makeUnsupported("new.img")
    let images = ["clean.img", "damaged.img", "warning.img", "new.img", "missing.img"]
    let reports = try Objects.lines(try Tool.run(["validate", "--json"] + images, in: folder).output)
    #expect(reports.map { $0.string("image") } == images)
    #expect(reports.map { $0.string("verdict") } == ["clean", "damaged", "warnings", "unsupported", "unrecognised"])
    #expect(reports.map { $0.string("mount") } == ["ro", "refuse", "ro", "refuse", "refuse"])
    #expect(reports.map { $0.integer("version") } == [2, 2, 1, 77, nil])
    for report in reports {
      #expect(Set(report.keys).isSuperset(of: ["image", "format", "version", "verdict", "mount", "findings"]))
      for finding in report.objects("findings") {
        #expect(
          Set(finding.keys).isSuperset(of: [
            "rule", "number", "severity", "structure", "field", "offset", "length", "found", "expected", "message",
            "spec",
          ]))
        #expect(finding.object("spec").names == ["file", "line"])
        #expect(finding.string("rule")?.hasPrefix("vexfs/") == true)
      }
    }
    let first = try #require(reports[1].objects("findings").first)
    #expect(first.string("rule") == "vexfs/superblock.checksum/checksum")
    #expect(first.string("severity") == "error")
    #expect(first.integer("offset") == (try folder.offset(of: "superblock.checksum", in: "clean.img")))
    #expect(reports[4].string("message")?.contains("no such file") == true)
  }

  /// A newer superblock whose version was damaged must never pass for an older one.
  @Test func versionTwoDoesNotPassForOne() throws {
    try folder.make("a.img", version: 2)
    try folder.patch("a.img", at: try folder.offset(of: "superblock.version", in: "a.img"), [1])
    let report = try Objects.one(try Tool.run("validate", "--json", "a.img", in: folder).output)
    #expect(report.string("mount") == "refuse")
    #expect(report.objects("findings").contains { $0.string("rule") == "vexfs/superblock.reserved_v1/zero" })
  }

  @Test func formatOfAPath() throws {
    try folder.write(CheckCommandTests.small, to: "small.yaml")
    try folder.write(Array("SMAL".utf8) + [5, 0, 0, 0] + [UInt8](repeating: 0, count: 8), to: "good.img")
    try folder.write(Array("SMAL".utf8) + [12, 0, 0, 0] + [UInt8](repeating: 0, count: 8), to: "bad.img")
    #expect(try Tool.run("validate", "good.img", in: folder).status == 8)
    #expect(try Tool.run("validate", "--spec", "small.yaml", "good.img", in: folder).status == 0)
    let bad = try Tool.run("validate", "--spec", "small.yaml", "bad.img", in: folder)
    #expect(bad.status == 4)
    #expect(bad.output.contains("[small/head.count/range]"))
    #expect(bad.lines.last?.hasSuffix("vexfmt explain --spec small.yaml bad.img") == true)
  }
}
