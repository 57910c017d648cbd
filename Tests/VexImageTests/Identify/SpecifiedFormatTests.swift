import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// What is told of a format follows from its `identify`, and what is a copy from the copy itself.
@Suite struct SpecifiedFormatTests {
  private static let text = """
    format: shed
    title: Shed
    endian: little
    license: MIT
    identify:
      structure: sign
      title: [{when: parts > 2, text: large shed}, {text: shed}]
      label: name
      uuid: {is: serial, as: XXXX-xx}
      version: [1, parts]
      size: parts * 1024
      details: [{when: parts > 1, text: "# parts", number: parts}, {when: parts == 1, text: one part}]
      damaged: {when: "le32(name, 0) == 0x64656873", title: ruin}
      backups: [{at: 1024 * 2^(index + 1), count: 3}]
    flags: {needs: {type: u8, unknown: refuse, bits: {light: 0}}}
    structures:
      sign:
        size: 64
        fields:
          magic:  {at: 0,  type: u16, magic: 0x5348}
          parts:  {at: 2,  type: u16, range: 1 ..= 8}
          needs:  {at: 4,  type: needs}
          pad:    {at: 5,  size: 3}
          serial: {at: 8,  type: u32}
          name:   {at: 12, type: "text[16]"}
          zero:   {at: 28, type: u32, is: 0}
          sum:    {at: 32, type: u32, checksum: {algorithm: crc32c, over: [0 .. offset(this)]}}
          rest:   {at: 36, size: 28}
        rules:
          inside: {valid: parts * 1024 <= size(image)}
    features: {needs: signs.needs}
    image:
      signs: {of: sign, at: index * 1024, count: {is: signs.parts, max: 8}, copies: {pick: primary}}
    """

  private let library = FormatLibrary(
    [.init(name: "shed", path: "shed.yaml", text: Array(Self.text.utf8))], checksums: .builtIn)

  private func sign(parts: UInt64 = 4, needs: UInt64 = 0, name: String = "shed", zero: UInt64 = 0) -> [UInt8] {
    var sign = ImageBytes(count: 64)
    sign.set(0x5348, at: 0, width: 2)
    sign.set(parts, at: 2, width: 2)
    sign.set(needs, at: 4, width: 1)
    sign.set(0x12AB_CD, at: 8, width: 4)
    sign.set(name, at: 12)
    sign.set(zero, at: 28, width: 4)
    let sum = Array(sign.bytes[..<32]).withBytes { CRC32C().digest(of: $0, ChecksumParameters()).low }
    sign.set(sum, at: 32, width: 4)
    return sign.bytes
  }

  private func findings(_ signs: [Int: [UInt8]], size: Int) throws -> [Recognised] {
    var image = ImageBytes(count: size)
    for (place, sign) in signs { image.set(sign, at: place) }
    return try ImageIdentifier(library: library).identify(MemorySource(image.bytes)).findings
  }

  @Test func whole() throws {
    let found = try findings([0: sign(), 1024: sign(), 2048: sign(), 3072: sign()], size: 4096)
    #expect(found.map(\.offset) == [0, 1024, 2048, 3072])
    #expect(found.map(\.role) == [.primary, .backup, .backup, .backup])
    for finding in found {
      #expect(finding.title == "large shed" && finding.structure == "sign" && finding.label == "shed")
      #expect(finding.uuid == "12AB-cd" && finding.version == "1.4" && finding.details == ["4 parts"])
      #expect(finding.certainty == .checksum)
    }
    let small = try #require(try findings([0: sign(parts: 1)], size: 4096).first)
    #expect(small.title == "shed" && small.details == ["one part"])
  }

  /// Without the first one a copy is found where there is one by habit.
  @Test func firstIsLost() throws {
    let found = try findings([1024: sign(), 2048: sign()], size: 4096)
    #expect(found.map(\.offset) == [2048])
    #expect(found.first?.certainty == .checksum)
  }

  /// What says that there is no copy where it is, is part of something else.
  @Test func copyOfAnotherImage() throws {
    #expect(try findings([4096: sign()], size: 8192).isEmpty)
    #expect(try findings([4096: sign(parts: 5)], size: 8192).map(\.offset) == [4096])
  }

  /// A damaged copy of what is there goes with it; of something else it is nothing.
  @Test func damagedCopy() throws {
    let found = try findings([0: sign(), 1024: sign(zero: 1)], size: 4096)
    #expect(found.map(\.certainty) == [.checksum, .magic])
    #expect(try findings([2048: sign(zero: 1)], size: 4096).isEmpty)
  }

  /// An image that was cut off is as sound as it was, and nothing else is.
  @Test func longerThanTheImage() throws {
    let found = try #require(try findings([0: sign()], size: 2048).first)
    #expect(found.certainty == .checksum && found.details == ["4 parts", "longer than the image (4096 bytes)"])
    let damaged = try #require(try findings([0: sign(zero: 1)], size: 2048).first)
    #expect(damaged.certainty == .magic)
  }

  @Test func unknownFeatures() throws {
    #expect(try findings([0: sign(needs: 0x80)], size: 4096).first?.certainty == .checksum)
  }

  /// Where the magic number is short, a damaged one is told if something else speaks for it.
  @Test func damaged() throws {
    let found = try #require(try findings([0: sign(zero: 1)], size: 4096).first)
    #expect(found.title == "ruin" && found.certainty == .magic)
    #expect(try findings([0: sign(name: "other", zero: 1)], size: 4096).isEmpty)
  }

  @Test func placesOfSignatures() throws {
    let signature = FormatSignature(try #require(try library.program(named: "shed")).format)
    let places = try #require(signature.backups.first?.places)
    #expect(places.places(in: 5000) == [2048, 4096])
    #expect(places.places(in: 2048) == [])
    let last = PlaceFormula([.number(512), .size, .function(.floor), .number(512), .arithmetic(.subtract)])
    #expect(last.places(in: 1300) == [512])
    #expect(last.places(in: 511) == [], "below zero")
  }
}
