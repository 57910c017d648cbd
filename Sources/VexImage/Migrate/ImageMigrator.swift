public import VexBytes
public import VexCodecs
import VexFormatSpec
public import VexPlugins

/// Plans how images of a format get from one version to another, from the edges that its specification declares.
///
/// Everything is tested before anything is written: the image before, what each edge needs, and the image after each step.
public struct ImageMigrator: Sendable {
  let program: Program
  let validator: ImageValidator
  let checksums: ChecksumRegistry

  /// Makes a migrator; throws when the format's own rules cannot be run.
  public init(program: Program, checksums: ChecksumRegistry) throws(MigrationError) {
    self.program = program
    self.checksums = checksums
    do throws(TableError) { validator = try ImageValidator(program: program, checksums: checksums) } catch {
      throw .table("\(error)")
    }
  }

  /// What is written to bring an image to a version, and to a kind of checksums; nothing is written here.
  ///
  /// Both stay as they are when they are nil. `name` is what reports call the image. Memory grows with what is written and
  /// with what carries over.
  public func plan(
    _ source: any ByteSource, name: String, to wanted: UInt64? = nil, kind: String? = nil,
    options: MigrationOptions = MigrationOptions()
  ) throws(MigrationError) -> MigrationPlan {
    let format = program.format
    guard let versions = format.versions else { throw .unversioned(format: format.title) }
    if let wanted, !versions.known.contains(wanted) { throw .unknownVersion(wanted, known: versions.known) }
    if let kind, format.checksumKind?.kinds.contains(kind) != true {
      throw .unknownKind(kind, known: format.checksumKind?.kinds ?? [])
    }
    let from = try soundVersion(of: source, name, options.progress)
    let version = wanted ?? from
    guard let way = format.migrations(from: from, to: version) else {
      let reachable = versions.known.filter { $0 != from && format.migrations(from: from, to: $0) != nil }
      throw .noWay(from: from, to: version, reachable: reachable)
    }
    var plan = MigrationPlan(from: from, to: version, steps: [])
    var image = source
    var remains: [Remains] = []
    var kind = kind
    for number in 0...way.count {
      if let wanted = kind {
        // As early as a version has it: the ways to others may need it.
        do throws(MigrationError) {
          if let step = try kindStep(wanted, image, name, options) {
            plan.steps.append(step)
            image = PlannedSource.after(step.writes, image)
          }
          kind = nil
        } catch .noKind where number < way.count {} catch { throw error }
      }
      guard number < way.count else { break }
      let edge = way[number]
      var options = options
      // What the user settles is what the image shall have in the end.
      if number < way.count - 1 { options.settings = [:] }
      let step = StepPlanner(migrator: self, edge: edge, source: image, name: name, options: options)
      let (writes, found) = try step.plan()
      if let found { remains.append(found) }
      plan.steps.append(
        MigrationPlan.Step(from: edge.from, to: edge.to, losses: step.losses, writes: writes))
      image = PlannedSource.after(writes, image)
      try requireSound(image, name, options.progress)
    }
    try allow(remains, options.replacing)
    return plan
  }

  /// The change of an image's kind of checksums; nil when it has that kind.
  private func kindStep(
    _ kind: String, _ image: any ByteSource, _ name: String, _ options: MigrationOptions
  ) throws(MigrationError) -> MigrationPlan.Step? {
    let planner = KindPlanner(migrator: self, source: image, kind: kind, started: options.clock.nanoseconds)
    guard let writes = try planner.plan() else { return nil }
    let report = try validate(PlannedSource.after(writes, image), name, options.progress)
    guard let version = report.version, report.verdict == .clean, report.notEvaluated.isEmpty else {
      throw .noKind(kind, version: report.version ?? 0, report)
    }
    return MigrationPlan.Step(from: version, to: version, kind: kind, losses: [], writes: writes)
  }

  /// The version of an image that is clean; throws for every other.
  private func soundVersion(
    of source: any ByteSource, _ name: String, _ progress: ProgressHandler?
  ) throws(MigrationError) -> UInt64 {
    let report = try validate(source, name, progress)
    guard report.verdict == .clean, report.notEvaluated.isEmpty, let version = report.version else {
      if ImageRepairer.isUnderWay(source, program: program, checksums: checksums, anyCopy: true) { throw .underWay }
      throw .notClean(report)
    }
    return version
  }

  private func requireSound(
    _ source: any ByteSource, _ name: String, _ progress: ProgressHandler?
  ) throws(MigrationError) {
    let report = try validate(source, name, progress)
    guard report.verdict == .clean, report.notEvaluated.isEmpty else { throw .unsound(report) }
  }

  private func validate(
    _ source: any ByteSource, _ name: String, _ progress: ProgressHandler?
  ) throws(MigrationError) -> ValidationReport {
    do throws(ImageError) { return try validator.validate(source, name: name, progress: progress) } catch {
      throw .image(error)
    }
  }

  /// Throws unless what would be lost is nothing, or exactly what the user named.
  private func allow(_ remains: [Remains], _ named: String?) throws(MigrationError) {
    // A later step meets what an earlier one left; the first tells what somebody else did.
    guard let first = remains.first else {
      if let named { throw .otherRemains(nil, named: named) }
      return
    }
    guard let named else { throw .remains(first) }
    guard named.lowercased() == first.fingerprint else { throw .otherRemains(first, named: named) }
  }
}
