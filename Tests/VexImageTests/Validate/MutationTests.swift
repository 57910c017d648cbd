import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexImage
import VexPlugins

/// Whatever is done to an image, it ends in a verdict, and the verdict agrees with the kernel's decision.
@Suite struct MutationTests {
  @Test func everyByteOfASmallImageMayBeWrong() throws {
    let program = try Shelf.program()
    let validator = try ImageValidator(program: program, checksums: .builtIn)
    let table = try Table(program, .builtIn)
    let sound = Shelf.image().bytes
    var verdicts: [ValidationReport.Verdict: Int] = [:]
    var generator = SeededGenerator(seed: 7)
    for place in sound.indices {
      for change in [0xff, 1 << Int.random(in: 0..<8, using: &generator)] as [UInt8] {
        var bytes = sound
        bytes[place] ^= change
        let report = try validator.validate(MemorySource(bytes), name: "image")
        verdicts[report.verdict, default: 0] += 1
        expectSameDecision(report, table, bytes, "header", at: place)
      }
    }
    // A copy's magic, unused bytes of a free shelf, of things and of the space behind the table harm nobody.
    #expect(verdicts[.unrecognised] == 8)
    #expect(verdicts[.damaged, default: 0] > 200, "\(verdicts)")
    #expect(verdicts[.warnings, default: 0] >= 128, "\(verdicts)")
  }

  @Test func randomDamageToVexFSEndsInAVerdict() throws {
    let validator = try ImageValidator(program: try VexFSImage.program(), checksums: .builtIn)
    let table = try Table(validator.program, .builtIn)
    var generator = SeededGenerator(seed: 11)
    for round in 0..<300 {
      var image = VexFSImage(totalBlocks: 5)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let block = UInt64.random(in: 0..<5, using: &generator)
        let place = Int.random(in: 0..<(round % 2 == 0 ? 4096 : 600), using: &generator)
        let width = [1, 2, 4, 8].randomElement(using: &generator) ?? 1
        let value =
          [0, 1, .max, UInt64.random(in: 0 ... .max, using: &generator)].randomElement(using: &generator) ?? 0
        if place + width <= 4096 { image.blocks[block]?.set(value, at: place, width: width) }
      }
      // With a good checksum, what is wrong inside is met, too.
      if round % 3 != 0 { image.sealSuperblocks() }
      let report = try validator.validate(image.source, name: "image")
      expectSameDecision(report, table, image.bytes, "superblock", at: round)
    }
  }

  @Test func randomBytesBehindAMagicEndInAVerdict() throws {
    let validator = try ImageValidator(program: try VexFSImage.program(), checksums: .builtIn)
    var generator = SeededGenerator(seed: 13)
    for _ in 0..<50 {
      var image = ImageBytes(count: Int.random(in: 4...20000, using: &generator))
      for place in image.bytes.indices { image.bytes[place] = UInt8.random(in: 0...255, using: &generator) }
      image.set("SFEV", at: 0)
      if Bool.random(using: &generator), image.bytes.count > 16 {
        image.set(2, at: 4, width: 4)
        image.set(4096, at: 8, width: 8)
      }
      let report = try validator.validate(image.source, name: "image")
      #expect(report.verdict == .damaged || report.verdict == .unsupported)
    }
  }

  /// The first finding of the greatest severity on the first structure is the kernel's.
  private func expectSameDecision(
    _ report: ValidationReport, _ table: Table, _ bytes: [UInt8], _ structure: String, at place: Int
  ) {
    var runner = TableRunner(table)
    var result = CheckResult()
    bytes.withBytes {
      runner.check(
        0, bytes: $0.extracting(0..<min($0.byteCount, 4096)), context: CheckContext(imageSize: UInt64(bytes.count)),
        mode: .kernel, into: &result)
    }
    let found = report.findings.filter { $0.structure == structure && $0.stage != nil }
    let gravest = found.map(\.severity).max() ?? .none
    let first = found.first { $0.severity == gravest }
    #expect(gravest == result.severity, "mutation \(place)")
    #expect((first?.number ?? 0) == result.decisive.rule, "mutation \(place): \(first?.rule ?? "clean")")
    if let first { #expect(first.offset == result.decisive.offset) }
  }
}
