import VexBytes
import VexFormatSpec
import VexImage
import VexPlugins

/// Migrates one image, for `vexfmt migrate`.
struct ImageMigration {
  var path: String
  /// The version that is wanted.
  var version: UInt64
  var formats: Formats
  var reporter: Reporter
  var uuid: String?
  /// The fingerprint of what may be lost.
  var replacing: String?
  /// Where random bytes come from, if not from the system.
  var seed: UInt64?
  /// Whether only to say what would be written.
  var isTrial = false

  /// So many broken rules are shown to people.
  private static let shownFindings = 40

  /// Answers with the exit status.
  func run() throws(Failure) -> Int32 {
    let options = try options()
    guard let opened = try OpenedImage.open(path, formats) else { throw .message(Formats.unrecognised(path)) }
    let format = opened.specification.format
    do {
      let updater = try ImageUpdater(path: path)
      let migrator = try ImageMigrator(program: opened.specification.program, checksums: .builtIn)
      let plan = try migrator.plan(opened.file, name: path, to: version, options: options)
      if isTrial {
        if let first = plan.steps.first { try updater.requireWritable(first.update) }
      } else {
        for step in plan.steps { try updater.apply(step.update) }
      }
      if reporter.isJSON { reporter.json(json(plan, format.name)) } else { print(plan, format.name) }
      return ExitStatus.success
    } catch var error as WriteError {
      error.path = shown(error.path)
      throw .message(oneLine(error.description))
    } catch let error as MigrationError {
      return refuse(error, format.name)
    } catch {
      throw .message("\(shown(path)): not migrated: \(oneLine("\(error)"))")
    }
  }

  private func options() throws(Failure) -> MigrationOptions {
    var options = MigrationOptions(replacing: replacing)
    if let seed { (options.random, options.clock) = (.seeded(seed), .fixed(0)) }
    if let uuid {
      guard UUIDValue(text: uuid) != nil else {
        throw .usage("-U '\(shown(uuid))': expected a UUID, such as 01234567-89ab-cdef-0123-456789abcdef")
      }
      options.settings["uuid"] = .text(uuid)
    }
    return options
  }

  private func print(_ plan: MigrationPlan, _ format: String) {
    guard !plan.steps.isEmpty else {
      return reporter.line("\(shown(path)): is \(format) version \(plan.to) already; nothing was written")
    }
    let bytes = plan.steps.reduce(0) { $0 + $1.update.byteCount }
    let way = "\(format) version \(plan.from) to \(plan.to)"
    reporter.line(
      isTrial
        ? "\(shown(path)): would be migrated: \(way), \(bytes) bytes to write"
        : "\(shown(path)): migrated: \(way), \(bytes) bytes written")
    for loss in plan.steps.flatMap(\.losses) {
      reporter.line("  \(isTrial ? "to give up" : "given up"): \(printable(loss.what)): \(printable(loss.reason))")
    }
    guard isTrial else { return }
    reporter.line("  offset  bytes  what, in this order; each part is on the disk before the next one")
    for step in plan.steps {
      for part in step.update.parts where !reporter.isUnread {
        for change in part.changes {
          reporter.line("  \(change.offset)  \(change.new.count)  \(change.name) (\(part.role.rawValue))")
        }
      }
    }
  }

  /// `{"image", "format", "from", "to", "dryRun", "migrated", "steps": [{"from", "to", "losses": [{"what", "reason"}],
  /// "writes": [{"offset", "length", "name", "part", "role"}]}]}`.
  private func json(_ plan: MigrationPlan, _ format: String) -> JSON {
    let steps = plan.steps.map { step in
      let writes = step.update.parts.flatMap { part in
        part.changes.map { change in
          JSON.object([
            ("offset", .unsigned(change.offset)), ("length", .count(change.new.count)), ("name", .string(change.name)),
            ("part", .string(part.name)), ("role", .string(part.role.rawValue)),
          ])
        }
      }
      let losses = step.losses.map { JSON.object([("what", .string($0.what)), ("reason", .string($0.reason))]) }
      return JSON.object([
        ("from", .unsigned(step.from)), ("to", .unsigned(step.to)), ("losses", .array(losses)),
        ("writes", .array(writes)),
      ])
    }
    return .object([
      ("image", .string(path)), ("format", .string(format)), ("from", .unsigned(plan.from)),
      ("to", .unsigned(plan.to)), ("dryRun", .boolean(isTrial)),
      ("migrated", .boolean(!isTrial && !plan.steps.isEmpty)), ("steps", .array(steps)),
    ])
  }

  /// Says why nothing was written.
  ///
  /// The object is `{"image", "format", "to", "dryRun", "migrated": false, "reason", "message", "findings", "remains"}`.
  private func refuse(_ error: MigrationError, _ format: String) -> Int32 {
    reporter.error("\(shown(path)): not migrated: \(oneLine(error.description))")
    let findings = error.findings
    if reporter.isJSON {
      var remains = JSON.null
      if case .remains(let found) = error { remains = found.json }
      if case .otherRemains(let found?, _) = error { remains = found.json }
      reporter.json(
        .object([
          ("image", .string(path)), ("format", .string(format)), ("to", .unsigned(version)),
          ("dryRun", .boolean(isTrial)), ("migrated", .boolean(false)), ("reason", .string(error.kind)),
          ("message", .string(error.description)), ("findings", .array(findings.map(\.json))), ("remains", remains),
        ]))
    } else if case .notClean = error {
      for finding in findings.prefix(Self.shownFindings) { reporter.line("  \(finding.line(reporter))") }
    }
    return ExitStatus.failure
  }
}
