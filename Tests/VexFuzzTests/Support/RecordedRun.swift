import TestSupport
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

/// Mutants with what the shipped specification says of them, to be shown to many evaluators.
struct RecordedRun: Sendable {
  private(set) var batches: [(batch: MutantBatch, findings: [Finding])] = []

  /// Every field by every verb, and every case of the corpus.
  static let shipped: Result<RecordedRun, any Error> = Result {
    let program = try Shipped.program.get()
    let recorder = Recorder(Predictor(format: program.format, checksums: .builtIn))
    let baselines = try Shipped.baselines.get()
    // Other places and other sizes add little, so a part of their mutants will do.
    let usual = baselines.prefix(2) + baselines[3..<7]
    let others = baselines[2...2] + baselines[7...]
    let parts = 8 / min(8, Effort.factor)
    for (wanted, parts) in [(usual, 1), (others, parts)] {
      var options = FuzzOptions(seed: 5)
      options.shardCount = parts
      let run = DifferentialRun(
        format: program.format, baselines: Array(wanted), checksums: .builtIn, options: options)
      _ = try run.run([recorder], predicting: false)
    }
    let writer = CorpusWriter(program: program, checksums: .builtIn)
    for (_, corpusCase) in try Corpus.cases() where corpusCase.element != nil {
      let fresh = try Corpus.fresh(of: corpusCase)
      guard let subject = writer.subject(of: corpusCase, fresh: fresh) else { continue }
      var batch = MutantBatch(subject)
      batch.append(subject)
      var findings: [Finding] = []
      recorder.check(batch, into: &findings)
    }
    for mutant in try KindCases.cases() {
      var batch = MutantBatch(mutant)
      batch.append(mutant)
      var findings: [Finding] = []
      recorder.check(batch, into: &findings)
    }
    return recorder.run
  }

  /// The mutants on which an evaluator says something else, by the rule that should have decided.
  func disagreements(_ evaluator: any CheckEvaluator, only structure: StructureID? = nil) throws -> [UInt32: Int] {
    var result: [UInt32: Int] = [:]
    for (batch, expected) in batches where structure == nil || batch.structure == structure {
      var findings: [Finding] = []
      try evaluator.check(batch, into: &findings)
      for (index, finding) in expected.enumerated() where findings[index] != finding {
        result[finding.rule, default: 0] += 1
      }
    }
    return result
  }

  /// The same with only those mutants that a rule decides.
  func decided(by rule: UInt32) -> RecordedRun {
    var result = RecordedRun()
    for (batch, findings) in batches {
      let wanted = findings.indices.filter { findings[$0].rule == rule }
      guard let first = wanted.first else { continue }
      var part = MutantBatch(batch.subject(batch.entries[first]))
      for index in wanted { part.append(batch.subject(batch.entries[index])) }
      result.batches.append((part, wanted.map { findings[$0] }))
    }
    return result
  }

  private final class Recorder: CheckEvaluator {
    let name = "prediction"
    let predictor: Predictor
    var run = RecordedRun()

    init(_ predictor: Predictor) { self.predictor = predictor }

    func check(_ batch: MutantBatch, into findings: inout [Finding]) {
      let found = batch.entries.map { predictor.decision(batch.subject($0)) }
      run.batches.append((batch, found))
      findings += found
    }
  }
}
