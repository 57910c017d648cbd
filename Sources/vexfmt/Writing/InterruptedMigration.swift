import VexBytes
import VexImage

/// Completes a migration that was interrupted, or takes it back, for `vexfmt migrate --resume` and `--rollback`.
struct InterruptedMigration {
  var path: String
  /// Its undo file; nil for the newest of the folder.
  var undo: String?
  var reporter: Reporter
  /// What else may be lost when it is taken back.
  var replacing: String?
  /// Whether only to say what would be done.
  var isTrial = false

  /// Completes it; answers with the exit status.
  func resume() throws(Failure) -> Int32 {
    var applying = PlanApplying(file: try file(\.isOpen), reporter: reporter)
    (applying.target, applying.isTrial) = (path, isTrial)
    return try applying.run()
  }

  /// Takes it back; answers with the exit status.
  func rollBack() throws(Failure) -> Int32 {
    var taking = TakingBack(file: try file(\.isUndoable), reporter: reporter)
    (taking.target, taking.isTrial, taking.replacing) = (path, isTrial, replacing)
    return try taking.run()
  }

  private func file(_ isMeant: (UndoFileSummary) -> Bool) throws(Failure) -> String {
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
    let known = folder.summaries(of: target).first { $0.head.title.hasPrefix(ImageMigration.title) && isMeant($0) }
    guard let known else {
      throw .message(
        "\(shown(path)): \(shown(folder.path)) has no undo file of a migration of it that could be used; "
          + "name it with --undo, or see vexfmt undo --list")
    }
    return known.path
  }
}

extension UndoFileSummary {
  /// Whether its change may have been begun and not ended.
  fileprivate var isOpen: Bool { state == .begun }
  /// Whether its change may be on the target.
  fileprivate var isUndoable: Bool { state == .begun || state == .applied }
}
