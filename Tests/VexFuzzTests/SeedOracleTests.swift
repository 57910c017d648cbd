import TestSupport
import Testing
import VexBytes
import VexCodecs
import VexFSFuzz
import VexFSLayout
import VexFormatSpec
import VexPlugins

@testable import VexFuzz

/// What the first kernel module checked of a superblock, in its order, written down by hand.
private enum SeedCheck: String, CaseIterable {
  case magic = "vexfs/superblock.magic/magic"
  case version = "vexfs/superblock.version/in"
  case blockSize = "vexfs/superblock.block_size/is"
  case totalBlocks = "vexfs/superblock.total_blocks/range"

  /// The first check that a superblock fails; nil if it passes them all.
  static func first(failedBy bytes: [UInt8]) -> SeedCheck? {
    func integer(_ offset: Int, _ width: Int) -> UInt64 {
      (0..<width).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    }
    if integer(0, 4) != 0x5645_4653 { return .magic }
    if integer(4, 4) != 1 { return .version }
    if integer(8, 8) != 4096 { return .blockSize }
    if integer(16, 8) == 0 || integer(16, 8) > 1 << 32 { return .totalBlocks }
    return nil
  }
}

@Suite struct SeedOracleTests {
  /// Superblocks of version 1 with numbers around everything that the checks compare.
  private func cases(_ baseline: StructureCase, count: Int) -> [StructureCase] {
    var random = SeededGenerator(seed: 77)
    let interesting: [(offset: Int, width: Int, values: [UInt64])] = [
      (0, 4, [0x5645_4653, 0x5645_4653, 0x5645_4654, 0, 0x5346_4556]), (4, 4, [1, 1, 1, 0, 4, 1 << 31, 257]),
      (8, 8, [4096, 4096, 4096, 4095, 4097, 0, 16, 1 << 44 | 4096]),
      (16, 8, [0, 1, 2, 1 << 32 - 1, 1 << 32, 1 << 32 + 1, 1 << 63, .max]), (24, 8, [0, 1, 5, .max]),
    ]
    return (0..<count).map { _ in
      var subject = baseline
      for field in interesting where random.next(below: 3) == 0 {
        var value = field.values[random.next(below: field.values.count)]
        if random.next(below: 6) == 0 { value = random.next() >> UInt64(random.next(below: 64)) }
        for index in 0..<field.width {
          subject.bytes[field.offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
        }
      }
      if random.next(below: 8) == 0 { subject.bytes[random.next(below: 544)] ^= UInt8(1 << random.next(below: 8)) }
      subject.context.imageSize = random.next(below: 2) == 0 ? 4096 : 1 << 45
      return subject
    }
  }

  @Test func evaluatorsDecideAsTheFirstModuleDid() throws {
    let program = try Shipped.program.get()
    let compiled = try Shipped.compile(program)
    defer { compiled.remove() }
    let baseline = try #require(try Shipped.baselines.get().first).subject
    var numbers: [UInt32: SeedCheck] = [:]
    for check in SeedCheck.allCases {
      let rule = try #require(program.format.rule(named: check.rawValue))
      #expect(rule.errno == .invalid)
      numbers[rule.number] = check
    }
    // Versions 2 and 3 came later.
    let cases = cases(baseline, count: 5000 * Int(Effort.factor)).filter {
      !(2...3).contains($0.bytes[4]) || $0.bytes[5...7] != [0, 0, 0]
    }
    var batch = MutantBatch(baseline)
    for subject in cases { batch.append(subject) }
    let expected = cases.map { SeedCheck.first(failedBy: $0.bytes) }
    // The numbers above must reach every check and none.
    for check in SeedCheck.allCases { #expect(expected.count { $0 == check } > 20) }
    #expect(expected.count { $0 == nil } > 500)
    let evaluators: [any CheckEvaluator] = [
      try TableEvaluator(program, checksums: .builtIn), VexFS.evaluator(program.format),
      GeneratedCEvaluator(compiled, program.format),
    ]
    for evaluator in evaluators {
      var findings: [Finding] = []
      try evaluator.check(batch, into: &findings)
      #expect(findings.map { numbers[$0.rule] } == expected, "\(evaluator.name)")
      for (finding, check) in zip(findings, expected) where check != nil { #expect(finding.severity == .error) }
    }
  }
}
