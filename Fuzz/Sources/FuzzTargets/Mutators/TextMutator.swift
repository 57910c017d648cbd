import VexBytes

/// Changes lines and words of a text, so that most of it stays what it was.
enum TextMutator {
  static func mutate(_ input: [UInt8], _ random: inout SeededGenerator, _ engine: EngineMutator) -> [UInt8]? {
    var lines = input.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    guard lines.count > 1 else { return nil }
    let chosen = random.next(below: lines.count)
    let other = random.next(below: lines.count)
    switch random.next(below: 10) {
    case 0: lines.remove(at: chosen)
    case 1: lines.insert(lines[other], at: chosen)
    case 2: lines.swapAt(chosen, other)
    case 3: lines[chosen].insert(contentsOf: [0x20, 0x20], at: 0)
    case 4 where lines[chosen].starts(with: [0x20, 0x20]): lines[chosen].removeFirst(2)
    case 5, 6:
      let words = words(of: lines[chosen])
      let replacements = Self.words(of: lines[other])
      guard !words.isEmpty, !replacements.isEmpty else { return nil }
      let replacement = lines[other][replacements[random.next(below: replacements.count)]]
      lines[chosen].replaceSubrange(words[random.next(below: words.count)], with: Array(replacement))
    case 7, 8:
      let words = words(of: lines[chosen])
      guard !words.isEmpty else { return nil }
      let mark = Self.marks[random.next(below: Self.marks.count)]
      lines[chosen].insert(contentsOf: mark.utf8, at: words[random.next(below: words.count)].lowerBound)
    default: lines[chosen] = engine.mutate(lines[chosen], longest: lines[chosen].count + 32)
    }
    return Array(lines.joined(separator: [0x0A]))
  }

  /// What gives another meaning to the word behind it: in YAML, as a path, or as a number.
  private static let marks = ["../", "/", "&a ", "*a ", "\"", "[", "0xffffffffffffffff", "- "]

  /// Runs of letters, digits and what names and numbers have besides.
  private static func words(of line: [UInt8]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    for (index, byte) in line.enumerated() {
      guard byte > 0x2F && byte != 0x3A && byte != 0x5B && byte != 0x5D && byte != 0x7B && byte != 0x7D else {
        continue
      }
      if let last = words.last, last.upperBound == index {
        words[words.count - 1] = last.lowerBound..<index + 1
      } else {
        words.append(index..<index + 1)
      }
    }
    return words
  }
}
