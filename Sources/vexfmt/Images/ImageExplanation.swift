import VexBytes
import VexFormatSpec
import VexImage

/// Explains every finding of an image: the message, the bytes, the line of the specification, what to do.
struct ImageExplanation {
  var image: OpenedImage
  var report: ValidationReport
  var reporter: Reporter

  /// Prints it for people.
  func print() {
    reporter.line("\(shown(image.path)): \(report.summary(reporter))")
    for (index, finding) in report.findings.enumerated() where !reporter.isUnread { print(finding, index + 1) }
    if report.omittedFindings > 0 { reporter.line("\nand \(report.omittedFindings) more findings") }
    if !report.notEvaluated.isEmpty { reporter.line() }
    for line in report.notJudged { reporter.line(reporter.paint(line, .faint)) }
    if report.findings.isEmpty { reporter.line("Every rule that was judged holds.") }
  }

  private func print(_ finding: ImageFinding, _ number: Int) {
    let style: Reporter.Style = finding.severity == .error ? .bad : .caution
    let stage = finding.stage.map { ", stage \($0.name)" } ?? ""
    reporter.line("\n\(number). \(reporter.paint(finding.severity.name, style)): \(oneLine(finding.message))")
    reporter.line("   rule: \(finding.rule), number \(finding.number)\(stage)")
    if let offset = finding.offset {
      reporter.line("   at: offset \(offset), \(counted(Int(clamping: finding.length), "byte"))")
      for line in HexDump(image.file, offset: offset, length: finding.length).lines { reporter.line("     \(line)") }
    }
    if let rule = image.specification.format.rule(finding.number) {
      let place = rule.location
      reporter.line("   declared: \(shown(image.specification.source.path)):\(place.line):\(place.column)")
      let renderer = DiagnosticRenderer(usesColor: reporter.usesColor)
      let excerpt = renderer.excerpt(place, lines: image.specification.source.lines)
      for line in excerpt.split(separator: "\n") { reporter.line("   \(line)") }
      if let doc = rule.doc { reporter.line("   \(shown(doc))") }
    }
    reporter.line("   what to do: \(Advice(finding, report, image.specification.format).text)")
  }

  /// The object of `validate --json`, whose findings have two members more: `bytes`, at most 64 of them in hexadecimal and
  /// null without a place, and `advice`.
  var json: JSON {
    guard case .object(let members) = report.json else { return report.json }
    let findings = report.findings.map { finding -> JSON in
      guard case .object(let known) = finding.json else { return finding.json }
      return .object(
        known + [
          ("bytes", bytes(finding)), ("advice", .string(Advice(finding, report, image.specification.format).text)),
        ])
    }
    return .object(members.map { $0.0 == "findings" ? ($0.0, .array(findings)) : $0 })
  }

  private func bytes(_ finding: ImageFinding) -> JSON {
    guard let offset = finding.offset, offset < image.file.size else { return .null }
    var bytes: [UInt8] = []
    let count = min(finding.length, HexDump.limit, image.file.size - offset)
    guard (try? image.file.read(at: offset, into: &bytes, count: Int(count))) != nil else { return .null }
    return .string(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }
}

/// What somebody can do about a finding.
struct Advice {
  /// One or two sentences.
  let text: String

  /// The advice about one finding of a report.
  init(_ finding: ImageFinding, _ report: ValidationReport, _ format: Format) {
    if let marking = format.marking, finding.rule.hasSuffix("/\(marking.feature)") {
      text =
        "A migration was begun and not ended: complete it with vexfmt migrate --resume, or take it back with --rollback."
    } else if finding.isUnverified {
      text = "Use a build of vexfmt that has the algorithm; until then, nothing is known about these bytes."
    } else if finding.restsOnUnverified {
      text = "See to the checksum that failed first; this may only follow from it."
    } else if finding.severity == .warning, report.mount == .refuse {
      text = "See to the errors first; this alone is no reason to refuse the image."
    } else if finding.severity == .warning {
      text = "The image can be used. Find out what wrote this, since a writer that keeps the rules does not."
    } else {
      // Of an image that is not supported, the version may be what is not known.
      text = Self.text(report.verdict == .unsupported ? .features : finding.stage)
    }
  }

  private static func text(_ stage: Stage?) -> String {
    let copy = "work on a copy, and restore what is damaged from a backup"
    switch stage {
    case .bytes?, .size?:
      return "The image may be cut short: compare its size with the original's, and copy it again."
    case .magic?:
      return
        "Check that this is the right image and that it begins where the filesystem does; its start may be overwritten."
    case .features?:
      return "It may be newer than this build: try a newer vexfmt, and do not let older programs write to it."
    case .checksum?:
      return "Some byte that the checksum covers, or the checksum itself, changed: \(copy)."
    case .shape?, .fields?, .relations?, .references?:
      return "A program that is wrong wrote this, or the bytes changed later: \(copy)."
    case nil:
      return "Structures that are sound by themselves contradict each other: \(copy)."
    }
  }
}
