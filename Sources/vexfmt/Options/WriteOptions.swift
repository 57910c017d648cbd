import ArgumentParser
import Foundation
import VexImage

/// `--undo`, `--replace`, `--dry-run`, `--save-plan`: of every command that writes to a target.
struct WriteOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where to save what is there before the first byte changes; by default a new file in the folder of undo files.",
      discussion: "See vexfmt undo --list.", valueName: "file"))
  var undo: String?

  @Option(
    help: ArgumentHelp(
      "What is there may be lost; ID is the fingerprint or UUID that vexfmt identify and the refusal show.",
      valueName: "id"))
  var replace: String?

  @Flag(name: [.customShort("n"), .long], help: "Write nothing; print what would be written.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Write nothing but the plan, into a new file, for vexfmt apply.",
      discussion: "Which is refused if what the plan was made from has changed in between.", valueName: "file"))
  var savePlan: String?

  func validate() throws {
    guard savePlan == nil || undo == nil else {
      throw ValidationError("--save-plan writes nothing that could be undone; give --undo to vexfmt apply")
    }
    guard savePlan == nil || !dryRun else { throw ValidationError("give either --dry-run or --save-plan, not both") }
  }

  /// What is done with a plan.
  var destination: PlanDestination {
    if let savePlan { return .plan(savePlan) }
    return dryRun ? .nowhere : .target(undo: undo)
  }
}

/// What is done with a plan.
enum PlanDestination {
  /// It is shown.
  case nowhere
  /// It is saved in a file.
  case plan(String)
  /// It is applied, with an undo file of this path or in the usual folder.
  case target(undo: String?)

  /// Says how to take back what was done, or where the plan is; `isEmpty` when there was nothing to write.
  func tell(undo: String?, isEmpty: Bool = false, _ reporter: Reporter) {
    if let undo { reporter.line("  to take it back: vexfmt undo \(quoted(undo))") }
    guard case .plan(let file) = self else { return }
    reporter.line(
      isEmpty ? "  there is nothing to write, so no plan was saved" : "  to do it: vexfmt apply \(quoted(file))")
  }

  /// Whether the target stays as it is.
  var isTrial: Bool {
    if case .target = self { return false }
    return true
  }

  /// Where undo files go; throws when nobody says where.
  static func undoPlace(_ path: String?) throws(Failure) -> UndoPlace {
    if let path { return .file(path) }
    return .folder(try undoFolder())
  }

  /// The folder of undo files.
  static func undoFolder() throws(Failure) -> UndoFolder {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["VEXFMT_UNDO"], !named.isEmpty, !named.hasPrefix("/") {
      throw .message(
        "VEXFMT_UNDO is '\(shown(named))'; it names the folder of undo files from wherever a command runs, and so begins with /"
      )
    }
    guard let folder = UndoFolder(environment: environment, isSuperuser: geteuid() == 0) else {
      throw .message("there is no place for the undo file, since HOME is not set; name one with --undo FILE")
    }
    return folder
  }
}
