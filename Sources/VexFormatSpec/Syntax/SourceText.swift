/// The bytes of a specification, proven to be text that can be shown and counted.
///
/// All signs of YAML are ASCII, so scanning works on bytes; columns count Unicode scalars.
struct SourceText: Sendable {
  /// A specification is at most so large, in bytes.
  static let maximumSize = 1 << 18

  /// UTF-8 without a byte-order mark, and with `\n` or `\r\n` as the only line breaks.
  let bytes: [UInt8]
  /// Where each line begins in `bytes`.
  let lineStarts: [Int]

  /// Takes bytes that are valid text.
  init(_ bytes: [UInt8]) throws(Diagnostic) {
    guard bytes.count <= Self.maximumSize else {
      throw Diagnostic(
        "yaml/too-large", at: SourceLocation(line: 1, column: 1),
        "the file has \(bytes.count) bytes, and a specification at most \(Self.maximumSize)")
    }
    self.bytes = bytes
    lineStarts = Self.lineStarts(of: bytes)
    if let problem = Self.encodingProblem(in: bytes) {
      throw Diagnostic("yaml/encoding", at: location(of: problem.offset), problem.message, help: problem.help)
    }
  }

  /// The lines, without their breaks; what is not UTF-8 is replaced.
  static func lines(of bytes: [UInt8]) -> [String] {
    guard bytes.count <= maximumSize else { return [] }
    return lineStarts(of: bytes).map { start in
      let line = bytes[start...].prefix { $0 != 0x0A }
      return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
    }
  }

  /// The byte at `index`, or 0 behind the end; a text holds no 0.
  func byte(_ index: Int) -> UInt8 { index >= 0 && index < bytes.count ? bytes[index] : 0 }

  /// The bytes of line `line`, from 1, without its break.
  func range(ofLine line: Int) -> Range<Int> {
    guard line >= 1, line <= lineStarts.count else { return bytes.count..<bytes.count }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }

  /// The number of Unicode scalars in a range of bytes.
  func scalarCount(_ range: Range<Int>) -> Int {
    bytes[range].reduce(into: 0) { count, byte in if byte & 0xC0 != 0x80 { count += 1 } }
  }

  /// The place of a byte.
  func location(of offset: Int) -> SourceLocation {
    var (first, end) = (0, lineStarts.count)
    while first < end {
      let middle = first + (end - first) / 2
      if lineStarts[middle] <= offset { first = middle + 1 } else { end = middle }
    }
    let start = first > 0 ? lineStarts[first - 1] : 0
    let column = 1 + scalarCount(start..<max(start, min(offset, bytes.count)))
    return SourceLocation(line: max(1, first), column: column)
  }

  private static func lineStarts(of bytes: [UInt8]) -> [Int] {
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == 0x0A && index + 1 < bytes.count { starts.append(index + 1) }
    return starts
  }
}

extension Diagnostic: Error {}

// MARK: - Encoding

extension SourceText {
  /// What is no text, and where.
  private struct Problem {
    var offset: Int
    var message: String
    var help: String?
  }

  private static func encodingProblem(in bytes: [UInt8]) -> Problem? {
    let start = Array(bytes.prefix(4))
    let wide = Problem(offset: 0, message: "the file is in UTF-16 or UTF-32", help: "save it as UTF-8")
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
      return wide
    }
    if start.count >= 2, start[0] == 0 || start[1] == 0, start.contains(where: { $0 != 0 }) {
      return wide
    }
    if start.starts(with: [0xEF, 0xBB, 0xBF]) {
      return Problem(offset: 0, message: "the file begins with a byte-order mark", help: "save it as UTF-8 without one")
    }
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte >= 0x80 {
        guard let length = sequenceLength(at: index, in: bytes) else {
          let shown = "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
          return Problem(offset: index, message: "the byte \(shown) is not UTF-8", help: "save the file as UTF-8")
        }
        let sequence = String(decoding: bytes[index..<index + length], as: UTF8.self)
        if let scalar = sequence.unicodeScalars.first, !isAllowed(scalar) {
          return Problem(offset: index, message: refusal(scalar))
        }
        index += length
      } else {
        if byte < 0x20 || byte == 0x7F, let problem = controlProblem(at: index, in: bytes) { return problem }
        index += 1
      }
    }
    return nil
  }

  private static func controlProblem(at index: Int, in bytes: [UInt8]) -> Problem? {
    switch bytes[index] {
    case 0x09, 0x0A: return nil
    case 0x0D:
      if index + 1 < bytes.count, bytes[index + 1] == 0x0A { return nil }
      return Problem(offset: index, message: "a carriage return stands alone", help: "end lines with a line feed")
    default: return Problem(offset: index, message: refusal(Unicode.Scalar(bytes[index])))
    }
  }

  private static func refusal(_ scalar: Unicode.Scalar) -> String {
    "the character \(ExpressionSlip.describe(scalar)) may not stand in a specification"
  }

  /// Whether YAML has the scalar, and not as a line break that no editor shows.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x80...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
    default: true
    }
  }

  /// The length of the well-formed sequence at `index`; nil when there is none.
  private static func sequenceLength(at index: Int, in bytes: [UInt8]) -> Int? {
    func continues(_ distance: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      index + distance < bytes.count && range.contains(bytes[index + distance])
    }
    // Table 3-7 of the Unicode standard: the second byte excludes long forms, surrogates and what is beyond U+10FFFF.
    switch bytes[index] {
    case 0xC2...0xDF: return continues(1) ? 2 : nil
    case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : nil
    case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : nil
    case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : nil
    case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : nil
    case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : nil
    case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : nil
    default: return nil
    }
  }
}
