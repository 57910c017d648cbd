import Testing
import VexBytes
import VexFormatSpec
import VexFuzz
import VexPlugins

@Suite struct WitnessTests {
  /// The corpus holds what the search found for all; here it is run for one structure, in which some rules take several changes.
  @Test func everyRuleOfAChunkHasOne() throws {
    let format = try Shipped.format.get()
    let baselines = try Shipped.baselines.get().filter { $0.name == "inode_chunks[0]" }
    let search = WitnessSearch(format: format, baselines: baselines, checksums: .builtIn, seed: 1)
    let found = search.witnesses()
    let predictor = Predictor(format: format, checksums: .builtIn)
    for rule in format.rules where rule.structure == baselines.first?.subject.structure && !rule.isImplied {
      guard let witness = found[rule.number] else {
        Issue.record("no witness for \(rule.name)")
        continue
      }
      #expect(predictor.findings(witness.subject) == [witness.finding])
      #expect(predictor.findings(witness.baseline.subject) == [])
      #expect(witness.finding.rule == rule.number)
    }
  }
}
