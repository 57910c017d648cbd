import TestSupport
import Testing
import VexBytes
import VexCodecs
import VexFSFuzz
import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexPlugins

@Suite struct DifferentialRunTests {
  @Test func baselinesAreSound() throws {
    let format = try Shipped.format.get()
    let predictor = Predictor(format: format, checksums: .builtIn)
    let baselines = try Shipped.baselines.get()
    #expect(
      baselines.map(\.name) == [
        "superblock[0]", "superblock[0]", "superblock[1]", "space_map[0]", "bitmap[0]", "inode_chunks[0]", "inodes[1]",
        "superblock[0]", "space_map[0]", "bitmap[251]",
      ]
        + Array(
          repeating: ["superblock[0]", "superblock[1]", "space_map[0]", "bitmap[0]", "inode_chunks[0]", "inodes[1]"],
          count: 2
        ).joined())
    for baseline in baselines { #expect(predictor.findings(baseline.subject) == [], "\(baseline.name)") }
  }

  @Test func everyFieldByEveryVerb() throws {
    let program = try Shipped.program.get()
    let compiled = try Shipped.compile(program)
    defer { compiled.remove() }
    let run = try RecordedRun.shipped.get()
    #expect(run.batches.reduce(0) { $0 + $1.findings.count } > 2500)
    let evaluators: [any CheckEvaluator] = [
      try TableEvaluator(program, checksums: .builtIn), VexFS.evaluator(program.format),
      GeneratedCEvaluator(compiled, program.format),
    ]
    for evaluator in evaluators { #expect(try run.disagreements(evaluator) == [:], "\(evaluator.name)") }
  }

  /// A report tells a mutant, what was said of it, and how to see it again.
  @Test func disagreementsAreReported() throws {
    let program = try Shipped.program.get()
    let baselines = try Shipped.baselines.get().filter { $0.name == "inode_chunks[0]" }
    var edited = program
    edited.rewrite { step in
      guard case .rule(var rule) = step, rule.number == program.format.rule(named: "vexfs/inode_chunk.used/is")?.number
      else { return [step] }
      rule.severity = .warning
      return [.rule(rule)]
    }
    let run = DifferentialRun(
      format: program.format, baselines: baselines, checksums: .builtIn, options: FuzzOptions(seed: 4))
    let report = try run.run([try TableEvaluator(edited, checksums: .builtIn)])
    #expect(report.count == run.systematicCount)
    let first = try #require(report.disagreements.first)
    #expect(report.disagreementCount >= 1 && first.seed == 4 && first.baseline.name == "inode_chunks[0]")
    #expect(first.findings.map(\.name) == ["prediction", "table"])
    #expect(first.findings.map(\.finding.severity) == [.error, .warning])
    #expect(Predictor(format: program.format, checksums: .builtIn).decision(first.subject) == first.findings[0].finding)
    #expect(report.matrix(program.format).survivingRules.contains("vexfs/inode.magic/magic"))
  }

  /// Of a disagreement only what shows it is left: whatever else a mutant changed is as in the baseline again.
  @Test func disagreementsAreShrunk() throws {
    let program = try Shipped.program.get()
    let baselines = try Shipped.baselines.get().filter { $0.name == "inodes[1]" }
    let rule = try #require(program.format.rule(named: "vexfs/inode.links/range"))
    let links = try #require(
      program.format.structures.first { $0.name == "inode" }?.fields.first { $0.name == "links" })
    let place = try #require(links.offset)
    var edited = program
    edited.rewrite { step in
      guard case .rule(var body) = step, body.number == rule.number else { return [step] }
      body.body = body.body.map(\.neverFailing)
      return [.rule(body)]
    }
    let run = DifferentialRun(
      format: program.format, baselines: baselines, checksums: .builtIn, options: FuzzOptions(seed: 5, count: 12_000))
    let report = try run.run([try TableEvaluator(edited, checksums: .builtIn)])
    #expect(report.disagreementCount > 20)
    let predictor = Predictor(format: program.format, checksums: .builtIn)
    for found in report.disagreements {
      #expect(predictor.decision(found.subject) == found.findings[0].finding)
      #expect(found.findings.map(\.finding.rule) == [rule.number, 0] || found.findings[1].finding.rule != 0)
      guard found.findings[1].finding.rule == 0 else { continue }
      // The field, and the checksum that then is right.
      let changed = zip(found.subject.bytes, found.baseline.subject.bytes).enumerated().filter { $0.1.0 != $0.1.1 }.map(
        \.0)
      let inside = changed.filter { place..<place + 4 ~= $0 }
      #expect(inside.count > 0 && changed.count - inside.count <= 8, "\(found)")
    }
    #expect(report.disagreements.contains { $0.change.contains(", of which is left: 0x") })
  }

  /// Ends over some mutants, as code under sanitizers does.
  private final class Ending: CheckEvaluator {
    struct End: EvaluatorEnd, CustomStringConvertible {
      let description = "dispatch ended\nx.c:1: runtime error: division by zero\n"
    }
    let table: TableEvaluator
    let ends: @Sendable (StructureCase) -> Bool
    let name = "ending"

    init(table: TableEvaluator, _ ends: @escaping @Sendable (StructureCase) -> Bool) {
      (self.table, self.ends) = (table, ends)
    }

    func check(_ batch: MutantBatch, into findings: inout [Finding]) throws {
      for entry in batch.entries where ends(batch.subject(entry)) { throw End() }
      table.check(batch, into: &findings)
    }
  }

  /// Who ends over a mutant has not answered about that one; the run goes on, and names it.
  @Test func endsAreDifferences() throws {
    let program = try Shipped.program.get()
    let baselines = try Shipped.baselines.get().filter { $0.name == "inodes[1]" }
    let table = try TableEvaluator(program, checksums: .builtIn)
    let run = DifferentialRun(
      format: program.format, baselines: baselines, checksums: .builtIn, options: FuzzOptions(seed: 4, count: 600))
    // What the first byte of the magic is when all of its bits are ones.
    let report = try run.run([table, Ending(table: table) { $0.bytes.first == 0xff }], predicting: false)
    #expect(report.count == 600 && report.disagreementCount > 0)
    for found in report.disagreements {
      #expect(found.subject.bytes.first == 0xff && found.findings.map(\.finding.severity) == [.error, .error])
      #expect(found.findings[0].finding.rule > 0 && found.findings[1].finding.rule == 0)
      #expect(found.change.contains("; ending: x.c:1: runtime error: division by zero"))
    }
    // Who never answers is found at its first mutants, and asked no more than that.
    let silent = try run.run([table, Ending(table: table) { _ in true }], predicting: false)
    #expect(silent.count == 600 && silent.disagreementCount == 600)
    #expect(silent.disagreements.allSatisfy { $0.findings[1].finding.severity == .error })
  }

  /// A mutant aimed at a rule breaks it, also where no change of one field does.
  @Test func rulesAreAimedAt() throws {
    let format = try Shipped.format.get()
    let baselines = try Shipped.baselines.get().filter { $0.name == "inode_chunks[0]" }
    let local = format.rules.filter { $0.structure == baselines.first?.subject.structure && !$0.isImplied }
    var options = FuzzOptions(seed: 9, count: UInt64(local.count))
    options.isAimed = true
    let run = DifferentialRun(format: format, baselines: baselines, checksums: .builtIn, options: options)
    let report = try run.run([try TableEvaluator(try Shipped.program.get(), checksums: .builtIn)])
    #expect(report.count == UInt64(local.count))
    #expect(report.disagreementCount == 0)
    #expect(local.filter { report.deciding[$0.number] == nil }.map(\.name) == [])
  }

  /// Several fields at once, without predictions, which cost most.
  @Test func randomMutants() throws {
    let program = try Shipped.program.get()
    let compiled = try Shipped.compile(program)
    defer { compiled.remove() }
    let run = DifferentialRun(
      format: program.format, baselines: try Shipped.baselines.get(), checksums: .builtIn,
      options: FuzzOptions(seed: 2, count: 20_000 * Effort.factor + Effort.structures))
    let report = try run.run(
      [
        try TableEvaluator(program, checksums: .builtIn), VexFS.evaluator(program.format),
        GeneratedCEvaluator(compiled, program.format),
      ], predicting: false)
    for disagreement in report.disagreements { Issue.record("\(disagreement)") }
    #expect(report.count == run.options.count)
  }

  @Test func shardsMakeUpTheWhole() throws {
    let program = try Shipped.program.get()
    let baselines = Array(try Shipped.baselines.get().suffix(1))
    var options = FuzzOptions(seed: 3, count: 1500)
    func report(_ options: FuzzOptions) throws -> FuzzReport {
      try DifferentialRun(format: program.format, baselines: baselines, checksums: .builtIn, options: options)
        .run([try TableEvaluator(program, checksums: .builtIn)], predicting: false)
    }
    let whole = try report(options)
    var parts = FuzzReport()
    options.shardCount = 3
    options.batchSize = 7
    for shard in 0..<3 as Range<UInt64> {
      options.shard = shard
      parts.merge(try report(options))
    }
    #expect(whole.count == 1500)
    #expect(parts.count == 1500)
    #expect(parts.deciding == whole.deciding)
    #expect(parts.decisions == whole.decisions)
  }
}
