import VexBytes
import VexImage

/// Applies a saved plan, or completes an interrupted one, for `vexfmt apply`.
struct PlanApplying {
  var file: String
  var reporter: Reporter
  /// The target; nil for the path that the file names.
  var target: String?
  /// Where to save what is there.
  var undo: String?
  /// Whether only to say what would be written.
  var isTrial = false

  /// Answers with the exit status.
  func run() throws(Failure) -> Int32 {
    do {
      let saved = try PlanFile(path: file)
      guard saved.head.hasOldBytes else {
        let path = try saved.targetPath(named: target)
        let open = try OpenTarget(existing: path)
        open.progress = reporter.progress
        try saved.head.requireSameDevice(open.target, named: target, in: file)
        try require(saved, open)
        let undo = try PlanApplication(target: open, destination: isTrial ? .nowhere : .target(undo: undo)).run(
          saved.plan)
        report(saved.plan, path, undo, "applied")
        return ExitStatus.success
      }
      let undoFile = try UndoFile(path: file, progress: reporter.progress)
      let path = try undoFile.targetPath(named: target)
      let open = try OpenTarget(existing: path)
      open.progress = reporter.progress
      try undoFile.head.requireSameDevice(open.target, named: target, in: file)
      if undo != nil { throw Failure.message("\(shown(file)): is an undo file itself; leave --undo out") }
      let outcome = try undoFile.complete(open, dryRun: isTrial)
      report(undoFile.plan, path, file, outcome == .nothingToDo ? "complete already" : "completed")
      return ExitStatus.success
    } catch {
      throw Failure(error, path: file, action: "applied")
    }
  }

  /// Throws unless the target is the one that the plan was made for, and has what the user agreed to lose.
  private func require(_ saved: PlanFile, _ open: OpenTarget) throws {
    guard target != nil || saved.head.identity == open.target.identity else {
      throw WriteError(path: saved.head.path, kind: .changed)
    }
    guard !saved.head.ground.isEmpty, saved.head.ground != WritePlan.blank else { return }
    guard try Formats(spec: nil).identify(try open.source()).fingerprint == saved.head.ground else {
      throw WriteError(path: saved.head.path, kind: .changed)
    }
  }

  /// `{"plan", "target", "title", "dryRun", "outcome", "undo", "stages"}`.
  private func report(_ plan: WritePlan, _ path: String, _ undo: String?, _ outcome: String) {
    if reporter.isJSON {
      reporter.json(
        .object([
          ("plan", .string(file)), ("target", .string(path)), ("title", .string(plan.title)),
          ("dryRun", .boolean(isTrial)), ("outcome", .string(outcome)), ("undo", .optional(undo)),
          ("stages", plan.json),
        ]))
      return
    }
    reporter.line("\(shown(path)): \(isTrial ? "would be " : "")\(outcome): \(shown(plan.title))")
    if let undo { reporter.line("  to take it back: vexfmt undo \(quoted(undo))") }
    if isTrial { plan.print(reporter) }
  }
}
