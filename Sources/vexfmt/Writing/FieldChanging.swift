import VexBytes
import VexImage
import VexPlugins

/// Gives fields of one image values, for `vexfmt set`.
struct FieldChanging {
  var path: String
  var settings: [(path: String, value: String)]
  var formats: Formats
  var reporter: Reporter
  var destination: PlanDestination
  var options = FieldSetter.Options()

  /// Answers with the exit status.
  func run() throws(Failure) -> Int32 {
    do {
      let image = try WritableImage(path: path, reporter, choosing: formats.format(of:))
      if let twice = settings.indices.first(where: { settings[..<$0].map(\.path).contains(settings[$0].path) }) {
        throw EditError(path: settings[twice].path, reason: "is given twice; give it one value")
      }
      let (source, program) = (image.source, image.specification.program)
      let setter = FieldSetter(program: program, checksums: .builtIn)
      if ImageRepairer.isUnderWay(source, program: program, checksums: .builtIn, anyCopy: true) {
        throw EditError(path: "", reason: RepairError.underWay.description)
      }
      let (plan, changes) = try setter.plan(source, settings: settings, options: options)
      let after = try ImageValidator(program: program, checksums: .builtIn).validate(
        PlannedSource.after(plan, source), name: path)
      var undo: String?
      if !plan.writes.isEmpty {
        undo = try image.apply(plan, destination)
      }
      report(plan, changes, after, undo)
      return ExitStatus.success
    } catch {
      throw Failure(error, path: path, action: "set")
    }
  }

  /// `{"image", "dryRun", "changes": [{"path", "old", "new"}], "verdict", "findings", "undo", "stages"}`.
  private func report(
    _ plan: WritePlan, _ changes: [FieldSetter.Change], _ after: ValidationReport, _ undo: String?
  ) {
    if reporter.isJSON {
      reporter.json(
        .object([
          ("image", .string(path)), ("dryRun", .boolean(destination.isTrial)),
          (
            "changes",
            .array(
              changes.map {
                .object([("path", .string($0.path)), ("old", .string($0.old)), ("new", .string($0.new))])
              })
          ), ("verdict", .string(after.verdict.rawValue)), ("findings", .array(after.findings.map(\.json))),
          ("undo", .optional(undo)), ("stages", plan.json),
        ]))
      return
    }
    for change in changes {
      let verb = destination.isTrial ? "would become" : "is now"
      let (old, new) = (change.old.isEmpty ? "''" : change.old, change.new.isEmpty ? "''" : change.new)
      let now = old == new ? "is \(new) already" : "\(verb) \(new), was \(old)"
      reporter.line("\(shown(path)): \(shown(change.path)) \(shown(now))")
    }
    if after.verdict != .clean {
      reporter.line("  the image\(destination.isTrial ? " then" : ""): \(after.summary(reporter))")
      for finding in after.findings.prefix(10) { reporter.line("  \(finding.line(reporter))") }
    }
    destination.tell(undo: undo, isEmpty: plan.writes.isEmpty, reporter)
    if destination.isTrial { plan.print(reporter) }
  }
}
