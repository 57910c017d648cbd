/// Divides the text of an expression into tokens.
///
/// Numbers have no fraction, so `0..8` needs no space; a name may begin with a digit, so digits decide last.
struct ExpressionLexer {
  /// One expression is at most so long, in bytes of UTF-8.
  static let maximumLength = 16384

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var tokens: [ExpressionToken] = []

  private init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  /// The tokens of `text`; the last one is `end`.
  static func tokens(of text: String) throws(ExpressionSyntaxError) -> [ExpressionToken] {
    guard text.utf8.count <= maximumLength else {
      throw ExpressionSyntaxError(
        offset: 0, length: 1, message: "the expression is longer than \(maximumLength / 1024) KiB", help: nil)
    }
    var lexer = ExpressionLexer(Array(text.unicodeScalars))
    while try lexer.next() {}
    return lexer.tokens
  }

  /// Reads one token; false at the end.
  private mutating func next() throws(ExpressionSyntaxError) -> Bool {
    while let scalar = peek(), scalar == " " || scalar == "\n" || scalar == "\t" { position += 1 }
    guard let scalar = peek() else {
      append(.end, from: position)
      return false
    }
    if Self.isWordPart(scalar) {
      try word()
    } else if scalar == "'" {
      try text()
    } else {
      try sign(scalar)
    }
    return true
  }

  private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    let index = position + distance
    return index < scalars.count ? scalars[index] : nil
  }

  private mutating func append(_ kind: ExpressionToken.Kind, from start: Int) {
    tokens.append(ExpressionToken(kind: kind, offset: start, length: position - start))
  }

  // MARK: - Words

  private mutating func word() throws(ExpressionSyntaxError) {
    let start = position
    // Behind a dot even `64bit`, `0x10` and `in` are names: flags are called so.
    let isMember = tokens.last.map { $0.kind == .sign(".") && $0.end == start } ?? false
    while let scalar = peek(), Self.isWordPart(scalar) { position += 1 }
    let characters = scalars[start..<position]
    // Parts of words are ASCII, one byte each.
    let word = String(decoding: characters.map { UInt8(truncatingIfNeeded: $0.value) }, as: UTF8.self)
    let hasLetter = characters.contains(where: Self.isLetter)
    if isMember, hasLetter {
      append(.name(word), from: start)
    } else if let keyword = ExpressionToken.Keyword(rawValue: word) {
      append(.keyword(keyword), from: start)
    } else if hasLetter, let first = characters.first, !("0"..."9").contains(first) {
      append(.name(word), from: start)
    } else {
      switch ExpressionNumber.read(word) {
      case .number(let value): append(.number(value), from: start)
      case .byteCount(let value): append(.byteCount(value), from: start)
      case .notANumber where hasLetter: append(.name(word), from: start)
      case .notANumber:
        throw ExpressionSyntaxError(
          offset: start, length: position - start, message: "`\(word)` is neither a number nor a name",
          help: "a name has at least one letter")
      case .malformed(let message, let help):
        throw ExpressionSyntaxError(offset: start, length: position - start, message: message, help: help)
      }
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    isLetter(scalar) || ("0"..."9").contains(scalar) || scalar == "_"
  }

  // MARK: - Texts

  /// A text in single quotes; a quote inside is written twice.
  private mutating func text() throws(ExpressionSyntaxError) {
    let start = position
    var bytes: [UInt8] = []
    position += 1
    while let scalar = peek() {
      if scalar != "'" {
        bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        position += 1
      } else if peek(1) == "'" {
        bytes.append(0x27)
        position += 2
      } else {
        position += 1
        append(.text(bytes), from: start)
        return
      }
    }
    throw ExpressionSyntaxError(
      offset: start, length: 1, message: "the text that begins here has no closing `'`",
      help: "a quote inside a text is written twice")
  }

  // MARK: - Signs

  /// Longest first.
  private static let signs: [(text: String, scalars: [Unicode.Scalar])] = [
    "..=", "..", "==", "!=", "<=", ">=", "<<", ">>", ".", "<", ">", "+", "-", "*", "/", "%", "^", "&", "|", "(", ")",
    "[", "]", ",", ":", "?",
  ].map { ($0, Array($0.unicodeScalars)) }

  private mutating func sign(_ first: Unicode.Scalar) throws(ExpressionSyntaxError) {
    if let slip = ExpressionSlip.find(first, next: peek(1)) {
      throw ExpressionSyntaxError(offset: position, length: slip.length, message: slip.message, help: slip.help)
    }
    for sign in Self.signs where sign.scalars[0] == first && scalars[position...].starts(with: sign.scalars) {
      let start = position
      position += sign.scalars.count
      append(.sign(sign.text), from: start)
      return
    }
    throw ExpressionSyntaxError(
      offset: position, length: 1, message: "\(ExpressionSlip.describe(first)) has no meaning in an expression",
      help: nil)
  }
}
