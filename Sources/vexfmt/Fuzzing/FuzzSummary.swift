import VexBytes
import VexFormatSpec
import VexFuzz

/// What `fuzz` reports.
struct FuzzSummary {
  var subject: String
  var format: Format
  var seed: UInt64
  var shard: Shard
  var baselines: [String]
  var evaluators: [String]
  /// What was not asked, with the reasons.
  var notAsked: [String]
  var result: FuzzReport
  /// The files of the differences that were saved, in their order.
  var saved: [String] = []

  /// Prints it for people.
  func print(_ reporter: Reporter) {
    let part = shard.count > 1 ? ", part \(shard.number) of \(shard.count)" : ""
    reporter.line("\(shown(subject)): \(result.count) mutants of \(format.name), seed \(seed)\(part)")
    reporter.line("  made from: \(baselines.joined(separator: ", "))")
    let decisions = Severity.allCases.reversed().compactMap { severity in
      result.decisions[severity].map { "\($0) \(Self.name(severity))" }
    }
    reporter.line("  predicted: \(decisions.joined(separator: ", "))")
    let never = result.rulesNeverHit(format)
    let local = format.rules.filter { $0.structure != nil && !$0.isImplied }.count
    reporter.line("  first to fail: \(local - never.count) of the \(local) rules on structures\(Self.list(never))")
    for missing in notAsked { reporter.line("  not asked: \(missing)") }
    if result.disagreementCount == 0 {
      let all = evaluators.dropLast().joined(separator: ", ") + " and " + (evaluators.last ?? "")
      reporter.line("  \(reporter.paint("no differences", .good)) between \(all)")
      return
    }
    reporter.line("  \(reporter.paint("\(result.disagreementCount) differences", .bad)); each is a defect of vexfmt:")
    for difference in result.disagreements { reporter.line("    \(oneLine(difference.description))") }
    let kept = result.disagreements.count
    if result.disagreementCount > UInt64(kept) {
      reporter.line("    and \(result.disagreementCount - UInt64(kept)) more")
    }
    for path in saved { reporter.line("  saved: \(shown(path))") }
    if saved.isEmpty { reporter.line("  --save DIR writes them, with their images, into a folder") }
  }

  /// `{"subject", "format", "seed", "shard": {"number", "count"}, "mutants", "baselines", "evaluators", "notAsked", "decisions":
  /// {SEVERITY: N}, "rules": {NAME: N}, "rulesNeverFirst", "differenceCount", "differences": [{"mutant", "baseline", "change",
  /// "findings": [{"evaluator", "rule", "severity", "offset"}]}], "saved": [PATH]}`; `rules` counts how often each was the first to
  /// fail.
  var json: JSON {
    .object([
      ("subject", .string(subject)), ("format", .string(format.name)), ("seed", .unsigned(seed)),
      ("shard", .object([("number", .unsigned(shard.number)), ("count", .unsigned(shard.count))])),
      ("mutants", .unsigned(result.count)), ("baselines", .array(baselines.map(JSON.string))),
      ("evaluators", .array(evaluators.map(JSON.string))), ("notAsked", .array(notAsked.map(JSON.string))),
      (
        "decisions",
        .object(Severity.allCases.map { (String(describing: $0), .unsigned(result.decisions[$0] ?? 0)) })
      ),
      (
        "rules",
        .object(format.rules.compactMap { rule in result.deciding[rule.number].map { (rule.name, .unsigned($0)) } })
      ),
      ("rulesNeverFirst", .array(result.rulesNeverHit(format).map { .string($0.name) })),
      ("differenceCount", .unsigned(result.disagreementCount)),
      ("differences", .array(result.disagreements.map { json($0) })), ("saved", .array(saved.map(JSON.string))),
    ])
  }

  private func json(_ difference: Disagreement) -> JSON {
    let findings = difference.findings.map { name, finding in
      JSON.object([
        ("evaluator", .string(name)), ("rule", .optional(format.rule(finding.rule)?.name)),
        ("severity", .string(String(describing: finding.severity))), ("offset", .unsigned(finding.offset)),
      ])
    }
    return .object([
      ("mutant", .unsigned(difference.number)), ("baseline", .string(difference.baseline.name)),
      ("change", .string(difference.change)), ("findings", .array(findings)),
    ])
  }

  /// The rules that never were, few enough to be read.
  private static func list(_ rules: [RuleInfo], limit: Int = 5) -> String {
    if rules.isEmpty { return "" }
    let more = rules.count > limit ? " and \(rules.count - limit) more (--json lists them)" : ""
    return "; never \(rules.prefix(limit).map(\.name).joined(separator: ", "))\(more)"
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
