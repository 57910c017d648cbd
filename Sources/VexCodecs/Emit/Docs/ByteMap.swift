/// Where the bytes of a structure are, as a picture shows it: fields side by side, row by row.
package struct ByteMap: Sendable, Equatable {
  /// What it shows, for people who do not see it.
  var title: String
  /// The file that shows it in Markdown, without an extension.
  var name: String
  /// The fields, by their offsets; none shares bytes with another.
  var segments: [Segment]
  /// Number of bytes.
  var size: Int
  /// Whether rows without a field are left out.
  var isExcerpt: Bool

  /// A field.
  struct Segment: Sendable, Equatable {
    var name: String
    /// Its type in a word or two.
    var type: String
    var kind: Kind
    var offset: Int
    var size: Int
    var target: DocumentTarget
  }

  /// What a field is for, which tells its colour.
  enum Kind: String, Sendable, CaseIterable {
    case identity, number, place, flags, checksum, nested, reserved

    /// What the legend says.
    var title: String {
      switch self {
      case .identity: "identity and text"
      case .number: "number, time"
      case .place: "address, size, count of a unit"
      case .flags: "flags, choice, bits"
      case .checksum: "checksum"
      case .nested: "structure, array"
      case .reserved: "reserved"
      }
    }
  }

  /// The kinds that occur.
  var kinds: [Kind] { Kind.allCases.filter { kind in segments.contains { $0.kind == kind } } }
}

/// A row of a map.
struct ByteMapRow: Equatable {
  /// The first byte.
  var offset: Int
  /// So many rows are drawn as this one.
  var count: Int
  /// What is in it.
  var pieces: [Piece]

  /// The part of a field that is in a row.
  struct Piece: Equatable {
    /// The field, in `ByteMap.segments`.
    var segment: Int
    /// The bytes of the row that it takes.
    var bytes: Range<Int>
  }
}

extension ByteMap {
  /// A map has at most so many rows; what is behind them is in the table alone.
  static let maximumRows = 160
  /// Rows that one field fills alone are drawn as one if they are at least so many.
  private static let foldedRows = 3

  /// The rows, `width` bytes each, and whether there are more.
  func rows(width: Int) -> (rows: [ByteMapRow], isCut: Bool) {
    var rows: [ByteMapRow] = []
    func add(_ row: Int, _ count: Int, _ piece: ByteMapRow.Piece) {
      if let last = rows.last, last.offset == row * width, last.count == 1, count == 1 {
        rows[rows.count - 1].pieces.append(piece)
      } else {
        rows.append(ByteMapRow(offset: row * width, count: count, pieces: [piece]))
      }
    }
    for (index, segment) in segments.enumerated() where segment.size > 0 {
      guard rows.count <= Self.maximumRows else { break }
      let end = segment.offset + segment.size
      let (first, last) = (segment.offset / width, (end - 1) / width)
      let whole = (segment.offset + width - 1) / width..<max((segment.offset + width - 1) / width, end / width)
      if first < whole.lowerBound || whole.isEmpty {
        let stop = first == last ? end - first * width : width
        add(first, 1, .init(segment: index, bytes: segment.offset - first * width..<stop))
      }
      if whole.count >= Self.foldedRows {
        add(whole.lowerBound, whole.count, .init(segment: index, bytes: 0..<width))
      } else {
        for row in whole { add(row, 1, .init(segment: index, bytes: 0..<width)) }
      }
      if last > first, last >= whole.upperBound {
        add(last, 1, .init(segment: index, bytes: 0..<end - last * width))
      }
    }
    return (Array(rows.prefix(Self.maximumRows)), rows.count > Self.maximumRows)
  }
}
