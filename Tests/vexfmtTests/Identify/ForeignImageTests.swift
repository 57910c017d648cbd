import Foundation
import Testing

/// Images that other tools made: recognised, and after the incident that began this project.
@Suite struct ForeignImageTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Label and UUID are those that blkid prints, which reads the formats by itself.
  @Test(arguments: ForeignImage.all)
  func recognisedAndBroughtBack(_ image: ForeignImage) throws {
    try image.make(in: folder)
    let report = try folder.identify("a.img")
    let findings = report.objects("findings")
    let primary = try #require(
      findings.first { $0.string("role") == "primary" && $0.string("id") == image.id }, "\(report)")
    #expect(primary.string("certainty") == image.certainty)
    let known = try folder.blkid("a.img")
    #expect(primary.string("label") == known["LABEL"])
    #expect(primary.string("uuid") == known["UUID"] ?? known["PTUUID"])

    let backups = findings.filter { $0.string("role") == "backup" }
    #expect(backups.count >= image.backups)
    for backup in backups {
      #expect(backup.string("id") == image.id)
      #expect(backup.string("uuid") == primary.string("uuid"))
      #expect(backup.string("certainty") == image.certainty)
    }
    #expect(findings.count == backups.count + (image.id == "gpt" ? 2 : 1), "\(report)")
    #expect(report.isNull("recovery"))
    #expect(report.string("fingerprint")?.utf8.count == 16)

    // The incident: 544 bytes of VexFS's version 1 over the beginning.
    try folder.make("v1.img", version: 1)
    try folder.shell("cp --sparse=always a.img b.img && dd if=v1.img of=b.img bs=544 count=1 conv=notrunc")
    let incident = try folder.identify("b.img")
    let present = try #require(incident.objects("findings").first { $0.string("id") == "vexfs" })
    #expect(present.string("version") == "1")
    #expect(present.string("label") == "the-label")
    try check(incident, image.afterIncident, image, primary)

    try folder.shell("dd if=/dev/zero of=a.img bs=1M count=1 conv=notrunc")
    try check(try folder.identify("a.img"), image.afterZeroing, image, primary)
  }

  /// The second superblock of F2FS is in the second block, so that only a short overwrite leaves it alone.
  @Test func firstBlockOfF2FSZeroed() throws {
    let image = try #require(ForeignImage.all.first { $0.id == "f2fs" })
    try image.make(in: folder)
    let before = try folder.identify("a.img").objects("findings").first ?? [:]
    try folder.shell("dd if=/dev/zero of=a.img bs=4096 count=1 conv=notrunc")
    try check(try folder.identify("a.img"), .restorable, image, before)
  }

  /// Compares what is left with what should be, and does what the report says should be done.
  private func check(
    _ report: [String: Any], _ survival: ForeignImage.Survival, _ image: ForeignImage, _ before: [String: Any]
  ) throws {
    let recovery = report.object("recovery")
    let remains = recovery.objects("remains")
    guard survival != .nothing else {
      #expect(report.isNull("recovery"), "\(report)")
      return
    }
    try #require(remains.count == 1, "\(report)")
    #expect(remains[0].string("id") == image.id)
    #expect(remains[0].string("uuid") == before.string("uuid"))
    #expect(remains[0].string("state") == (survival == .intact ? "intact" : "backup"))
    guard survival != .backup else { return }
    try follow(recovery.objects("steps") + remains[0].objects("steps"))

    let after = try folder.identify("copy.img")
    let primary = try #require(
      after.objects("findings").first { $0.string("role") == "primary" && $0.string("id") == image.id }, "\(after)")
    #expect(primary.string("certainty") == image.certainty)
    #expect(primary.string("label") == before.string("label"))
    #expect(primary.string("uuid") == before.string("uuid"))
    #expect(after.isNull("recovery"))
    #expect(!after.objects("findings").contains { $0.string("id") == "vexfs" })
  }

  /// Runs the commands of a report; the last one checks, and has to be content.
  private func follow(_ steps: [[String: Any]]) throws {
    let commands = steps.compactMap { $0.string("command") }
    for command in commands.dropLast() {
      // Tools that mend something end with 1 or 2.
      try folder.shell(command, allowing: command.hasPrefix("dd ") ? [0] : [0, 1, 2])
    }
    if let last = commands.last { try folder.shell(last) }
  }
}
