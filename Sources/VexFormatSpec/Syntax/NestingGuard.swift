/// Looks over a specification in one pass before the YAML library sees it.
///
/// The library recurses over what is nested, keeps only the first of several errors, and gives no place for repeated
/// keys. The guard follows the scanner of libyaml token by token, without recursion and in linear time. It reports what
/// a specification may not contain although YAML may; where the text is no YAML at all it stops and leaves the message
/// to the library.
struct NestingGuard {
  /// Collections nest at most so deep.
  static let maximumDepth = 64
  /// A specification has at most so many keys, values and collections.
  static let maximumNodes = 24_000
  /// So many problems are reported.
  static let maximumProblems = 100

  /// An open collection.
  struct Frame {
    /// The column of its entries, from 0; -1 in flow style.
    var indent: Int
    /// Whether it has keys.
    var isMapping: Bool
    /// Its keys so far.
    var keys: [String: SourceLocation] = [:]
    /// What may turn out to be a key: the scalar or collection on this line.
    var candidate: Candidate?
    /// In flow style, whether the entry has its colon.
    var hasValue = false
  }

  /// Something that a colon would make a key.
  struct Candidate {
    /// Its line.
    var line: Int
    /// Its column, from 0.
    var column: Int
    /// Its text; nil for a collection.
    var text: String?
  }

  let source: SourceText
  /// Offset of the next byte.
  var position = 0
  /// The line of `position`, from 0, and where it begins.
  var line = 0
  var lineStart = 0
  /// Open collections in block style, outermost first.
  var blocks: [Frame] = []
  /// Open collections in flow style, outermost first.
  var flows: [Frame] = []
  /// What may be a key outside of flow style.
  var candidate: Candidate?
  /// Whether a key or an entry may begin here.
  var keyAllowed = true
  /// Whether the one document has begun, and whether it has ended.
  var hasContent = false
  var hasEnded = false
  var nodes = 0
  var problems: [Diagnostic] = []

  /// A column and the offset up to which it was counted.
  private var counted = (offset: 0, column: 0)

  /// What `source` may not contain, in order of place.
  static func problems(in source: SourceText) -> [Diagnostic] {
    var scan = NestingGuard(source: source)
    while scan.problems.count < maximumProblems, scan.next() {}
    return scan.problems
  }

  private init(source: SourceText) { self.source = source }

  // MARK: - Places

  func peek(_ distance: Int = 0) -> UInt8 { source.byte(position + distance) }

  /// Whether a blank, a line break or the end stands there.
  func isBlank(_ distance: Int) -> Bool {
    let byte = peek(distance)
    return byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == 0
  }

  /// The column of `position`, from 0; counted on from the last time, so that long lines stay cheap.
  mutating func column() -> Int {
    if counted.offset < lineStart || counted.offset > position { counted = (lineStart, 0) }
    counted = (position, counted.column + source.scalarCount(counted.offset..<position))
    return counted.column
  }

  /// The place of the next `length` characters.
  mutating func place(length: Int = 1) -> SourceLocation {
    SourceLocation(line: line + 1, column: column() + 1, length: length)
  }

  mutating func report(_ code: String, length: Int = 1, _ message: String, help: String? = nil) {
    problems.append(Diagnostic(code, at: place(length: length), message, help: help))
  }

  /// Steps over a line break.
  mutating func breakLine() {
    position += peek() == 0x0D ? 2 : 1
    line += 1
    lineStart = position
  }

  // MARK: - Tokens

  /// Steps over one token; false at the end, and where nothing more can be said.
  private mutating func next() -> Bool {
    guard skipBlanks() else { return false }
    let column = column()
    if let candidate, candidate.line != line { self.candidate = nil }
    if let level = flows.indices.last, let candidate = flows[level].candidate, candidate.line != line {
      // Without its colon on the same line it can only be an entry by itself.
      closeEntry()
    }
    if flows.isEmpty { unroll(to: column) }
    guard peek() != 0 else { return false }
    if column == 0, let goesOn = documentSign() { return goesOn }
    if hasEnded {
      report("yaml/syntax", "a second document begins", help: "a specification is one document")
      return false
    }
    hasContent = true
    switch peek() {
    case UInt8(ascii: "["): return open(isMapping: false)
    case UInt8(ascii: "{"): return open(isMapping: true)
    case UInt8(ascii: "]"), UInt8(ascii: "}"): return close()
    case UInt8(ascii: ","): return comma()
    case UInt8(ascii: "-") where isBlank(1): return entry(at: column)
    case UInt8(ascii: "?") where isBlank(1) || !flows.isEmpty:
      report("yaml/syntax", "found `?` in front of a key", help: "write the key alone, or quote the text")
      return false
    case UInt8(ascii: ":") where isBlank(1) || !flows.isEmpty: return colon(at: column)
    case UInt8(ascii: "&"):
      return refuse("an anchor", "write the value out where it is needed")
    case UInt8(ascii: "*"):
      return refuse("an alias", "write the value out; if it is an expression, quote it")
    case UInt8(ascii: "!"):
      return refuse("a tag", "scalars are text here; for a negation write `not`")
    default: return scalar(at: column)
    }
  }

  /// Reports what would mean something else elsewhere; its word is stepped over, so that more can be found.
  private mutating func refuse(_ what: String, _ help: String) -> Bool {
    var length = 1
    while !isBlank(length), !isFlowSign(peek(length)) { length += 1 }
    report("yaml/alias", length: min(length, 40), "found \(what), which a specification may not contain", help: help)
    // An alias stands for a value, and an anchor or a tag in front of one; either way what follows is scanned as usual.
    position += length
    return true
  }

  func isFlowSign(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
    default: false
    }
  }

  /// Directives and the signs between documents; nil when none stands here.
  private mutating func documentSign() -> Bool? {
    if peek() == UInt8(ascii: "%") {
      report("yaml/syntax", "found a directive, which a specification may not contain")
      return false
    }
    let isEnd = peek() == UInt8(ascii: ".")
    guard isEnd || peek() == UInt8(ascii: "-"), peek(1) == peek(), peek(2) == peek(), isBlank(3) else { return nil }
    if !isEnd, hasContent || hasEnded {
      report("yaml/syntax", length: 3, "a second document begins", help: "a specification is one document")
      return false
    }
    if isEnd { hasEnded = true } else { hasContent = true }
    position += 3
    keyAllowed = false
    return true
  }

  /// Steps over blanks, comments and line breaks; false when a tab makes the structure unclear.
  private mutating func skipBlanks() -> Bool {
    while true {
      let isIndentation = position == lineStart
      while peek() == 0x20 { position += 1 }
      if peek() == 0x09 {
        if isIndentation {
          report("yaml/syntax", "a tab is used for indentation", help: "indent with spaces")
          return false
        }
        while peek() == 0x20 || peek() == 0x09 { position += 1 }
      }
      if peek() == UInt8(ascii: "#") {
        while peek() != 0x0A, peek() != 0 { position += 1 }
      }
      guard peek() == 0x0A || peek() == 0x0D else { return true }
      breakLine()
      if flows.isEmpty { keyAllowed = true }
    }
  }
}
