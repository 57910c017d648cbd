/// Why a text is no JSON that is accepted.
public struct JSONProblem: Error, Equatable, CustomStringConvertible {
  /// Where it was noticed, in bytes from the beginning.
  public var offset: Int
  /// The line, from 1.
  public var line: Int
  /// What is wrong there, as the end of a sentence.
  public var reason: String

  /// `line 3, byte 41: expected a value`.
  public var description: String { "line \(line), byte \(offset): \(reason)" }
}

extension JSON {
  /// How much a text may make of itself; what is refused is refused before it takes memory.
  public struct Limits: Sendable {
    /// How deep arrays and objects may stand in each other.
    public var depth = 64
    /// How many values there may be.
    public var count = 1_000_000

    /// Makes the usual limits.
    public init(depth: Int = 64, count: Int = 1_000_000) { (self.depth, self.count) = (depth, count) }
  }

  /// Reads a text in UTF-8 that nobody vouches for.
  ///
  /// Stricter than RFC 8259 where readers differ: numbers are integers of 64 bits, no object has a member twice, no escape
  /// stands for half a character, and there is no byte order mark.
  public init(reading bytes: [UInt8], limits: Limits = Limits()) throws(JSONProblem) {
    var reader = JSONReader(bytes: bytes, limits: limits)
    self = try reader.document()
  }
}

/// Reads one text, from its beginning to its end.
private struct JSONReader {
  let bytes: [UInt8]
  let limits: JSON.Limits
  private var next = 0
  private var count = 0

  init(bytes: [UInt8], limits: JSON.Limits) { (self.bytes, self.limits) = (bytes, limits) }

  mutating func document() throws(JSONProblem) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard next == bytes.count else { throw problem("expected the end of the text behind its value") }
    return value
  }

  private var current: UInt8? { next < bytes.count ? bytes[next] : nil }

  private func problem(_ reason: String) -> JSONProblem {
    JSONProblem(offset: next, line: 1 + bytes.prefix(next).count { $0 == UInt8(ascii: "\n") }, reason: reason)
  }

  private mutating func skipSpace() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { next += 1 }
  }

  /// Goes past a character if it is the next one behind white space.
  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard current == UInt8(ascii: character) else { return false }
    next += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONProblem) -> JSON {
    skipSpace()
    count += 1
    guard count <= limits.count else { throw problem("there are more than \(limits.count) values") }
    switch current {
    case UInt8(ascii: "{"): return try object(depth: try deeper(depth))
    case UInt8(ascii: "["): return try array(depth: try deeper(depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
    default:
      for (word, value) in [("null", JSON.null), ("true", .boolean(true)), ("false", .boolean(false))]
      where bytes[next...].starts(with: word.utf8) {
        next += word.utf8.count
        return value
      }
      throw problem(next == bytes.count ? "the text ends where a value is expected" : "expected a value")
    }
  }

  private mutating func deeper(_ depth: Int) throws(JSONProblem) -> Int {
    guard depth < limits.depth else {
      throw problem("more than \(limits.depth) arrays and objects stand in each other")
    }
    next += 1
    return depth + 1
  }

  private mutating func array(depth: Int) throws(JSONProblem) -> JSON {
    var elements: [JSON] = []
    if takes("]") { return .array(elements) }
    repeat { elements.append(try value(depth: depth)) } while takes(",")
    guard takes("]") else { throw problem("expected ',' or ']'") }
    return .array(elements)
  }

  private mutating func object(depth: Int) throws(JSONProblem) -> JSON {
    var members: [(String, JSON)] = []
    var names: Set<String> = []
    if takes("}") { return .object(members) }
    repeat {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw problem("expected the name of a member") }
      let name = try string()
      guard names.insert(name).inserted else { throw problem("the member '\(name.prefix(80))' is there twice") }
      guard takes(":") else { throw problem("expected ':'") }
      members.append((name, try value(depth: depth)))
    } while takes(",")
    guard takes("}") else { throw problem("expected ',' or '}'") }
    return .object(members)
  }

  private mutating func number() throws(JSONProblem) -> JSON {
    let start = next
    if current == UInt8(ascii: "-") { next += 1 }
    let digits = next
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { next += 1 }
    let isPlain = next > digits && (next == digits + 1 || bytes[digits] != UInt8(ascii: "0"))
    let text = String(decoding: bytes[start..<next], as: UTF8.self)
    if isPlain, ![".", "e", "E"].contains(where: { current == UInt8(ascii: $0) }) {
      if let value = UInt64(text) { return .unsigned(value) }
      if let value = Int64(text) { return .integer(value) }
    }
    next = start
    throw problem("expected a number that is an integer of 64 bits")
  }

  private mutating func string() throws(JSONProblem) -> String {
    next += 1
    var text: [UInt8] = []
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        guard let valid = String(validating: text, as: UTF8.self) else { throw problem("the string is not UTF-8") }
        next += 1
        return valid
      case UInt8(ascii: "\\"): text += try escape()
      case 0..<0x20: throw problem("a control character stands in a string; expected an escape, as \\n")
      default:
        text.append(byte)
        next += 1
      }
    }
    throw problem("the text ends in a string")
  }

  /// The bytes that an escape stands for.
  private mutating func escape() throws(JSONProblem) -> [UInt8] {
    next += 1
    let plain: [Unicode.Scalar: UInt8] = [
      "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 0x08, "f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09,
    ]
    if let byte = current, let meant = plain[Unicode.Scalar(byte)] {
      next += 1
      return [meant]
    }
    guard current == UInt8(ascii: "u") else { throw problem("expected an escape of JSON behind '\\'") }
    let first = try unit()
    if let scalar = Unicode.Scalar(first) { return Array(String(Character(scalar)).utf8) }
    guard first < 0xDC00, bytes[next...].starts(with: [0x5C, 0x75]) else {
      throw problem("the escape is half a character")
    }
    next += 1
    let second = try unit()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10 | (second - 0xDC00)))
    else { throw problem("the escape is half a character") }
    return Array(String(Character(scalar)).utf8)
  }

  /// The number behind `u`.
  private mutating func unit() throws(JSONProblem) -> UInt32 {
    let digits = bytes[next...].dropFirst().prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw problem("expected four hexadecimal digits behind '\\u'") }
    next += 5
    return unit
  }
}
