import VexBytes
import VexFuzz

/// Changes specifications at random, as far as they stay nearly right: whatever is refused at the first line shows little.
struct SpecificationMutator {
  private let texts: [[String]]
  /// Words, numbers and signs of all texts.
  private let tokens: [String]

  /// Numbers at which widths, limits and signs end.
  private static let numbers = [
    "0", "1", "7", "255", "65535", "65536", "4294967295", "4294967296", "9223372036854775808", "18446744073709551615",
    "18446744073709551616", "2^63", "2^64 - 1", "-1", "0x", "1_0", "1e9", "64 KiB", "16 EiB", "'text'", "''",
  ]

  /// Makes a mutator of the texts of specifications.
  init(_ texts: [String]) {
    self.texts = texts.map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    tokens = texts.flatMap { $0.matches(of: /[A-Za-z0-9_]+|[^\sA-Za-z0-9_]+/).map { String($0.output) } }
  }

  /// One of the texts with one to three changes; the same for the same state of `random`.
  func mutant(_ random: inout SeededGenerator) -> String {
    var lines = texts.randomElement(using: &random) ?? [""]
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      guard let line = lines.indices.randomElement(using: &random) else { break }
      switch Int.random(in: 0..<10, using: &random) {
      case 0: lines.remove(at: line)
      case 1: lines.insert(lines[line], at: line)
      case 2: lines.swapAt(line, lines.indices.randomElement(using: &random) ?? line)
      case 3: graft(&lines, at: line, &random)
      case 4: lines.removeSubrange(line..<blockEnd(lines, line))
      default: replaceToken(&lines[line], &random)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Puts a part of another specification there, with its indentation.
  private func graft(_ lines: inout [String], at line: Int, _ random: inout SeededGenerator) {
    guard let other = texts.randomElement(using: &random) else { return }
    let depth = indentation(lines[line])
    guard let start = other.indices.filter({ indentation(other[$0]) == depth }).randomElement(using: &random) else {
      return
    }
    lines.insert(contentsOf: other[start..<min(blockEnd(other, start), start + 30)], at: line)
  }

  private func replaceToken(_ line: inout String, _ random: inout SeededGenerator) {
    guard let found = line.matches(of: /[A-Za-z0-9_]+|[^\sA-Za-z0-9_]+/).randomElement(using: &random) else { return }
    let isNumber = found.output.allSatisfy { $0.isHexDigit || $0 == "x" || $0 == "_" }
    let choices = isNumber || Int.random(in: 0..<4, using: &random) == 0 ? Self.numbers : tokens
    line.replaceSubrange(found.range, with: choices.randomElement(using: &random) ?? "")
  }

  private func indentation(_ line: String) -> Int { line.prefix { $0 == " " }.count }

  /// The line behind one and what is indented below it.
  private func blockEnd(_ lines: [String], _ start: Int) -> Int {
    let depth = indentation(lines[start])
    return lines[(start + 1)...].firstIndex { !$0.isEmpty && indentation($0) <= depth } ?? lines.count
  }
}
