import VexBytes
import VexCodecs
import VexFormatSpec
import VexImage
import VexPlugins

/// Makes items of migrations that are stopped: the images that each stage of a real plan leaves.
struct LabMigrations {
  private let program: Program
  private let checksums: ChecksumRegistry
  private let migrator: ImageMigrator

  /// Makes a maker.
  init(program: Program, checksums: ChecksumRegistry) throws {
    self.program = program
    self.checksums = checksums
    migrator = try ImageMigrator(program: program, checksums: checksums)
  }

  /// Where one image may go.
  private struct Change {
    var name: String
    var version: UInt64?
    var kind: String?
  }

  /// One group for each image and each version, or kind of checksums, that it can be brought to.
  func groups(_ bases: [FreshImage]) throws -> [LabGroup] {
    guard let versions = program.format.versions else { return [] }
    let changes =
      versions.known.map { Change(name: "to version \($0)", version: $0) }
      + (program.format.checksumKind?.kinds ?? []).map { Change(name: "to \($0)", kind: $0) }
    return try bases.flatMap { base in try changes.compactMap { try group(base, $0) } }
  }

  /// The image before, behind every stage of a change, and so at last after it; nil when there is no such change of it.
  private func group(_ base: FreshImage, _ change: Change) throws -> LabGroup? {
    var options = MigrationOptions(random: .seeded(1))
    options.clock = .fixed(1_700_000_000_000_000_000)
    let plan: MigrationPlan
    do throws(MigrationError) {
      plan = try migrator.plan(
        base.source, name: base.source.name, to: change.version, kind: change.kind, options: options)
    } catch {
      switch error {
      case .noWay, .noKind, .needs: return nil
      default: throw error
      }
    }
    let stages = plan.steps.flatMap { step in step.writes.stages.map { (size: step.writes.size, stage: $0) } }
    guard !stages.isEmpty else { return nil }
    let before = try base.bytes()
    let title = "\(base.title) \(change.name)"
    var items = [LabItem(title: "\(title): not begun", kind: .migration)]
    var source: any ByteSource = base.source
    for (number, (size, stage)) in stages.enumerated() {
      source = PlannedSource(source, size: size, writes: stage.writes)
      var after: [UInt8] = []
      try source.read(at: 0, into: &after, count: before.count)
      items.append(
        LabItem(
          title: "\(title): stage \(number + 1) of \(stages.count), \(stage.role.rawValue) \(stage.name)",
          kind: .migration, patches: CorpusCase.patches(from: before, to: after)))
    }
    return LabGroup(device: .ram, size: base.size, base: base.source, items: items)
  }
}
