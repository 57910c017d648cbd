import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

@Suite struct KillMatrixTests {
  /// Asks the table, and counts what it says by itself.
  private final class Counter: CheckEvaluator {
    let name = "counter"
    let table: TableEvaluator
    var rules: [UInt32: UInt64] = [:]
    var severities: [Severity: UInt64] = [:]

    init(_ program: Program) throws { table = try TableEvaluator(program, checksums: .builtIn) }

    func check(_ batch: MutantBatch, into findings: inout [Finding]) {
      let start = findings.count
      table.check(batch, into: &findings)
      for finding in findings[start...] {
        if finding.rule != 0 { rules[finding.rule, default: 0] += 1 }
        severities[finding.severity, default: 0] += 1
      }
    }
  }

  private func run(
    _ names: Set<String>, count: UInt64? = nil, shard: UInt64 = 0, of shards: UInt64 = 1, batch: Int = 256,
    _ evaluators: [any CheckEvaluator]
  ) throws -> FuzzReport {
    var options = FuzzOptions(seed: 3, count: count)
    (options.shard, options.shardCount, options.batchSize) = (shard, shards, batch)
    let baselines = try Shipped.baselines.get().prefix(7).filter { names.contains($0.name) }
    #expect(baselines.count >= names.count)
    return try DifferentialRun(
      format: try Shipped.format.get(), baselines: Array(baselines), checksums: .builtIn, options: options
    ).run(evaluators, predicting: false)
  }

  private func cell(_ matrix: KillMatrix, _ field: String, _ change: String) -> [String?: UInt64] {
    let row = matrix.rows.first { $0.subject == KillMatrix.Subject(structure: "inode_chunk", field: field) }
    let cell = MatrixColumn(name: change).flatMap { row?.cells[$0] } ?? [:]
    return Dictionary(cell.map { ($0.rule, $1) }) { $0 + $1 }
  }

  @Test func everyMutantIsCountedOnce() throws {
    let program = try Shipped.program.get()
    let counter = try Counter(program)
    let report = try run(["inode_chunks[0]"], count: 2500, [counter])
    let matrix = report.matrix(program.format)
    #expect(report.count == 2500)
    #expect(matrix.count == 2500)
    #expect(report.deciding == counter.rules)
    #expect(matrix.decisions == counter.severities)
    for rule in program.format.rules { #expect(matrix.deciding[rule.name] == counter.rules[rule.number]) }
    #expect(matrix.rows.allSatisfy { $0.subject.structure == "inode_chunk" })
  }

  @Test func cellsAreWhatWasDone() throws {
    let program = try Shipped.program.get()
    let report = try run(["inode_chunks[0]"], [try TableEvaluator(program, checksums: .builtIn)])
    let matrix = report.matrix(program.format)
    #expect(cell(matrix, "magic", "zeroes") == ["vexfs/inode_chunk.magic/magic": 1])
    #expect(cell(matrix, "(image size)", "surroundings").values.reduce(0, +) == 4)
    #expect(cell(matrix, "checksum", "add") == ["vexfs/inode_chunk.checksum/checksum": 1])
    let stale = cell(matrix, "generation", "stale")
    #expect(stale == ["vexfs/inode_chunk.checksum/checksum": 1])
    #expect(!matrix.rows.contains { $0.subject.field.contains("[") && !$0.subject.field.contains("[]") })
    // Rules of what was not changed survive; what others imply never does.
    let others = program.format.rules.filter {
      $0.structure != nil && !$0.isImplied && report.deciding[$0.number] == nil
    }
    #expect(others.count > 50)
    #expect(matrix.survivingRules == others.map(\.name))
    #expect(matrix.text.contains("inode_chunk.magic"))
  }

  /// Whatever the shards and the batches, also among random mutants of several baselines.
  @Test func shardsMakeUpTheWhole() throws {
    let program = try Shipped.program.get()
    let names: Set = ["inode_chunks[0]", "bitmap[0]"]
    let table = try TableEvaluator(program, checksums: .builtIn)
    let whole = try run(names, count: 4000, [table]).matrix(program.format)
    var parts = try run(names, count: 4000, of: 3, batch: 7, [table]).matrix(program.format)
    for shard in 1..<3 as Range<UInt64> {
      try parts.add(try run(names, count: 4000, shard: shard, of: 3, batch: 100, [table]).matrix(program.format))
    }
    #expect(parts == whole)
    #expect(whole.count == 4000)
    #expect(throws: KillMatrix.Problem.self) {
      try parts.add(try run(["bitmap[0]"], count: 10, [table]).matrix(program.format))
    }
  }

  /// A part of a run keeps the differences of the lowest numbers, as the whole would.
  @Test func theFirstDifferencesAreKept() throws {
    let program = try Shipped.program.get()
    var defective = program
    defective.rewrite { step in
      guard case .rule(var rule) = step else { return [step] }
      rule.severity = .warning
      return [.rule(rule)]
    }
    let table = try TableEvaluator(program, checksums: .builtIn)
    let other = try TableEvaluator(defective, checksums: .builtIn)
    let names: Set = ["inode_chunks[0]", "bitmap[0]"]
    let whole = try run(names, count: 900, [table, other]).disagreements.map(\.number)
    #expect(whole.count == 50 && whole == whole.sorted())
    let parts = try (0..<2 as Range<UInt64>).flatMap {
      try run(names, count: 900, shard: $0, of: 2, batch: 9, [table, other]).disagreements.map(\.number)
    }
    #expect(Array(parts.sorted().prefix(50)) == whole)
  }

  @Test func jsonIsReadBack() throws {
    let program = try Shipped.program.get()
    let table = try TableEvaluator(program, checksums: .builtIn)
    let matrix = try run(["inode_chunks[0]"], count: 700, [table]).matrix(program.format)
    let text = matrix.json.text
    #expect(try KillMatrix(try JSON(reading: Array(text.utf8))) == matrix)
    let changes = [
      ("\"change\": \"zeroes\"", "\"change\": \"zeros\""), ("\"severity\": \"error\"", "\"severity\": \"fatal\""),
      ("\"mutants\": 1}", "\"mutants\": -1}"), ("\"implied\": false", "\"implied\": 0"),
      ("\"rule\": \"vexfs/inode_chunk.magic/magic\", \"severity\"", "\"rule\": \"other\", \"severity\""),
      ("\"field\": \"magic\"", "\"field\": \"checksum\""), ("\"rows\"", "\"lines\""),
      ("\"mutants\": 1}", "\"mutants\": 18446744073709551615}"),
    ]
    for (old, new) in changes {
      let edited = text.replacing(old, with: new)
      #expect(edited != text, "the JSON has no \(old)")
      let json = try JSON(reading: Array(edited.utf8))
      #expect(throws: KillMatrix.Problem.self, "\(new)") { try KillMatrix(json) }
    }
  }

  @Test func thePageTellsWhatSurvives() throws {
    let rules = ["f/s.a/is", "f/s.b/is", "f/s.<c>/is"].map { KillMatrix.Rule(name: $0, isImplied: false) }
    var row = KillMatrix.Row(KillMatrix.Subject(structure: "s", field: "a"))
    row.cells[.verb(.zeroes)] = [KillMatrix.Outcome(rule: "f/s.a/is", severity: .error): 3]
    var label = KillMatrix.Row(KillMatrix.Subject(structure: "s", field: "label"))
    label.cells[.verb(.zeroes)] = [KillMatrix.Outcome(rule: nil, severity: .none): 2]
    label.cells[.verb(.stale)] = [KillMatrix.Outcome(rule: "f/s.a/is", severity: .readonly): 1]
    let matrix = KillMatrix(rules: rules, rows: [row, label])
    #expect(matrix.survivingRules == ["f/s.b/is", "f/s.<c>/is"])
    #expect(matrix.unnoticedFields.map(\.field) == ["label"])
    let page = matrix.page(title: "Matrix", banner: "made here", facts: [("Seed", "1")])
    #expect(page.contains("2 of 3 rules on structures."))
    #expect(page.contains("f/s.&lt;c&gt;/is") && !page.contains("<c>"))
    #expect(page.contains("<p>3 <code>a</code></p>") && page.contains("<p>2 <strong>sound</strong></p>"))
    #expect(page.contains("<span class=\"tag readonly\">readonly</span>"))
    #expect(!page.contains("href=\"style.css\"") && !page.contains("http"))
    #expect(matrix.text.contains("s.label  stale   f/s.a/is    readonly        1\n"))
  }
}
