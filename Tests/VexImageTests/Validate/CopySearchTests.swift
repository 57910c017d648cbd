import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Copies that are found when the first one, which tells where they are, is lost.
@Suite("Searching for copies")
struct CopySearchTests {
  /// A format whose copy is where its first structure says, which is in the last sector of a fresh image, or where a list
  /// of places has it.
  private static func text(copy: String, search: String) -> String {
    """
    format: twin
    endian: little
    license: MIT
    structures:
      head:
        size: 64
        fields:
          magic: {at: 0, type: "bytes[4]", magic: TWIN}
          rows:  {at: 4, type: u32, range: 1 ..= 4, new: 2}
          last:  {at: 8, type: u64, unit: byte, new: size(image) - 512}
          here:  {at: 16, type: u64, unit: byte, is: place(self)}
          rest:  {at: 24, size: 36, unused: zero}
          sum:   {at: 60, type: u32, checksum: {algorithm: crc32c, over: [0 .. offset(this)]}}
      row:
        size: 16
        fields:
          number: {at: 0, type: u64, is: index}
          rest:   {at: 8, size: 8, unused: zero}
    image:
      head: {of: head, at: ["1024", "\(copy)"], copies: {pick: primary, differ: [here, sum]}\(search)}
      rows: {of: row, at: 2048 + index * 16, count: {is: head.rows, max: 4}}
    """
  }

  private let image: [UInt8]

  init() throws {
    image = try ImageMaker(format: try Self.program("head.last", "").format, checksums: .builtIn)
      .plan(MakeOptions(size: 8192, random: .seeded(3), clock: .fixed(0))).image
  }

  private static func program(_ copy: String, _ search: String) throws -> Program {
    Program(
      lowering: try SpecificationCompiler.compile(
        text: Array(text(copy: copy, search: search).utf8), path: "twin.yaml", checksums: .builtIn))
  }

  private func report(_ program: Program, _ image: [UInt8]) throws -> ValidationReport {
    try ImageValidator(program: program, checksums: .builtIn).validate(MemorySource(image), name: "twin")
  }

  /// Ways in which a copy is found without the first one: where it is listed, and where it is searched for.
  static let ways: [(copy: String, search: String)] = [
    ("7680", ""), ("head.last", ", search: [4096, size(image) - 512]"), ("head.last", ", search: [\"7680\"]"),
  ]

  @Test("all that the first one leads to is judged by a copy", arguments: ways)
  func validates(_ copy: String, _ search: String) throws {
    let program = try Self.program(copy, search)
    var lost = image
    lost.zero(1024..<1088)
    let found = try report(program, lost)
    #expect(found.verdict == .damaged)
    #expect(found.findings.map(\.rule) == ["twin/head.magic/magic"])
    #expect(found.notEvaluated.isEmpty)
    lost[2048 + 16] = 7
    #expect(try report(program, lost).findings.map(\.rule) == ["twin/head.magic/magic", "twin/row.number/is"])
    // A copy that is damaged, too, stands for nothing.
    lost[7680 + 20] ^= 1
    #expect(try report(program, lost).verdict == .unrecognised)
  }

  @Test("without a place to look at, nothing is recognised")
  func nowhere() throws {
    let program = try Self.program("head.last", "")
    var lost = image
    #expect(try report(program, lost).verdict == .clean)
    lost.zero(1024..<1088)
    #expect(try report(program, lost).verdict == .unrecognised)
    #expect(throws: RepairError.self) {
      try ImageRepairer(program: program, checksums: .builtIn).plan(MemorySource(lost), name: "twin")
    }
  }

  @Test("the first one is made from a copy", arguments: ways)
  func repairs(_ copy: String, _ search: String) throws {
    let repairer = try ImageRepairer(program: try Self.program(copy, search), checksums: .builtIn)
    var lost = image
    lost.zero(1024..<1088)
    let plan = try repairer.plan(MemorySource(lost), name: "twin")
    #expect(plan.isComplete)
    #expect(try #require(plan.writes).writes.reduce(into: lost) { $0.make($1) } == image)
  }

  @Test("a copy is identified", arguments: ways)
  func identifies(_ copy: String, _ search: String) throws {
    let text = Array(Self.text(copy: copy, search: search).utf8)
    let program = try Self.program(copy, search)
    var lost = image
    lost.zero(1024..<1088)
    let isFixed = !search.contains("size")
    #expect(FormatSignature(program.format).leavesTraces(on: MemorySource(lost)) == isFixed)
    let identifier = ImageIdentifier(
      library: FormatLibrary([.init(name: "twin", path: "twin.yaml", text: text)], checksums: .builtIn))
    let findings = try identifier.identify(MemorySource(lost)).findings.filter { $0.id == "twin" }
    #expect(findings.map(\.offset) == [7680])
    #expect(findings.first?.role == .backup && findings.first?.isSound == true)
  }
}

extension [UInt8] {
  fileprivate mutating func zero(_ range: Range<Int>) { for index in range { self[index] = 0 } }
}
