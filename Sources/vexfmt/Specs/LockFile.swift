import VexFormatSpec

/// The lock file of a specification: what it holds and what it should.
struct LockFile {
  /// Where it is or would be; nil for a specification that is built in.
  var path: String?
  /// What it should hold.
  var text: String
  /// Rules that it lacks; nil when there is no lock file.
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
      return text.split(separator: "\n").filter { $0.hasPrefix("rule ") && !known.contains(String($0)) }
        .compactMap { $0.split(separator: " ").last.map(String.init) }
    }
  }

  /// One line about rules without a lasting number; nil when all have one.
  var warning: String? {
    guard let path else { return nil }
    let help = "vexfmt check --write-lock \(shown(spec))"
    guard let lacking else {
      return "\(shown(path)): there is no lock file, so the numbers of rules may change; run '\(help)'"
    }
    guard let first = lacking.first else { return nil }
    let rest = lacking.count > 1 ? " and \(lacking.count - 1) more" : ""
    return "\(shown(path)): lacks the rule \(first)\(rest), so the numbers may change; run '\(help)'"
  }
}
