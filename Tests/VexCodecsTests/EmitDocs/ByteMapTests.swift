import Testing
import VexFormatSpec

@testable import VexCodecs

/// The pictures of bytes: every byte of a field once, long fields folded, names inside of their boxes.
@Suite struct ByteMapTests {
  private static func segment(_ name: String, at offset: Int, _ size: Int) -> ByteMap.Segment {
    ByteMap.Segment(
      name: name, type: "u8", kind: .number, offset: offset, size: size,
      target: DocumentTarget(page: "p", anchor: name))
  }

  private static func map(_ segments: [ByteMap.Segment]) -> ByteMap {
    ByteMap(title: "t", name: "n", segments: segments, size: 0, isExcerpt: false)
  }

  @Test func rowsOfAFieldThatIsCut() {
    let map = Self.map([Self.segment("a", at: 0, 4), Self.segment("b", at: 4, 92), Self.segment("c", at: 100, 4)])
    let (rows, isCut) = map.rows(width: 16)
    #expect(!isCut)
    // Row 0 has `a` and the beginning of `b`; five rows of `b` are one; row 96 has `c` behind a gap.
    #expect(rows.map(\.offset) == [0, 16, 96])
    #expect(rows.map(\.count) == [1, 5, 1])
    #expect(rows[0].pieces.map(\.bytes) == [0..<4, 4..<16])
    #expect(rows[2].pieces.map(\.bytes) == [4..<8])
  }

  @Test func twoWholeRowsAreNotFolded() {
    let (rows, _) = Self.map([Self.segment("a", at: 16, 32)]).rows(width: 16)
    #expect(rows.map(\.offset) == [16, 32])
    #expect(rows.map(\.count) == [1, 1])
  }

  @Test(arguments: ShippedFormats.names) func everyByteIsDrawnOnce(_ name: String) throws {
    let format = try ShippedFormats.format(name)
    let builder = DocumentBuilder(format, layout: nil)
    for id in format.structures.indices {
      var drawn: Set<String> = []
      for (_, map) in builder.byteMaps(of: id) {
        for width in [8, 16] {
          let (rows, isCut) = map.rows(width: width)
          #expect(rows.count <= 110, "\(name): \(map.title) has \(rows.count) rows")
          guard !isCut else { continue }
          var counts = [Int](repeating: 0, count: map.segments.count)
          var end = 0
          for row in rows {
            #expect(row.offset >= end, "\(map.title): rows go on")
            end = row.offset + row.count * width
            for piece in row.pieces { counts[piece.segment] += piece.bytes.count * row.count }
          }
          #expect(counts == map.segments.map(\.size), "\(name): \(map.title)")
        }
        drawn.formUnion(map.segments.map(\.name))
      }
      let stored = format.structures[id].fields.filter { $0.offset != nil && $0.byteCount != 0 }
      #expect(drawn == Set(stored.map(\.name)), "\(name): \(format.structures[id].name)")
    }
  }

  /// A field of 3 KB takes no 200 rows.
  @Test func aLargeReservedAreaIsOneRow() throws {
    let builder = DocumentBuilder(try ShippedFormats.format("vexfs"), layout: nil)
    let maps = builder.byteMaps(of: 0)
    #expect(maps.count == 2)
    for (_, map) in maps { #expect(map.rows(width: 16).rows.count < 40) }
  }
}
