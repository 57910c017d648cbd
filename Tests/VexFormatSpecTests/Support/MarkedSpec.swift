import VexBytes
import Testing

@testable import VexFormatSpec

/// A text with markers where diagnostics belong: `a: ⟦1⟧&&` says that diagnostic 1 begins at the first `&`.
///
/// `⟦name⟧` marks the character behind it. The markers are taken out; what is left is compiled and compared by place
/// and code. `⟦name:3⟧` also demands the length, and `⟦name|text⟧` that the
/// message is `text`.
struct MarkedSpec {
  /// Where a marker stands in the text without markers.
  struct Marker: Hashable {
    var name: String
    var line: Int
    var column: Int
    var length: Int?
    var message: String?
  }

  /// The text without markers.
  let text: String
  /// The markers in order.
  let markers: [Marker]

  init(_ marked: String) {
    var text = String.UnicodeScalarView()
    var markers: [Marker] = []
    var (line, column) = (1, 1)
    var name: String?
    for scalar in marked.unicodeScalars {
      if scalar == "⟦" {
        name = ""
      } else if let open = name {
        if scalar == "⟧" {
          let words = open.split(separator: "|", maxSplits: 1)
          let parts = (words.first ?? "").split(separator: ":")
          markers.append(
            Marker(
              name: String(parts.first ?? ""), line: line, column: column,
              length: parts.count > 1 ? Int(parts[1]) : nil, message: words.count > 1 ? String(words[1]) : nil))
          name = nil
        } else {
          name = open + String(Character(scalar))
        }
      } else {
        text.append(scalar)
        (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
      }
    }
    self.text = String(text)
    self.markers = markers
  }

  /// Expects exactly the diagnostics `codes`, by marker, and that each has words.
  ///
  /// `help` and `message` say what the help and message of some of them must contain. Several diagnostics on one place
  /// are written with spaces between their codes.
  @discardableResult
  func expect(
    codes: [String: String], help: [String: String] = [:], message: [String: String] = [:],
    at sourceLocation: Testing.SourceLocation = #_sourceLocation,
    from diagnose: (String) throws -> [Diagnostic]
  ) rethrows -> [Diagnostic] {
    let diagnostics = try diagnose(text)
    #expect(Set(codes.keys) == Set(markers.map(\.name)), "a marker without code", sourceLocation: sourceLocation)
    var expected: [String] = []
    for marker in markers {
      for code in (codes[marker.name] ?? "").split(separator: " ") {
        expected.append("\(marker.line):\(marker.column) \(code)")
      }
    }
    let found = diagnostics.map { "\($0.location.line):\($0.location.column) \($0.code)" }
    #expect(found.sorted() == expected.sorted(), "\(diagnostics.map(\.message))", sourceLocation: sourceLocation)
    for marker in markers {
      guard let message = marker.message else { continue }
      let here = diagnostics.filter { $0.location.line == marker.line && $0.location.column == marker.column }
      #expect(here.map(\.message).contains(message), sourceLocation: sourceLocation)
    }
    for diagnostic in diagnostics {
      #expect(!diagnostic.message.isEmpty && !diagnostic.message.hasSuffix("."), sourceLocation: sourceLocation)
      let here = markers.filter { $0.line == diagnostic.location.line && $0.column == diagnostic.location.column }
      for marker in here where (codes[marker.name] ?? "").split(separator: " ").contains(diagnostic.code[...]) {
        if let length = marker.length { #expect(diagnostic.location.length == length, sourceLocation: sourceLocation) }
        if let part = help[marker.name] {
          #expect(diagnostic.help?.contains(part) == true, "\(diagnostic)", sourceLocation: sourceLocation)
        }
        if let part = message[marker.name] {
          #expect(diagnostic.message.contains(part), sourceLocation: sourceLocation)
        }
      }
    }
    return diagnostics
  }
}

/// What the loader finds wrong with a text.
func loadDiagnostics(_ text: String) -> [Diagnostic] { loadDiagnostics(Array(text.utf8)) }

/// What the loader finds wrong with the bytes of a file.
func loadDiagnostics(_ bytes: [UInt8]) -> [Diagnostic] {
  do throws(SpecificationError) {
    _ = try SyntaxLoader.load(bytes, path: "test.yaml")
    return []
  } catch {
    return error.diagnostics
  }
}

/// What the parser finds wrong with a single expression.
func expressionDiagnostics(_ text: String) -> [Diagnostic] {
  var diagnostics = DiagnosticCollector()
  let parsed = ExpressionParser.parse(scalar(text), into: &diagnostics)
  #expect(parsed != nil || !diagnostics.isEmpty, "rejected without a word: \(text)")
  return diagnostics.diagnostics
}

/// A small generator whose numbers depend on its seed alone.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
