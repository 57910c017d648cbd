import VexBytes
import VexFuzz

extension FuzzSummary {
  /// `{"subject", "format", "seed", "shard": {"number", "count"}, "mutants", "baselines", "evaluators", "notAsked", "decisions":
  /// {SEVERITY: N}, "rules": {NAME: N}, "rulesNeverFirst", "differenceCount", "differences": [{"mutant", "baseline", "change",
  /// "findings": [{"evaluator", "rule", "severity", "offset"}]}], "saved": [PATH], "program", "specification", "image", "count",
  /// "aimed", "changedHeaders", "matrix"}`; `rules` counts how often each was the first to fail, and `matrix` is as `KillMatrix.json` describes it.
  ///
  /// It has all that `fuzz merge` needs: `program` is the version, `specification` and `image` are digests, `count` is the number of
  /// mutants in all shards.
  var json: JSON {
    let (decisions, deciding) = (matrix.decisions, matrix.deciding)
    return .object([
      ("subject", .string(subject)), ("format", .string(run.format)), ("seed", .unsigned(run.seed)),
      ("shard", .object([("number", .unsigned(shard.number)), ("count", .unsigned(shard.count))])),
      ("mutants", .unsigned(matrix.count)), ("baselines", .array(run.baselines.map(JSON.string))),
      ("evaluators", .array(run.evaluators.map(JSON.string))), ("notAsked", .array(run.notAsked.map(JSON.string))),
      ("decisions", .object(Severity.allCases.map { (String(describing: $0), .unsigned(decisions[$0] ?? 0)) })),
      ("rules", .object(matrix.rules.compactMap { rule in deciding[rule.name].map { (rule.name, .unsigned($0)) } })),
      ("rulesNeverFirst", .array(matrix.survivingRules.map(JSON.string))),
      ("differenceCount", .unsigned(differenceCount)), ("differences", .array(differences.map(\.json))),
      ("saved", .array(saved.map(JSON.string))), ("program", .string(run.program)),
      ("specification", .string(run.specification)), ("image", .optional(run.image)), ("count", .unsigned(run.count)),
      ("aimed", .boolean(run.isAimed)), ("changedHeaders", .array(run.changedHeaders.map(JSON.string))),
      ("matrix", matrix.json),
    ])
  }

  /// The matrix with what it is of: what `--matrix` writes.
  var matrixJSON: JSON {
    .object([
      ("format", .string(run.format)), ("specification", .string(run.specification)), ("seed", .unsigned(run.seed)),
      ("shard", .object([("number", .unsigned(shard.number)), ("count", .unsigned(shard.count))])),
      ("mutants", .unsigned(matrix.count)), ("survivingRules", .array(matrix.survivingRules.map(JSON.string))),
      (
        "unnoticedFields",
        .array(
          matrix.unnoticedFields.map {
            .object([("structure", .string($0.structure)), ("field", .string($0.field))])
          })
      ), ("matrix", matrix.json),
    ])
  }

  /// Reads what `json` gives, from a file that nobody vouches for.
  init(reading bytes: [UInt8]) throws(ReportProblem) {
    let json: JSON
    do { json = try JSON(reading: bytes, limits: JSON.Limits(depth: 16, count: 2_000_000)) } catch {
      throw ReportProblem(reason: "is no JSON: \(error); expected what vexfmt fuzz --json prints")
    }
    let report = try ReportObject(json, "the report")
    if let error = report.text("error") { throw ReportProblem(reason: "is of a run that failed: \(shown(error))") }
    subject = try report.string("subject")
    let part = try report.object("shard")
    shard = Shard(number: try part.unsigned("number"), count: try part.unsigned("count"))
    guard shard.number >= 1, shard.number <= shard.count else {
      throw ReportProblem(reason: "has 'shard' \(shard); expected a number from 1 to the count")
    }
    run = FuzzRun(
      program: try report.string("program"), format: try report.string("format"),
      specification: try report.string("specification"), image: try report.optionalString("image"),
      seed: try report.unsigned("seed"), count: try report.unsigned("count"), isAimed: try report.boolean("aimed"),
      baselines: try report.strings("baselines"), evaluators: try report.strings("evaluators"),
      notAsked: try report.strings("notAsked"), changedHeaders: try report.strings("changedHeaders"))
    do { matrix = try KillMatrix(try report.value("matrix")) } catch let problem as KillMatrix.Problem {
      throw ReportProblem(reason: problem.reason)
    } catch { throw ReportProblem(reason: "has no 'matrix'; expected what vexfmt fuzz --json prints") }
    differenceCount = try report.unsigned("differenceCount")
    differences = []
    for difference in try report.objects("differences") { differences.append(try Difference(difference)) }
    saved = try report.strings("saved")
    try look()
  }

  /// Whether what is said twice in a report is the same.
  private func look() throws(ReportProblem) {
    let expected = run.count(in: shard)
    guard matrix.count == expected else {
      throw ReportProblem(
        reason:
          "has \(matrix.count) mutants in its matrix; expected \(expected), which part \(shard) of \(run.count) has")
    }
    guard differences.count == Int(min(differenceCount, UInt64(Self.maximumKept))) else {
      throw ReportProblem(
        reason:
          "has \(differences.count) differences but counts \(differenceCount); at most \(Self.maximumKept) are kept")
    }
    for difference in differences where difference.mutant % shard.count != shard.number - 1 {
      throw ReportProblem(reason: "has mutant \(difference.mutant), which is no part of shard \(shard)")
    }
  }
}

extension FuzzSummary.Difference {
  fileprivate var json: JSON {
    let findings = findings.map { said in
      JSON.object([
        ("evaluator", .string(said.evaluator)), ("rule", .optional(said.rule)),
        ("severity", .string(String(describing: said.severity))), ("offset", .unsigned(said.offset)),
      ])
    }
    return .object([
      ("mutant", .unsigned(mutant)), ("baseline", .string(baseline)), ("change", .string(change)),
      ("findings", .array(findings)),
    ])
  }

  fileprivate init(_ object: ReportObject) throws(ReportProblem) {
    mutant = try object.unsigned("mutant")
    baseline = try object.string("baseline")
    change = try object.string("change")
    findings = []
    for said in try object.objects("findings") {
      let word = try said.string("severity")
      guard let severity = Severity.allCases.first(where: { String(describing: $0) == word }) else {
        throw ReportProblem(reason: "\(said.place) has a severity that there is not")
      }
      findings.append(
        FuzzSummary.Said(
          evaluator: try said.string("evaluator"), rule: try said.optionalString("rule"), severity: severity,
          offset: try said.unsigned("offset")))
    }
  }
}
