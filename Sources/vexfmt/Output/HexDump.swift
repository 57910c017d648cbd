import VexBytes

/// Bytes of an image in rows of 16, with carets under those that are meant.
struct HexDump {
  /// So many bytes are marked at most.
  static let limit: UInt64 = 64

  /// So many bytes are looked through for the first that is not zero.
  private static let searched: UInt64 = 1 << 20

  /// The rows; each is followed by one of carets if it has marked bytes.
  let lines: [String]

  /// Shows `length` bytes at `offset`, and the rest of their rows.
  ///
  /// Bytes behind the end of the image are left out; without any there are no lines.
  init(_ source: any ByteSource, offset: UInt64, length: UInt64) {
    let skipped = Self.zeroes(source, offset, length)
    let start = offset + skipped
    let marked = start..<(checkedAdd(start, min(max(length - skipped, 1), Self.limit)) ?? start)
    let first = start / 16 * 16
    guard first < source.size, let wanted = checkedDivUp(marked.upperBound, 16), let end = checkedMul(wanted, 16) else {
      lines = []
      return
    }
    var bytes: [UInt8] = []
    let count = min(end, source.size) - first
    guard (try? source.read(at: first, into: &bytes, count: Int(count))) != nil else {
      lines = []
      return
    }
    let digits = max(8, String(end, radix: 16).count)
    var lines = skipped > 0 ? ["(\(skipped) bytes of zeroes)"] : []
    for row in stride(from: 0, to: bytes.count, by: 16) {
      let row = bytes[row..<min(row + 16, bytes.count)]
      let place = first + UInt64(row.startIndex)
      let hex = row.map { Self.hex($0, digits: 2) }.joined(separator: " ")
      let text = row.map { (0x20..<0x7F).contains($0) ? String(Unicode.Scalar($0)) : "." }.joined()
      let padding = String(repeating: " ", count: (16 - row.count) * 3)
      lines.append("\(Self.hex(place, digits: digits)): \(hex)\(padding)  \(text)")
      let carets = row.indices.map { marked.contains(first + UInt64($0)) ? "^^" : "  " }.joined(separator: " ")
      guard carets.contains("^") else { continue }
      let trimmed = String(carets.reversed().drop { $0 == " " }.reversed())
      lines.append(String(repeating: " ", count: digits + 2) + trimmed)
    }
    if length - skipped > Self.limit { lines.append("(\(length - skipped - Self.limit) more bytes)") }
    self.lines = lines
  }

  /// How many bytes to skip, since something too long to be shown begins with zeroes: whole rows, never all of it.
  private static func zeroes(_ source: any ByteSource, _ offset: UInt64, _ length: UInt64) -> UInt64 {
    guard length > limit, offset < source.size else { return 0 }
    var bytes: [UInt8] = []
    let count = min(length, searched, source.size - offset)
    guard (try? source.read(at: offset, into: &bytes, count: Int(count))) != nil,
      let first = bytes.firstIndex(where: { $0 != 0 })
    else { return 0 }
    return UInt64(first) / 16 * 16
  }

  private static func hex(_ value: some BinaryInteger, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
