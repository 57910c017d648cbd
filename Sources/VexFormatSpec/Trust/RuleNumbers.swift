/// Numbers of rules: those of the lock file, and new ones behind the highest for rules that it lacks.
///
/// The lock file has a line `format NAME`, lines `rule NUMBER NAME`, and one for each fact about the layout of released
/// versions; `#` begins a comment. Numbers are never given twice, also not after a rule is gone.
struct RuleNumbers: Sendable {
  /// A lock file of more bytes is not read.
  static let maximumBytes = 16 << 20
  private var known: [String: UInt32] = [:]
  private var next: UInt32 = 1
  /// What released versions pin.
  private(set) var facts: [PinnedFact] = []

  /// What is wrong with a lock file, at its line.
  struct Flaw: Error {
    var diagnostic: Diagnostic

    init(_ code: String, line: Int, _ message: String) {
      diagnostic = Diagnostic(
        code, at: SourceLocation(line: line, column: 1), message,
        help: "restore the lock file from version control; it is never edited by hand")
    }
  }

  /// Reads a lock file, up to the first line that is wrong.
  ///
  /// Without a file, numbering starts at 1.
  init(lock: [UInt8]?, format: String) throws(Flaw) {
    guard let lock else { return }
    guard lock.count <= Self.maximumBytes else {
      throw Flaw("lock/syntax", line: 1, "the lock file has \(lock.count) bytes; \(Self.maximumBytes) is the most")
    }
    var taken: Set<UInt32> = []
    var hasFormat = false
    var highest = (number: UInt32(0), line: 1)
    for (index, line) in lock.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\r" || $0 == "\t" }
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      if first == "format", words.count == 2, !hasFormat {
        guard words[1] == format else {
          throw Flaw(
            "lock/format", line: index + 1, "the lock file belongs to the format '\(words[1])', not to '\(format)'")
        }
        hasFormat = true
        continue
      }
      if hasFormat, PinnedFact.Kind(rawValue: String(first)) != nil {
        guard let fact = PinnedFact(words: words, location: SourceLocation(line: index + 1, column: 1)) else {
          throw Flaw("lock/syntax", line: index + 1, "a line of '\(first)' has other words")
        }
        facts.append(fact)
        continue
      }
      guard hasFormat, first == "rule", words.count == 3, let number = UInt32(words[1]), number > 0, number < .max
      else {
        let wanted = hasFormat ? "'rule NUMBER NAME'" : "'format \(format)'"
        throw Flaw("lock/syntax", line: index + 1, "\(wanted) is expected here")
      }
      guard taken.insert(number).inserted, known.updateValue(number, forKey: String(words[2])) == nil else {
        throw Flaw("lock/reused", line: index + 1, "number \(number) or rule '\(words[2])' is there twice")
      }
      if number > highest.number { highest = (number, index + 1) }
    }
    next = highest.number + 1
    // More than all rules that a specification can have, so that none need be refused one by one.
    guard next < UInt32.max - 1 << 24 else {
      throw Flaw("lock/full", line: highest.line, "no numbers are left behind \(highest.number)")
    }
  }

  /// The number of the rule with `name`.
  mutating func number(of name: String) -> UInt32 {
    if let number = known[name] { return number }
    let number = next
    known[name] = number
    next += 1
    return number
  }
}

extension Format {
  /// The text of the lock file that keeps the numbers of this format's rules, together with those in `previous` that
  /// are gone, and the layout of its released versions.
  public func lockFile(previous: [UInt8]?) -> String {
    var lines = [
      "# Numbers of rules, and the layout of released versions. Written by 'vexfmt check --write-lock'; never edited by hand.",
      "format \(name)",
    ]
    var entries = allRules.map { ($0.number, $0.name) }
    if let previous {
      // What is gone keeps its line, so that its number is never given again.
      let present = Set(entries.map(\.1))
      for line in String(decoding: previous, as: UTF8.self).split(separator: "\n") {
        let words = line.split(separator: " ")
        if words.count == 3, words[0] == "rule", let number = UInt32(words[1]), !present.contains(String(words[2])) {
          entries.append((number, String(words[2])))
        }
      }
    }
    lines += entries.sorted { $0.0 < $1.0 }.map { "rule \($0.0) \($0.1)" }
    lines += pinnedFacts(in: releasedVersions).map(\.line)
    return lines.joined(separator: "\n") + "\n"
  }
}
