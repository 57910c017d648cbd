import VexBytes
import VexImage

/// Puts back what was there before a change, for `vexfmt undo`.
struct TakingBack {
  var file: String
  var reporter: Reporter
  /// The target; nil for the path that the file names.
  var target: String?
  /// What may be lost.
  var replacing: String?
  /// Where what may be lost is saved.
  var undo: String?
  /// Whether only to say what would be done.
  var isTrial = false

  /// Answers with the exit status.
  func run() throws(Failure) -> Int32 {
    do {
      let undoFile = try UndoFile(path: file, progress: reporter.progress)
      let path = try undoFile.targetPath(named: target)
      let open = try OpenTarget(existing: path)
      open.progress = reporter.progress
      try undoFile.head.requireSameDevice(open.target, named: target, in: file)
      let formats = try Formats(spec: nil, reporter)
      let consent = UndoConsent(named: replacing) { source, name in
        guard let found = try? formats.identify(source) else { return (false, "unknown") }
        return (name.map(found.accepts) ?? false, found.fingerprint)
      }
      let outcome = try undoFile.undo(
        open, consent: consent, into: try PlanDestination.undoPlace(undo), dryRun: isTrial)
      report(outcome, undoFile, path)
      return ExitStatus.success
    } catch let error as PlanFileError {
      if case .changed(let target, let offset, _) = error.kind, let newer = newer(target) {
        throw Failure.message(
          "\(shown(file)): \(shown(target)) was changed since, at offset \(offset), by '\(shown(newer.head.title))'; take "
            + "that back first: vexfmt undo \(quoted(newer.path))")
      }
      throw Failure(error, path: file, action: "undone")
    } catch {
      throw Failure(error, path: file, action: "undone")
    }
  }

  /// A later change of the target that is on it and can be taken back.
  private func newer(_ path: String) -> UndoFileSummary? {
    guard let own = try? UndoFileSummary(path: file), let target = try? Target(path: path) else { return nil }
    return try? PlanDestination.undoFolder().newest(on: target) { $0.path != own.path && own.isOlder(than: $0) }
  }

  /// `{"undo", "target", "title", "dryRun", "outcome": "restored" | "nothing-to-do" | "replaced", "saved"}`.
  private func report(_ outcome: UndoFile.Outcome, _ undoFile: UndoFile, _ path: String) {
    var saved: String?
    if case .replaced(let file) = outcome { saved = file }
    if reporter.isJSON {
      let word =
        switch outcome {
        case .nothingToDo: "nothing-to-do"
        case .done: "restored"
        case .replaced: "replaced"
        }
      reporter.json(
        .object([
          ("undo", .string(file)), ("target", .string(path)), ("title", .string(undoFile.head.title)),
          ("dryRun", .boolean(isTrial)), ("outcome", .string(word)), ("saved", .optional(saved)),
        ]))
      return
    }
    switch outcome {
    case .nothingToDo: reporter.line("\(shown(path)): is as it was before: \(shown(undoFile.head.title))")
    case .done, .replaced:
      reporter.line("\(shown(path)): \(isTrial ? "would be taken back" : "taken back"): \(shown(undoFile.head.title))")
    }
    if let saved { reporter.line("  what was there is saved: vexfmt undo \(quoted(saved))") }
  }
}
