import Testing
import VexBytes
import VexFormatSpec

@testable import VexCodecs

@Suite struct ModeTests {
  private func numbers(_ body: [Step], _ bytes: [UInt8], _ mode: CheckMode) throws -> [UInt32] {
    try failures(body, bytes, CheckContext(imageSize: 4096), mode)
  }

  @Test func aKernelStopsAtTheFirstError() throws {
    let body: [Step] = [
      .frame(
        path: "",
        [
          .stage(.magic), byteIs(1, at: 0, 1, .warning), byteIs(1, at: 1, 2), byteIs(1, at: 2, 3), .stage(.fields),
          byteIs(1, at: 3, 4),
        ])
    ]
    let bytes: [UInt8] = [0, 0, 0, 0]
    #expect(try numbers(body, bytes, .kernel) == [1, 2])
    #expect(try numbers(body, bytes, .report) == [1, 2, 3])
    #expect(try numbers(body, [0, 1, 1, 0], .kernel) == [1, 4])
    #expect(try numbers(body, [0, 1, 1, 0], .report) == [1, 4])
    #expect(try numbers(body, [1, 1, 1, 1], .kernel) == [])
    #expect(try numbers(body, [1, 1, 1, 1], .report) == [])
  }

  @Test func aNestedErrorEndsTheHolderAtTheEndOfItsStage() throws {
    let nested: Step = .frame(
      path: "item", [.stage(.fields), byteIs(1, at: 0, 1), .stage(.relations), byteIs(1, at: 1, 2)])
    let body: [Step] = [
      .frame(path: "", [.stage(.fields), nested, byteIs(1, at: 2, 3), .stage(.relations), byteIs(1, at: 3, 4)])
    ]
    #expect(try numbers(body, [0, 0, 0, 0], .report) == [1, 3])
    #expect(try numbers(body, [1, 0, 0, 0], .report) == [2, 3])
    #expect(try numbers(body, [1, 1, 1, 0], .report) == [4])
    #expect(try numbers(body, [0, 0, 0, 0], .kernel) == [1])
  }

  @Test func everyElementIsReported() throws {
    let element: Step = .frame(
      path: "items",
      [
        .stage(.fields), byteIs(1, at: 0, 1, view: 1), .stage(.relations), byteIs(1, at: 1, 2, view: 1),
      ])
    let loop = LoopStep(
      index: 5, from: c(0), to: c(4), cap: 4,
      body: [.view(1, of: 0, base: 2, index: r(5), stride: 2, size: 2), element])
    let body: [Step] = [.frame(path: "", [.stage(.fields), .loop(loop), .stage(.relations), byteIs(1, at: 0, 3)])]
    let bytes: [UInt8] = [0, 0, /**/ 0, 0, /**/ 1, 1, /**/ 1, 0, /**/ 0, 1]
    let result = run(try table(program(body)), bytes, CheckContext(imageSize: 0, place: 1000))
    #expect(result.findings.map(\.rule) == [1, 2, 1])
    #expect(result.findings.map(\.offset) == [1002, 1007, 1008])
    #expect(result.findings.map(\.stage) == [.fields, .relations, .fields])
    #expect(result.decisive == Finding(rule: 1, severity: .error, offset: 1002))
  }

  @Test func afterAFailedChecksumLaterStagesRestOnIt() throws {
    let nested: Step = .frame(path: "item", [.stage(.fields), byteIs(1, at: 3, 4)])
    let body: [Step] = [
      .frame(
        path: "",
        [
          .stage(.checksum), byteIs(1, at: 0, 1), byteIs(1, at: 1, 2), .stage(.fields), byteIs(1, at: 2, 3), nested,
          .stage(.relations), byteIs(1, at: 4, 5),
        ])
    ]
    let result = run(try table(program(body)), [0, 0, 0, 0, 0])
    // The error in `fields` ends the frame, failed checksum or not.
    #expect(result.findings.map(\.rule) == [1, 2, 3, 4])
    #expect(result.findings.map(\.restsOnUnverified) == [false, false, true, true])
    #expect(result.decisive.rule == 1)
    let later = run(try table(program(body)), [0, 1, 1, 1, 0])
    #expect(later.findings.map(\.rule) == [1, 5])
    #expect(later.findings.map(\.restsOnUnverified) == [false, true])
    #expect(try numbers(body, [0, 0, 0, 0, 0], .kernel) == [1])
    let sound = run(try table(program(body)), [1, 1, 1, 1, 0])
    #expect(sound.findings.map(\.restsOnUnverified) == [false])
  }

  @Test func aNestedChecksumLeavesItsSiblingsAlone() throws {
    func element(_ offset: Int, _ number: UInt32) -> Step {
      .frame(
        path: "item",
        [.stage(.checksum), byteIs(1, at: offset, number), .stage(.fields), byteIs(1, at: offset + 1, number + 1)])
    }
    let body: [Step] = [
      .frame(path: "", [.stage(.fields), element(0, 1), element(2, 3), .stage(.relations), byteIs(1, at: 4, 5)])
    ]
    let result = run(try table(program(body)), [0, 1, 1, 0, 0])
    #expect(result.findings.map(\.rule) == [1, 4])
    #expect(result.findings.map(\.restsOnUnverified) == [false, false])
    let later = run(try table(program(body)), [0, 1, 1, 1, 0])
    #expect(later.findings.map(\.rule) == [1, 5])
    #expect(later.findings.map(\.restsOnUnverified) == [false, true])
  }

  @Test func theGreatestSeverityDecidesAndTheFirstOfIt() throws {
    let body: [Step] = [
      .frame(
        path: "",
        [
          .stage(.fields), byteIs(1, at: 0, 1, .warning), byteIs(1, at: 1, 2, .readonly),
          byteIs(1, at: 2, 3, .readonly), byteIs(1, at: 3, 4, .warning), byteIs(1, at: 4, 5), byteIs(1, at: 5, 6),
        ])
    ]
    for mode in [CheckMode.kernel, .report] {
      func decisive(_ bytes: [UInt8]) throws -> Finding {
        run(try table(program(body)), bytes, CheckContext(imageSize: 0, place: 50), mode).decisive
      }
      #expect(try decisive([1, 1, 1, 1, 1, 1]) == .clean)
      #expect(try decisive([0, 1, 1, 0, 1, 1]) == Finding(rule: 1, severity: .warning, offset: 50))
      #expect(try decisive([0, 0, 0, 0, 1, 1]) == Finding(rule: 2, severity: .readonly, offset: 51))
      #expect(try decisive([0, 0, 0, 0, 0, 0]) == Finding(rule: 5, severity: .error, offset: 54))
    }
  }

  @Test func aFieldOfASourceHasThePlaceOfTheStructure() throws {
    let body = [byteIs(1, at: 3, 1, view: 1), byteIs(1, at: 3, 2)]
    let result = run(
      try table(program(body, sources: 1)), [0, 0, 0, 0],
      CheckContext(imageSize: 0, place: 70, sources: [[0, 0, 0, 0]]))
    #expect(result.findings.map(\.offset) == [70, 73])
  }

  @Test func findingsAreCapped() throws {
    let loop = LoopStep(index: 5, from: c(0), to: c(5000), cap: 5000, body: [byteIs(1, at: 0, 1, .warning)])
    let result = run(try table(program([.loop(loop)])), [0])
    #expect(result.findings.count == CheckResult.findingLimit)
    #expect(result.omitted == 5000 - CheckResult.findingLimit)
  }

  @Test func aResultIsUsedAgain() throws {
    let table = try table(program([byteIs(1, at: 0, 1)]))
    var runner = TableRunner(table)
    var result = CheckResult()
    for (byte, expected) in [(0, 1), (1, 0), (0, 1)] as [(UInt8, Int)] {
      for mode in [CheckMode.kernel, .report] {
        [byte].withBytes {
          runner.check(0, bytes: $0, context: CheckContext(imageSize: 0), mode: mode, into: &result)
        }
        #expect(result.findings.count == expected)
        #expect((result.severity == .error) == (expected == 1))
      }
    }
  }

  @Test func aReportDoesNotDependOnEarlierOnes() throws {
    let nested: Step = .frame(
      path: "item", [.stage(.fields), byteIs(1, at: 0, 1), .stage(.relations), .load(5, 0, offset: 1, u8)])
    let readsIt = rule(2, [.compute(6, .equal, r(5), c(0)), .require(r(6))])
    let table = try table(program([.frame(path: "", [.stage(.fields), nested, readsIt])]))
    var runner = TableRunner(table)
    var result = CheckResult()
    // In the second the nested frame ends before it loads: what the first one loaded must be gone.
    for (bytes, expected) in [([1, 7], [2]), ([0, 7], [1])] as [([UInt8], [UInt32])] {
      bytes.withBytes {
        runner.check(0, bytes: $0, context: CheckContext(imageSize: 0), mode: .report, into: &result)
      }
      #expect(result.findings.map(\.rule) == expected)
    }
  }
}
