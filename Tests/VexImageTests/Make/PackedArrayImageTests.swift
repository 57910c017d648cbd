import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Images of a format with elements that say themselves how long they are, each with a checksum of its own.
@Suite("Images with packed arrays")
struct PackedArrayImageTests {
  private static let strip = """
    format: strip
    endian: little
    license: MIT
    structures:
      head:
        size: 64
        fields:
          magic: {at: 0, type: "bytes[4]", magic: STRP}
          used:  {at: 4, type: u8, new: 15}
          list:  {at: 5, type: "entry[]", size: 43, bytes: {is: used, max: 40}}
          total: {at: 48, type: u32, is: "sum(e in list: e.n)"}
          rest:  {at: 52, size: 12, unused: zero}
      entry:
        size: {is: 4 + n, min: 4, max: 8}
        fields:
          n:    {at: 0, type: u8, range: ..= 4, new: "2 - index"}
          tag:  {at: 1, type: u8, new: 7 + index}
          sum:  {at: 2, type: u16, checksum: {algorithm: crc16, over: [0 .. offset(this), {from: end(this), to: {is: 4 + n, max: 8}}]}}
          data: {at: 4, type: "u8[]", count: {is: n, max: 4}}
    image:
      head: {of: head, at: 0}
    """

  private let format: Format
  private let program: Program
  private let image: [UInt8]

  init() throws {
    format = try SpecificationCompiler.compile(
      text: Array(Self.strip.utf8), path: "strip.yaml", checksums: .builtIn)
    program = Program(lowering: format)
    image = try ImageMaker(format: format, checksums: .builtIn)
      .plan(MakeOptions(size: 512, random: .seeded(3), clock: .fixed(0))).image
  }

  private func report(_ image: [UInt8]) throws -> [String] {
    try ImageValidator(program: program, checksums: .builtIn).validate(MemorySource(image), name: "strip").findings
      .map(\.rule)
  }

  private func value(_ path: String, _ image: [UInt8]) throws -> String? {
    let decoder = ImageDecoder(program: program, source: MemorySource(image))
    guard case .field(let field, _) = try decoder.select(path) else { return nil }
    return field.value.plain
  }

  @Test("elements are made one behind the other, each with its checksum")
  func made() throws {
    // Elements of 6, 5 and 4 bytes: the third says that it has no data.
    #expect(image[5] == 2 && image[6] == 7)
    #expect(image[11] == 1 && image[12] == 8)
    #expect(try report(image) == [])
    #expect(try value("head.list[0].n", image) == "2")
    #expect(try value("head.list[1].tag", image) == "8")
    #expect(try value("head.total", image) == "\(image[48])")
  }

  @Test("a field of an element is set, and the checksum of the element with it")
  func set() throws {
    let setter = FieldSetter(program: program, checksums: .builtIn)
    let new = try setter.plan(MemorySource(image), settings: [("head.list[1].tag", "99")], options: .init()).plan.writes
      .reduce(into: image) { $0.make($1) }
    #expect(new[12] == 99)
    #expect(Set(image.indices.filter { new[$0] != image[$0] }).isSubset(of: [12, 13, 14]))
    #expect(new[13...14] != image[13...14])
    #expect(try report(new) == [])
    #expect(throws: EditError.self) {
      try setter.plan(MemorySource(image), settings: [("head.list[3].tag", "1")], options: .init())
    }
  }

  @Test("elements carry over from one version to another, and keep what was set")
  func migrated() throws {
    let text =
      Self.strip
      .replacing("structures:", with: "versions: {by: head.version, write: 1}\nstructures:")
      .replacing(
        "rest:  {at: 52, size: 12, unused: zero}",
        with: "version: {at: 52, type: u8, in: [1, 2]}\n      later: {at: 53, type: u8, versions: 2, new: 9}\n"
          + "      early: {at: 53, size: 1, versions: 1, unused: zero}\n      rest:  {at: 54, size: 10, unused: zero}")
      + "\nmigrations: [{from: 1, to: 2, back: {drop: {head.later: nobody needs it}}}]"
    let strip = try Migrating(text: text)
    var old = try strip.fresh(512, version: 1)
    let setter = FieldSetter(program: strip.program, checksums: .builtIn)
    let settings = [("head.list[0].tag", "41"), ("head.list[1].data[0]", "42")]
    for write in try setter.plan(MemorySource(old), settings: settings, options: .init()).plan.writes {
      old.make(write)
    }
    let new = try strip.migrated(old, to: 2)
    #expect(new[52] == 2 && new[53] == 9)
    #expect(new[0..<52] == old[0..<52])
    #expect(try strip.report(new).verdict == .clean)
    #expect(try strip.migrated(new, to: 1) == old)
  }

  @Test("what breaks the packing is found, and nothing is read as an element then")
  func broken() throws {
    for (place, byte) in [(4, 14), (4, 41), (4, 255), (5, 3), (11, 4)] {
      var bad = image
      bad[place] = UInt8(byte)
      #expect(try report(bad).first == "strip/head.list/bytes", "\(place) \(byte)")
    }
    var bad = image
    bad[12] ^= 1
    #expect(try report(bad) == ["strip/head.list.sum/checksum"])
  }
}
