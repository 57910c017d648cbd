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
        if try isDone(saved, open) {
          report(saved.plan, path, nil, "complete already")
          return ExitStatus.success
        }
        try require(saved, open, path)
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
  private func require(_ saved: PlanFile, _ open: OpenTarget, _ path: String) throws {
    func refuse(_ reason: String) -> Failure { .message("\(shown(file)): not applied: \(shown(path)) \(reason)") }
    guard target != nil || saved.head.identity == open.target.identity else {
      throw refuse("is not the file that the plan was made for but another of its name; if it is meant: --target")
    }
    let size = try open.size()
    guard size == saved.head.sizeBefore else {
      throw refuse("has \(size) bytes, and the plan was made for \(saved.head.sizeBefore); make it again")
    }
    guard !saved.head.ground.isEmpty, saved.head.ground != WritePlan.blank else { return }
    let found = try Formats(spec: nil, reporter).identify(try open.source()).fingerprint
    guard found == saved.head.ground else {
      throw refuse("has the fingerprint \(found), and the plan was made for \(saved.head.ground); make it again")
    }
  }

  /// Whether a target has all that a plan writes already.
  private func isDone(_ saved: PlanFile, _ open: OpenTarget) throws -> Bool {
    let source = try open.source()
    guard source.size == saved.head.size, !saved.plan.writes.isEmpty else { return false }
    // Later writes may hide what earlier ones wrote.
    let after = PlannedSource.after(saved.plan, source)
    return try saved.plan.writes.allSatisfy { write in
      guard case .bytes(let bytes) = write.content else { return true }
      var (found, wanted): ([UInt8], [UInt8]) = ([], [])
      try source.read(at: write.offset, into: &found, count: bytes.count)
      try after.read(at: write.offset, into: &wanted, count: bytes.count)
      return found == wanted
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
