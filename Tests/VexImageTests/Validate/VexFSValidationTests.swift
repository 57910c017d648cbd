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

  @Test(arguments: [(3, 1), (3, 2)] as [(UInt64, UInt64)])
  func versionThreeIsCleanWithEitherChecksum(_ version: UInt64, _ kind: UInt64) throws {
    let image = VexFSImage(totalBlocks: 40000, version: version, kind: kind)
    let report = try validator.validate(image.source, name: "image")
    #expect(report.findings.map(\.message) == [])
    #expect(report.verdict == .clean && report.version == 3 && report.mount == .ro)
  }

  /// The version, the bit and the kind of checksums go together.
  @Test(
    arguments: [
      (2, 2, 0, "vexfs/superblock.checksum_kind/valid"), (3, 3, 1, "vexfs/superblock.checksum_kind/enum"),
      (3, 0, 1, "vexfs/superblock.checksum_kind/enum"), (3, 1, 0, "vexfs/superblock/vectors_set"),
      (2, 1, 1, "vexfs/superblock.incompat/unknown"),
    ] as [(UInt64, UInt64, UInt64, String)])
  func whatGoesTogether(_ version: UInt64, _ kind: UInt64, _ incompat: UInt64, _ rule: String) throws {
    var image = VexFSImage(totalBlocks: 100)
    for place in [0, 99] as [UInt64] {
      image.blocks[place]?.set(version, at: 4, width: 4)
      image.blocks[place]?.set(incompat, at: 144, width: 8)
      image.blocks[place]?.set(kind, at: 224, width: 1)
    }
    image.sealSuperblocks()
    let report = try validator.validate(image.source, name: "image")
    #expect(report.findings.first?.rule == rule)
    #expect(report.mount == .refuse)
  }

  /// While a migration is under way nothing else is looked at but what it notes of itself.
  @Test(arguments: [(1, 2), (2, 1), (3, 1), (1, 1), (0, 2)] as [(UInt64, UInt64)])
  func aMigrationUnderWayRefuses(_ from: UInt64, _ to: UInt64) throws {
    var image = VexFSImage(totalBlocks: 100, version: 3)
    for place in [0, 99] as [UInt64] {
      image.blocks[place]?.set(3, at: 144, width: 8)
      image.blocks[place]?.set(3, at: 512, width: 4)
      image.blocks[place]?.set(3, at: 516, width: 4)
      image.blocks[place]?.set(2, at: 520, width: 2)
      image.blocks[place]?.set(from, at: 522, width: 1)
      image.blocks[place]?.set(to, at: 523, width: 1)
      image.blocks[place]?.set(77, at: 544, width: 8)
      // What may be half done: the counters, and the kind itself.
      image.blocks[place]?.set(1 << 40, at: 24, width: 8)
      image.blocks[place]?.set(7, at: 224, width: 1)
    }
    image.sealSuperblocks()
    let report = try validator.validate(image.source, name: "image")
    let isSound = from != to && from != 0
    #expect(
      report.findings.map(\.rule) == ["vexfs/superblock.incompat/migrating"]
        + (isSound ? [] : ["vexfs/features.migrating/requires"]))
    #expect(report.verdict == .unsupported && report.mount == .refuse)
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
    #expect(report.findings.first?.message == "superblock.version is 7, expected one of 1, 2, 3")
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
