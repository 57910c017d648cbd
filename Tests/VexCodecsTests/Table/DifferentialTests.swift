import Testing
import VexBytes
import VexFormatSpec

@testable import VexCodecs

@Suite struct DifferentialTests {
  /// Random programs on random bytes of every length: the flat table finds what the tree of steps means.
  @Test(arguments: 0..<8) func agreesWithTheReference(_ shard: UInt64) throws {
    var failed = 0
    var merged = 0
    for seed in 0..<100 as Range<UInt64> {
      var random = RandomProgram(seed: shard << 32 | seed)
      let check = random.program()
      let table = try table(check)
      var runner = TableRunner(table)
      var result = CheckResult()
      if table.code.contains(where: { $0.opcode == .fields && $0.b - $0.a > 1 }) { merged += 1 }
      for length in 0...24 {
        let bytes = random.bytes(length)
        let context = CheckContext(imageSize: 99, place: 1000, sources: [random.bytes(random.number(12))])
        var decisive: [Finding] = []
        for mode in [CheckMode.kernel, .report] {
          let expected = ReferenceEvaluator(check, bytes, context, mode)
          bytes.withBytes { runner.check(0, bytes: $0, context: context, mode: mode, into: &result) }
          let agrees = result.findings == expected.findings && result.decisive == expected.decisive
          try #require(
            agrees, "seed \(shard << 32 | seed), \(mode), \(bytes)\n\(check)\n\(result)\n\(expected.findings)")
          decisive.append(result.decisive)
          if !result.findings.isEmpty { failed += 1 }
        }
        #expect(decisive[0] == decisive[1])
      }
    }
    // Random programs that fail nowhere, or merge nowhere, would prove nothing.
    #expect(failed > 300)
    #expect(merged > 20)
  }

  /// Programs that name what is not there are refused, or end: nothing traps.
  @Test(arguments: 0..<8) func wrongProgramsDoNotTrap(_ shard: UInt64) throws {
    var refused = 0
    for seed in 0..<400 as Range<UInt64> {
      var random = RandomProgram(seed: 1 << 48 | shard << 32 | seed, wild: true)
      let check = random.program()
      guard let table = try? table(check) else {
        refused += 1
        continue
      }
      var runner = TableRunner(table)
      var result = CheckResult()
      for length in 0...24 {
        let context = CheckContext(imageSize: 99, place: .max, sources: [random.bytes(length)])
        for mode in [CheckMode.kernel, .report] {
          random.bytes(length).withBytes { runner.check(0, bytes: $0, context: context, mode: mode, into: &result) }
        }
      }
    }
    #expect(refused > 100 && refused < 390)
  }
}
