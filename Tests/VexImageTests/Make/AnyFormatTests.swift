import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Fresh images of a format that has nothing in common with VexFS: big-endian, without versions, with what VexFS lacks.
@Suite("Fresh images of any format")
struct AnyFormatTests {
  static let crate = """
    format: crate
    endian: big
    license: MIT
    constants: {page: {value: 512, unit: byte}}
    units: {page: page}
    enums:
      kind: {type: u8, values: {none: 0, open: 1, shut: 2}}
    flags:
      marks: {type: u8, unknown: refuse, bits: {full: 0, empty: 4}}
    structures:
      head:
        size: 128
        fields:
          magic:  {at: 0, type: "bytes[4]", magic: CRAT}
          low:    {at: 4, type: u16}
          high:   {at: 6, type: u16}
          serial: {at: 8, type: guid, new: random}
          mode:   {at: 24, type: u16, bits: {first: {at: 0, width: 4, is: 3}, last: {at: 12, width: 4, is: 9}}}
          kind:   {at: 26, type: kind, new: .shut}
          count:  {at: 27, type: u8, new: 2}
          stamp:  {at: 28, type: u32, unit: unix_s, new: now}
          rows:   {at: 32, type: "row[]", count: {is: count, max: 4}, unused: zero}
          open_value: {at: 64, type: u32, when: kind == .open, new: 7, unused: zero}
          shut_value: {at: 68, type: u32, when: kind == .shut, new: 8, unused: zero}
          late:   {at: 72, type: u32, new: "sum(r in rows: r.value)"}
          used:   {at: 76, type: u32, new: "count(t in trays)"}
          name:   {at: 80, type: "text[8]", nul: required}
          rest:   {at: 88, size: 38, unused: zero}
          sum:    {at: 126, type: u16, checksum: {algorithm: crc32c, over: [0 .. size(self)], own: skipped, keep: low}}
          total:  {join: [low, high], new: size(image) / 512}
      row:
        size: 8
        fields:
          value: {at: 0, type: u32, new: 100 * (index + 1)}
          back:  {at: 4, type: u32, is: head.total}
      card:
        size: 8
        fields:
          state: {at: 0, type: u8, bits: {marks: {at: 4, width: 3}, rest: {at: 0, width: 4, is: 5}}}
          pad:   {at: 1, size: 3, unused: zero}
          sum:   {at: 4, type: u32}
      cards:
        size: 64
        fields:
          list: {at: 0, type: "card[8]"}
      tray:
        size: 512
        given: {card: card}
        fields:
          bits: {at: 0, type: "bit[16]", new: "5 .. 9"}
          fill: {at: 2, size: 510, unused: zero}
          digest: {checksum: {stored: card.sum, algorithm: crc32c, over: [0 .. size(self)]}}
        updates:
          card.state.marks: ones(bits)
    image:
      head:  {of: head, at: 0}
      cards: {of: cards, at: 128}
      trays:
        of: tray
        at: 512 + index * 512
        count: {is: 3, max: 8}
        vacant: "cards.list[index].state.marks == 0"
        given: {card: "cards.list[index]"}
    """

  private func plan(_ text: String, size: UInt64 = 4096) throws -> ImagePlan {
    let format = try SpecificationCompiler.compile(text: Array(text.utf8), path: "crate.yaml", checksums: .builtIn)
    return try ImageMaker(format: format, checksums: .builtIn)
      .plan(MakeOptions(size: size, random: .seeded(3), clock: .fixed(1_700_000_000_999_999_999)))
  }

  @Test("every kind of field gets its value")
  func values() throws {
    let plan = try plan(Self.crate)
    #expect(plan.writes.map(\.name) == ["cards[0]", "trays[0]", "head[0]"])
    let image = plan.image
    func number(_ offset: Int, _ width: Int) -> UInt64 {
      image[offset..<offset + width].reduce(0) { $0 << 8 | UInt64($1) }
    }
    #expect(number(4, 2) == 8 && number(6, 2) == 0)
    // A GUID's version is in its seventh byte as printed, the eighth as stored.
    #expect(image[15] >> 4 == 4)
    #expect(number(24, 2) == 0x9003 && image[26] == 2 && image[27] == 2)
    #expect(number(28, 4) == 1_700_000_000)
    #expect([32, 36, 40, 44, 48].map { number($0, 4) } == [100, 8, 200, 8, 0])
    #expect(number(64, 4) == 0 && number(68, 4) == 8)
    #expect(number(72, 4) == 300 && number(76, 4) == 1)
    #expect(number(126, 2) == image.crc32c(0..<126) & 0xffff)
    // Bits 5 to 8 are in the first tray; the second has numbers 16 to 31, and is free.
    #expect(image[512] == 0xe0 && image[513] == 0x01)
    #expect(image[128] == 0x45 && image[136] == 0x05 && image[144] == 0x05)
    #expect(number(132, 4) == image.crc32c(512..<1024) && number(140, 4) == 0)
    #expect(image[1024...].allSatisfy { $0 == 0 })
  }

  @Test("a value that never is there is reported at its line")
  func noValue() throws {
    let text = Self.crate.replacing("sum(r in rows: r.value)", with: "count - 5")
    let error = #expect(throws: MakeError.self) { try plan(text) }
    #expect(error?.kind == .noValue && error?.subject == "head.late")
    #expect(error?.location?.line == text.lines(before: "count - 5"))
    #expect(error?.reason.contains("2 - 5") == true)
  }

  @Test("a value that does not fit its field is reported")
  func tooWide() throws {
    let error = #expect(throws: MakeError.self) {
      try plan(Self.crate.replacing("type: u8, new: 2}", with: "type: u8, new: 256}"))
    }
    #expect(error?.subject == "head.count" && error?.reason.contains("256 does not fit into 1 bytes") == true)
  }

  @Test("values in a circle end in an error")
  func circle() throws {
    let error = #expect(throws: MakeError.self) {
      try plan(Self.crate.replacing("new: \"sum(r in rows: r.value)\"", with: "new: late + 1"))
    }
    #expect(error?.kind == .unstable)
  }

  @Test("a rule of the format that the values break is named")
  func breaksRule() throws {
    let error = #expect(throws: MakeError.self) {
      try plan(Self.crate.replacing("type: u8, new: 2}", with: "type: u8, new: 2, range: 3 ..}"))
    }
    #expect(error?.kind == .breaksRule && error?.subject == "crate/head.count/range")
    let nested = #expect(throws: MakeError.self) {
      try plan(Self.crate.replacing("new: 100 * (index + 1)}", with: "new: 100 * (index + 1), range: ..= 150}"))
    }
    #expect(nested?.subject == "crate/head.rows.value/range")
  }

  @Test("elements that lie over each other are refused")
  func overlap() throws {
    let error = #expect(throws: MakeError.self) { try plan(Self.crate.replacing("at: 128}", with: "at: 100}")) }
    #expect(error?.kind == .overlap)
  }

  @Test("elements outside of the image are refused")
  func outside() throws {
    let error = #expect(throws: MakeError.self) {
      try plan(Self.crate.replacing("at: 512 + index", with: "at: 3600 + index"))
    }
    #expect(error != nil)
  }
}

extension String {
  /// The number of the line on which a text begins.
  func lines(before text: String) -> Int? {
    split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(text) }.map { $0 + 1 }
  }
}
