import VexBytes
import VexFormatSpec
import VexImage
import VexPlugins

/// Migrates one image, for `vexfmt migrate`.
struct ImageMigration {
  var path: String
  /// The version that is wanted; nil for the one that it has.
  var version: UInt64?
  /// The algorithm of checksums that is wanted; nil for the one that it has.
  var checksum: String?
  var formats: Formats
  var reporter: Reporter
  var uuid: String?
  /// The fingerprint of what may be lost.
  var replacing: String?
  var destination: PlanDestination
  /// Where random bytes come from, if not from the system.
  var seed: UInt64?

  private var isTrial: Bool { destination.isTrial }

  /// What the titles of its plans begin with.
  static let title = "migrate "

  /// So many broken rules are shown to people.
  private static let shownFindings = 40

  /// Answers with the exit status.
  func run() throws(Failure) -> Int32 {
    let options = try options()
    var name = ""
    do {
      let image = try WritableImage(path: path, reporter, choosing: formats.format(of:))
      name = image.specification.format.name
      let migrator = try ImageMigrator(program: image.specification.program, checksums: .builtIn)
      let plan = try migrator.plan(image.source, name: path, to: version, kind: checksum, options: options)
      var undo: String?
      if let writes = plan.combined(title: Self.title + way(plan, name)) {
        undo = try image.apply(writes, destination)
      }
      if reporter.isJSON { reporter.json(json(plan, name, undo)) } else { print(plan, name, undo) }
      return ExitStatus.success
    } catch let error as MigrationError {
      return refuse(error, name)
    } catch {
      throw Failure(error, path: path, action: "migrated")
    }
  }

  private func options() throws(Failure) -> MigrationOptions {
    var options = MigrationOptions(replacing: replacing)
    options.progress = reporter.progress
    if let seed { (options.random, options.clock) = (.seeded(seed), .fixed(0)) }
    options.settings["uuid"] = try uuid.map { uuid throws(Failure) in try .uuid(uuid) }
    return options
  }

  /// What becomes of what, for people.
  private func way(_ plan: MigrationPlan, _ format: String) -> String {
    let versions = plan.to == plan.from ? "\(plan.from)" : "\(plan.from) to \(plan.to)"
    let kind = plan.steps.compactMap(\.kind).last.map { ", checksums to \($0)" } ?? ""
    return "\(format) version \(versions)\(kind)"
  }

  private func print(_ plan: MigrationPlan, _ format: String, _ undo: String?) {
    guard !plan.steps.isEmpty else {
      let kind = checksum.map { " with \($0)" } ?? ""
      return reporter.line("\(shown(path)): is \(format) version \(plan.to)\(kind) already; nothing was written")
    }
    let bytes = plan.steps.reduce(0) { $0 + $1.writes.byteCount }
    let way = way(plan, format)
    reporter.line(
      isTrial
        ? "\(shown(path)): would be migrated: \(way), \(bytes) bytes to write"
        : "\(shown(path)): migrated: \(way), \(bytes) bytes written")
    for loss in plan.steps.flatMap(\.losses) {
      reporter.line("  \(isTrial ? "to give up" : "given up"): \(printable(loss.what)): \(printable(loss.reason))")
    }
    destination.tell(undo: undo, isEmpty: plan.steps.isEmpty, reporter)
    guard isTrial else { return }
    plan.combined(title: "")?.print(reporter)
  }

  /// `{"image", "format", "from", "to", "dryRun", "migrated", "undo", "steps": [{"from", "to", "checksum", "losses":
  /// [{"what", "reason"}], "stages"}]}`, and the stages as for mkfs.
  private func json(_ plan: MigrationPlan, _ format: String, _ undo: String?) -> JSON {
    let steps = plan.steps.map { step in
      let losses = step.losses.map { JSON.object([("what", .string($0.what)), ("reason", .string($0.reason))]) }
      return JSON.object([
        ("from", .unsigned(step.from)), ("to", .unsigned(step.to)), ("checksum", .optional(step.kind)),
        ("losses", .array(losses)), ("stages", step.writes.json),
      ])
    }
    return .object([
      ("image", .string(path)), ("format", .string(format)), ("from", .unsigned(plan.from)),
      ("to", .unsigned(plan.to)), ("dryRun", .boolean(isTrial)),
      ("migrated", .boolean(!isTrial && !plan.steps.isEmpty)), ("undo", .optional(undo)), ("steps", .array(steps)),
    ])
  }

  /// Says why nothing was written.
  ///
  /// The object is `{"image", "format", "to", "checksum", "dryRun", "migrated": false, "reason", "message",
  /// "findings", "remains"}`.
  private func refuse(_ error: MigrationError, _ format: String) -> Int32 {
    reporter.error("\(shown(path)): not migrated: \(oneLine(error.description))")
    let findings = error.findings
    if reporter.isJSON {
      var remains = JSON.null
      if case .remains(let found) = error { remains = found.json }
      if case .otherRemains(let found?, _) = error { remains = found.json }
      reporter.json(
        .object([
          ("image", .string(path)), ("format", .string(format)), ("to", version.map { .unsigned($0) } ?? .null),
          ("checksum", .optional(checksum)), ("dryRun", .boolean(isTrial)), ("migrated", .boolean(false)),
          ("reason", .string(error.kind)),
          ("message", .string(error.description)), ("findings", .array(findings.map(\.json))), ("remains", remains),
        ]))
    } else if case .notClean = error {
      for finding in findings.prefix(Self.shownFindings) { reporter.line("  \(finding.line(reporter))") }
    }
    return ExitStatus.failure
  }
}
