import Foundation
import Testing
import VexBytes
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Nothing is lost, wherever a change is interrupted.
///
/// `VEXFMT_CRASH_STATES` says how many cuts are tried, all in all.
@Suite("Power cuts")
struct CrashTests {
  private static let states = ProcessInfo.processInfo.environment["VEXFMT_CRASH_STATES"].flatMap { Int($0) } ?? 2000

  /// Plans of all kinds, with the images that they are for.
  private static func plans() throws -> [(WritePlan, [UInt8])] {
    let vexfs = try Migrating(VexFS.program)
    let maker = try ImageMaker(program: VexFS.program, checksums: .builtIn)
    func mkfs(_ version: UInt64, _ ground: Ground) throws -> WritePlan {
      try maker.plan(
        MakeOptions(size: 32768, version: version, random: .seeded(9), clock: .fixed(5)), on: ground)
    }
    var foreign = SeededGenerator(seed: 3)
    let data = (0..<32768).map { _ in UInt8(truncatingIfNeeded: foreign.next()) }
    let (first, second) = (try vexfs.fresh(32768, version: 1), try vexfs.fresh(32768, version: 2))
    let third = try vexfs.fresh(32768, version: 3, settings: ["checksum_kind": .text("xxh64")])
    func migration(_ image: [UInt8], to version: UInt64, kind: String = "crc32c") throws -> WritePlan {
      try #require(try vexfs.plan(image, to: version, kind: kind).combined(title: "migrate"))
    }
    let remains: [(range: Range<UInt64>, name: String)] = [(1024..<2048, "ext4"), (20480..<24576, "backup")]
    return [
      (try mkfs(1, Ground(size: 32768, isBlank: false, remains: remains)), data),
      (try mkfs(2, Ground(size: 32768, isBlank: false, remains: remains)), data),
      (try mkfs(2, Ground(size: 32768, isBlank: false, isDiscarded: true)), data),
      (try mkfs(2, Ground(size: 0, isBlank: true)), []),
      (try migration(first, to: 2), first), (try migration(second, to: 1), second),
      (try migration(second, to: 3, kind: "xxh64"), second), (try migration(third, to: 1, kind: "crc32c"), third),
      (try Self.setting(second), second), try Self.repair(second),
      (Self.threefold, [UInt8](repeating: 0x55, count: 4096)),
      (Self.shorter, [UInt8](repeating: 0x66, count: 4096)),
    ]
  }

  /// A change of fields in three structures.
  private static func setting(_ image: [UInt8]) throws -> WritePlan {
    try FieldSetter(program: VexFS.program, checksums: .builtIn).plan(
      MemorySource(image),
      settings: [("superblock.label", "other"), ("inodes[1].uid", "7"), ("bitmap[0].map[7]", "1")]
    ).plan
  }

  /// A repair of a superblock, the space map and the bitmap.
  private static func repair(_ image: [UInt8]) throws -> (WritePlan, [UInt8]) {
    var damaged = image
    for place in [0, 40, 5000, 9000, 9001] { damaged[place] ^= 0xff }
    let plan = try ImageRepairer(program: VexFS.program, checksums: .builtIn).plan(MemorySource(damaged), name: "image")
    return (try #require(plan.writes), damaged)
  }

  /// A plan that cuts a file.
  private static var shorter: WritePlan {
    let write = WritePlan.Write(offset: 0, content: .bytes([UInt8](repeating: 9, count: 700)), name: "head")
    return WritePlan(
      title: "cut", sizeBefore: 4096, size: 1000,
      stages: [WritePlan.Stage(name: "head", role: .commit, writes: [write])])
  }

  /// A plan that writes its mark three times, as a long change in place does.
  private static var threefold: WritePlan {
    func mark(_ phase: UInt8, _ role: WritePlan.Role) -> WritePlan.Stage {
      WritePlan.Stage(
        name: "mark \(phase)", role: role,
        writes: [WritePlan.Write(offset: 0, content: .bytes([UInt8](repeating: phase, count: 64)), name: "mark")])
    }
    func body(_ offset: UInt64) -> WritePlan.Stage {
      WritePlan.Stage(
        name: "body", role: .preparation,
        writes: [
          WritePlan.Write(offset: offset, content: .bytes([UInt8](repeating: 7, count: 300)), name: "body"),
          WritePlan.Write(offset: offset + 512, content: .zeroes(200), name: "zeroes"),
        ])
    }
    return WritePlan(
      title: "in place", sizeBefore: 4096, size: 4096,
      stages: [mark(1, .mark), body(1024), mark(2, .mark), body(2048), mark(3, .commit)])
  }

  @Test("at every cut the image is the old one, the new one, or one that leads to both")
  func cuts() throws {
    let plans = try Self.plans()
    var count = CrashCount()
    let vexfs = try Migrating(VexFS.program)
    for (number, (plan, old)) in plans.enumerated() {
      var trial = try CrashTrial(plan, on: old)
      if plan.title == "migrate" {
        // Between the mark and the commit it says so; before and after it is sound, its copies aside, which are written
        // one after the other. A torn superblock says nothing, and its copy is whole.
        var heads = Set(plan.writes.filter { $0.offset == 0 && $0.content.count == 4096 }.map(\.content.bytes))
        heads.insert(Array(old.prefix(4096)))
        trial.judge = { image in
          guard heads.contains(Array(image.prefix(4096))) else { return nil }
          let known = ["vexfs/image.superblock/copies", "vexfs/superblock.incompat/migrating"]
          let wrong = try vexfs.report(image).findings.first { !known.contains($0.rule) }
          return wrong.map { "\($0.message) [\($0.rule)]" }
        }
      }
      try trial.run(states: Self.states / plans.count, seed: UInt64(number))
      #expect(trial.count.lost.isEmpty, "\(plan.title): \(trial.count.lost.prefix(3))")
      count = count + trial.count
    }
    print("power cuts: \(count.tried) tried, \(count.states.count) distinct states, \(count.lost.count) lost")
    #expect(count.tried >= Self.states - 3 * plans.count && count.states.count > 50)
  }

  @Test("a target that fails at the nth write is as it was, or can be made so")
  func failures() throws {
    for (plan, old) in try Self.plans() {
      let plan = try plan.resting(on: IntegerSet(), of: MemorySource(old))
      let head = PlanFileHead(
        title: plan.title, path: "/target", identity: TargetIdentity(isBlockDevice: false, device: 1, node: 2),
        created: 0, hasOldBytes: true, sizeBefore: plan.sizeBefore, size: plan.size)
      var failed = 0
      for after in 0..<1000 {
        let target = MemoryStorage(old, name: "target", failure: (after, EIO))
        let undo = MemoryStorage([], name: "undo")
        let file = try PlanRun(target: target, now: 1).record(plan, head, in: undo)
        do {
          try PlanRun(target: target, now: 1).apply(file)
          break
        } catch { failed += 1 }
        let mended = MemoryStorage(target.bytes, name: "target")
        try PlanRun(target: mended, now: 2).restore(PlanFileReader(MemoryStorage(undo.bytes, name: "undo")))
        #expect(mended.bytes == old)
      }
      #expect(failed > 0)
    }
  }

  @Test("when the undo file cannot be written, the target is not touched")
  func fullDisk() throws {
    for (plan, old) in try Self.plans() {
      let plan = try plan.resting(on: IntegerSet(), of: MemorySource(old))
      let head = PlanFileHead(
        title: plan.title, path: "/target", identity: TargetIdentity(isBlockDevice: false, device: 1, node: 2),
        created: 0, hasOldBytes: true, sizeBefore: plan.sizeBefore, size: plan.size)
      for after in 0..<1000 {
        let target = MemoryStorage(old, name: "target")
        let undo = MemoryStorage([], name: "undo", failure: (after, ENOSPC))
        do { _ = try PlanRun(target: target, now: 1).record(plan, head, in: undo) } catch let error as WriteError {
          #expect(error.path == "undo" && target.writes == 0)
          continue
        }
        #expect(after > 2)
        break
      }
    }
  }
}

extension WritePlan.Content {
  /// The bytes; none for zeroes.
  fileprivate var bytes: [UInt8] {
    if case .bytes(let bytes) = self { return bytes }
    return []
  }
}
