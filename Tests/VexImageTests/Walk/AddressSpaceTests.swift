import Testing
import VexBytes
import VexCodecs
import VexPlugins

@testable import VexFormatSpec
@testable import VexImage

/// Images of a format whose leaf has a logical address with two mirrors, and whose records lie in pieces one behind the other.
@Suite("Address spaces")
struct AddressSpaceTests {
  private static let atlas = """
    format: atlas
    endian: little
    license: MIT
    units: {block: 512}
    structures:
      superblock:
        size: 512
        fields:
          magic:   {at: 0, type: "bytes[4]", magic: ATLS}
          devices: {at: 4, type: u8, new: 1}
          unused:  {at: 5, size: 3, unused: zero}
          root:    {at: 8, type: u64, unit: byte, new: 4160}
          strips:  {at: 16, type: "strip[4]"}
          extents: {at: 112, type: "extent[2]"}
          rest:    {at: 128, size: 384, unused: zero}
      strip:
        size: 24
        fields:
          logical: {at: 0,  type: u64, unit: byte, new: 4096}
          length:  {at: 8,  type: u64, unit: byte, new: "index < 2 ? 512 : 0"}
          place:   {at: 16, type: u64, unit: byte, new: 1024 + 512 * index}
      extent:
        size: 8
        fields:
          start: {at: 0, type: u32, unit: block, new: 6 - index}
          count: {at: 4, type: u32, unit: block, new: 1}
      leaf:
        size: 64
        fields:
          magic:   {at: 0,  type: "bytes[4]", magic: LEAF}
          value:   {at: 4,  type: u32, new: 7}
          address: {at: 8,  type: u64, unit: byte, new: superblock.root}
          rest:    {at: 16, size: 44, unused: zero}
          sum:     {at: 60, type: u32, checksum: {algorithm: crc32c, over: [0 .. offset(this)]}}
      record:
        size: 32
        fields:
          number: {at: 0, type: u32, is: index}
          leaf:   {at: 4, type: u32, is: root.value}
          rest:   {at: 8, size: 24, unused: zero}
    spaces:
      logical:
        each: s in superblock.strips
        when: s.length > 0
        from: s.logical
        length: s.length
        at: s.place
        partial: superblock.devices > 1
      table:
        each: e in superblock.extents
        length: byte(e.count)
        at: byte(e.start)
    image:
      superblock: {of: superblock, at: 0}
      root:
        of: leaf
        in: logical
        at: superblock.root
        count: mirrors
        copies: {pick: first_valid}
        valid: this.address == superblock.root
      records: {of: record, in: table, at: index * size(record), count: {is: 32, max: 32}}
      mirrors: {of: leaf, in: logical, at: superblock.root - 64, count: mirrors}
    """

  private let program: Program
  private let image: [UInt8]

  init() throws {
    program = try Shelf.program(Self.atlas)
    image = try ImageMaker(format: program.format, checksums: .builtIn)
      .plan(MakeOptions(size: 4096, random: .seeded(3), clock: .fixed(0))).image
  }

  private func report(_ image: [UInt8]) throws -> ValidationReport {
    try ImageValidator(program: program, checksums: .builtIn).validate(MemorySource(image), name: "atlas")
  }

  private func patched(_ changes: (place: Int, value: UInt64, width: Int)...) -> [UInt8] {
    var patched = ImageBytes(count: 0)
    patched.bytes = image
    for change in changes { patched.set(change.value, at: change.place, width: change.width) }
    return patched.bytes
  }

  @Test("elements are made and found where the pieces are")
  func made() throws {
    #expect(image[1088..<1092].elementsEqual("LEAF".utf8) && image[1600..<1604].elementsEqual("LEAF".utf8))
    // The first half of the records is in the piece that lies behind the other.
    #expect(image[3072 + 32] == 1 && image[2560] == 16 && image[2560 + 15 * 32] == 31)
    let report = try report(image)
    #expect(report.findings.isEmpty)
    #expect(report.statistics.regions.map(\.checked) == [1, 2, 32, 2])
  }

  @Test("a mirror stands for one that is damaged")
  func mirrored() throws {
    let report = try report(patched((1088 + 4, 8, 4)))
    #expect(report.findings.map(\.rule) == ["atlas/image.root/copies"])
    #expect(report.findings.first?.message.contains("root[1] stands for it") == true)
    // Without any, each says what is wrong with it, and what needs it is not judged.
    let lost = try self.report(patched((1088 + 4, 8, 4), (1600 + 4, 9, 4)))
    #expect(lost.findings.first?.rule == "atlas/leaf.sum/checksum")
    #expect(lost.findings.first?.structure == "root")
    #expect(lost.notEvaluated.contains { $0.cause.contains("root is damaged") })
  }

  @Test("a copy that its region does not want does not stand for it")
  func unwanted() throws {
    // The address of the first mirror, and its checksum with it.
    var other = patched((1088 + 8, 9999, 8))
    let digest = Array(other[1088..<1148]).withBytes { CRC32C().digest(of: $0, ChecksumParameters()) }
    other.replaceSubrange(1148..<1152, with: digest.bytes.prefix(4))
    let findings = try report(other).findings
    #expect(findings.map(\.rule) == ["atlas/image.root/copies"])
    #expect(findings.first?.message.contains("atlas/image.root/valid") == true)
  }

  @Test("an address of no piece, or beyond the end of one, is found")
  func unmapped() throws {
    for (address, why) in [
      (UInt64(100), "no piece of logical maps address 100"), (4608, "no piece of logical maps address 4608"),
      (4600, "go beyond the piece that maps it, which ends at 4608"),
    ] {
      let findings = try report(patched((8, address, 8))).findings
      #expect(findings.contains { $0.message.contains(why) }, "\(findings.map(\.message))")
    }
    // On more devices it is on another one.
    let report = try report(patched((8, 100, 8), (4, 2, 1)))
    #expect(report.findings.allSatisfy { $0.rule == "atlas/record.leaf/is" }, "\(report.findings.map(\.message))")
    #expect(report.statistics.regions.map(\.checked) == [1, 0, 32, 0])
  }

  @Test("pieces that overlap, end beyond all addresses or have too many mirrors map nothing")
  func hostile() throws {
    let overlapping = try report(patched((16 + 24, 4000, 8)))
    #expect(overlapping.findings.contains { $0.message.contains("two pieces of logical overlap: 4000 ..< 4512") })
    let endless = try report(patched((16 + 8, .max, 8)))
    #expect(endless.findings.contains { $0.message.contains("ends beyond all addresses") })
    let elsewhere = try report(patched((16 + 16, 1 << 40, 8)))
    #expect(elsewhere.findings.first?.rule == "atlas/image.root/copies")
  }

  @Test("each mirror is an element of its own where they are no copies")
  func single() throws {
    let report = try report(patched((1536 + 4, 8, 4)))
    #expect(report.findings.map(\.structure) == ["mirrors[1]"])
  }

  @Test("a space is pinned with the regions that are in it")
  func pinned() throws {
    let facts = program.format.pinnedFacts(in: nil).filter { $0.kind == .space || $0.kind == .region }
    #expect(
      facts.map(\.line).filter { $0.contains("logical") || $0.hasPrefix("space table") } == [
        "space logical superblock.strips v0.length_>_0 v0.logical v0.length v0.place superblock.devices_>_1 -",
        "space table superblock.extents - - v0.count_*_512 v0.start_*_512 - -",
        "region root leaf logical:superblock.root mirrors - - - -",
        "region mirrors leaf logical:superblock.root_-_64 mirrors - - - -",
      ])
  }
}
