import Testing
import VexBytes
import VexCodecs
import VexImage
import VexPlugins

@Suite struct VexFSValidationTests {
  let validator: ImageValidator

  init() throws { validator = try ImageValidator(program: try VexFSImage.program(), checksums: .builtIn) }

  @Test(arguments: [5, 6, 100, 32768, 32769, 40000] as [UInt64])
  func emptyFilesystemsAreClean(totalBlocks: UInt64) throws {
    let report = try validator.validate(VexFSImage(totalBlocks: totalBlocks).source, name: "image")
    #expect(report.findings.map(\.message) == [])
    #expect(report.notEvaluated.map(\.cause) == [])
    #expect(report.verdict == .clean)
    #expect(report.mount == .ro)
    #expect(report.version == 2)
    #expect(report.statistics.facts == 3)
  }

  @Test func aSparseTebibyteIsClean() throws {
    let clock = ContinuousClock()
    let image = VexFSImage(totalBlocks: 1 << 28)
    var report: ValidationReport?
    let time = try clock.measure { report = try validator.validate(image.source, name: "image") }
    #expect(report?.findings.map(\.message) == [])
    #expect(report?.verdict == .clean)
    #expect(report?.statistics.regions.first { $0.name == "bitmap" }?.vacant == 8190)
    #expect(time < .seconds(60))
  }

  @Test func unknownFeaturesAreUnsupported() throws {
    var image = VexFSImage(totalBlocks: 100)
    for place in [0, 99] as [UInt64] { image.blocks[place]?.set(1 << 40, at: 144, width: 8) }
    image.sealSuperblocks()
    let report = try validator.validate(image.source, name: "image")
    #expect(report.verdict == .unsupported)
    #expect(report.exitCode == 4)
    #expect(report.findings.first?.rule == "vexfs/superblock.incompat/unknown")
    #expect(report.findings.first?.found == "0x10000000000 without a name")
  }

  @Test func unknownVersionsAreUnsupported() throws {
    var image = VexFSImage(totalBlocks: 100)
    image.blocks[0]?.set(7, at: 4, width: 4)
    let report = try validator.validate(image.source, name: "image")
    #expect(report.verdict == .unsupported)
    #expect(report.version == 7)
    #expect(report.findings.map(\.rule) == ["vexfs/superblock.version/in"])
    #expect(report.findings.first?.message == "superblock.version is 7, expected one of 1, 2")
  }

  @Test func unknownReadOnlyFeaturesAreWarnings() throws {
    var image = VexFSImage(totalBlocks: 100)
    for place in [0, 99] as [UInt64] { image.blocks[place]?.set(1 << 40, at: 136, width: 8) }
    image.sealSuperblocks()
    let report = try validator.validate(image.source, name: "image")
    #expect(report.verdict == .warnings)
    #expect(report.mount == .ro)
    #expect(report.findings.first?.severity == .readonly)
  }

  @Test func nestedFieldsHaveTheirPath() throws {
    var image = VexFSImage(totalBlocks: 100)
    for place in [0, 99] as [UInt64] { image.blocks[place]?.set(98, at: 1024 + 32 + 16, width: 8) }
    image.sealSuperblocks()
    let report = try validator.validate(image.source, name: "image")
    let rules = report.findings.map(\.rule)
    #expect(rules.first == "vexfs/superblock.regions/inside")
    #expect(report.findings.first?.field == "regions[1]")
    #expect(report.findings.first?.offset == 1056)
  }

  @Test func aWrongBitmapIsAFact() throws {
    var image = VexFSImage(totalBlocks: 100)
    // A block in use that nothing owns, with all counts and sums as they should be.
    image.blocks[0]?.set(0, at: 226, width: 2)
    image.blocks[99]?.set(0, at: 226, width: 2)
    image.sealSuperblocks()
    #expect(try validator.validate(image.source, name: "image").verdict == .clean)
    image.blocks[2]?.set(0x3f, at: 0, width: 1)
    let report = try validator.validate(image.source, name: "image")
    #expect(report.findings.contains { $0.rule == "vexfs/bitmap_block.digest/checksum" })
    #expect(
      report.notEvaluated.contains { $0.rule == "vexfs/image/bitmap_matches" && $0.cause == "bitmap[0] is damaged" })
  }

  @Test func aVersion1SuperblockIsEnough() throws {
    var image = ImageBytes(count: 4096 * 8)
    image.set("SFEV", at: 0)
    image.set(1, at: 4, width: 4)
    image.set(4096, at: 8, width: 8)
    image.set(8, at: 16, width: 8)
    image.set(7, at: 24, width: 8)
    #expect(try validator.validate(image.source, name: "image").verdict == .clean)
    image.set(9, at: 16, width: 8)
    let report = try validator.validate(image.source, name: "image")
    #expect(report.verdict == .warnings)
    #expect(report.findings.map(\.rule) == ["vexfs/superblock/device"])
  }
}
