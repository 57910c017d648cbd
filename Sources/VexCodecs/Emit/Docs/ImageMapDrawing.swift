/// Draws the regions of an image as SVG.
struct ImageMapDrawing {
  let map: ImageMap
  let shape: SVGShape
  /// Where a target is, as a link; nil draws no links.
  let link: ((DocumentTarget) -> String)?

  private var gutter: Int { shape.isWide ? 110 : 92 }

  /// The picture.
  func svg() -> String {
    var body = SVGText()
    var y = 0
    if let size = map.size { y = strip(size, &body) }
    y = list(top: y, &body)
    return shape.picture(title: map.title, height: y, body: body.text)
  }

  /// The whole image to scale; answers with the lower end.
  private func strip(_ size: UInt64, _ body: inout SVGText) -> Int {
    body.text("0", x: 0, y: 12, style: "ruler")
    body.text("to scale", x: shape.width / 2, y: 12, style: "ruler", isCentred: true)
    body.text(ByteText.size(size), x: shape.width, y: 12, style: "ruler", isAtEnd: true)
    body.rectangle(x: 0, y: 18, width: shape.width, height: 26, style: "empty")
    let scale = Double(shape.width) / Double(max(size, 1))
    for mark in map.marks.prefix(400) {
      let x = min(Int(Double(mark.offset) * scale), shape.width - 2)
      // What would be invisible is two pixels wide; the text below says so.
      let width = max(2, Int((Double(mark.length) * scale).rounded()))
      body.open(link?(mark.target), title: Self.sentence(mark))
      body.rectangle(
        x: x, y: 18, width: min(width, shape.width - x), height: 26, style: "solid k-\(mark.kind.rawValue)")
      body.close(isLink: link != nil)
    }
    return 62
  }

  private func list(top: Int, _ body: inout SVGText) -> Int {
    let list = AddressList(map)
    body.text("address", x: gutter - 8, y: top + 12, style: "ruler", isAtEnd: true)
    if map.size != nil { body.text("not to scale", x: gutter, y: top + 12, style: "ruler") }
    var y = top + 26
    var tops: [UInt64: Int] = [:]
    for row in list.rows {
      tops[row.start] = y
      body.text(Hex.short(row.start), x: gutter - 8, y: y + 4, style: "ruler", isAtEnd: true)
      let height = Self.height(row)
      if row.isEmpty {
        body.rectangle(x: gutter, y: y, width: shape.width - gutter, height: height, style: "empty")
        body.text(
          "\(ByteText.size(row.end - row.start)) of no region", x: (gutter + shape.width) / 2, y: y + height / 2 + 4,
          style: "type quiet", isCentred: true)
      }
      y += height
      tops[row.end] = y
    }
    if let last = list.rows.last {
      body.text(Hex.short(last.end), x: gutter - 8, y: y + 4, style: "ruler", isAtEnd: true)
    }
    let lane = (shape.width - gutter) / list.laneCount
    for (index, mark) in map.shown.enumerated() {
      guard let start = tops[mark.offset], let end = tops[mark.end] else { continue }
      // Where nothing lies beside it, a mark takes that room as well.
      let neighbours = map.shown.indices.filter { other in
        other != index && list.lanes[other] > list.lanes[index] && map.shown[other].offset < mark.end
          && map.shown[other].end > mark.offset
      }
      let stop = neighbours.map { list.lanes[$0] }.min() ?? list.laneCount
      let x = gutter + list.lanes[index] * lane
      let right = stop == list.laneCount ? shape.width : gutter + stop * lane
      draw(mark, x: x, y: start, width: right - x, height: end - start, &body)
    }
    y += 12
    if map.hidden > 0 {
      body.text("\(map.hidden) more places are not shown.", x: gutter, y: y + 10, style: "ruler")
      y += 20
    }
    return y
  }

  private func draw(
    _ mark: ImageMap.Mark, x: Int, y: Int, width: Int, height: Int, _ body: inout SVGText
  ) {
    body.open(link?(mark.target), title: Self.sentence(mark))
    body.rectangle(x: x, y: y + 1, width: width - 2, height: height - 2, style: "k-\(mark.kind.rawValue)")
    let room = Double(width - 12)
    let count = mark.count > 1 ? "\(mark.count) in " : ""
    let notes = ["\(count)\(ByteText.size(mark.length))", ByteText.size(mark.length)]
    let isTall = height >= 36
    if SVGText.width(mark.name, size: 11) <= room {
      let beside = notes.first { SVGText.width("\(mark.name)  \($0)", size: 11) + 12 <= room }
      body.text(mark.name, x: x + 6, y: y + (isTall && beside == nil ? 15 : 16), style: "name")
      if let beside {
        body.text(beside, x: x + width - 8, y: y + 16, style: "type", isAtEnd: true)
      } else if isTall, let below = notes.first(where: { SVGText.width($0, size: 10) <= room }) {
        body.text(below, x: x + 6, y: y + 29, style: "type")
      }
    }
    body.close(isLink: link != nil)
  }

  /// A row grows slowly with what it stands for.
  private static func height(_ row: (start: UInt64, end: UInt64, isEmpty: Bool)) -> Int {
    let length = row.end - row.start
    guard !row.isEmpty else { return 30 }
    let magnitude = 64 - max(length, 1).leadingZeroBitCount
    return 26 + max(0, magnitude - 8) * 2
  }

  private static func sentence(_ mark: ImageMap.Mark) -> String {
    let what = mark.count > 1 ? "\(mark.count) elements\(mark.isLoose ? ", not side by side," : "") in " : ""
    return "\(mark.name): \(what)\(ByteText.size(mark.length)) at \(Hex.short(mark.offset))"
  }
}
