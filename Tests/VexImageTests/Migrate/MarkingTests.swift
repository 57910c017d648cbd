import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// While a change is under way, the image says so, and nobody takes it for either side.
@Suite("Marks of changes under way")
struct MarkingTests {
  /// A change of an image of 100 blocks, and what its mark has to say.
  struct Change: Sendable, CustomTestStringConvertible {
    var from: UInt64
    var to: UInt64
    /// The kinds before and after, as the disk has them; 0 in version 1.
    var kinds: [UInt64]
    /// The phases that are seen, as the disk has them.
    var phases: [UInt64]
    var testDescription: String { "\(from) to \(to), kinds \(kinds)" }
  }

  static let changes = [
    Change(from: 1, to: 2, kinds: [0, 1], phases: [1, 2, 3, 4]), Change(from: 2, to: 1, kinds: [1, 0], phases: [1]),
    Change(from: 2, to: 3, kinds: [1, 1], phases: [1]), Change(from: 3, to: 2, kinds: [1, 1], phases: [1]),
    Change(from: 3, to: 3, kinds: [1, 2], phases: [1, 2, 3, 4]),
    Change(from: 3, to: 3, kinds: [2, 1], phases: [1, 2, 3, 4]),
  ]

  private let vexfs: Migrating

  init() throws { vexfs = try Migrating(VexFS.program) }

  private func names(_ kind: UInt64) -> String { kind == 2 ? "xxh64" : "crc32c" }

  private func plan(_ change: Change, _ image: [UInt8]) throws -> WritePlan {
    let plan =
      change.from == change.to
      ? try vexfs.plan(image, kind: names(change.kinds[1])) : try vexfs.plan(image, to: change.to)
    return try #require(plan.combined(title: "change"))
  }

  private func before(_ change: Change) throws -> [UInt8] {
    let settings: [String: MakeOptions.Setting] =
      change.kinds[0] == 2 ? ["checksum_kind": .text("xxh64")] : [:]
    return try vexfs.fresh(100 * 4096, version: change.from, settings: settings)
  }

  @Test("from the mark to the commit, whoever reads it is refused by the mark's rule", arguments: changes)
  func refused(_ change: Change) throws {
    var image = try before(change)
    let plan = try plan(change, image)
    let firstMark = try #require(
      plan.stages.firstIndex { $0.role == .mark && $0.writes.contains { $0.offset == 0 } })
    let commit = try #require(plan.stages.firstIndex { $0.role == .commit })
    #expect(plan.stages.indices.filter { $0 < firstMark }.allSatisfy { plan.stages[$0].role == .mark })
    var phases: [UInt64] = []
    var plans: Set<[UInt8]> = []
    for (number, stage) in plan.stages.enumerated() {
      for write in stage.writes {
        image.make(write)
        let report = try vexfs.report(image)
        if number < firstMark {
          #expect(report.version == change.from && report.mount == .ro)
        } else if number < commit {
          #expect(report.findings.first?.rule == "vexfs/superblock.incompat/migrating", "\(stage.name)")
          #expect(report.mount == .refuse && report.version == max(change.from, change.to))
        } else {
          #expect(report.verdict == .clean && report.version == change.to, "\(report.findings.map(\.message))")
        }
      }
      guard number >= firstMark, number < commit else { continue }
      let record = Array(image[512..<576])
      #expect([record.number(0, 4), record.number(4, 4)] == [change.from, change.to])
      #expect([record.number(10, 1), record.number(11, 1)] == change.kinds)
      #expect(record.number(40, 8) == 1_700_000_000_000_000_000)
      if phases.last != record.number(8, 2) { phases.append(record.number(8, 2)) }
      plans.insert(Array(record[16..<32]))
      // The checksum of what says so is right, so that it is no accident.
      #expect(image.number(4092, 4) == image.crc32c(0..<4092))
    }
    #expect(phases == change.phases)
    #expect(plans.count == 1 && plans.first?.allZero == false)
  }

  @Test("a mark tells one change from another")
  func digests() throws {
    let image = try before(Self.changes[4])
    let other = try before(Self.changes[2])
    func mark(_ plan: WritePlan) throws -> [UInt8] {
      var copy = image
      for stage in plan.stages.prefix(2) { for write in stage.writes { copy.make(write) } }
      return Array(copy[528..<544])
    }
    let plans = [try plan(Self.changes[4], image), try plan(Self.changes[3], image), try plan(Self.changes[2], other)]
    #expect(Set(try plans.map(mark)).count == 3)
  }

  @Test("without its undo file, what the image alone determines is ended", arguments: changes)
  func withoutUndo(_ change: Change) throws {
    let old = try before(change)
    let plan = try plan(change, old)
    let new = plan.writes.reduce(into: old) { $0.make($1) }
    let migrator = try ImageMigrator(program: VexFS.program, checksums: .builtIn)
    func end(_ image: [UInt8], completing: Bool) throws(MigrationError) -> [UInt8] {
      try migrator.planWithoutUndo(MemorySource(image), name: "image", completing: completing).writes
        .reduce(into: image) { $0.make($1) }
    }
    #expect(throws: MigrationError.self) { try end(old, completing: true) }
    let commit = try #require(plan.stages.firstIndex { $0.role == .commit })
    var image = old
    for (number, stage) in plan.stages[..<commit].enumerated() {
      for write in stage.writes { image.make(write) }
      guard number >= 1 else { continue }
      // Version 2 has blocks that version 1 has not, and is complete once they are written.
      if change.from == 1 {
        let built = try? end(image, completing: true)
        #expect(built == nil ? number < commit - 1 : built == new, "\(stage.name)")
      } else if change.to >= change.from {
        #expect(try end(image, completing: true) == new, "\(stage.name)")
      }
      if change.from >= change.to {
        #expect(try end(image, completing: false) == old, "\(stage.name)")
      } else {
        #expect(throws: MigrationError.self) { try end(image, completing: false) }
      }
    }
  }

  @Test("every checksum of an image changes its kind, and changes back to the same bytes")
  func kinds() throws {
    let old = try before(Self.changes[4])
    let new = try plan(Self.changes[4], old).writes.reduce(into: old) { $0.make($1) }
    let fresh = try before(Self.changes[5])
    // A fresh image of the other kind, made with the same seed, is the same but for its times.
    #expect(new == fresh)
    #expect(try plan(Self.changes[5], new).writes.reduce(into: new) { $0.make($1) } == old)
  }

  @Test("the kind changes where a version has it, and is refused where none has")
  func ways() throws {
    let first = try vexfs.fresh(100 * 4096, version: 1)
    let plan = try vexfs.plan(first, to: 3, kind: "xxh64")
    #expect(plan.steps.map { [$0.from, $0.to] } == [[1, 2], [2, 3], [3, 3]])
    let third = plan.writes.reduce(into: first) { $0.make($1) }
    #expect(try vexfs.report(third).verdict == .clean && third.number(224, 1) == 2)
    let back = try vexfs.plan(third, to: 1, kind: "crc32c")
    #expect(back.steps.map { [$0.from, $0.to] } == [[3, 3], [3, 2], [2, 1]])
    #expect(try vexfs.plan(third, kind: "xxh64").steps.isEmpty)
    for (image, kind, words) in [
      (first, "xxh64", "version 1 cannot have the checksums xxh64, since it has no choice"),
      (try vexfs.fresh(100 * 4096, version: 2), "xxh64", "version 2 cannot have the checksums xxh64: "),
      (third, "md5", "there is no kind of checksums 'md5' to choose; known are crc32c, xxh64"),
    ] {
      #expect {
        _ = try vexfs.plan(image, kind: kind)
      } throws: {
        "\($0)".hasPrefix(words)
      }
    }
  }
}
