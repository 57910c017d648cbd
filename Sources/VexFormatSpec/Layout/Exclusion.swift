/// What is known of when something is present, prepared for comparing it with many others.
struct Presence {
  private let versions: VersionSet?
  private let facts: [Fact]

  /// One condition of several that must all hold, as text and as the values that it allows.
  private struct Fact {
    var text: String
    /// The text of what it denies, for `not X`.
    var denied: String?
    /// The text of the expression that it compares with constants.
    var subject: String?
    /// The only values that it allows.
    var allowed: Set<UInt64>?
    /// The value that it rules out.
    var excluded: UInt64?
  }

  /// Prepares versions and a condition; nil stands for always.
  init(_ versions: VersionSet?, _ condition: Expression?, in format: Format) {
    self.versions = versions
    let printer = ExpressionPrinter(format: format)
    facts = (condition?.conjuncts ?? []).map { Self.fact($0, printer) }
  }

  private static func fact(_ expression: Expression, _ printer: ExpressionPrinter) -> Fact {
    var fact = Fact(text: printer.text(expression))
    switch expression.node {
    case .not(let inner):
      fact.denied = printer.text(inner)
    case .compare(.equal, let subject, let constant, _):
      guard let value = constant.folded().integer else { break }
      (fact.subject, fact.allowed) = (printer.text(subject), [value])
    case .compare(.notEqual, let subject, let constant, _):
      guard let value = constant.folded().integer else { break }
      (fact.subject, fact.excluded) = (printer.text(subject), value)
    case .isOneOf(let subject, let choices):
      let values = choices.compactMap { $0.folded().integer }
      if values.count == choices.count { (fact.subject, fact.allowed) = (printer.text(subject), Set(values)) }
    default: break
    }
    return fact
  }

  /// What comparing the two takes, in comparisons of single conditions.
  func effort(with other: Presence) -> Int {
    func values(_ presence: Presence) -> Int { presence.facts.reduce(1) { $0 + 1 + ($1.allowed?.count ?? 0) / 16 } }
    return values(self) * values(other)
  }

  /// Whether the two can provably never be present together.
  ///
  /// Either their versions are disjoint, or one demands X and the other not X, or both demand different values of one
  /// expression.
  func excludes(_ other: Presence) -> Bool {
    if let versions, let others = other.versions, versions.isDisjoint(with: others) { return true }
    return facts.contains { a in other.facts.contains { Self.contradict(a, $0) || Self.contradict($0, a) } }
  }

  private static func contradict(_ a: Fact, _ b: Fact) -> Bool {
    if let denied = a.denied, denied == b.text { return true }
    guard let subject = a.subject, subject == b.subject, let allowed = a.allowed else { return false }
    if let others = b.allowed { return allowed.isDisjoint(with: others) }
    return b.excluded.map { allowed == [$0] } ?? false
  }
}

extension Expression {
  /// The conditions that must all hold for this one to hold; also those that are made of others, since `not` may deny
  /// them as a whole.
  fileprivate var conjuncts: [Expression] {
    if case .and(let a, let b) = node { return a.conjuncts + b.conjuncts + [self] }
    return [self]
  }
}
