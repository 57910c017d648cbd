import Testing
import VexBytes
import VexFormatSpec
import VexPlugins

@testable import VexCodecs

@Suite struct TableErrorTests {
  private static func digest(_ pieces: [DigestPiece], algorithm: Int = 0) -> DigestStep {
    DigestStep(algorithm: algorithm, initial: nil, xorOut: nil, pieces: pieces)
  }

  private static func nested(_ depth: Int) -> [Step] {
    depth == 0 ? [] : [.branch(c(1), then: nested(depth - 1), otherwise: [])]
  }

  static let wrong: [(TableError.Kind, [Step])] = [
    (.noRegister(16), [.copy(16, c(0))]),
    (.noRegister(-1), [.copy(0, c(0)), .copy(1, r(-1))]),
    (.unwrittenRegister(3), [.copy(2, r(3))]),
    (.unwrittenRegister(3), [.branch(c(1), then: [.copy(3, c(1))], otherwise: []), .copy(2, r(3))]),
    (.unwrittenRegister(3), [rule(1, [.load(3, 0, offset: 0, u8)]), rule(2, [.require(r(3))])]),
    (.unwrittenRegister(3), [.loop(LoopStep(index: 3, from: c(0), to: c(1), cap: 1, body: [])), .copy(2, r(3))]),
    (.unwrittenRegister(5), [rule(1, [.verify(digest([]), .integer(5, mask: 1))])]),
    (.noView(4), [.load(0, 4, offset: 0, u8)]),
    (.noView(-1), [.load(0, -1, offset: 0, u8)]),
    (.noView(0), [.view(0, of: 0, base: 0, index: c(0), stride: 0, size: 0)]),
    (.noView(9), [rule(1, view: 9, at: 0, [])]),
    (.unmadeView(1), [.load(0, 1, offset: 0, u8)]),
    (
      .unmadeView(1),
      [
        .branch(c(1), then: [.view(1, of: 0, base: 0, index: c(0), stride: 0, size: 0)], otherwise: []),
        .load(0, 1, offset: 0, u8),
      ]
    ),
    (.badNumber(-1), [.load(0, 0, offset: -1, u8)]),
    (.badNumber(1 << 31), [.isZero(0, .view(0, offset: 0, count: 1 << 31))]),
    (.badNumber(-8), [.view(1, of: 0, base: 0, index: c(0), stride: -8, size: 1)]),
    (.badNumber(-2), [.frame(path: "", [rule(1, view: 0, at: -2, [])])]),
    (.badWidth(9), [.load(0, 0, offset: 0, IntegerType(width: 9, order: .big))]),
    (.badWidth(0), [.digest(0, known: 1, digest([.integer(c(0), IntegerType(width: 0, order: .big))]))]),
    (.unequalRuns(2, 3), [.bytesEqual(0, .view(0, offset: 0, count: 2), .constant([1, 2, 3]))]),
    (.badZeroes(33), [.digest(0, known: 1, digest([.zeroes(33)]))]),
    (.noAlgorithm(1), [.digest(0, known: 1, digest([], algorithm: 1))]),
    (.noAlgorithm(-1), [rule(1, [.copy(0, c(0)), .verify(digest([], algorithm: -1), .integer(0, mask: 1))])]),
    (.noParameter(1), [.input(0, .parameter(1))]),
    (.notInRule("require"), [.require(c(1))]),
    (.notInRule("checked"), [.checked(0, .add, c(1), c(1))]),
    (.notInRule("fail"), [.branch(c(1), then: [], otherwise: [.fail])]),
    (.notInRule("unverified"), [.branch(c(1), then: [], otherwise: [.unverified])]),
    (.unwrittenRegister(5), [.compare(0, known: 1, digest([]), .integer(5, mask: 1), isWritten: c(1))]),
    (
      .unwrittenRegister(6),
      [.copy(5, c(0)), .compare(0, known: 1, digest([]), .integer(5, mask: 1), isWritten: r(6))]
    ),
    (.notInRule("requireLength"), [.requireLength(0, c(1))]),
    (.notInRule("verify"), [.copy(0, c(0)), .verify(digest([]), .integer(0, mask: 1))]),
    (.inRule("rule"), [rule(1, [rule(2, [])])]),
    (.inRule("frame"), [rule(1, [.frame(path: "", [])])]),
    (.inRule("stage"), [rule(1, [.branch(c(1), then: [.stage(.size)], otherwise: [])])]),
    (.stageNotInFrame, [.branch(c(1), then: [.stage(.size)], otherwise: [])]),
    (.notInLoop, [.leaveLoop]),
    (.notInLoop, [.loop(LoopStep(index: 0, from: c(0), to: c(1), cap: 1, body: [.frame(path: "", [.leaveLoop])]))]),
    (.noSeverity(7), [rule(7, .none, [])]),
    (.tooDeep, nested(70)),
  ]

  @Test(arguments: wrong.indices)
  func refusesAWrongProgram(_ index: Int) throws {
    let (kind, body) = Self.wrong[index]
    #expect(throws: TableError(check: "s", kind: kind)) {
      try table(program(body, parameters: 1), algorithms: ["crc32c"])
    }
    #expect(!TableError(check: "s", kind: kind).description.contains("\n"))
  }

  @Test func refusesWrongTables() throws {
    let names: [String] = []
    #expect(throws: TableError(check: "s", kind: .badStructure(0))) {
      try Table(checks: [program([]), program([])], algorithms: names) { _ in nil }
    }
    #expect(throws: TableError(check: "s", kind: .badStructure(-1))) {
      try table(program([], structure: -1))
    }
    #expect(throws: TableError(check: "s", kind: .tooLarge)) { try table(program([], registers: -1)) }
    #expect(throws: TableError(check: "s", kind: .tooLarge)) { try table(program([], views: 0)) }
    #expect(throws: TableError(check: "s", kind: .tooLarge)) { try table(program([], views: 2, sources: 2)) }
  }

  @Test func whatAnyPathWritesMayBeRead() throws {
    let body: [Step] = [
      .copy(2, c(0)), .branch(r(2), then: [.copy(2, c(1)), .copy(3, r(2))], otherwise: []), .copy(4, r(2)),
      .frame(path: "", [.copy(5, c(1))]), .copy(6, r(5)),
    ]
    #expect(throws: Never.self) { try table(program(body)) }
  }

  @Test func aCheckWithoutItsContextIsAFault() throws {
    let check = program([byteIs(1, at: 0, 1)], sources: 1, parameters: 1)
    let table = try table(check)
    let sources = [[UInt8(1)]]
    #expect(run(table, [1]).fault == .missingSource)
    #expect(run(table, [1], CheckContext(imageSize: 0, sources: sources)).fault == .missingParameter)
    #expect(run(table, [1], CheckContext(imageSize: 0, sources: sources, parameters: [1])).fault == nil)
    #expect(run(table, [1]).decisive == Finding(rule: 0, severity: .error, offset: 0))
    var runner = TableRunner(table)
    var result = CheckResult()
    for id in [1, -1, Int.max] {
      runner.check(id, bytes: RawSpan(), context: CheckContext(imageSize: 0), mode: .kernel, into: &result)
      #expect(result.fault == .noCheck)
      #expect(!table.hasCheck(of: id))
    }
    #expect(table.hasCheck(of: 0))
  }

  @Test func aLoopWithoutEndIsAFault() throws {
    let endless: Step = .loop(LoopStep(index: 0, from: c(0), to: c(.max), cap: .max, body: []))
    for body in [[endless, byteIs(1, at: 0, 1)], [rule(1, [endless])]] {
      var runner = TableRunner(try table(program(body)))
      #expect(runner.fuel == 1 << 26)
      runner.fuel = 1000
      var result = CheckResult()
      [0].withBytes { runner.check(0, bytes: $0, context: CheckContext(imageSize: 0), mode: .kernel, into: &result) }
      #expect(result.fault == .tooLong)
    }
  }
}
