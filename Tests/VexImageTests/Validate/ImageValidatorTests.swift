import Testing
import VexBytes
import VexCodecs
import VexImage
import VexPlugins

@Suite struct ImageValidatorTests {
  let validator: ImageValidator

  init() throws { validator = try ImageValidator(program: try Shelf.program(), checksums: .builtIn) }

  private func report(_ image: ImageBytes) throws -> ValidationReport {
    try validator.validate(image.source, name: "image")
  }

  private func rules(_ report: ValidationReport) -> [String] {
    report.findings.map { "\($0.rule) \($0.severity.name)" }
  }

  @Test func aSoundImageIsClean() throws {
    let report = try report(Shelf.image())
    #expect(report.findings.map(\.message) == [])
    #expect(report.notEvaluated.map(\.cause) == [])
    #expect(report.verdict == .clean)
    #expect(report.mount == .rw)
    #expect(report.exitCode == 0)
    #expect(report.statistics.regions.map(\.checked) == [2, 1, 4, 2, 2])
    #expect(report.statistics.regions.map(\.vacant) == [0, 0, 1, 0, 0])
    #expect(report.statistics.facts == 2)
  }

  @Test func aBrokenFieldIsNamedWithPlaceAndValue() throws {
    var image = Shelf.image()
    // The second thing of no shelf; the first of the box is empty, so that its length breaks `range`.
    image.set(0, at: 64 + 64 + 12, width: 4)
    let report = try report(image)
    #expect(report.verdict == .damaged)
    // A mount reads the first structure alone, unless the specification lists more.
    #expect(report.mount == .rw)
    #expect(report.exitCode == 4)
    let finding = try #require(report.findings.first)
    #expect(finding.rule == "shelf/shelf.things.length/range")
    #expect(finding.structure == "shelves[2]")
    #expect(finding.field == "things[0].length")
    #expect(finding.offset == 140)
    #expect(finding.length == 4)
    #expect(finding.found == "0 sectors")
    #expect(finding.expected == "at least 1 sector")
    #expect(finding.message == "shelves[2].things[0].length is 0 sectors, expected at least 1 sector")
    #expect(finding.specLine == 36)
    // The shelf is damaged: its thing is not walked, and what counts shelves is not judged.
    #expect(report.statistics.regions.map(\.checked) == [2, 1, 4, 1, 2])
    #expect(
      report.notEvaluated.map(\.rule) == [
        "shelf/image.things", "shelf/image.labels", "shelf/image/used_matches", "shelf/image/space",
      ])
    #expect(report.notEvaluated.first?.cause == "shelves[2] is damaged")
  }

  @Test func elementsOfArraysAreToldApart() throws {
    var image = Shelf.image()
    image.set(2, at: 64 + 32 + 6, width: 2)
    image.set(5, at: 64 + 32 + 16, width: 4)
    let finding = try #require(try report(image).findings.first)
    #expect(finding.field == "things[1].length")
    #expect(finding.offset == 116)
    #expect(finding.found == "0 sectors")
  }

  @Test func factsSayWhatDiffers() throws {
    var image = Shelf.image()
    for place in [0, 448] { image.set(3, at: place + 48, width: 4) }
    image.set(1, at: 64 + 32 + 12, width: 4)
    image.seal()
    let report = try report(image)
    #expect(rules(report) == ["shelf/image/used_matches error", "shelf/image/space warning"])
    #expect(report.findings.first?.found == "header.used is 3")
    #expect(report.findings.first?.expected == "2")
    #expect(report.findings.last?.found.hasPrefix("5 is in 0 .. header.sectors") == true, "\(report.findings)")
  }

  @Test func twoOwnersAreReportedAtTheLaterOne() throws {
    var image = Shelf.image()
    image.set(5, at: 64 + 64 + 8, width: 4)
    let report = try report(image)
    #expect(rules(report) == ["shelf/image.things/disjoint error", "shelf/image/space warning"])
    #expect(report.findings.first?.structure == "things[1]")
    #expect(report.findings.first?.found == "sector 5 belongs to things[0]")
  }

  @Test func elementsOutsideTheImageBreakTheirRegion() throws {
    var image = Shelf.image()
    image.set(100, at: 64 + 64 + 8, width: 4)
    let report = try report(image)
    #expect(report.findings.first?.rule == "shelf/image.things/inside")
    #expect(report.findings.first?.offset == 6400)
    #expect(report.notEvaluated.map(\.rule) == ["shelf/image/space"])
  }

  @Test func copiesAreCompared() throws {
    var image = Shelf.image()
    image.set("ash", at: 448 + 32)
    image.seal()
    let report = try report(image)
    #expect(rules(report) == ["shelf/image.header/copies warning"])
    #expect(report.findings.first?.message == "header[1].name is \"ash\", but in header[0] it is \"oak\"")
    #expect(report.findings.first?.offset == 480)
    #expect(report.verdict == .warnings)
  }

  @Test func aDamagedCopyIsAWarning() throws {
    var image = Shelf.image()
    image.set("ash", at: 448 + 32)
    let report = try report(image)
    #expect(rules(report) == ["shelf/image.header/copies warning"])
    #expect(report.findings.first?.found == "it breaks shelf/header.checksum/checksum")
  }

  @Test func aCopyStandsForADamagedFirst() throws {
    var image = Shelf.image()
    // Read from the first header, there would be one shelf only.
    image.set(1, at: 4, width: 4)
    let report = try report(image)
    #expect(rules(report) == ["shelf/header.checksum/checksum error"])
    #expect(report.mount == .refuse)
    // Everything else is judged with the copy.
    #expect(report.statistics.checked == 11)
    #expect(report.notEvaluated.isEmpty)
  }

  @Test func withoutAnyHeaderNothingIsJudged() throws {
    var image = Shelf.image()
    image.set("ash", at: 32)
    image.set("ash", at: 480)
    let report = try report(image)
    #expect(rules(report).first == "shelf/header.checksum/checksum error")
    #expect(report.statistics.checked == 2)
    #expect(report.notEvaluated.count == 6, "\(report.notEvaluated)")
  }

  @Test func whatIsFoundAfterABadChecksumSaysSo() throws {
    var image = Shelf.image()
    image.set(1, at: 56, width: 8)
    let report = try report(image)
    #expect(report.findings.prefix(2).map(\.restsOnUnverified) == [false, true])
    #expect(report.findings[1].expected == "zeroes")
    #expect(report.findings[1].found == "0x0100000000000000")
  }

  @Test(arguments: [0, 1, 3, 4, 10, 63, 64, 70, 100, 500, 511])
  func cutImagesHaveAVerdict(count: Int) throws {
    let report = try validator.validate(MemorySource(Array(Shelf.image().bytes.prefix(count))), name: "cut")
    #expect(report.verdict == (count < 4 ? .unrecognised : count < 500 ? .damaged : .warnings) || count >= 64)
    #expect(report.verdict != .clean)
    #expect(report.exitCode == (report.verdict == .unrecognised ? 8 : report.verdict == .warnings ? 0 : 4))
  }

  @Test(arguments: [0x00, 0xff] as [UInt8])
  func constantImagesAreUnrecognised(byte: UInt8) throws {
    let report = try validator.validate(MemorySource([UInt8](repeating: byte, count: 1 << 16)), name: "constant")
    #expect(report.verdict == .unrecognised)
    #expect(report.findings.first?.rule == "shelf/header.magic/magic")
    #expect(report.findings.first?.expected == "\"SHLF\"")
    #expect(report.mount == .refuse)
  }

  @Test func unreadableImagesThrow() throws {
    struct Bad: ByteSource {
      let good: MemorySource
      var name: String { "bad" }
      var size: UInt64 { good.size }
      func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
        if offset + UInt64(target.byteCount) > 128, offset < 160 {
          throw ImageError(path: name, kind: .io(errno: 5, offset: offset))
        }
        try good.read(at: offset, into: &target)
      }
    }
    #expect(throws: ImageError.self) { try validator.validate(Bad(good: Shelf.image().source), name: "bad") }
  }
}
