import VexFormatSpec

/// The lock file of a specification: what it holds and what it should.
struct LockFile {
  /// Where it is or would be; nil for a specification that is built in.
  var path: String?
  /// What it should hold.
  var text: String
  /// What it lacks; nil when there is no lock file.
  var lacking: [String]?
  /// Whether writing it would change it.
  var isOutdated: Bool
  private var spec: String

  /// Compares the lock file of `source` with the format that it compiles to.
  init(source: SpecificationSource, format: Format) {
    path = source.lockPath
    spec = source.path
    text = format.lockFile(previous: source.lock)
    let old = source.lock.map { String(decoding: $0, as: UTF8.self) }
    isOutdated = old != text
    lacking = old.map { old in
      let known = Set(old.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") })
      return text.split(separator: "\n").filter { !$0.hasPrefix("#") && !known.contains(String($0)) }.compactMap {
        line in
        let words = line.split(separator: " ")
        // A rule is known by its name, everything else by what it is and its name.
        return words.first == "rule" ? "rule \(words.last ?? "")" : words.prefix(2).joined(separator: " ")
      }
    }
  }

  /// One line about what may change unnoticed; nil when nothing may.
  var warning: String? {
    guard let path else { return nil }
    let help = "vexfmt check --write-lock \(shown(spec))"
    guard let lacking else {
      return "\(shown(path)): there is no lock file, so the numbers of rules may change; run '\(help)'"
    }
    guard let first = lacking.first else { return nil }
    let rest = lacking.count > 1 ? " and \(lacking.count - 1) more" : ""
    return "\(shown(path)): lacks the \(first)\(rest), so that may change unnoticed; run '\(help)'"
  }
}
