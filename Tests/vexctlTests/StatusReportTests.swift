import Testing
import VexBytes
import VexFSLayout

@testable import vexctl

/// What is made of the kernel's answer.
@Suite("Reports of a status")
struct StatusReportTests {
  private func report(_ edit: (inout VexFS.Status.Builder) -> Void) throws -> StatusReport {
    var builder = VexFS.Status.Builder()
    builder.version = 2
    builder.flags = .readOnly
    builder.blockSize = 4096
    builder.totalBlocks = 25600
    builder.freeBlocks = 25595
    builder.label = "music"
    builder.state = .clean
    builder.generation = 3
    builder.inodesUsed = 1
    edit(&builder)
    return StatusReport(mountpoint: "/mnt", status: try #require(VexFS.Status(exchanged: builder.bytes)))
  }

  @Test("A sound filesystem in words")
  func sound() throws {
    let lines = try report { $0.compat = [.orphans, .packed] }.text.split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "mounted at  /mnt, read-only", "version     2", "label       music",
        "uuid        00000000-0000-0000-0000-000000000000", "blocks      25600 of 4096 bytes, 25595 free",
        "features    orphans, packed", "state       clean", "inodes      1 used", "generation  3",
        "findings    0 since the mount",
      ])
  }

  @Test("The last finding has its rule's name")
  func finding() throws {
    let report = try report { builder in
      builder.findings = 2
      builder.lastRule = 6
      builder.lastWeight = .warning
      builder.lastOffset = 16
    }
    let name = try #require(VexFS.ruleName(6))
    #expect(report.text.hasSuffix("findings    2 since the mount; the last: \(name), warning, at offset 16"))
    #expect(
      report.json.text.hasSuffix(
        "\"last_finding\": {\"rule\": \"\(name)\", \"number\": 6, \"severity\": \"warning\", \"offset\": 16}}"))
  }

  @Test("Version 1 has neither features nor a UUID")
  func firstVersion() throws {
    let report = try report { $0.version = 1 }
    #expect(!report.text.contains("features") && !report.text.contains("uuid"))
    #expect(report.json.text.contains("\"uuid\": null"))
  }

  @Test("No more blocks are free than there are")
  func freeBlocks() throws {
    let report = try report { $0.freeBlocks = 65535 }
    #expect(report.text.contains("25600 of 4096 bytes, 25600 free (65535 are recorded)\n"))
    #expect(report.json.text.contains("\"free_blocks\": 65535"))
  }

  @Test("A label of control characters stays on its line")
  func hostileLabel() throws {
    let report = try report { $0.label = "a\nb\u{1B}[2J" }
    #expect(report.text.split(separator: "\n").count == 10)
    #expect(!report.text.contains("\u{1B}"))
    #expect(!report.json.text.contains("\n"))
  }
}
