/// Compares a format with what its lock file has of released versions.
struct LockComparison {
  /// What the lock file pins.
  let locked: [PinnedFact]
  private let present: [String: PinnedFact]
  /// The numbers that values and bits have now, by their type.
  private let numbers: [String: String]

  init(locked: [PinnedFact], format: Format) {
    self.locked = locked
    let facts = format.pinnedFacts(in: format.versions?.known)
    present = Dictionary(facts.map { (Self.key($0), $0) }, uniquingKeysWith: { first, _ in first })
    numbers = Dictionary(
      facts.filter { $0.kind == .value || $0.kind == .bit }.map { (Self.number($0, $0.value[0]), $0.name) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func key(_ fact: PinnedFact) -> String {
    // Sizes of structures are pinned version by version.
    "\(fact.kind.rawValue) \(fact.name)" + (fact.kind == .structure ? " \(fact.versions ?? [])" : "")
  }

  private static func number(_ fact: PinnedFact, _ value: String) -> String {
    "\(fact.kind.rawValue) \(fact.name.split(separator: ".").first ?? "") \(value)"
  }

  /// What has changed that must not; places are in the specification, 1:1 for what is gone.
  var diagnostics: [Diagnostic] { locked.compactMap(diagnostic) }

  private static func presence(_ fact: PinnedFact) -> String {
    fact.value[3] == "-" ? "always there" : "there when \(fact.value[3])"
  }

  private func size(_ fact: PinnedFact) -> String {
    let formula = fact.value[2] == "-" ? "" : " (\(fact.value[2]))"
    return "\(fact.value[0]) to \(fact.value[1])\(formula)"
  }

  private func diagnostic(_ old: PinnedFact) -> Diagnostic? {
    let what = "\(old.kind.words) '\(old.name)'"
    let when = old.versions.map { "of version \($0.map(String.init).joined(separator: ", "))" } ?? "of released images"
    func refuse(_ code: String, at location: SourceLocation, _ message: String) -> Diagnostic {
      Diagnostic(
        code, at: location, message,
        help:
          "a released layout stays as it is: describe a new version and a migration to it; if the specification was wrong "
          + "about images that there are, remove line \(old.location.line) of the lock file")
    }
    guard let new = present[Self.key(old)] else {
      let first = SourceLocation(line: 1, column: 1)
      guard let number = old.value.first, old.kind == .value || old.kind == .bit,
        let other = numbers[Self.number(old, number)], let taken = present["\(old.kind.rawValue) \(other)"]
      else { return refuse("lock/removed", at: first, "\(what) \(when) is gone") }
      return refuse(
        "lock/reused", at: taken.location, "\(number) is '\(old.name)' \(when), and cannot become '\(other)'")
    }
    if let wanted = old.versions, let missing = wanted.first(where: { new.versions?.contains($0) != true }) {
      return refuse("lock/removed", at: new.location, "\(what) is not in version \(missing) any more")
    }
    guard new.value != old.value else { return nil }
    let (was, now) = (old.description, new.description)
    switch old.kind {
    case .field where old.value.prefix(2) != new.value.prefix(2):
      return refuse(
        "lock/moved", at: new.location,
        "\(what) \(when) is \(old.value[1]) bytes at \(old.value[0]), and here \(new.value[1]) at \(new.value[0])")
    case .field where old.value[2] != new.value[2]:
      return refuse("lock/retyped", at: new.location, "\(what) \(when) is \(old.value[2]), and here \(new.value[2])")
    case .field:
      return refuse(
        "lock/moved", at: new.location,
        "\(what) \(when) is \(Self.presence(old)), and here \(Self.presence(new))")
    case .computed:
      return refuse("lock/retyped", at: new.location, "\(what) \(when) is \(was), and here \(now)")
    case .value, .bit:
      return refuse("lock/moved", at: new.location, "\(what) \(when) is \(was), and here \(now)")
    case .structure:
      return refuse(
        "lock/retyped", at: new.location,
        "\(what) \(when) has \(size(old)) bytes, and here \(size(new))")
    case .region, .space:
      return refuse("lock/moved", at: new.location, "\(what) \(when) is \(was), and here \(now)")
    }
  }
}

extension PinnedFact.Kind {
  /// For people.
  var words: String {
    switch self {
    case .structure: "the structure"
    case .field, .computed: "the field"
    case .value: "the value"
    case .bit: "the flag"
    case .region: "the region"
    case .space: "the space"
    }
  }
}
