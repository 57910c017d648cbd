import VexBytes
import VexImage
import VexPlugins

/// Completes a migration that was interrupted, or takes it back, for `vexfmt migrate --resume` and `--rollback`.
struct InterruptedMigration {
  var path: String
  /// Its undo file; nil for the newest of the folder that fits.
  var undo: String?
  var reporter: Reporter
  /// What else may be lost when it is taken back.
  var replacing: String?
  /// Whether only to say what would be done.
  var isTrial = false

  /// The formats that images are compared with.
  var formats: Formats

  /// Completes it; answers with the exit status.
  func resume() throws(Failure) -> Int32 {
    guard let file = try file(\.isOpen) else { return try end(completing: true) }
    var applying = PlanApplying(file: file, reporter: reporter)
    (applying.target, applying.isTrial) = (path, isTrial)
    return try applying.run()
  }

  /// Takes it back; answers with the exit status.
  func rollBack() throws(Failure) -> Int32 {
    guard let file = try file(\.isUndoable) else { return try end(completing: false) }
    var taking = TakingBack(file: file, reporter: reporter)
    (taking.target, taking.isTrial, taking.replacing) = (path, isTrial, replacing)
    return try taking.run()
  }

  /// Ends it by what the image says, since its undo file is lost.
  private func end(completing isForward: Bool) throws(Failure) -> Int32 {
    do {
      let image = try WritableImage(path: path, reporter, choosing: formats.format(of:))
      let migrator = try ImageMigrator(program: image.specification.program, checksums: .builtIn)
      let plan = try migrator.planWithoutUndo(image.source, name: path, completing: isForward)
      let undo = try image.apply(plan, isTrial ? .nowhere : .target(undo: nil))
      if reporter.isJSON {
        // As for apply.
        reporter.json(
          .object([
            ("plan", .null), ("target", .string(path)), ("title", .string(plan.title)), ("dryRun", .boolean(isTrial)),
            ("outcome", .string(isForward ? "completed" : "restored")), ("undo", .optional(undo)),
            ("stages", plan.json),
          ]))
        return ExitStatus.success
      }
      reporter.line("\(shown(path)): \(isTrial ? "would be " : "")\(shown(plan.title))")
      if let undo { reporter.line("  to take it back: vexfmt undo \(quoted(undo))") }
      if isTrial { plan.print(reporter) }
      return ExitStatus.success
    } catch { throw Failure(error, path: path, action: isForward ? "completed" : "taken back") }
  }

  /// The undo file: the one that is named, or the newest of the folder that fits what is there; nil when there is none.
  private func file(_ isMeant: (UndoFileSummary) -> Bool) throws(Failure) -> String? {
    if let undo {
      let summary: UndoFileSummary
      do { summary = try UndoFileSummary(path: undo) } catch { throw Failure(error, path: undo, action: "used") }
      guard summary.head.title.hasPrefix(ImageMigration.title) else {
        throw .message("\(shown(undo)): is of no migration but of '\(shown(summary.head.title))'; see vexfmt undo")
      }
      return undo
    }
    let folder = try PlanDestination.undoFolder()
    let target: Target
    do { target = try Target(path: path) } catch { throw Failure(error, path: path, action: "migrated") }
    func isCandidate(_ file: UndoFileSummary) -> Bool {
      file.head.title.hasPrefix(ImageMigration.title) && isMeant(file)
    }
    // Where none fits, the newest says why.
    let file = folder.newest(on: target, where: isCandidate) ?? folder.summaries(of: target).first(where: isCandidate)
    return file?.path
  }
}

extension UndoFileSummary {
  /// Whether its change may have been begun and not ended.
  fileprivate var isOpen: Bool { state == .begun }
  /// Whether its change may be on the target.
  fileprivate var isUndoable: Bool { state == .begun || state == .applied }
}
