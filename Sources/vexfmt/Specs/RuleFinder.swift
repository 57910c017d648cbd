import VexFormatSpec

/// Finds a rule by what the user calls it.
struct RuleFinder {
  /// A rule with where it comes from.
  typealias Found = (source: SpecificationSource, format: Format, rule: RuleInfo)

  private let formats: [(source: SpecificationSource, format: Format)]

  /// Looks for `rule` in the format that `--spec` names; or else in that with which the rule's name begins, or in those whose
  /// images are made here.
  init(spec name: String?, for rule: String) throws(Failure) {
    var named = name ?? Catalogue.names.first { rule.hasPrefix($0 + "/") }
    if named == nil, let first = rule.split(separator: "/").first, rule.contains("/") {
      named = try InstalledPlugins.current.source(named: String(first)).map { _ in String(first) }
    }
    let names = named.map { [$0] } ?? Catalogue.madeHere
    var formats: [(source: SpecificationSource, format: Format)] = []
    for name in names {
      let source = try Catalogue.find(name)
      formats.append((source, try source.compile()))
    }
    self.formats = formats
  }

  /// The rule with the full name `name`.
  func exactly(_ name: String) -> Found? {
    for (source, format) in formats {
      if let rule = format.rule(named: name) { return (source, format, rule) }
    }
    return nil
  }

  /// The rule called `name`: its name, its number, or the end of its name.
  func find(_ name: String) throws(Failure) -> Found {
    if let found = exactly(name) { return found }
    let matches = UInt32(name).map { numbered($0) } ?? ending(in: name)
    if let first = matches.first, matches.count == 1 { return first }
    guard matches.isEmpty else { throw .message(ambiguous(name, matches)) }
    throw .message("\(shown(name)): neither a rule nor a file; \(suggestion(for: name))")
  }

  private func numbered(_ number: UInt32) -> [Found] {
    formats.compactMap { source, format in format.rule(number).map { (source, format, $0) } }
  }

  private func ending(in name: String) -> [Found] {
    guard !name.isEmpty else { return [] }
    return formats.flatMap { source, format in
      format.allRules.filter { Self.ends($0.name, in: name) }.map { (source, format, $0) }
    }
  }

  /// Whether a name ends in `ending`, and that begins where a component does.
  private static func ends(_ name: String, in ending: String) -> Bool {
    guard name.hasSuffix(ending) else { return false }
    let before = name.dropLast(ending.count).last
    return before == "/" || before == "." || before == nil
  }

  private func ambiguous(_ name: String, _ matches: [Found]) -> String {
    let most = 5
    let names = matches.prefix(most).map { $0.rule.name }.joined(separator: ", ")
    let more = matches.count > most ? " and \(matches.count - most) more" : ""
    return "\(shown(name)): \(matches.count) rules are called so; give more of the name: \(names)\(more)"
  }

  private func suggestion(for name: String) -> String {
    let names = formats.flatMap { $0.format.allRules.map(\.name) }
    // Without the format's name, the nearest one is looked for among names without it.
    let isWhole = formats.contains { name.hasPrefix($0.format.name + "/") }
    if isWhole, let near = nearest(name, in: names) { return "did you mean '\(near)'?" }
    let short = names.map { $0.split(separator: "/").dropFirst().joined(separator: "/") }
    if let near = nearest(name, in: short) { return "did you mean '\(near)'?" }
    let known = formats.map { $0.format.name }.joined(separator: ", ")
    return "expected a rule of \(known), such as \(names.first ?? "none"), or the path of an image"
  }
}
