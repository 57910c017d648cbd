import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// A format that has one of everything that a walk meets, and images of it made by hand.
///
/// A header with a copy at the end, a table of shelves of which some are free, and things on the shelves.
enum Shelf {
  static let text = """
    format: shelf
    endian: little
    license: MIT
    units: {sector: 64}
    enums:
      kind: {type: u8, values: {none: 0, book: 1, box: 2}}
    flags:
      marks: {type: u8, unknown: refuse, bits: {free: 0, heavy: 1}}
    structures:
      header:
        size: 64
        fields:
          magic:    {at: 0, type: "bytes[4]", magic: SHLF}
          shelves:  {at: 4, type: u32, range: ..= 1000}
          table:    {at: 8, type: u64, unit: byte, multiple_of: 64}
          sectors:  {at: 16, type: u64, unit: sector, range: 1 .., doc: How large the image is.}
          own:      {at: 24, type: u64, unit: byte, is: place(self)}
          name:     {at: 32, type: "text[16]"}
          used:     {at: 48, type: u32}
          checksum: {at: 52, type: u32, checksum: {algorithm: crc32c, over: [0 .. size(self)]}}
          reserved: {at: 56, size: 8, unused: zero, severity: warning}
      shelf:
        size: 32
        given: {number: u64}
        fields:
          number_again: {at: 0, type: u32, is: number}
          marks:   {at: 4, type: marks}
          kind:    {at: 5, type: kind}
          count:   {at: 6, type: u16, range: ..= 2}
          things:  {at: 8, type: "thing[]", count: {is: count, max: 2}, unused: zero}
          check:   {at: 24, type: u64, is: header.sectors * 1}
      thing:
        size: 8
        fields:
          start:  {at: 0, type: u32, unit: sector}
          length: {at: 4, type: u32, unit: sector, range: 1 ..}
      label:
        size: 8
        given: {holder: shelf}
        fields:
          magic: {at: 0, type: "bytes[2]", magic: LB}
          kind:  {at: 2, type: kind, is: holder.kind}
          rest:  {at: 3, size: 5, unused: zero}
    image:
      header:
        of: header
        at: ["0", "byte(header.sectors - 1)"]
        copies: {pick: primary, differ: [own, checksum]}
        owns: sector
      table: {at: header.table, bytes: header.shelves * 32, owns: sector}
      shelves:
        of: shelf
        at: header.table + index * 32
        count: {is: header.shelves, max: 2^20}
        vacant: "index == 3"
        given: {number: index}
      things:
        each: "s in shelves, t in s.things"
        at: byte(t.start)
        bytes: byte(t.length)
        owns: sector
      labels:
        of: label
        each: "s in shelves, t in s.things"
        when: s.kind == .book
        at: byte(t.start) + index * 8
        count: {is: t.length, max: 64}
        given: {holder: s}
    rules:
      used_matches: {valid: "header.used == sum(s in shelves: s.count)"}
      space: {severity: warning, valid: "owned(sector) == (0 .. header.sectors)"}
    """

  static func program(_ text: String = text) throws -> Program {
    do {
      return Program(
        lowering: try SpecificationCompiler.compile(text: Array(text.utf8), path: "shelf.yaml", checksums: .builtIn))
    } catch {
      for diagnostic in error.diagnostics { print(diagnostic.location.line, diagnostic.message, diagnostic.help ?? "") }
      throw error
    }
  }

  /// The program's own shelves: header, five shelves at 64, a book of two sectors at 4, a box of one at 6, the copy at 7.
  static func image() -> ImageBytes {
    var image = ImageBytes(count: 8 * 64)
    for place in [0, 7 * 64] {
      image.set("SHLF", at: place)
      image.set(5, at: place + 4, width: 4)
      image.set(64, at: place + 8, width: 8)
      image.set(8, at: place + 16, width: 8)
      image.set(UInt64(place), at: place + 24, width: 8)
      image.set("oak", at: place + 32)
      image.set(2, at: place + 48, width: 4)
    }
    for shelf in 0..<5 {
      image.set(UInt64(shelf), at: 64 + shelf * 32, width: 4)
      image.set(8, at: 64 + shelf * 32 + 24, width: 8)
    }
    // Shelf 3 is free whatever it holds.
    image.set(0xffff, at: 64 + 3 * 32, width: 4)
    image.set(1, at: 64 + 32 + 5, width: 1)
    image.set(1, at: 64 + 32 + 6, width: 2)
    image.set(4, at: 64 + 32 + 8, width: 4)
    image.set(2, at: 64 + 32 + 12, width: 4)
    image.set(2, at: 64 + 64 + 5, width: 1)
    image.set(1, at: 64 + 64 + 6, width: 2)
    image.set(6, at: 64 + 64 + 8, width: 4)
    image.set(1, at: 64 + 64 + 12, width: 4)
    for label in 0..<2 {
      image.set("LB", at: 4 * 64 + label * 8)
      image.set(1, at: 4 * 64 + label * 8 + 2, width: 1)
    }
    image.seal()
    return image
  }
}

/// An image that is written byte by byte.
struct ImageBytes {
  var bytes: [UInt8]

  init(count: Int) { bytes = [UInt8](repeating: 0, count: count) }

  mutating func set(_ value: UInt64, at place: Int, width: Int) {
    for byte in 0..<width { bytes[place + byte] = UInt8(truncatingIfNeeded: value >> UInt64(byte * 8)) }
  }

  mutating func set(_ text: String, at place: Int) {
    for (index, byte) in text.utf8.enumerated() { bytes[place + index] = byte }
  }

  /// Computes the checksums of both headers anew.
  mutating func seal() {
    for place in [0, bytes.count - 64] {
      set(0, at: place + 52, width: 4)
      let digest = Array(bytes[place..<place + 64]).withBytes { CRC32C().digest(of: $0, ChecksumParameters()) }
      for (index, byte) in digest.bytes.prefix(4).enumerated() { bytes[place + 52 + index] = byte }
    }
  }

  var source: MemorySource { MemorySource(bytes) }
}
