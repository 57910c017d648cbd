import VexBytes
import VexFormatSpec
import VexFuzz

/// What a run of the fuzzer found, or a part of one: what `fuzz` prints, and what `fuzz merge` reads.
struct FuzzSummary {
  /// The image or the specification, as the user named it.
  var subject: String
  /// What was run.
  var run: FuzzRun
  /// The part of it.
  var shard: Shard
  /// Field by verb by rule.
  var matrix: KillMatrix
  /// All differences, also those that were not kept.
  var differenceCount: UInt64
  /// The differences of the mutants with the lowest numbers, at most `maximumKept`.
  var differences: [Difference]
  /// The files of the differences that were saved, in their order.
  var saved: [String] = []

  /// So many differences are kept.
  static let maximumKept = FuzzOptions(seed: 0).disagreementLimit

  /// Evaluators that disagree about a mutant.
  struct Difference {
    /// The mutant's number.
    var mutant: UInt64
    /// What it was made from.
    var baseline: String
    /// What was changed.
    var change: String
    /// What each evaluator said.
    var findings: [Said]
  }

  /// What an evaluator said.
  struct Said {
    var evaluator: String
    /// The rule; nil for a sound structure.
    var rule: String?
    var severity: Severity
    var offset: UInt64

    /// `table: vexfs/superblock.magic/magic, error at 0`.
    var description: String {
      let none = severity == .none ? "sound" : "no answer"
      return "\(evaluator): " + (rule.map { "\($0), \(severity) at \(offset)" } ?? none)
    }
  }

  /// The exit status of who reports this.
  var status: Int32 { differenceCount == 0 ? ExitStatus.success : ExitStatus.failure }

  /// Prints it for people.
  func print(_ reporter: Reporter) {
    let part = shard.count > 1 ? ", part \(shard.number) of \(shard.count)" : ""
    reporter.line("\(shown(subject)): \(matrix.count) mutants of \(shown(run.format)), seed \(run.seed)\(part)")
    reporter.line("  made from: \(oneLine(run.countedBaselines))")
    let byPrediction = run.evaluators.first == Self.prediction
    reporter.line("  \(byPrediction ? "predicted" : "decided"): \(decided)")
    let (expected, surviving) = (matrix.expectedRules.count, matrix.survivingRules)
    reporter.line(
      "  first to fail: \(expected - surviving.count) of the \(expected) rules on structures\(Self.list(surviving))")
    let unnoticed = matrix.unnoticedFields
    if !unnoticed.isEmpty {
      reporter.line(
        "  no change noticed: \(unnoticed.count) of the \(matrix.changedFieldCount) fields (--matrix lists them)")
    }
    for missing in run.notAsked { reporter.line("  not asked: \(oneLine(missing))") }
    for file in run.changedHeaders {
      reporter.line("  not as it would be generated: \(shown(file)); gen-headers --check tells more")
    }
    if differenceCount == 0 {
      let all = run.evaluators.dropLast().joined(separator: ", ") + " and " + (run.evaluators.last ?? "")
      reporter.line("  \(reporter.paint("no differences", .good)) between \(oneLine(all))")
      return
    }
    reporter.line("  \(reporter.paint("\(differenceCount) differences", .bad)); \(blame):")
    for difference in differences { reporter.line("    seed \(run.seed) \(oneLine(difference.description))") }
    if differenceCount > UInt64(differences.count) {
      reporter.line("    and \(differenceCount - UInt64(differences.count)) more")
    }
    for path in saved { reporter.line("  saved: \(shown(path))") }
    if saved.isEmpty { reporter.line("  --save DIR writes them, with their images, into a folder") }
  }

  /// Whose defects differences are.
  private var blame: String {
    run.changedHeaders.isEmpty
      ? "each is a defect of vexfmt" : "each is a defect of the headers, or of vexfmt if it is there without them, too"
  }

  /// What predictions are called among the evaluators.
  static let prediction = "prediction"

  /// How many mutants were decided how, the worst first.
  var decided: String {
    let decisions = matrix.decisions
    return Severity.allCases.reversed().compactMap { severity in
      decisions[severity].map { "\($0) \(Self.name(severity))" }
    }.joined(separator: ", ")
  }

  /// The rules that never were, few enough to be read.
  private static func list(_ rules: [String], limit: Int = 5) -> String {
    if rules.isEmpty { return "" }
    let more = rules.count > limit ? " and \(rules.count - limit) more (--json lists them)" : ""
    return oneLine("; never \(rules.prefix(limit).joined(separator: ", "))\(more)")
  }

  private static func name(_ severity: Severity) -> String {
    switch severity {
    case .none: "sound"
    case .warning: "with warnings"
    case .readonly: "read-only"
    case .error: "refused"
    }
  }
}

extension FuzzSummary.Difference {
  /// Names what a run says with numbers.
  init(_ disagreement: Disagreement, _ format: Format) {
    mutant = disagreement.number
    baseline = disagreement.baseline.name
    change = disagreement.change
    findings = disagreement.findings.map { name, finding in
      FuzzSummary.Said(
        evaluator: name, rule: format.rule(finding.rule)?.name, severity: finding.severity, offset: finding.offset)
    }
  }

  /// One line, without the bytes.
  var description: String {
    let said = findings.map(\.description)
    return "mutant \(mutant), \(baseline), \(change): \(said.joined(separator: "; "))"
  }
}

extension FuzzSummary {
  /// Prints it, and writes the matrix into files; answers with the exit status.
  func finish(_ matrices: [MatrixFile], _ reporter: Reporter) throws(Failure) -> Int32 {
    if reporter.isJSON { reporter.json(json) } else { print(reporter) }
    for matrix in matrices { try matrix.write(self) }
    return status
  }
}
