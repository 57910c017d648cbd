import VexBytes

/// What one evaluator says of each mutant of a batch.
struct EvaluatorColumn {
  /// What reports call it.
  var name: String
  /// What it decides, in the order of the mutants; of one to which it gave no answer, `noAnswer`.
  var findings: [Finding] = []
  /// Why it gave no answer, by the mutant's place in the batch: a sanitizer's report, for one.
  var failures: [Int: String] = [:]

  /// No rule is to blame, and the bytes are not sound.
  static let noAnswer = Finding(rule: 0, severity: .error, offset: 0)

  /// So many mutants of a batch are found one by one; behind them all that is not answered counts as such.
  private static let failureLimit = 8

  /// Makes a column of what is known.
  init(name: String, findings: [Finding]) { (self.name, self.findings) = (name, findings) }

  /// Asks an evaluator.
  ///
  /// When it ends over a batch, it is asked about parts of it, until it is known over which mutants. Throws what is not about mutants: an evaluator that cannot be started.
  init(asking evaluator: any CheckEvaluator, about batch: MutantBatch) throws {
    name = evaluator.name
    findings.reserveCapacity(batch.entries.count)
    do { try evaluator.check(batch, into: &findings) } catch let end as any EvaluatorEnd {
      findings = []
      try ask(evaluator, batch, batch.entries.indices, after: end)
    }
  }

  private mutating func ask(
    _ evaluator: any CheckEvaluator, _ batch: MutantBatch, _ range: Range<Int>, after end: any EvaluatorEnd
  ) throws {
    guard range.count > 1, failures.count < Self.failureLimit else {
      if range.count == 1 { failures[range.lowerBound] = Self.line("\(end)") }
      findings += Array(repeating: Self.noAnswer, count: range.count)
      return
    }
    let middle = range.lowerBound + range.count / 2
    for half in [range.lowerBound..<middle, middle..<range.upperBound] {
      let start = findings.count
      do { try evaluator.check(batch.part(half), into: &findings) } catch let end as any EvaluatorEnd {
        findings.removeLast(findings.count - start)
        try ask(evaluator, batch, half, after: end)
      }
    }
  }

  /// The line of a report that says most.
  private static func line(_ report: String) -> String {
    let lines = report.split(separator: "\n")
    let telling = lines.first { $0.contains("runtime error:") || $0.contains("ERROR:") }
    return String((telling ?? lines.first ?? "it ended").prefix(300))
  }
}
