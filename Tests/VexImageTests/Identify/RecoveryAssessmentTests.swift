import Testing
import VexBytes

@testable import VexImage

@Suite struct RecoveryAssessmentTests {
  private func finding(
    _ id: String, at offset: UInt64, _ role: Recognised.Role = .primary, length: UInt64 = 512, uuid: String? = "u",
    isSound: Bool = true
  ) -> Recognised {
    var finding = Recognised(id: id, title: id.uppercased(), role: role, offset: offset, length: length)
    finding.uuid = uuid
    finding.isSound = isSound
    return finding
  }

  private func assess(_ findings: [Recognised], undoFiles: [UndoOffer] = []) -> RecoveryAssessment? {
    RecoveryAssessment(
      Identification(size: 1 << 30, findings: findings, isBlank: false, isWhole: false, fingerprint: ""),
      target: "disk", undoFiles: undoFiles)
  }

  @Test func nothingToBringBack() {
    #expect(assess([]) == nil)
    #expect(assess([finding("ext4", at: 1024), finding("ext4", at: 8_389_632, .backup)]) == nil)
    #expect(assess([finding("vexfs", at: 0), finding("vexfs", at: 4096, .backup)]) == nil)
    // A disk with a partition table, and a boot sector that calls itself something.
    #expect(assess([finding("gpt", at: 512), finding("mbr", at: 0, uuid: nil)]) == nil)
  }

  @Test func intactUnderVexFS() throws {
    let assessment = try #require(assess([finding("vexfs", at: 0, length: 544), finding("ext4", at: 1024)]))
    #expect(assessment.present?.id == "vexfs")
    let remains = try #require(assessment.remains.first)
    #expect(remains.state == .intact)
    #expect(remains.prospect.contains("the 544 bytes of VEXFS at offset 0 end before it"))
    #expect(
      remains.steps.map(\.command) == [
        "dd if=/dev/zero of=copy.img bs=544 count=1 conv=notrunc", "e2fsck -fn copy.img",
      ])
    #expect(assessment.firstSteps.last?.command == "dd if=disk of=copy.img bs=1M conv=sparse")
  }

  /// Nothing is cleared that reaches into what is to be saved.
  @Test func intactInsideOfWhatIsThere() throws {
    let assessment = try #require(assess([finding("vexfs", at: 0, length: 4096), finding("ext4", at: 1024)]))
    #expect(assessment.remains[0].steps.map(\.command) == ["e2fsck -fn copy.img"])
  }

  @Test(arguments: ["vexfs", "vexfs-c", "vexfs-rust-storage"])
  func anyLayoutOfVexFS(_ id: String) throws {
    #expect(try #require(assess([finding(id, at: 0), finding("btrfs", at: 65536)])).present?.id == id)
  }

  @Test func backupsWithoutPrimary() throws {
    var backup = finding("ext4", at: 134_217_728, .backup)
    backup.blockSize = 4096
    let assessment = try #require(assess([backup]))
    #expect(assessment.present == nil)
    #expect(assessment.remains[0].state == .backup)
    #expect(assessment.remains[0].steps.first?.command == "e2fsck -fy -b 32768 -B 4096 copy.img")
  }

  /// Backups of one that was there before are no part of the one that is there now.
  @Test func backupsOfAnother() throws {
    let assessment = try #require(
      assess([
        finding("ext4", at: 1024, uuid: "new"), finding("ext4", at: 8_389_632, .backup, uuid: "new"),
        finding("ext4", at: 25_166_848, .backup, uuid: "old"), finding("xfs", at: 4096, .backup, uuid: "x"),
      ]))
    #expect(assessment.present?.uuid == "new")
    #expect(assessment.remains.map(\.best.uuid) == ["old", "x"])
    // Something damaged does not stand in the way of its own backup.
    let damaged = try #require(
      assess([finding("vexfs", at: 0), finding("gpt", at: 512, isSound: false), finding("gpt", at: 99 << 20, .backup)]))
    #expect(damaged.remains.map(\.state) == [.backup])
    #expect(damaged.remains[0].best.offset == 99 << 20)
  }

  @Test func undoFiles() throws {
    let offer = UndoOffer(path: "a.undo", description: "what mkfs overwrote", presence: .something)
    let assessment = try #require(assess([finding("vexfs", at: 0)], undoFiles: [offer]))
    #expect(assessment.remains.isEmpty)
    #expect(assessment.firstSteps.contains { $0.command == "vexfmt undo --target copy.img a.undo" })
    let wanted = #""undo": [{"path": "a.undo", "description": "what mkfs overwrote", "fits": true}]"#
    #expect(assessment.json.text.contains(wanted))
  }
}
