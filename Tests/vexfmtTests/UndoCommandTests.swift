import Foundation
import Glibc
import Testing

/// `vexfmt undo`, `vexfmt apply`, and plans that are saved.
@Suite struct UndoCommandTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  private func verdict(_ image: String) throws -> String {
    let report = try Objects.one(try Tool.run("validate", "--json", image, in: folder).output)
    return "\(report.string("verdict") ?? "") \(report.integer("version") ?? 0)"
  }

  private func list() throws -> [[String: Any]] {
    try Objects.lines(try Tool.run("undo", "--list", "--json", in: folder).output)
  }

  @Test func thereAndBackAndAgain() throws {
    try folder.make("a.img", version: 1)
    let before = try folder.bytes("a.img")
    let up = try Tool.run("migrate", "--json", "--to", "2", "a.img", in: folder)
    let undo = try #require(try Objects.one(up.output).string("undo"))
    #expect(undo.hasPrefix(folder.file(Tool.undoFolder)))
    let after = try folder.bytes("a.img")
    let entry = try #require(try list().first)
    #expect(entry.names == ["created", "size", "state", "target", "title", "undo"])
    #expect(entry.string("state") == "applied" && entry.string("target") == folder.file("a.img"))
    #expect(entry.string("title") == "migrate vexfs version 1 to 2")
    let trial = try Tool.run("undo", "-n", undo, in: folder)
    #expect(trial.status == 0 && trial.output.contains("would be taken back"))
    #expect(try folder.bytes("a.img") == after)
    #expect(try Tool.run("undo", undo, in: folder).status == 0)
    #expect(try folder.bytes("a.img") == before)
    #expect(try list().first?.string("state") == "undone")
    let again = try Tool.run("undo", "--json", undo, in: folder)
    #expect(try again.status == 0 && Objects.one(again.output).string("outcome") == "nothing-to-do")
    let completing = try Tool.run("apply", undo, in: folder)
    #expect(completing.status == 1 && completing.errors.contains("was undone"))
  }

  @Test func whatWasChangedSinceIsNotLost() throws {
    try folder.make("a.img", version: 1)
    let before = try folder.bytes("a.img")
    // Seeded, or one time in 256 the checksum that is written over begins with the byte that is put there.
    let up = try Tool.run("migrate", "--json", "--seed", "4", "--to", "2", "a.img", in: folder)
    let undo = try #require(try Objects.one(up.output).string("undo"))
    try folder.patch("a.img", at: 4096, [0x77, 0x88])
    let changed = try folder.bytes("a.img")
    let refused = try Tool.run("undo", undo, in: folder)
    #expect(refused.status == 1 && refused.errors.contains("was changed since, at offset 4096"), "\(refused.errors)")
    #expect(try folder.bytes("a.img") == changed)
    let named = try #require(refused.errors.split(separator: " ").last.map { $0.trimmingCharacters(in: .newlines) })
    let wrong = try Tool.run("undo", "--replace", "0000000000000000", undo, in: folder)
    #expect(wrong.status == 1 && wrong.errors.contains(named))
    let forced = try Tool.run("undo", "--json", "--replace", named, undo, in: folder)
    #expect(forced.status == 0, "\(forced.errors)")
    #expect(try folder.bytes("a.img") == before)
    let saved = try #require(try Objects.one(forced.output).string("saved"))
    #expect(try Tool.run("undo", saved, in: folder).status == 0)
    #expect(try folder.bytes("a.img") == changed)
  }

  /// A file that was empty: what was put behind its old end since is not cut off unasked, and is saved.
  @Test func whatLiesBehindTheOldEndIsNotLost() throws {
    try folder.write("", to: "a.img")
    let made = try Tool.run("mkfs", "--size", "1M", "--undo", "u", "a.img", in: folder)
    #expect(made.status == 0, "\(made.errors)")
    try folder.patch("a.img", at: 500_000, Array("PRECIOUS".utf8))
    let changed = try folder.bytes("a.img")
    let refused = try Tool.run("undo", "u", in: folder)
    #expect(refused.status == 1 && refused.errors.contains("at offset 500000"), "\(refused.errors)")
    #expect(try folder.bytes("a.img") == changed)
    let named = try #require(refused.errors.split(separator: " ").last.map { $0.trimmingCharacters(in: .newlines) })
    let forced = try Tool.run("undo", "--replace", named, "--undo", "v", "u", in: folder)
    #expect(forced.status == 0, "\(forced.errors)")
    #expect(try folder.bytes("a.img").isEmpty)
    #expect(try Tool.run("undo", "v", in: folder).status == 0)
    #expect(try folder.bytes("a.img") == changed)
  }

  /// A saved plan is for what the user agreed to lose, and for that target.
  @Test func aSavedPlanIsNoWayAroundConsent() throws {
    try folder.makeSparse("a.img", size: 1 << 20)
    #expect(try Tool.run("mkfs", "--save-plan", "p", "a.img", in: folder).status == 0)
    try folder.patch("a.img", at: 500_000, [1])
    let data = try folder.bytes("a.img")
    for option in [[], ["-n"]] {
      let refused = try Tool.run(["apply"] + option + ["p"], in: folder)
      #expect(refused.status == 1 && refused.errors.contains("was changed"), "\(refused.errors)")
    }
    #expect(try folder.bytes("a.img") == data)
    // Another file has the name now.
    try FileManager.default.removeItem(atPath: folder.file("a.img"))
    try folder.makeSparse("other.img", size: 1 << 20)
    try FileManager.default.moveItem(atPath: folder.file("other.img"), toPath: folder.file("a.img"))
    #expect(try Tool.run("apply", "--target", "a.img", "p", in: folder).status == 0)
    #expect(try Tool.run("mkfs", "--discard", "--save-plan", "q", "a.img", in: folder).status == 64)
  }

  /// What the plan neither reads nor writes is what the user agreed to lose, and nothing else.
  @Test func aSavedPlanIsForWhatWasThere() throws {
    try folder.write([UInt8](repeating: 0xA5, count: 1 << 20), to: "a.img")
    let before = try folder.bytes("a.img")
    let named = try #require(try folder.identify("a.img").string("fingerprint"))
    #expect(try Tool.run("mkfs", "--replace", named, "--save-plan", "p", "a.img", in: folder).status == 0)
    try folder.patch("a.img", at: 500_000, [0x5A])
    let refused = try Tool.run("apply", "p", in: folder)
    #expect(refused.status == 1 && refused.errors.contains("the plan was made for \(named)"), "\(refused.errors)")
    #expect(try folder.bytes("a.img")[500_000] == 0x5A)
    try folder.write(before, to: "a.img")
    #expect(try Tool.run("apply", "--undo", "u", "p", in: folder).status == 0)
    #expect(try Tool.run("undo", "u", in: folder).status == 0)
    #expect(try folder.bytes("a.img") == before)
  }

  @Test func anUndoFileIsForItsTarget() throws {
    try folder.make("a.img", version: 1)
    try folder.make("b.img", version: 1, size: "2M")
    let up = try Tool.run("migrate", "--undo", "u", "--to", "2", "a.img", in: folder)
    #expect(up.status == 0, "\(up.errors)")
    let other = try Tool.run("undo", "--target", "b.img", "u", in: folder)
    #expect(other.status == 1 && other.errors.contains("is for a target of 1048576 bytes"), "\(other.errors)")
    try FileManager.default.moveItem(atPath: folder.file("a.img"), toPath: folder.file("c.img"))
    let gone = try Tool.run("undo", "u", in: folder)
    #expect(gone.status == 1 && gone.errors.contains("a.img"), "\(gone.errors)")
    #expect(try Tool.run("undo", "--target", "c.img", "u", in: folder).status == 0)
    #expect(try verdict("c.img") == "clean 1")
    let taken = try Tool.run("migrate", "--undo", "u", "--to", "2", "c.img", in: folder)
    #expect(taken.status == 1 && taken.errors.contains("nothing was written"), "\(taken.errors)")
    #expect(try verdict("c.img") == "clean 1")
  }

  /// What another user can have written does not choose the target.
  @Test func filesOfOthersNameNoTarget() throws {
    try folder.make("a.img", version: 1)
    let before = try folder.bytes("a.img")
    #expect(try Tool.run("migrate", "--undo", "u", "--to", "2", "a.img", in: folder).status == 0)
    let after = try folder.bytes("a.img")
    #expect(unsafe chmod(folder.file("u"), 0o620) == 0)
    for command in ["undo", "apply"] {
      let refused = try Tool.run(command, "u", in: folder)
      #expect(refused.status == 1 && refused.errors.contains("--target"), "\(refused.errors)")
      #expect(try folder.bytes("a.img") == after)
    }
    #expect(try Tool.run("undo", "--target", "a.img", "u", in: folder).status == 0)
    #expect(try folder.bytes("a.img") == before)
  }

  @Test func plansAreSavedAndAppliedLater() throws {
    try folder.make("a.img", version: 1)
    let before = try folder.bytes("a.img")
    let saving = try Tool.run("migrate", "--save-plan", "plan", "--to", "2", "a.img", in: folder)
    #expect(saving.status == 0 && saving.output.contains("vexfmt apply plan"), "\(saving.output)\(saving.errors)")
    #expect(try folder.bytes("a.img") == before)
    #expect(try Tool.run("apply", "-n", "plan", in: folder).output.contains("superblock[0] (commit)"))
    let undoing = try Tool.run("undo", "plan", in: folder)
    #expect(undoing.status == 1 && undoing.errors.contains("vexfmt apply"), "\(undoing.errors)")
    // Of what the plan was made from, one byte is another one.
    try folder.patch("a.img", at: 40, [0x41])
    let refused = try Tool.run("apply", "plan", in: folder)
    #expect(refused.status == 1 && refused.errors.contains("was changed"), "\(refused.errors)")
    try folder.write(before + [0], to: "a.img")
    let larger = try Tool.run("apply", "plan", in: folder)
    #expect(larger.errors.contains("has 1048577 bytes, and the plan was made for 1048576"), "\(larger.errors)")
    try folder.write(before, to: "a.img")
    let applied = try Tool.run("apply", "--undo", "u", "plan", in: folder)
    #expect(applied.status == 0, "\(applied.errors)")
    #expect(try verdict("a.img") == "clean 2")
    for file in ["u", "plan"] {
      #expect(try Tool.run("apply", file, in: folder).output.contains("complete already"))
    }
    #expect(try Tool.run("undo", "u", in: folder).status == 0)
    #expect(try folder.bytes("a.img") == before)
  }

  /// The process is killed at moments that nobody chooses; what remains leads both ways.
  @Test func killedAtAnyMoment() throws {
    try folder.make("a.img", version: 1, size: "64M")
    let before = try folder.bytes("a.img")
    // From the start to well behind the end, however slow the machine is now.
    let start = Date()
    #expect(try Tool.run("migrate", "--seed", "4", "--to", "2", "a.img", in: folder).status == 0)
    let duration = Date().timeIntervalSince(start)
    for file in try list() { try FileManager.default.removeItem(atPath: try #require(file.string("undo"))) }
    var (interrupted, complete) = (0, 0)
    for moment in 0..<24 {
      let delay = moment == 23 ? duration * 3 + 2 : duration * Double(moment) / 18
      try folder.write(before, to: "a.img")
      let line = "'\(Tool.path)' migrate --seed 4 --to 2 a.img & sleep \(delay); kill -9 $!; wait"
      _ = try Tool.run(["-c", line], in: folder, limit: 120, program: "/bin/bash")
      let found = try folder.bytes("a.img")
      let newest = try list().filter { $0.string("state") != "not whole" }.last
      guard let undo = newest?.string("undo") else {
        #expect(found == before)
        continue
      }
      if found == before { interrupted += 1 } else { complete += 1 }
      let report = try Objects.one(try Tool.run("validate", "--json", "a.img", in: folder).output)
      // Sound, or marked as what is being migrated.
      let rule = report.objects("findings").first?.string("rule")
      #expect(rule == nil || rule == "vexfs/superblock.incompat/migrating", "\(report)")
      let completing = try Tool.run("apply", undo, in: folder)
      #expect(try completing.status == 0 && verdict("a.img") == "clean 2", "\(completing.errors)")
      let undoing = try Tool.run("undo", undo, in: folder)
      #expect(undoing.status == 0, "\(undoing.errors)")
      #expect(try folder.bytes("a.img") == before)
      for file in try list() { try FileManager.default.removeItem(atPath: try #require(file.string("undo"))) }
    }
    #expect(complete > 0, "none was finished: \(interrupted) interrupted")
  }

  /// Who tries it on a copy first does not lose the way for the image itself.
  @Test func whatIsDoneToACopyIsNotNoted() throws {
    try folder.make("a.img", version: 1)
    let before = try folder.bytes("a.img")
    let up = try Tool.run("migrate", "--json", "--to", "2", "a.img", in: folder)
    let undo = try #require(try Objects.one(up.output).string("undo"))
    try folder.write(try folder.bytes("a.img"), to: "copy.img")
    #expect(try Tool.run("undo", "--target", "copy.img", undo, in: folder).status == 0)
    #expect(try folder.bytes("copy.img") == before)
    #expect(try list().first?.string("state") == "applied")
    #expect(try Tool.run("migrate", "--rollback", "a.img", in: folder).status == 0)
    #expect(try folder.bytes("a.img") == before)
  }

  @Test func migrationsAreCompletedOrTakenBackByTheImage() throws {
    try folder.make("a.img", version: 1)
    let before = try folder.bytes("a.img")
    let none = try Tool.run("migrate", "--resume", "a.img", in: folder)
    #expect(
      none.status == 1 && none.errors.contains("there is no undo file of one that could be ended"), "\(none.errors)")
    let up = try Tool.run("migrate", "--json", "--to", "2", "a.img", in: folder)
    let undo = try #require(try Objects.one(up.output).string("undo"))
    let after = try folder.bytes("a.img")
    // Half of it, as a power cut would leave it, and no note of the end.
    try folder.write(before[..<4096] + after[4096...], to: "half")
    try folder.write(Array(try Data(contentsOf: URL(fileURLWithPath: undo)).dropLast(41)), to: "u")
    let resumed = try Tool.run("migrate", "--resume", "--undo", "u", "half", in: folder)
    #expect(resumed.status == 0 && resumed.output.contains("half: completed: migrate vexfs"), "\(resumed.errors)")
    #expect(try folder.bytes("half") == after)
    try folder.write("", to: "m.img")
    #expect(try Tool.run("mkfs", "--size", "1M", "--undo", "m", "m.img", in: folder).status == 0)
    let other = try Tool.run("migrate", "--rollback", "--undo", "m", "m.img", in: folder)
    #expect(other.status == 1 && other.errors.contains("is of no migration"), "\(other.errors)")
    let back = try Tool.run("migrate", "--rollback", "a.img", in: folder)
    #expect(back.status == 0, "\(back.errors)")
    #expect(try folder.bytes("a.img") == before)
    for options in [["--resume", "--rollback"], ["--to", "2", "--resume"], ["--resume", "--save-plan", "p"], []] {
      #expect(try Tool.run(["migrate", "a.img"] + options, in: folder).status == 64)
    }
  }

  @Test func namesOfOtherTools() throws {
    for name in ["mkfs.vexfs", "fsck.vexfs"] { try folder.makeLink(name, to: Tool.path) }
    func run(_ arguments: String...) throws -> Tool.Result {
      try Tool.run(Array(arguments.dropFirst()), in: folder, program: folder.file(arguments[0]))
    }
    #expect(try run("mkfs.vexfs", "-q", "-L", "music", "--size", "1M", "a.img").status == 0)
    #expect(try run("fsck.vexfs", "-a", "a.img").status == 0)
    let before = try folder.bytes("a.img")
    for option in ["-f", "-F"] {
      let forced = try run("mkfs.vexfs", option, "a.img")
      #expect(
        forced.status == 1 && forced.errors.contains("mkfs.vexfs: warning: \(option) forces nothing"),
        "\(forced.errors)")
      #expect(try folder.bytes("a.img") == before)
    }
    try folder.makeSparse("blank.img", size: 1 << 20)
    #expect(try run("mkfs.vexfs", "-n", "-L", "music", "blank.img").output.contains("would be made"))
    #expect(try folder.bytes("blank.img").allSatisfy { $0 == 0 })
    try folder.patch("a.img", at: 40, [1])
    #expect(try run("fsck.vexfs", "-C0", "a.img").status == 4)
    #expect(try run("fsck.vexfs", "-y", "-C0", "a.img").status == 1)
    #expect(try folder.bytes("a.img") == before)
    #expect(try run("fsck.vexfs").status == 16)
    #expect(try run("mkfs.vexfs", "-V").output.contains("0.1"))
    let sized = try run("mkfs.vexfs", "-qLdata", "b.img", "1048576")
    #expect(sized.status == 64, "-q and a value are not written together")
    let made = try run("mkfs.vexfs", "-q", "-Ldata", "b.img", "1048576")
    #expect(made.status == 0 && made.errors.contains("is in bytes"), "\(made.errors)")
    #expect(try folder.bytes("b.img").count == 1 << 20)
    #expect(try run("fsck.vexfs", "-fy", "b.img").status == 0)
  }

  /// The arguments, the status, and a piece of the message.
  private static let refusals: [(String, Int32, String)] = [
    ("undo", 64, "--list"), ("undo --list u", 64, "--list"), ("undo none", 1, "none"),
    ("undo a.img", 1, "is no plan or undo file"),
    ("undo folder", 1, "folder"), ("undo link", 1, "symbolic link"), ("undo fifo", 1, "FIFO"),
    ("apply none", 1, "none"),
    ("apply a.img", 1, "is no plan or undo file"), ("apply empty", 1, "is no plan or undo file"),
    ("undo --list --target x", 64, "--list"), ("migrate --to 2 --save-plan p --undo u a.img", 64, "--save-plan"),
    ("migrate --to 2 --save-plan p -n a.img", 64, "--save-plan"),
    ("mkfs --size 1M --save-plan p new.img", 1, "new.img"),
    ("migrate --to 2 --undo folder/x/y a.img", 1, "nothing was written"),
    ("migrate --to 2 --undo a.img a.img", 1, "a.img"),
  ]

  @Test(arguments: refusals)
  func refuses(_ line: String, _ status: Int32, _ message: String) throws {
    try folder.make("a.img", version: 1)
    try folder.write("", to: "empty")
    try folder.makeFolder("folder")
    folder.makeFIFO("fifo")
    try folder.makeLink("link", to: "a.img")
    let before = try folder.bytes("a.img")
    let result = try Tool.run(line.split(separator: " ").map(String.init), in: folder, limit: 10)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(try folder.bytes("a.img") == before)
  }
}
