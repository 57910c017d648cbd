/// Draws a map of bytes as SVG.
///
/// Letters are taken to be as wide as those of the widest common monospaced fonts, and what would not fit is left off: the whole
/// name is in the title of each field, and in the table.
struct ByteMapDrawing {
  let map: ByteMap
  let shape: SVGShape
  /// Where a target is, as a link; nil draws no links.
  let link: ((DocumentTarget) -> String)?

  /// Bytes in a row.
  private var width: Int { shape.isWide ? 16 : 8 }
  private var gutter: Int { shape.width - width * cell }
  private var cell: Int { (shape.width - 44) / width }

  /// The picture, and a sentence if it does not show all.
  func svg() -> String {
    let (rows, isCut) = map.rows(width: width)
    var body = SVGText()
    for byte in 0..<width {
      body.text(String(byte, radix: 16), x: gutter + byte * cell + cell / 2, y: 11, style: "ruler", isCentred: true)
    }
    var y = 18
    let widest = self.widest(rows)
    for (index, row) in rows.enumerated() {
      body.text(Hex.short(row.offset), x: gutter - 6, y: y + Self.height(row) / 2 + 4, style: "ruler", isAtEnd: true)
      for piece in row.pieces { draw(piece, row, y, isLabelled: widest[piece.segment] == index, &body) }
      y += Self.height(row) + 2
    }
    if isCut {
      body.text("The rest is in the table.", x: gutter, y: y + 14, style: "ruler")
      y += 20
    }
    return shape.picture(title: map.title, height: y, body: body.text)
  }

  /// A row that stands for several is higher, so that it has room for the line that says so.
  private static func height(_ row: ByteMapRow) -> Int { row.count > 1 ? 46 : 36 }

  /// The row in which each field has most room for its name.
  private func widest(_ rows: [ByteMapRow]) -> [Int: Int] {
    var best: [Int: (row: Int, bytes: Int)] = [:]
    for (index, row) in rows.enumerated() {
      for piece in row.pieces where (best[piece.segment]?.bytes ?? 0) < piece.bytes.count {
        best[piece.segment] = (index, piece.bytes.count)
      }
    }
    return best.mapValues(\.row)
  }

  private func draw(
    _ piece: ByteMapRow.Piece, _ row: ByteMapRow, _ y: Int, isLabelled: Bool, _ body: inout SVGText
  ) {
    let segment = map.segments[piece.segment]
    let x = gutter + piece.bytes.lowerBound * cell
    let start = row.offset + piece.bytes.lowerBound
    let end = row.count > 1 ? row.offset + row.count * width : row.offset + piece.bytes.upperBound
    // A gap stands where a field begins and ends, and none where it goes on.
    let left = start == segment.offset ? 1 : 0
    let right = end == segment.offset + segment.size ? 1 : 0
    let drawn = (x: x + left, width: piece.bytes.count * cell - left - right)
    let last = segment.offset + segment.size - 1
    let place = segment.size == 1 ? "byte \(last)" : "bytes \(segment.offset) to \(last)"
    body.open(link?(segment.target), title: "\(segment.name): \(segment.type), \(place)")
    body.rectangle(x: drawn.x, y: y, width: drawn.width, height: Self.height(row), style: "k-\(segment.kind.rawValue)")
    if row.count > 1 { body.tear(x: drawn.x, y: y + Self.height(row) - 6, width: drawn.width) }
    if isLabelled { label(segment, row, x: drawn.x + drawn.width / 2, y: y, room: drawn.width - 6, &body) }
    body.close(isLink: link != nil)
  }

  private func label(
    _ segment: ByteMap.Segment, _ row: ByteMapRow, x: Int, y: Int, room: Int, _ body: inout SVGText
  ) {
    func fits(_ text: String, _ size: Double) -> Bool { SVGText.width(text, size: size) <= Double(room) }
    let note = row.count > 1 ? "\(segment.type) · \(row.count) rows as one" : segment.type
    if fits(segment.name, 11) {
      let second = [note, segment.type].first { fits($0, 10) && !$0.isEmpty }
      body.text(segment.name, x: x, y: y + (second == nil ? 22 : 15), style: "name", isCentred: true)
      if let second { body.text(second, x: x, y: y + 28, style: "type", isCentred: true) }
    } else if let (first, second) = halves(segment.name), fits(first, 10), fits(second, 10) {
      body.text(first, x: x, y: y + 15, style: "half", isCentred: true)
      body.text(second, x: x, y: y + 28, style: "half", isCentred: true)
    }
  }

  /// A name in two lines, broken behind the underscore that is nearest to its middle.
  private func halves(_ name: String) -> (String, String)? {
    let letters = Array(name)
    let breaks = letters.indices.filter { letters[$0] == "_" && $0 + 1 < letters.count && $0 > 0 }
    guard let best = breaks.min(by: { abs(2 * $0 + 2 - letters.count) < abs(2 * $1 + 2 - letters.count) }) else {
      return nil
    }
    return (String(letters[...best]), String(letters[(best + 1)...]))
  }
}
