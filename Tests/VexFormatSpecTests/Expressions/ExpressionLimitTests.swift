import VexBytes
import Testing

@testable import VexFormatSpec

@Suite("Limits of expressions")
struct ExpressionLimitTests {
  private func codes(_ text: String) -> [String] { expressionDiagnostics(text).map(\.code) }

  private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  @Test("What nests up to the limit is read, and one level more is an error")
  func depth() {
    let limit = ExpressionParser.maximumDepth
    for (open, close) in [("(", ")"), ("not ", ""), ("f(", ")"), ("a[", "]"), ("a ? b : ", ""), ("any(x in ", ")")] {
      #expect(codes(repeated(open, limit) + "a" + repeated(close, limit)) == [], "\(open)")
      #expect(codes(repeated(open, limit + 1) + "a" + repeated(close, limit + 1)) == ["expr/syntax"], "\(open)")
      #expect(codes(repeated(open, 5000) + "a") == ["expr/syntax"], "\(open)")
    }
    #expect(codes(repeated("x in [", 5000)) == ["expr/syntax"])
  }

  @Test("Long chains are errors, since later passes recurse over them")
  func height() {
    let limit = ExpressionParser.maximumHeight
    for sign in ["+", "*", "and", "or"] {
      #expect(codes("a" + repeated(" \(sign) a", limit - 1)) == [], "\(sign)")
      #expect(codes("a" + repeated(" \(sign) a", limit)) == ["expr/syntax"], "\(sign)")
      #expect(codes("a" + repeated(" \(sign) a", 8000)) == ["expr/syntax"], "\(sign)")
    }
    #expect(codes("a" + repeated(".a", 8000)) == [])
    #expect(codes("x in [0" + repeated(",1", 8000) + "]") == [])
  }

  @Test func length() {
    #expect(codes(repeated(" ", ExpressionLexer.maximumLength - 1) + "a") == [])
    #expect(codes(repeated(" ", ExpressionLexer.maximumLength) + "a") == ["expr/syntax"])
    #expect(codes("'" + repeated("\u{E9}", ExpressionLexer.maximumLength / 2) + "'") == ["expr/syntax"])
  }

  @Test("The places of many tokens on many lines are found quickly")
  func manyLines() throws {
    var text = scalar("x in [0" + repeated(",1", 8000) + "]")
    text.lineStarts = (1...8000).map { (offset: 5 + 2 * $0, location: SourceLocation(line: 1 + $0, column: 3)) }
    let (parsed, time) = measured {
      var diagnostics = DiagnosticCollector()
      return ExpressionParser.parse(text, into: &diagnostics)
    }
    guard case .isIn(_, let right) = try #require(parsed).node, case .list(let items) = right.node else {
      Issue.record("no list")
      return
    }
    #expect(items.last?.location.line == 8001)
    #expect(time < .seconds(1))
  }

  @Test("Mixed operators do not flood the report")
  func slips() {
    let text = "x in [0" + repeated(", a + b & c", 1000) + "]"
    #expect(codes(text).count == ExpressionParser.maximumSlips)
  }

  @Test("Mutants of expressions are read or refused, never more")
  func mutants() {
    var generator = SeededGenerator(seed: 0x5EED)
    let seeds = ExpressionFormTests.forms.map { Array($0.text.unicodeScalars) }
    let pieces = [
      "..", "..=", "(", ")", "[", "]", ".", ",", ":", "?", "'", "not ", " in ", " has ", " if ", "64 KiB", "0x", "_",
      "é",
      "&&", "<<", "^", "all(x in ", "\n", "\u{0}", "18446744073709551616", "\u{10FFFF}",
    ].map { Array($0.unicodeScalars) }
    let clock = ContinuousClock()
    let start = clock.now
    var rejected = 0
    var count = 0
    while count < 4000, clock.now - start < .seconds(2) {
      var text = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
      for _ in 0...Int.random(in: 0..<3, using: &generator) {
        let place = Int.random(in: 0...text.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0 where place < text.count: text.remove(at: place)
        case 1: text.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &generator)], at: place)
        case 2: text.insert(contentsOf: seeds[Int.random(in: 0..<seeds.count, using: &generator)], at: place)
        default: text = Array(text.prefix(place))
        }
      }
      var string = ""
      string.unicodeScalars.append(contentsOf: text)
      // A diagnostic must point into the text or right behind it.
      for diagnostic in expressionDiagnostics(string) {
        rejected += 1
        let last = diagnostic.location.column - 1 + diagnostic.location.length
        #expect(diagnostic.location.line == 1 && last <= text.count + 1, "\(string)")
      }
      count += 1
    }
    #expect(count > 200 && rejected > count / 4)
  }
}
