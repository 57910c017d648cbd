import Glibc
import Testing

/// `vexfmt migrate`.
@Suite struct MigrateCommandTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  private func verdict(_ image: String, _ spec: String? = nil) throws -> String {
    let arguments = ["validate", "--json", image] + (spec.map { ["--spec", $0] } ?? [])
    let report = try Objects.one(try Tool.run(arguments, in: folder).output)
    return "\(report.string("verdict") ?? "") \(report.integer("version") ?? 0)"
  }

  @Test func thereAndBack() throws {
    try folder.make("a.img", version: 1)
    let first = try folder.bytes("a.img")
    let up = try Tool.run("migrate", "--to", "2", "a.img", in: folder)
    #expect(up.status == 0 && up.errors == "", "\(up.errors)")
    #expect(up.output.hasPrefix("a.img: migrated: vexfs version 1 to 2, "))
    #expect(try verdict("a.img") == "clean 2")
    let down = try Tool.run("migrate", "--to", "1", "a.img", in: folder)
    #expect(down.status == 0, "\(down.errors)")
    #expect(down.output.contains("given up: superblock: "))
    #expect(try verdict("a.img") == "clean 1")
    #expect(try folder.bytes("a.img")[0..<4096] == first[0..<4096])
    #expect(try folder.bytes("a.img").suffix(4096).allSatisfy { $0 == 0 })
    // What version 2 left in between is only written over by name.
    let again = try Tool.run("migrate", "--json", "--to", "2", "a.img", in: folder)
    #expect(again.status == 1)
    let refusal = try Objects.one(again.output)
    #expect(refusal.string("reason") == "remains")
    let fingerprint = try #require(refusal.object("remains").string("fingerprint"))
    #expect(again.errors.contains("--replace \(fingerprint)"))
    #expect(try Tool.run("migrate", "--to", "2", "--replace", fingerprint, "a.img", in: folder).status == 0)
    #expect(try verdict("a.img") == "clean 2")
  }

  @Test func sameVersionAndSameSeed() throws {
    try folder.make("a.img", version: 2)
    let before = try folder.bytes("a.img")
    let result = try Tool.run("migrate", "--to", "2", "a.img", in: folder)
    #expect(result.status == 0 && result.output == "a.img: is vexfs version 2 already; nothing was written\n")
    #expect(try folder.bytes("a.img") == before)
    for name in ["b.img", "c.img"] {
      try folder.make(name, version: 1)
      _ = try Tool.run("migrate", "--seed", "4", "--to", "2", name, in: folder)
    }
    #expect(try folder.bytes("b.img") == folder.bytes("c.img"))
  }

  @Test func dryRunWritesNothing() throws {
    try folder.make("a.img", version: 1)
    let before = try folder.bytes("a.img")
    let text = try Tool.run("migrate", "-n", "--to", "2", "a.img", in: folder)
    #expect(text.status == 0 && text.output.contains("a.img: would be migrated: vexfs version 1 to 2"))
    #expect(text.lines.last?.hasSuffix("superblock[0] (commit)") == true)
    let json = try Objects.one(try Tool.run("migrate", "-n", "--json", "--to", "2", "a.img", in: folder).output)
    #expect(json.names == ["dryRun", "format", "from", "image", "migrated", "steps", "to", "undo"])
    let step = try #require(json.objects("steps").first)
    #expect(step.names == ["checksum", "from", "losses", "stages", "to"] && step.isNull("checksum"))
    let stage = try #require(step.objects("stages").last)
    #expect(stage.names == ["name", "role", "writes"] && stage.string("role") == "commit")
    let last = try #require(stage.objects("writes").last)
    #expect(last.names == ["content", "length", "name", "offset"] && last.integer("offset") == 0)
    #expect(try folder.bytes("a.img") == before)
  }

  @Test func identity() throws {
    let uuid = "01234567-89ab-cdef-0123-456789abcdef"
    try folder.make("a.img", version: 1)
    #expect(try Tool.run("migrate", "--to", "2", "-U", uuid, "a.img", in: folder).status == 0)
    let shown = try Objects.one(try Tool.run("show", "--json", "a.img", "superblock.uuid", in: folder).output)
    #expect(shown.string("value") == uuid)
    let kept = try Objects.one(try Tool.run("show", "--json", "a.img", "superblock.label", in: folder).output)
    #expect(kept.string("value") == "the-label")
  }

  /// The arguments, the status, and a piece of the message.
  private static let refusals: [(String, Int32, String)] = [
    ("a.img", 64, "--to"), ("--to x a.img", 64, "--to"), ("--to -1 a.img", 64, "--to"),
    ("--to 4 a.img", 1, "a.img: not migrated: there is no version 4; known are 1, 2, 3"),
    ("--to 2 -U zz a.img", 64, "expected a UUID"), ("--to 2 --replace abc a.img", 1, "there is nothing to replace"),
    ("--to 2 none.img", 1, "none.img"), ("--to 2 folder", 1, "folder"), ("--to 2 fifo", 1, "fifo"),
    ("--to 2 link", 1, "is a symbolic link"), ("--to 2 zero.img", 1, "not recognised"),
    ("--to 2 small.img", 1, "[vexfs/1-2/blocks]"), ("--to 2 bad.img", 1, "is damaged, and only a clean image"),
    ("--to 2 --force a.img", 64, "--force"), ("--to 2 --yes a.img", 64, "--yes"),
  ]

  @Test(arguments: refusals)
  func refuses(_ line: String, _ status: Int32, _ message: String) throws {
    try folder.make("a.img", version: 1)
    try folder.make("small.img", version: 1, size: "16K")
    try folder.make("bad.img", version: 1)
    try folder.patch("bad.img", at: 300, [1])
    try folder.makeSparse("zero.img", size: 1 << 20)
    try folder.makeFolder("folder")
    folder.makeFIFO("fifo")
    try folder.makeLink("link", to: "a.img")
    let before = try folder.bytes("a.img")
    let result = try Tool.run(["migrate"] + line.split(separator: " ").map(String.init), in: folder, limit: 10)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(try folder.bytes("a.img") == before)
  }

  /// The last block cannot be written: what was written before it is taken back.
  @Test func failureHalfWay() throws {
    try folder.make("a.img", version: 1)
    let before = try folder.bytes("a.img")
    let line = "trap '' XFSZ; ulimit -f 512; exec '\(Tool.path)' migrate --to 2 a.img"
    let result = try Tool.run(["-c", line], in: folder, program: "/bin/bash")
    #expect(result.status == 1, "\(result.output)")
    #expect(result.errors.contains("writing at offset 1044480 failed"), "\(result.errors)")
    #expect(try folder.bytes("a.img") == before)
  }

  @Test func lockedImages() throws {
    try folder.make("a.img", version: 1)
    let descriptor = unsafe open(folder.file("a.img"), O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    for option in ["--dry-run", "--json"] {
      let result = try Tool.run("migrate", option, "--to", "2", "a.img", in: folder)
      #expect(result.status == 1 && result.errors.contains("is locked by another program"), "\(result.errors)")
    }
    #expect(try verdict("a.img") == "clean 1")
  }

  @Test func refusalsAsJSON() throws {
    try folder.make("small.img", version: 1, size: "16K")
    let result = try Tool.run("migrate", "--json", "--to", "2", "small.img", in: folder)
    #expect(result.status == 1)
    let refusal = try Objects.one(result.output)
    #expect(
      refusal.names == [
        "checksum", "dryRun", "findings", "format", "image", "message", "migrated", "reason", "remains", "to",
      ])
    #expect(refusal.string("reason") == "needs" && refusal.isNull("remains") && refusal["migrated"] as? Bool == false)
    #expect(refusal.objects("findings").map { $0.string("rule") } == ["vexfs/1-2/blocks"])
    let explained = try Tool.run("explain", "vexfs/1-2/blocks", in: folder)
    #expect(explained.status == 0 && explained.output.contains("div_up"))
  }

  /// A format of the user's own, with a specification and nothing else.
  @Test func anyFormat() throws {
    let spec = """
      format: note
      endian: little
      license: MIT
      versions: {by: page.version, write: 1}
      structures:
        page:
          size: 64
          fields:
            magic: {at: 0, type: "bytes[4]", magic: NOTE}
            version: {at: 4, type: u32, in: [1, 2]}
            text: {at: 8, type: "text[32]"}
            rest_v1: {at: 40, size: 24, versions: 1, unused: zero}
            length: {at: 40, type: u64, versions: 2, range: ..= 32}
            rest: {at: 48, size: 12, versions: 2, unused: zero}
            sum: {at: 60, type: u32, versions: 2, checksum: {algorithm: crc32c, over: [0 .. offset(this)]}}
      image: {page: {of: page, at: 0}}
      migrations:
        - {from: 1, to: 2, set: {page.length: "32"}, back: {drop: {page.length: version 1 has no lengths}}}
      """
    try folder.write(spec, to: "note.yaml")
    #expect(try Tool.run("mkfs", "--spec", "note.yaml", "--size", "64", "n.img", in: folder).status == 0)
    try folder.patch("n.img", at: 8, Array("hello".utf8))
    let before = try folder.bytes("n.img")
    #expect(try Tool.run("migrate", "--spec", "note.yaml", "--to", "2", "n.img", in: folder).status == 0)
    #expect(try verdict("n.img", "note.yaml") == "clean 2")
    #expect(try folder.bytes("n.img")[8..<13] == before[8..<13])
    #expect(try Tool.run("migrate", "--spec", "note.yaml", "--to", "1", "n.img", in: folder).status == 0)
    #expect(try folder.bytes("n.img") == before)
  }
}
