import Foundation
import Testing

/// Which undo file is taken, and which is told, where there are several.
@Suite struct UndoChoiceTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  private func run(_ line: String) throws -> Tool.Result {
    try Tool.run(line.split(separator: " ").map(String.init), in: folder)
  }

  /// Three within a second have the same time in their names; going back takes each in turn.
  @Test func theNewestThatFitsIsTakenBack() throws {
    try folder.make("a.img", version: 3)
    var states = [try folder.bytes("a.img")]
    for kind in ["xxh64", "crc32c", "xxh64"] {
      #expect(try run("migrate --checksum \(kind) a.img").status == 0)
      states.append(try folder.bytes("a.img"))
    }
    let listed = try Objects.lines(try run("undo --list --json").output)
    #expect(listed.map { $0.string("title")?.suffix(5) } == ["xxh64", "rc32c", "xxh64"])
    for state in states.dropLast().reversed() {
      let back = try run("migrate --rollback a.img")
      #expect(back.status == 0 && back.output.contains("taken back"), "\(back.output)\(back.errors)")
      #expect(try folder.bytes("a.img") == state)
    }
    let none = try run("migrate --rollback a.img")
    #expect(none.status == 1 && none.errors.contains("no migration of it is under way"), "\(none.errors)")
  }

  @Test func anOlderOneNamesTheNewerOne() throws {
    try folder.make("a.img", version: 2)
    let before = try folder.bytes("a.img")
    var files: [String] = []
    for label in ["b", "c"] {
      let set = try Objects.one(try run("set --json a.img superblock.label=\(label)").output)
      files.append(try #require(set.string("undo")))
    }
    let refused = try Tool.run("undo", files[0], in: folder)
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains("by 'set superblock.label'; take that back first: vexfmt undo "), "\(refused.errors)")
    #expect(refused.errors.contains(files[1]), "\(refused.errors)")
    for file in files.reversed() { #expect(try Tool.run("undo", file, in: folder).status == 0) }
    #expect(try folder.bytes("a.img") == before)
  }

  /// A file of the same name that is another one is not promised what the undo file cannot give.
  @Test func identifyOffersOnlyWhatFits() throws {
    try folder.make("a.img", version: 2)
    #expect(try run("set a.img superblock.label=two").status == 0)
    let fits = try run("identify a.img")
    #expect(fits.output.contains("can be brought back: vexfmt undo"), "\(fits.output)")
    try folder.make("b.img", version: 1, label: "other")
    try folder.write(try folder.bytes("b.img"), to: "a.img")
    let not = try run("identify a.img")
    #expect(
      !not.output.contains("can be brought back") && not.output.contains("there was a change since"), "\(not.output)")
    let offers = try Objects.one(try run("identify --json a.img").output).object("recovery").objects("undo")
    #expect(offers.count == 1 && offers[0]["fits"] as? Bool == false)
  }

  /// The incident: a drive with XFS, the first version's 544 bytes over it, and the way back.
  @Test func theIncident() throws {
    let drive = try #require(ForeignImage.all.first { $0.name == "XFS" })
    try drive.make(in: folder)
    try folder.shell("cp --sparse=always a.img before.img")
    let before = try folder.identify("a.img")
    let named = try #require(before.string("fingerprint"))
    let uuid = try #require(before.objects("findings").first?.string("uuid"))
    #expect(try run("mkfs --format-version 1 a.img").status == 1)
    #expect(try run("mkfs --format-version 1 --replace \(named) a.img").status == 0)
    let recovery = try folder.identify("a.img").object("recovery")
    #expect(recovery.object("present").string("id") == "vexfs")
    let offer = try #require(recovery.objects("undo").first)
    #expect(offer["fits"] as? Bool == true)
    #expect(offer.string("description")?.contains("over XFS") == true, "\(offer)")
    #expect(offer.string("description")?.contains(uuid) == true, "\(offer)")
    // As the steps say: on a copy first, then on the drive itself.
    let steps = recovery.objects("steps").compactMap { $0.string("command") }
    for step in steps { try folder.shell(step.replacing("vexfmt ", with: "'\(Tool.path)' ")) }
    try folder.shell("cmp copy.img before.img")
    #expect(try Tool.run("undo", try #require(offer.string("path")), in: folder).status == 0)
    try folder.shell("cmp a.img before.img")
  }

  /// What says of itself that it is being migrated is sound but for that, and how to end it is told.
  @Test func anInterruptedMigrationIsRecognised() throws {
    try folder.make("a.img", version: 3)
    let record = ["from=3", "to=3", "phase=marked", "from_kind=crc32c", "to_kind=xxh64", "started=1"]
    let settings = ["incompat=+migrating"] + record.map { "migration.\($0)" }
    let set = try Tool.run(["set", "a.img"] + settings.map { "superblock.\($0)" }, in: folder)
    #expect(set.status == 0, "\(set.errors)")
    let found = try run("identify a.img")
    #expect(
      found.output.contains("a migration of it was begun and not ended, at offset 0, checksum valid"), "\(found.output)"
    )
    #expect(found.output.contains("to complete the migration: vexfmt migrate --resume a.img"), "\(found.output)")
    let finding = try #require(
      try Objects.one(try run("identify --json a.img").output).objects("findings").first)
    #expect(finding["underWay"] as? Bool == true && finding.string("certainty") == "checksum")
    let refused = try run("migrate --checksum crc32c a.img")
    #expect(refused.status == 1 && refused.errors.contains("vexfmt migrate --resume"), "\(refused.errors)")
  }
}
