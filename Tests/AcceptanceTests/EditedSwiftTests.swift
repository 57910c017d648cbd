import TestSupport
import Testing
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

/// Generated Swift follows an edit of the specification's text; nothing else is changed.
@Suite("Swift of an edited specification") struct EditedSwiftTests {
  @Test("compiles without warnings and decides as the table does")
  func decisions() throws {
    let edited = try EditedFormat(.together)
    let swift = try CompiledSwift(edited.program)
    let run = try edited.run(seed: 12, count: 6000)
    let report = try run.run([try TableEvaluator(edited.program, checksums: .builtIn), swift], predicting: false)
    for disagreement in report.disagreements { Issue.record("\(disagreement)") }
    #expect(report.disagreementCount == 0)
    #expect(report.count == 6000)
    for name in ["superblock.quota/range", "superblock.reserved_label/zero", "superblock.total_blocks/range"] {
      let rule = try #require(edited.format.rule(named: "vexfs/" + name))
      #expect(report.deciding[rule.number, default: 0] > 0, "no mutant breaks \(name)")
    }

    // The same program is wrong about the format as it was.
    let before = try EditedFormat.shipped.get().run(seed: 12, count: 300, only: "superblock")
    let differences = try before.run(
      [try TableEvaluator(EditedFormat.shipped.get().program, checksums: .builtIn), swift], predicting: false)
    #expect(differences.disagreementCount > 0)
  }
}
