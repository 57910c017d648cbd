import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexImage
import VexPlugins

@testable import VexFuzz

@Suite struct MountDeciderTests {
  private func decider() throws -> MountDecider {
    let program = try Shipped.program.get()
    return MountDecider(
      program: program, checksums: .builtIn, evaluators: [try TableEvaluator(program, checksums: .builtIn)])
  }

  private func group(_ number: Int, _ items: [LabItem]) throws -> LabGroup {
    let image = try Shipped.images.get()[number]
    return LabGroup(device: .ram, size: image.size, base: image.source, items: items)
  }

  @Test func soundImagesAreMountedForReading() throws {
    for number in try Shipped.images.get().indices {
      let rows = try decider().decide(try group(number, [LabItem(title: "sound", kind: .device)]))
      let expected = MountDecision(verdict: .ro, rule: nil, offset: 0, errno: 0)
      #expect(rows == [[expected, expected]])
    }
  }

  /// The corpus says what each image breaks, so a mount that reads the element and may not go on decides by that.
  @Test func corpusCasesDecideAsRecorded() throws {
    let program = try Shipped.program.get()
    let read = Set(program.format.mount.reads.map { "\(program.format.regions[$0.region].name) \($0.index)" })
    var compared = 0
    for (file, corpusCase) in try Corpus.cases() {
      guard let element = corpusCase.element, corpusCase.severity == .error,
        read.contains("\(element.region) \(element.index)"),
        corpusCase.size.map({ $0.isMultiple(of: LabGroup.sector) }) ?? true
      else { continue }
      let fresh = try FreshImage(
        program, version: corpusCase.version, size: corpusCase.baseSize, settings: corpusCase.settings,
        checksums: .builtIn)
      let group = LabGroup(
        device: .ram, size: corpusCase.size ?? fresh.size, base: fresh.source,
        items: [LabItem(title: file, kind: .corpus, patches: corpusCase.patches)])
      let rule = try #require(program.format.rule(named: corpusCase.rule))
      let expected = MountDecision(
        verdict: .refuse, rule: corpusCase.rule, offset: corpusCase.offset, errno: rule.errno.number)
      #expect(try decider().decide(group) == [[expected, expected]], "\(file)")
      compared += 1
    }
    #expect(compared > 60)
  }

  /// Patching elements that were found in the base gives what finding them in the patched image gives.
  @Test func shortcutsChangeNothing() throws {
    let program = try Shipped.program.get()
    for number in [0, 1] {
      var group = try group(number, [])
      group.items = LabMutants(group, program: program, checksums: .builtIn, seed: 3).random(count: 60)
      let rows = try decider().decide(group)
      for (item, row) in zip(group.items, rows) {
        let whole = LabGroup(
          device: .ram, size: group.size, base: group.image(item.patches), items: [LabItem(title: "", kind: .mutant)])
        #expect(try decider().decide(whole) == [row], "\(item.title)")
      }
      #expect(Set(rows.map { $0[0].rule }).count > 5)
    }
  }

  @Test func decisionsAreReadAsTheyAreWritten() {
    let decision = MountDecision(verdict: .refuse, rule: "vexfs/superblock.magic/magic", offset: 7, errno: 22)
    #expect(MountDecision("e vexfs: (ram0p1) \(decision)  ") == decision)
    #expect(MountDecision("verdict=ro rule=none offset=0 errno=0")?.rule == nil)
    for text in ["", "verdict=maybe rule=none offset=0 errno=0", "verdict=ro rule=none offset=0", "errno=x"] {
      #expect(MountDecision(text) == nil)
    }
  }
}
