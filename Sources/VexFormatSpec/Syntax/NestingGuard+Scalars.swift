extension NestingGuard {
  /// Steps over a scalar; false when none begins here.
  mutating func scalar(at column: Int) -> Bool {
    guard countNode() else { return false }
    let start = position
    switch peek() {
    case UInt8(ascii: "|") where flows.isEmpty, UInt8(ascii: ">") where flows.isEmpty:
      return blockScalar()
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      let line = line
      guard quoted() else { return false }
      if line == self.line { note(Candidate(line: line, column: column, text: unquoted(start))) }
      keyAllowed = false
      return true
    default:
      guard beginsPlain() else { return false }
      return plain(at: column)
    }
  }

  private func beginsPlain() -> Bool {
    switch peek() {
    case UInt8(ascii: "-"): peek(1) != 0x20 && peek(1) != 0x09
    case UInt8(ascii: "?"), UInt8(ascii: ":"): flows.isEmpty && !isBlank(1)
    case UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"): false
    default: true
    }
  }

  // MARK: - Plain

  /// Steps over a plain scalar and the blanks behind it; false at a tab in the indentation of a further line.
  private mutating func plain(at column: Int) -> Bool {
    let start = position
    let firstLine = line
    let indent = (blocks.last?.indent ?? -1) + 1
    var end = position
    var isOneLine = true
    repeat {
      if position == lineStart, isDocumentSign() || peek() == UInt8(ascii: "#") { break }
      if position > start, peek() == UInt8(ascii: "#") { break }
      while !isBlank(0), !endsPlain() { position += 1 }
      if line == firstLine { end = position } else { isOneLine = false }
      guard isBlank(0), peek() != 0 else { break }
      if !skipBlanksOfPlain() { return false }
    } while peek() != 0 && (!flows.isEmpty || line == firstLine || self.column() >= indent) && !endsPlain()
    let text = String(decoding: source.bytes[start..<end], as: UTF8.self)
    note(Candidate(line: firstLine, column: column, text: isOneLine ? text : nil))
    keyAllowed = line != firstLine && flows.isEmpty
    return true
  }

  private func endsPlain() -> Bool {
    if peek() == UInt8(ascii: ":"), isBlank(1) || (!flows.isEmpty && isFlowSign(peek(1))) { return true }
    return !flows.isEmpty && isFlowSign(peek())
  }

  private func isDocumentSign() -> Bool {
    (peek() == UInt8(ascii: "-") || peek() == UInt8(ascii: ".")) && peek(1) == peek() && peek(2) == peek() && isBlank(3)
  }

  /// Steps over the blanks inside and behind a plain scalar; false at a tab in the indentation of a further line.
  private mutating func skipBlanksOfPlain() -> Bool {
    var isIndentation = false
    while isBlank(0), peek() != 0 {
      if peek() == 0x0A || peek() == 0x0D {
        breakLine()
        isIndentation = true
        continue
      }
      if peek() == 0x09, isIndentation {
        report("yaml/syntax", "a tab is used for indentation", help: "indent with spaces")
        return false
      }
      position += 1
    }
    return true
  }

  // MARK: - Quoted

  /// Steps over a quoted scalar; false when its end is missing.
  private mutating func quoted() -> Bool {
    let quote = peek()
    position += 1
    while peek() != 0 {
      switch peek() {
      case 0x0A, 0x0D: breakLine()
      case UInt8(ascii: "\\") where quote == UInt8(ascii: "\"") && peek(1) != 0x0A && peek(1) != 0x0D:
        position = min(position + 2, source.bytes.count)
      case quote where quote == UInt8(ascii: "'") && peek(1) == quote: position += 2
      case quote:
        position += 1
        return true
      default: position += 1
      }
    }
    return false
  }

  /// The text of the quoted scalar on one line that was just stepped over; escapes stay as they are.
  private func unquoted(_ start: Int) -> String {
    guard position - start >= 2 else { return "" }
    let inner = source.bytes[start + 1..<position - 1]
    guard source.byte(start) == UInt8(ascii: "'") else { return String(decoding: inner, as: UTF8.self) }
    var bytes: [UInt8] = []
    var isSecond = false
    for byte in inner {
      isSecond = byte == UInt8(ascii: "'") && !isSecond
      if !isSecond || byte != UInt8(ascii: "'") { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: - Block

  /// Steps over a literal or folded scalar, up to the first line that is indented less.
  private mutating func blockScalar() -> Bool {
    candidate = nil
    position += 1
    var explicit = 0
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(peek()) || peek() == UInt8(ascii: "-")
      || peek() == UInt8(ascii: "+")
    {
      if let digit = Character(Unicode.Scalar(peek())).wholeNumberValue { explicit = digit }
      position += 1
    }
    let parent = blocks.last?.indent ?? -1
    skipLine()
    var indent = explicit > 0 ? max(0, parent) + explicit : 0
    var widest = 0
    while peek() != 0 {
      var spaces = 0
      while peek(spaces) == 0x20 { spaces += 1 }
      let isEmpty = peek(spaces) == 0x0A || peek(spaces) == 0x0D || peek(spaces) == 0
      if !isEmpty {
        if indent == 0 { indent = max(1, parent + 1, spaces, widest) }
        if spaces < indent { break }
      } else {
        widest = max(widest, spaces)
      }
      skipLine()
    }
    keyAllowed = true
    return true
  }

  private mutating func skipLine() {
    while peek() != 0x0A, peek() != 0 { position += 1 }
    if peek() == 0x0A { breakLine() }
  }
}
