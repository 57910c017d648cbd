import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

/// Everything follows an edit of the specification's text; nothing else is changed.
@Suite("An edited specification") struct EditedSpecificationTests {
  @Test("makes images that it finds clean", arguments: SpecificationEdit.all)
  func images(_ edit: SpecificationEdit) throws {
    let edited = try EditedFormat(edit)
    for (version, blocks) in [(1, 8), (2, 8), (2, 32770)] as [(UInt64, UInt64)] {
      let image = try edited.image(version: version, blocks: blocks, settings: ["label": "short"])
      let report = try edited.report(on: image)
      #expect(report.findings.map(\.message) == [], "version \(version)")
      #expect(report.notEvaluated.map(\.cause) == [])
      #expect(report.verdict == .clean)
      #expect(report.version == version)
    }
  }

  @Test("judges images of the unedited format", arguments: SpecificationEdit.all)
  func oldImages(_ edit: SpecificationEdit) throws {
    let label = MakeOptions.Setting.text(String(repeating: "long", count: 10))
    let old = try EditedFormat.shipped.get().image(version: 2, blocks: 5, settings: ["label": label])
    #expect(try EditedFormat.shipped.get().report(on: old).verdict == .clean)
    let report = try EditedFormat(edit).report(on: old)
    #expect(report.verdict == .damaged)
    #expect(report.mount == .refuse)
    let first = try #require(report.findings.first { $0.severity == .error })
    #expect(first.rule == edit.refusal)
  }

  @Test("takes no more blocks and letters than it allows")
  func limits() throws {
    let limited = try EditedFormat(.limit)
    #expect(throws: MakeError.self) { try limited.image(version: 2, blocks: 6) }
    #expect(throws: Never.self) { try limited.image(version: 2, blocks: 7) }
    let long = ["label": MakeOptions.Setting.text(String(repeating: "x", count: 33))]
    #expect(throws: MakeError.self) { try EditedFormat(.label).image(version: 1, blocks: 8, settings: long) }
    #expect(throws: Never.self) { try limited.image(version: 1, blocks: 8, settings: long) }
  }

  @Test("is predicted, and run by table and generated C, alike", arguments: SpecificationEdit.all)
  func mutants(_ edit: SpecificationEdit) throws {
    let edited = try EditedFormat(edit)
    let compiled = try edited.compiledC()
    defer { compiled.remove() }
    let evaluators: [any CheckEvaluator] = [
      try TableEvaluator(edited.program, checksums: .builtIn), GeneratedCEvaluator(compiled, edited.format),
    ]
    let report = try edited.run(seed: 11).run(evaluators, predicting: false)
    for disagreement in report.disagreements { Issue.record("\(disagreement)") }
    #expect(report.disagreementCount == 0)
    #expect(report.count > 4000)
    // Predictions take most of the time. The edits are of the superblock; one alone needs few mutants, and none of the rest.
    let isWhole = edit.name == SpecificationEdit.together.name
    let predicted = try edited.run(seed: 13, shards: isWhole ? 2 : 3, only: isWhole ? nil : "superblock")
      .run(evaluators)
    for disagreement in predicted.disagreements { Issue.record("\(disagreement)") }
    #expect(predicted.disagreementCount == 0)
    #expect(predicted.count > (isWhole ? 2000 : 800))
    let rule = try #require(edited.format.rule(named: edit.rule))
    #expect(report.deciding[rule.number, default: 0] > 0, "no mutant breaks \(edit.rule)")
  }

  /// Rules keep their numbers in these edits, so what was made before is wrong only about places and limits.
  @Test("is not what the unedited format's table says", arguments: [SpecificationEdit.move, .limit])
  func tableOfBefore(_ edit: SpecificationEdit) throws {
    let edited = try EditedFormat(edit)
    let shipped = try EditedFormat.shipped.get()
    #expect(edited.format.rules.map(\.name) == shipped.format.rules.map(\.name))
    let report = try edited.run(seed: 11, count: 400, only: "superblock").run([
      try TableEvaluator(edited.program, checksums: .builtIn), try TableEvaluator(shipped.program, checksums: .builtIn),
    ])
    #expect(report.disagreementCount > 0)
  }
}
