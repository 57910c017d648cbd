import Foundation

@testable import VexFormatSpec

/// A message as it is written in the sources: what is between its interpolations, and the codes that it goes with.
struct MessageSite: Hashable, CustomStringConvertible {
  /// Calls that report; the messages of the last ones are parts of others.
  private static let calls: Set<String> = [
    "report", "Diagnostic", "ExpressionSyntaxError", "error", "Advice", "Flaw", "malformed", "Problem",
  ]
  private static let parts: Set<String> = ["unexpected", "reportUnknown", "refuse"]

  /// The codes of the call; empty when another one adds it.
  var codes: Set<String>
  /// What stands around and between interpolations.
  var pieces: [String]
  /// Whether the whole message is written here.
  var isWhole: Bool
  /// Where the call is.
  var place: String

  var description: String { "\(place): \(codes.sorted()) \(pieces.joined(separator: "\\(...)"))" }

  /// Whether a diagnostic may come from here.
  func made(_ diagnostic: Diagnostic) -> Bool {
    guard codes.isEmpty || codes.contains(diagnostic.code) else { return false }
    var rest = diagnostic.message[...]
    if isWhole, let first = pieces.first, let last = pieces.last {
      guard rest.hasPrefix(first), rest.hasSuffix(last), pieces.count > 1 || rest == first else { return false }
    }
    for piece in pieces where !piece.isEmpty {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  /// All messages of a source file.
  static func all(in text: String, of file: String) -> [MessageSite] {
    let bytes = Array(text.utf8)
    var sites: [MessageSite] = []
    var line = 1
    var word: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\n") { line += 1 }
      if byte == UInt8(ascii: "_") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) {
        word.append(byte)
        continue
      }
      let name = String(decoding: word, as: UTF8.self)
      word = []
      guard byte == UInt8(ascii: "("), calls.contains(name) || parts.contains(name) else { continue }
      var arguments = CallScanner(bytes: bytes, index: index + 1)
      arguments.scan()
      for message in arguments.messages {
        sites.append(
          MessageSite(
            codes: arguments.codes, pieces: message, isWhole: calls.contains(name), place: "\(file):\(line)"))
      }
    }
    return sites
  }
}

/// Reads the arguments of a call up to its closing parenthesis.
private struct CallScanner {
  let bytes: [UInt8]
  var index: Int
  /// Literals that are codes.
  var codes: Set<String> = []
  /// The literals of the first argument that has words, each in pieces.
  var messages: [[String]] = []
  private var label = ""
  private var found: [[String]] = []

  init(bytes: [UInt8], index: Int) { (self.bytes, self.index) = (bytes, index) }

  mutating func scan() {
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        let literal = readLiteral()
        if depth == 0 { found.append(literal) }
        continue
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 { return endArgument() }
        depth -= 1
      case UInt8(ascii: ",") where depth == 0: endArgument()
      default:
        if depth == 0, found.isEmpty { label.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
      }
      index += 1
    }
  }

  private mutating func endArgument() {
    let name = label.split(separator: ":").first?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    let isLabelled = label.contains(":") && !label.contains("?")
    for literal in found where literal.count == 1 {
      if let code = literal[0].wholeMatch(of: /[a-z]+\/[a-z-]+/) { codes.insert(String(code.output)) }
    }
    let worded = found.filter { $0.count > 1 || $0[0].contains(" ") }
    if messages.isEmpty, !isLabelled || name == "message" { messages = worded }
    (label, found) = ("", [])
  }

  /// The pieces of the literal that begins here.
  private mutating func readLiteral() -> [String] {
    var pieces: [[UInt8]] = [[]]
    index += 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count {
        if bytes[index + 1] == UInt8(ascii: "(") {
          index += 2
          skipInterpolation()
          pieces.append([])
          continue
        }
        index += 1
      }
      pieces[pieces.count - 1].append(bytes[index])
      index += 1
    }
    index += 1
    return pieces.map { String(decoding: $0, as: UTF8.self) }
  }

  private mutating func skipInterpolation() {
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        _ = readLiteral()
        continue
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        if depth == 0 {
          index += 1
          return
        }
        depth -= 1
      default: break
      }
      index += 1
    }
  }
}
