import Testing
import VexBytes
import VexCodecs
import VexFSFuzz
import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexPlugins

/// Checksums whose algorithm the superblock chooses, and of which two verify while it is changed.
@Suite struct ChecksumKindTests {
  /// What each kind's structures must give under each superblock: 0 for verified, else the severity of the finding.
  private static func expected(stored: UInt8, _ kinds: KindCases.Kinds) -> Severity {
    let chosen = kinds.isMigrating ? [kinds.after, kinds.before] : [kinds.kind]
    if chosen.contains(stored) { return .none }
    return chosen.allSatisfy { $0 == 1 || $0 == 2 } ? .error : .warning
  }

  @Test func eitherKindVerifiesAndAnUnknownOneIsNeverGood() throws {
    let program = try Shipped.program.get()
    let predictor = Predictor(format: program.format, checksums: .builtIn)
    let table = try TableEvaluator(program, checksums: .builtIn)
    var seen: [Severity: Int] = [:]
    for (number, subject) in try KindCases.subjects().enumerated() {
      let stored: UInt8 = number < 4 ? 1 : 2
      for kinds in KindCases.all {
        let mutant = KindCases.with(kinds, subject)
        let wanted = Self.expected(stored: stored, kinds)
        var batch = MutantBatch(mutant)
        batch.append(mutant)
        var findings = [predictor.decision(mutant)]
        table.check(batch, into: &findings)
        for finding in findings {
          #expect(finding.severity == wanted, "\(kinds) \(stored)")
          let rule = program.format.rule(finding.rule)?.name ?? ""
          #expect(wanted == .none ? finding == .clean : rule.hasSuffix("/checksum"), "\(rule)")
        }
        seen[wanted, default: 0] += 1
      }
    }
    #expect(seen == [.none: 64, .error: 16, .warning: 80])
  }

  @Test func everyEvaluatorAgrees() throws {
    let program = try Shipped.program.get()
    let predictor = Predictor(format: program.format, checksums: .builtIn)
    let compiled = try Shipped.compile(program)
    defer { compiled.remove() }
    let evaluators: [any CheckEvaluator] = [
      try TableEvaluator(program, checksums: .builtIn), VexFS.evaluator(program.format),
      GeneratedCEvaluator(compiled, program.format),
    ]
    let cases = try KindCases.cases()
    let groups = Dictionary(grouping: cases, by: \.structure)
    #expect(groups.count == 4)
    for group in groups.values {
      guard let first = group.first else { continue }
      var batch = MutantBatch(first)
      for mutant in group { batch.append(mutant) }
      let expected = group.map { predictor.decision($0) }
      for evaluator in evaluators {
        var findings: [Finding] = []
        try evaluator.check(batch, into: &findings)
        #expect(findings == expected, "\(evaluator.name)")
      }
    }
  }

  /// What generated Swift seals is what the superblock says, and while it is changed what it will say.
  @Test func generatedSwiftSealsWhatWillBe() throws {
    let program = try Shipped.program.get()
    let context = VexFS.Context(imageSize: 20480, checksums: .builtIn)
    let subjects = try KindCases.subjects()
    let name = "inode"
    for (number, subject) in subjects.enumerated()
    where program.format.structures[subject.structure].name == name {
      let stored: UInt8 = number < 4 ? 1 : 2
      for kinds in KindCases.all {
        let mutant = KindCases.with(kinds, subject)
        let wanted = kinds.isMigrating ? kinds.after : kinds.kind
        let source = try #require(mutant.context.sources.first).bytes
        let patches = mutant.bytes.withBytes { bytes in
          source.withBytes { superblock in
            Result { () throws(Finding) in
              try VexFS.Inode.digests(
                of: bytes, in: context, place: mutant.context.place, index: mutant.context.index,
                superblock: superblock, slot: 1)
            }
          }
        }
        guard wanted == 1 || wanted == 2 else {
          #expect(throws: Finding.self) { try patches.get() }
          continue
        }
        let patch = try #require(try patches.get().first)
        var sealed = VexFS.Inode.Builder(bytes: subject.bytes)
        sealed.store(patch)
        #expect((sealed.bytes == subject.bytes) == (wanted == stored), "\(kinds)")
      }
    }
  }
}
