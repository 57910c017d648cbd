import VexBytes
import VexFormatSpec
import VexImage

/// Identifies what is on one target and reports it, for `vexfmt identify`.
struct ImageIdentification {
  var path: String
  var formats: Formats
  var reporter: Reporter

  /// So many undo files of a target are compared with it, the newest ones.
  private static let undoFileLimit = 8

  /// Answers with the exit status of this target.
  func run() throws(Failure) -> Int32 {
    let file: ImageFile
    do { file = try ImageFile(path: path) } catch { return unreadable(oneLine(error)) }
    let found = try formats.identify(file)
    for place in found.unread { reporter.error(oneLine(place)) }
    let assessment = RecoveryAssessment(found, target: quoted(path), undoFiles: undoFiles)
    if reporter.isJSON {
      reporter.json(
        .object(
          [("image", .string(path))] + found.members
            + [("recovery", assessment?.json ?? .null), ("message", .optional(found.unread.first.map { oneLine($0) }))])
      )
    } else {
      print(found)
      if let assessment { print(assessment) }
    }
    return found.unread.isEmpty ? ExitStatus.success : ExitStatus.failure
  }

  /// The undo files that name the target, newest first, but for those that have done their work.
  private var undoFiles: [UndoOffer] {
    guard let folder = try? PlanDestination.undoFolder(), let target = try? Target(path: path) else { return [] }
    return folder.summaries(of: target).filter { $0.state == .applied || $0.state == .begun }
      .prefix(Self.undoFileLimit).map {
        UndoOffer(
          path: quoted($0.path),
          description: "what was there before \($0.head.title), \(UndoListing.time($0.head.created))",
          presence: $0.presence(on: target))
      }.filter { $0.presence != .nothing }
  }

  /// Reports a target about which nothing can be said.
  private func unreadable(_ message: String) -> Int32 {
    reporter.error(message)
    if reporter.isJSON {
      reporter.json(
        .object([
          ("image", .string(path)), ("size", .null), ("fingerprint", .null), ("blank", .null), ("whole", .null),
          ("findings", .array([])), ("unread", .array([])), ("recovery", .null), ("message", .string(message)),
        ]))
    }
    return ExitStatus.failure
  }

  private func print(_ found: Identification) {
    reporter.line("\(shown(path)): \(found.size) bytes, fingerprint \(found.fingerprint)")
    for line in found.losses { reporter.line("  \(oneLine(line))") }
    guard found.findings.isEmpty else { return }
    reporter.line(
      found.isBlank
        ? found.isWhole ? "  every byte is zero" : "  nothing recognised; all that was looked at is zero"
        : "  nothing recognised, but there is data")
  }

  private func print(_ assessment: RecoveryAssessment) {
    guard !assessment.remains.isEmpty else {
      if assessment.present?.isUnderWay == true {
        reporter.line("  to complete the migration: vexfmt migrate --resume \(quoted(path))")
        reporter.line("  to take it back: vexfmt migrate --rollback \(quoted(path))")
      }
      for undo in assessment.undoFiles {
        let what = oneLine(undo.description)
        if undo.fits {
          reporter.line("  \(what) can be brought back: vexfmt undo \(undo.path)")
        } else if case .changed(let offset) = undo.presence {
          reporter.line("  \(what) is in \(undo.path), but there was a change since, at offset \(offset)")
        }
      }
      return
    }
    let present = assessment.present.map { "\($0.title) is there now" } ?? "nothing that is recognised is there now"
    reporter.line("  \(reporter.paint("recovery", .strong)): \(oneLine(present)); before it there was:")
    for remains in assessment.remains {
      let best = remains.best
      let name = [best.title, best.label.map { "label \"\($0)\"" }, best.uuid.map { "UUID \($0)" }]
      reporter.line("    \(oneLine(name.compactMap(\.self).joined(separator: ", "))): \(oneLine(remains.prospect))")
    }
    print(assessment.firstSteps, after: 0)
    for remains in assessment.remains {
      reporter.line("  to bring back \(oneLine(remains.best.title)):")
      print(remains.steps, after: assessment.firstSteps.count)
    }
  }

  private func print(_ steps: [RecoveryStep], after count: Int) {
    for (number, step) in steps.enumerated() {
      reporter.line("    \(count + number + 1). \(oneLine(step.text))")
      if let command = step.command { reporter.line("       \(reporter.paint(oneLine(command), .strong))") }
    }
  }
}
