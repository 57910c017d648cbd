/// Finds where in the source the characters of a scalar stand.
///
/// The YAML library tells where a scalar begins. Quoting, escapes and folding are between the text and its source; this
/// follows both, so that a caret inside the text lands on the right line and column.
struct ScalarPlaces {
  /// How a scalar is written.
  enum Style {
    case plain, singleQuoted, doubleQuoted, block
  }

  private let source: SourceText
  /// The last place asked for; scalars come in order, and a long line must not be counted anew for each.
  private var cursor = (line: 1, column: 1, offset: 0)

  init(source: SourceText) { self.source = source }

  /// The scalar `text` whose first sign, be it a quote or a `>`, stands in `line` and `column`, from 1.
  mutating func scalar(_ text: String, line: Int, column: Int, style: Style) -> SyntaxScalar {
    let start = offset(line: line, column: column)
    let isQuoted = style == .singleQuoted || style == .doubleQuoted
    let first = isQuoted ? start + 1 : start
    let length = text.utf8.count
    let place = SourceLocation(line: line, column: isQuoted ? column + 1 : column)
    if style != .block, first + length <= source.range(ofLine: line).upperBound,
      source.bytes[first..<first + length].elementsEqual(text.utf8)
    {
      var location = place
      location.length = max(1, text.unicodeScalars.count)
      return SyntaxScalar(text: text, location: location)
    }
    var follower = ScalarFollower(source: source, text: Array(text.unicodeScalars), offset: first, place: place)
    switch style {
    case .plain: follower.followLines(block: false)
    case .block: follower.followLines(block: true)
    case .singleQuoted: follower.followQuoted(isDouble: false)
    case .doubleQuoted: follower.followQuoted(isDouble: true)
    }
    return follower.scalar(text)
  }

  private mutating func offset(line: Int, column: Int) -> Int {
    let range = source.range(ofLine: line)
    if cursor.line != line || cursor.column > column { cursor = (line, 1, range.lowerBound) }
    while cursor.column < column, cursor.offset < range.upperBound {
      cursor.offset += 1
      while source.byte(cursor.offset) & 0xC0 == 0x80 { cursor.offset += 1 }
      cursor.column += 1
    }
    return cursor.offset
  }
}

/// Walks over a scalar's text and its source at the same time.
private struct ScalarFollower {
  let source: SourceText
  let text: [Unicode.Scalar]
  /// Where the next character stands in the source.
  var offset: Int
  var place: SourceLocation
  /// The next character of the text.
  var index = 0
  private var starts: [(offset: Int, location: SourceLocation)] = []

  init(source: SourceText, text: [Unicode.Scalar], offset: Int, place: SourceLocation) {
    self.source = source
    self.text = text
    self.offset = offset
    self.place = place
  }

  /// The scalar with all places that were found.
  func scalar(_ string: String) -> SyntaxScalar {
    var location = place
    var rest = starts
    if let first = rest.first, first.offset == 0 {
      location = first.location
      rest.removeFirst()
    }
    let end = rest.first { $0.location.line != location.line }?.offset ?? text.count
    location.length = max(1, end)
    return SyntaxScalar(text: string, location: location, lineStarts: rest)
  }

  private mutating func mark(line: Int, column: Int) {
    if let last = starts.last, last.offset == index { starts.removeLast() }
    starts.append((index, SourceLocation(line: line, column: column)))
  }

  // MARK: - Plain and block scalars: whole lines

  /// Follows lines that were folded or taken as they are; a block's lines lose the same indentation, others lose all of
  /// it.
  mutating func followLines(block: Bool) {
    var line = block ? place.line + 1 : place.line
    var start = block ? source.range(ofLine: line).lowerBound : offset
    var indent: Int?
    while index < text.count, line <= source.lineStarts.count {
      let range = source.range(ofLine: line)
      let content = source.bytes[max(start, range.lowerBound)..<max(start, range.upperBound)]
      let spaces = content.prefix { $0 == 0x20 || (!block && $0 == 0x09) }.count
      if spaces < content.count || indent.map({ content.count > $0 }) ?? false {
        // Line breaks in front of the content, or the one space that a single break was folded to.
        if text[index] == "\n" {
          while index < text.count, text[index] == "\n" { index += 1 }
        } else if line > place.line + (block ? 1 : 0), indent != nil, text[index] == " " {
          index += 1
        }
        // Breaks at the end of a text have no content behind them.
        guard index < text.count else { return }
        if indent == nil { indent = block ? max(0, spaces - leadingSpaces()) : 0 }
        let dropped = block ? min(indent ?? 0, content.count) : spaces
        var body = content.dropFirst(dropped)
        if !block { while let last = body.last, last == 0x20 || last == 0x09 { body.removeLast() } }
        mark(line: line, column: (line == place.line ? place.column : 1) + dropped)
        index += source.scalarCount(body.startIndex..<body.endIndex)
      }
      line += 1
      start = source.range(ofLine: line).lowerBound
    }
  }

  /// The number of spaces in the text from here on.
  private func leadingSpaces() -> Int { text[min(index, text.count)...].prefix { $0 == " " }.count }

  // MARK: - Quoted scalars: character by character

  mutating func followQuoted(isDouble: Bool) {
    var line = place.line
    var column = place.column
    mark(line: line, column: column)
    while index < text.count, offset < source.bytes.count {
      let byte = source.bytes[offset]
      if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
        blanks(&line, &column)
      } else if isDouble, byte == UInt8(ascii: "\\") {
        escape(&line, &column)
      } else if !isDouble, byte == UInt8(ascii: "'") {
        index += 1
        offset += 2
        column += 2
        mark(line: line, column: column)
      } else {
        index += 1
        offset += 1
        while source.byte(offset) & 0xC0 == 0x80 { offset += 1 }
        column += 1
      }
    }
  }

  /// Blanks within a line are text; around line breaks they fold to one space or to all breaks but the first.
  private mutating func blanks(_ line: inout Int, _ column: inout Int) {
    var end = offset
    while source.byte(end) == 0x20 || source.byte(end) == 0x09 { end += 1 }
    guard source.byte(end) == 0x0A || source.byte(end) == 0x0D else {
      index += end - offset
      column += end - offset
      offset = end
      return
    }
    offset = end
    let breaks = lineBreaks(&line, &column)
    index += max(1, breaks - 1)
    mark(line: line, column: column)
  }

  /// Steps over line breaks and the blanks behind each; returns how many there were.
  private mutating func lineBreaks(_ line: inout Int, _ column: inout Int) -> Int {
    var breaks = 0
    while true {
      switch source.byte(offset) {
      case 0x0A:
        breaks += 1
        line += 1
        column = 1
      case 0x20, 0x09: column += 1
      case 0x0D: break
      default: return breaks
      }
      offset += 1
    }
  }

  private mutating func escape(_ line: inout Int, _ column: inout Int) {
    let next = source.byte(offset + 1)
    if next == 0x0A || next == 0x0D {
      offset += 1
      let breaks = lineBreaks(&line, &column)
      index += max(0, breaks - 1)
    } else {
      let length =
        switch next {
        case UInt8(ascii: "x"): 4
        case UInt8(ascii: "u"): 6
        case UInt8(ascii: "U"): 10
        default: 2
        }
      offset += length
      column += length
      index += 1
    }
    mark(line: line, column: column)
  }
}
