import Foundation
import VexBytes
import VexImage

/// Lists undo files, oldest first, for `vexfmt undo --list`.
struct UndoListing {
  var reporter: Reporter

  /// Answers with the exit status.
  func run() throws(Failure) -> Int32 {
    let folder = try PlanDestination.undoFolder()
    var files: [UndoFileSummary] = []
    for path in folder.files() {
      do { files.append(try UndoFileSummary(path: path)) } catch { reporter.warning(oneLine("\(error)")) }
    }
    if !reporter.isJSON, files.isEmpty { reporter.line("\(shown(folder.path)): no undo files") }
    files.sort { $0.isOlder(than: $1) }
    for file in files where !reporter.isUnread {
      if reporter.isJSON { reporter.json(json(file)) } else { print(file) }
    }
    return ExitStatus.success
  }

  /// A time in UTC: `2026-11-28T09:30:00Z`.
  static func time(_ seconds: Int64) -> String {
    ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
  }

  private func state(_ file: UndoFileSummary) -> String { file.state?.word ?? "not whole" }

  private func print(_ file: UndoFileSummary) {
    reporter.line("\(shown(file.path))")
    reporter.line(
      "  \(Self.time(file.head.created)), \(state(file)), \(file.size) bytes: \(shown(file.head.title)) of \(shown(file.head.path))"
    )
  }

  /// `{"undo", "target", "title", "created", "state", "size"}`, one object per line.
  private func json(_ file: UndoFileSummary) -> JSON {
    .object([
      ("undo", .string(file.path)), ("target", .string(file.head.path)), ("title", .string(file.head.title)),
      ("created", .string(Self.time(file.head.created))), ("state", .string(state(file))),
      ("size", .unsigned(file.size)),
    ])
  }
}
