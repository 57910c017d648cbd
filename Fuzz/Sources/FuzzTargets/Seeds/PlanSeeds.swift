import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

@testable import VexImage

/// Plans and undo files of changes of small VexFS images.
enum PlanSeeds {
  /// A change of a target.
  private struct Change {
    var plan: WritePlan
    var before: [UInt8]
  }

  /// An image made over nothing, and over something; every way between two versions.
  private static func changes() throws -> [Change] {
    let program = ShippedFormats.named("vexfs").program
    let options = MakeOptions(
      size: 20480, version: 3, settings: [:], random: .seeded(1), clock: .fixed(1_700_000_000_000_000_000))
    var changes: [Change] = []
    let maker = try ImageMaker(program: program, checksums: .builtIn)
    for (byte, isDiscarded) in [(0, false), (0, true), (0x55, false), (0x55, true)] {
      let before = [UInt8](repeating: UInt8(byte), count: 24576)
      let plan = try maker.plan(
        options, on: Ground(size: UInt64(before.count), isBlank: byte == 0, isDiscarded: isDiscarded))
      changes.append(Change(plan: try plan.resting(on: IntegerSet(), of: MemorySource(before)), before: before))
    }
    let migrator = try ImageMigrator(program: program, checksums: .builtIn)
    for from in program.format.versions?.known ?? [] {
      for to in program.format.versions?.known ?? [] where from != to {
        let image = try FreshImage(program, version: from, size: 40960, checksums: .builtIn).bytes()
        let options = MigrationOptions(random: .seeded(1), clock: .fixed(1_700_000_000_000_000_000))
        guard
          let found = try? migrator.plan(MemorySource(image), name: "seed", to: to, options: options),
          let plan = found.combined(title: "migrate")
        else { continue }
        let places = IntegerSet(plan.stages.first?.writes.first?.range ?? 0..<1)
        changes.append(Change(plan: try plan.resting(on: places, of: MemorySource(image)), before: image))
      }
    }
    return changes
  }

  private static func head(_ change: Change, hasOldBytes: Bool) -> PlanFileHead {
    PlanFileHead(
      title: change.plan.title, path: "/tmp/a.img", identity: TargetIdentity(isBlockDevice: false, device: 1, node: 2),
      created: 1_700_000_000, hasOldBytes: hasOldBytes, sizeBefore: change.plan.sizeBefore, size: change.plan.size,
      ground: change.plan.ground)
  }

  static func plans() throws -> [[UInt8]] {
    try changes().map { change in
      let file = FuzzStorage([], name: "plan")
      let writer = PlanFileWriter(file)
      try writer.put(change.plan, head(change, hasOldBytes: false))
      try writer.finish()
      return file.bytes
    }
  }

  static func undos() throws -> [[UInt8]] {
    try changes().map { change in
      let file = FuzzStorage([], name: "undo")
      let run = PlanRun(target: FuzzStorage(change.before, name: "target"), now: 1_700_000_000)
      let reader = try run.record(change.plan, head(change, hasOldBytes: true), in: file)
      try run.apply(reader)
      return file.bytes
    }
  }
}
