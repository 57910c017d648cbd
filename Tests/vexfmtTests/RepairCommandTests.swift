import Testing

/// `vexfmt repair`, and `fsck.vexfs` when it is asked to repair.
@Suite struct RepairCommandTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
    try folder.make("a.img", version: 2)
  }

  @Test func saysFirstWhatItDoes() throws {
    let before = try folder.bytes("a.img")
    #expect(try Tool.run("repair", "a.img", in: folder).status == 0)
    try folder.patch("a.img", at: 40, [9])
    let damaged = try folder.bytes("a.img")
    let trial = try Tool.run("repair", "-n", "a.img", in: folder)
    #expect(
      trial.status == 4 && trial.output.contains("to do: superblock[0] is made from superblock[1], since it breaks"))
    #expect(trial.lines.last?.contains("superblock[0] (commit)") == true)
    #expect(try folder.bytes("a.img") == damaged)
    let done = try Tool.run("repair", "a.img", in: folder)
    #expect(done.status == 1 && done.output.contains("a.img: is now clean"))
    #expect(try folder.bytes("a.img") == before)
    let undo = try #require(done.output.split(separator: " ").last.map { String($0.dropLast()) })
    #expect(try Tool.run("undo", undo, in: folder).status == 0)
    #expect(try folder.bytes("a.img") == damaged)
  }

  /// What other programs write is left to them, unless its format is named.
  @Test func foreignFormatsAreNamed() throws {
    try folder.shell("truncate -s 1M swap.img && mkswap -q swap.img")
    let before = try folder.bytes("swap.img")
    let refused = try Tool.run("repair", "swap.img", in: folder)
    #expect(refused.status == 8 && refused.errors.contains("--spec swap"), "\(refused.status) \(refused.errors)")
    #expect(try Tool.run("repair", "--spec", "swap", "swap.img", in: folder).status == 0)
    #expect(try folder.bytes("swap.img") == before)
  }

  @Test func aLostSuperblockIsFoundAgain() throws {
    let before = try folder.bytes("a.img")
    try folder.overwrite("a.img", at: 0, [UInt8](repeating: 0, count: 4096))
    let result = try Tool.run("repair", "--json", "a.img", in: folder)
    #expect(result.status == 1)
    let report = try Objects.one(result.output)
    #expect(
      report.names == [
        "actions", "dryRun", "findings", "format", "image", "obstacle", "repaired", "stages", "undo", "verdict",
      ])
    #expect(report.string("verdict") == "clean" && report["repaired"] as? Bool == true && report.isNull("obstacle"))
    #expect(try folder.bytes("a.img") == before)
  }

  @Test func damageThatIsLeft() throws {
    try folder.patch("a.img", at: try folder.offset(of: "inodes[1].uid", in: "a.img"), [9])
    let damaged = try folder.bytes("a.img")
    let result = try Tool.run("repair", "a.img", in: folder)
    #expect(result.status == 4 && result.output.contains("not repaired, since nothing else of the image says"))
    #expect(try folder.bytes("a.img") == damaged)
    // Some is repaired and some is left.
    try folder.patch("a.img", at: damaged.count - 4000, [9])
    #expect(try Tool.run("repair", "a.img", in: folder).status == 5)
    #expect(try Tool.run("repair", "--trust", "inodes[1]", "a.img", in: folder).status == 1)
    #expect(try Tool.run("validate", "a.img", in: folder).status == 0)
  }

  @Test func interruptedMigrationsAreNotRepaired() throws {
    // As if the power had gone behind the mark.
    let record = ["from=2", "to=3", "phase=marked", "from_kind=crc32c", "to_kind=crc32c"]
    let settings = ["incompat=+migrating|+vectors", "version=3"] + record.map { "migration.\($0)" }
    let set = try Tool.run(["set", "a.img"] + settings.map { "superblock.\($0)" }, in: folder)
    #expect(set.status == 0 && set.output.contains("[vexfs/superblock.incompat/migrating]"), "\(set.errors)")
    #expect(try Tool.run("explain", "a.img", in: folder).output.contains("vexfmt migrate --resume"))
    let marked = try Tool.run("validate", "a.img", in: folder)
    #expect(marked.status == 4)
    for command in [["repair", "a.img"], ["set", "a.img", "superblock.label=x"]] {
      let refused = try Tool.run(command, in: folder)
      #expect(refused.status != 0 && refused.errors.contains("vexfmt migrate --rollback"), "\(refused.errors)")
    }
  }

  @Test(arguments: [
    ("none.img", 8, "none.img"), ("--replace x a.img", 16, "--replace"), ("", 16, "image"),
    ("text.img", 8, "not recognised"),
    ("--spec vexfs text.img", 8, "no copy"),
    ("--trust inodes a.img", 16, "name an element"), ("--from x a.img", 16, "--from"),
  ])
  func refuses(_ line: String, _ status: Int, _ message: String) throws {
    try folder.write("text" + String(repeating: ".", count: 8192), to: "text.img")
    let result = try Tool.run(["repair"] + line.split(separator: " ").map(String.init), in: folder, limit: 10)
    #expect(result.status == Int32(status) && result.errors.contains(message), "\(result.status) \(result.errors)")
  }

  @Test func fsckRepairsWhenAsked() throws {
    try folder.makeLink("fsck.vexfs", to: Tool.path)
    func fsck(_ arguments: String...) throws -> Int32 {
      try Tool.run(arguments, in: folder, program: folder.file("fsck.vexfs")).status
    }
    let before = try folder.bytes("a.img")
    try folder.patch("a.img", at: 40, [9])
    #expect(try fsck("a.img") == 4 && fsck("-n", "a.img") == 4)
    #expect(try fsck("-a", "a.img") == 1)
    #expect(try folder.bytes("a.img") == before)
    #expect(try fsck("-p", "a.img") == 0 && fsck("-y", "a.img") == 0)
  }
}
