import Testing

/// `vexfmt identify`: statuses, the report for people and the shape of what programs read.
@Suite struct IdentifyCommandTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test func statuses() throws {
    try folder.make("a.img", version: 2)
    try folder.write([], to: "empty.img")
    try folder.makeSparse("blank.img", size: 1 << 20)
    try folder.write("just text", to: "text.img")
    try folder.makeFolder("folder")
    folder.makeFIFO("fifo")
    try folder.makeLink("link.img", to: "a.img")
    let table: [([String], Int32)] = [
      (["a.img"], 0), (["blank.img"], 0), (["text.img"], 0), (["link.img"], 0), (["a.img", "blank.img"], 0),
      (["missing.img"], 1), (["empty.img"], 1), (["folder"], 1), (["fifo"], 1), (["/dev/zero"], 1),
      (["missing.img", "a.img"], 1), ([], 64), (["--unknown", "a.img"], 64), (["--help"], 0),
    ]
    for (arguments, status) in table {
      let result = try Tool.run(["identify"] + arguments, in: folder)
      #expect(result.status == status, "\(arguments) \(result.output) \(result.errors)")
      #expect(result.errors.isEmpty == (status == 0))
    }
  }

  @Test func reportForPeople() throws {
    try folder.make("a.img", version: 2)
    try folder.makeSparse("blank.img", size: 16 << 20)
    try folder.makeSparse("small.img", size: 1 << 20)
    try folder.write("just text", to: "text.img")
    let lines = try Tool.run("identify", "a.img", "blank.img", "small.img", "text.img", in: folder).lines
    try #require(lines.count == 9, "\(lines)")
    #expect(lines[0].hasPrefix("a.img: 1048576 bytes, fingerprint "))
    #expect(lines[1].hasPrefix("  VexFS 2, label \"the-label\", UUID "))
    #expect(lines[1].hasSuffix(", at offset 0, checksum valid"))
    #expect(lines[2].hasPrefix("  VexFS 2, backup superblock, label \"the-label\", UUID "))
    #expect(lines[2].hasSuffix(", at offset 1044480, checksum valid"))
    #expect(lines[4] == "  nothing recognised; all that was looked at is zero")
    #expect(lines[6] == "  every byte is zero")
    #expect(lines[8] == "  nothing recognised, but there is data")
  }

  @Test func reportForPrograms() throws {
    try folder.make("a.img", version: 2)
    try folder.makeSparse("blank.img", size: 1 << 20)
    let result = try Tool.run("identify", "--json", "a.img", "missing.img", "blank.img", in: folder)
    let reports = try Objects.lines(result.output)
    #expect(reports.map { $0.string("image") } == ["a.img", "missing.img", "blank.img"])
    for report in reports {
      #expect(
        report.names == [
          "blank", "findings", "fingerprint", "image", "message", "recovery", "size", "unread", "whole",
        ])
    }
    for finding in reports[0].objects("findings") {
      #expect(
        finding.names == [
          "blockSize", "category", "certainty", "checksum", "details", "id", "label", "length", "offset", "role",
          "structure", "title", "underWay", "uuid", "version",
        ])
    }
    #expect(reports[1].isNull("fingerprint"))
    #expect(reports[1].string("message")?.contains("no such file") == true)
    #expect(reports[2]["blank"] as? Bool == true)
    #expect(reports[2].objects("findings").isEmpty)
  }

  /// What was there is said, and how to bring it back, in words that can be followed.
  @Test func assessmentForPeople() throws {
    try folder.make("a.img", version: 2)
    let before = try folder.bytes("a.img")
    try folder.make("v1.img", version: 1, label: "")
    try folder.patch("a.img", at: 0, Array(try folder.bytes("v1.img").prefix(544)))
    let result = try Tool.run("identify", "a.img", in: folder)
    #expect(result.output.contains("recovery: VexFS is there now; before it there was:"))
    #expect(result.output.contains("its superblock is lost, but a backup of it survived"))
    #expect(result.output.contains("dd if=a.img of=copy.img bs=1M conv=sparse"))
    #expect(result.output.contains("vexfmt repair --from 1 copy.img"), "\(result.output)")
    try folder.write(try folder.bytes("a.img"), to: "copy.img")
    #expect(try Tool.run("repair", "--from", "1", "copy.img", in: folder).status == 1)
    #expect(try folder.bytes("copy.img") == before)
  }

  /// A name of a file is text of somebody else's, also in a command that is to be copied.
  @Test func namesAreQuoted() throws {
    let name = "it's $(here).img"
    try folder.make("v1.img", version: 1)
    try folder.make(name, version: 2)
    try folder.patch(name, at: 0, Array(try folder.bytes("v1.img").prefix(544)))
    let steps = try folder.identify(name).object("recovery").objects("steps")
    let copy = try #require(steps.compactMap { $0.string("command") }.first)
    try folder.shell(copy)
    #expect(try folder.bytes("copy.img") == folder.bytes(name))
  }

  /// Mutated images of other formats: the command ends in time with one of its statuses.
  @Test(arguments: ForeignImage.all.filter { !["300M", "700M"].contains($0.size) })
  func mutated(_ image: ForeignImage) throws {
    try image.make(in: folder)
    let places = try folder.identify("a.img").objects("findings").compactMap { finding in
      finding.integer("offset").flatMap { offset in finding.integer("length").map { (offset, $0) } }
    }
    var random = Mutations(seed: UInt64(image.name.utf8.count))
    for round in 0..<8 {
      try folder.shell("cp --sparse=always a.img \(round).img")
      for (offset, length) in places {
        for _ in 0..<(1 + random.next(8)) {
          // Half of the changes are where most formats have their sizes and places.
          let place = offset + random.next(random.next(2) == 0 ? min(length, 192) : length)
          try folder.overwrite("\(round).img", at: place, [[0, 0xFF, UInt8(random.next(256))][random.next(3)]])
        }
      }
    }
    let names = (0..<8).map { "\($0).img" }
    let result = try Tool.run(["identify", "--json"] + names, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try Objects.lines(result.output).count == names.count)
  }
}

/// The same numbers for the same seed.
private struct Mutations {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(bound, 1)
  }
}
