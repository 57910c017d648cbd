import VexBytes
import VexImage

/// Validates one image and reports the result, for `vexfmt validate`.
struct ImageValidation {
  var path: String
  var formats: Formats
  var reporter: Reporter

  /// So many findings are shown to people; `--json` has all that are kept.
  private static let shownFindings = 40

  /// Answers with the exit status of this image.
  func run() throws(Failure) -> Int32 {
    let image: OpenedImage?
    let report: ValidationReport?
    do throws(Failure) {
      image = try OpenedImage.open(path, formats)
      report = try image?.validate(reporter.progress)
    } catch {
      guard case .message(let text) = error else { throw error }
      return unreadable(text)
    }
    guard let report else { return unreadable(Formats.unrecognised(path)) }
    if reporter.isJSON { reporter.json(report.json) } else { print(report) }
    return report.exitCode
  }

  /// Reports an image about which nothing can be said.
  ///
  /// Its object has the members of every other one, so that whoever reads them finds one for each image, and `message`.
  private func unreadable(_ message: String) -> Int32 {
    reporter.error(message)
    if reporter.isJSON {
      reporter.json(
        .object([
          ("image", .string(path)), ("format", .null), ("version", .null), ("verdict", .string("unrecognised")),
          ("mount", .string("refuse")), ("findings", .array([])), ("message", .string(message)),
        ]))
    }
    return ExitStatus.Fsck.operational
  }

  private func print(_ report: ValidationReport) {
    reporter.line("\(shown(path)): \(report.summary(reporter))")
    for finding in report.findings.prefix(Self.shownFindings) { reporter.line("  \(finding.line(reporter))") }
    let kept = max(0, report.findings.count - Self.shownFindings)
    let hidden = UInt64(kept) + report.omittedFindings
    if hidden > 0 {
      reporter.line("  and \(hidden) more findings; --json lists up to \(ValidationReport.findingLimit)")
    }
    for line in report.notJudged { reporter.line("  \(reporter.paint(line, .faint))") }
    if !report.findings.isEmpty {
      let spec = formats.name.map { " --spec \(quoted($0))" } ?? ""
      reporter.line("  for the bytes, and what to do: vexfmt explain\(spec) \(quoted(path))")
    }
  }
}

extension ValidationReport {
  /// The judgement in one line, without the image's name.
  func summary(_ reporter: Reporter) -> String {
    let style: Reporter.Style =
      switch verdict {
      case .clean: .good
      case .warnings: .caution
      case .damaged, .unsupported, .unrecognised: .bad
      }
    let version = version.map { " version \($0)" } ?? ""
    let count = UInt64(findings.count) + omittedFindings
    let findings = count == 0 ? "" : count == 1 ? ", 1 finding" : ", \(count) findings"
    return "\(reporter.paint(verdict.rawValue, style)) (\(format)\(version), mount: \(mount.rawValue))\(findings)"
  }
}

extension ValidationReport {
  /// A line for each cause for which something was not judged.
  var notJudged: [String] {
    var causes: [(cause: String, first: String, count: UInt64)] = []
    for (rule, cause) in notEvaluated {
      if let known = causes.firstIndex(where: { $0.cause == cause }) {
        causes[known].count += 1
      } else {
        causes.append((cause, rule, 1))
      }
    }
    let most = 10
    var lines = causes.prefix(most).map { cause, first, count in
      "not judged, since \(shown(cause)): \(shown(first))\(count > 1 ? " and \(count - 1) more" : "")"
    }
    let rest = omittedNotEvaluated + causes.dropFirst(most).reduce(0) { $0 + $1.count }
    if rest > 0 { lines.append("not judged for other causes: \(rest)") }
    return lines
  }
}

extension ImageFinding {
  /// The finding in one line.
  func line(_ reporter: Reporter) -> String {
    let style: Reporter.Style = severity == .error ? .bad : .caution
    let place = offset.map { " at offset \($0)" } ?? ""
    return "\(reporter.paint(severity.name, style)): \(oneLine(message))\(place) [\(rule)]"
  }
}
