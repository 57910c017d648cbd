import VexBytes

/// Compares two specifications of one format, and says of each edit what makes it safe for images and programs that there are.
///
/// What only drafts have is free: nobody has such images.
public struct FormatComparison: Sendable {
  let old: Format
  let new: Format
  /// The versions that were released and still are described; nil for a format without versions.
  let shared: [UInt64]?
  /// All differences: of layout, then of meaning, then of the source.
  public private(set) var changes: [FormatChange] = []

  /// Compares; `new` is the later one.
  public init(_ old: Format, _ new: Format) {
    self.old = old
    self.new = new
    let released = old.releasedVersions
    shared = released.map { released in released.filter { new.versions?.known.contains($0) ?? false } }
    compareVersions(released ?? [])
    compareFacts()
    compareRules()
    compareComputed()
    compareTexts()
    changes = FormatChange.Kind.allCases.flatMap { kind in changes.filter { $0.kind == kind } }
  }

  mutating func add(_ change: FormatChange) { changes.append(change) }

  /// Versions that are gone, and new ones that nothing leads to.
  private mutating func compareVersions(_ released: [UInt64]) {
    for version in released where !(shared ?? []).contains(version) {
      add(
        FormatChange(.layout, "version \(version)", "is gone, and with it all of its images", needs: .version, at: nil))
    }
    for version in new.versions?.known ?? [] where !(old.versions?.known ?? []).contains(version) {
      let edge = new.migrations.first { $0.to == version }
      add(
        FormatChange(
          .layout, "version \(version)",
          edge == nil ? "is new, and no migration leads to it" : "is new, with a migration to it",
          needs: .version, has: edge == nil ? .incompat : .version, at: nil))
    }
  }

  private mutating func compareFacts() {
    let before = old.pinnedFacts(in: shared)
    let after = new.pinnedFacts(in: shared)
    func named(_ facts: [PinnedFact]) -> [String: [PinnedFact]] {
      Dictionary(grouping: facts) { "\($0.kind.rawValue) \($0.name)" }
    }
    let (was, now) = (named(before), named(after))
    for fact in unique(before) {
      let subject = "\(fact.kind.rawValue) \(fact.name)"
      guard let found = now[subject] else {
        add(FormatChange(.layout, subject, "is gone", needs: .version, at: nil))
        continue
      }
      let (one, other) = (text(was[subject] ?? []), text(found))
      guard one != other else { continue }
      add(FormatChange(.layout, subject, "was \(one), is \(other)", needs: .version, at: found.first?.location))
    }
    for fact in unique(after) where was["\(fact.kind.rawValue) \(fact.name)"] == nil { added(fact) }
  }

  private func unique(_ facts: [PinnedFact]) -> [PinnedFact] {
    var seen: Set<String> = []
    return facts.filter { seen.insert("\($0.kind.rawValue) \($0.name)").inserted }
  }

  private func text(_ facts: [PinnedFact]) -> String {
    facts.map { fact in
      fact.description
        + (fact.versions.map { " in \($0.map(String.init).joined(separator: ","))" } ?? "")
    }.joined(separator: "; ")
  }

  private mutating func added(_ fact: PinnedFact) {
    let subject = "\(fact.kind.rawValue) \(fact.name)"
    let description = "is new: \(text([fact]))"
    switch fact.kind {
    case .field:
      let (needs, has) = (needs(ofField: fact), guards(ofField: fact.name))
      add(FormatChange(.layout, subject, description, needs: needs, has: has, at: fact.location))
    case .bit:
      // The word decides what those do who do not know the bit.
      let word = new.flagSets.first { fact.name.hasPrefix($0.name + ".") }
      let has = word.map { FormatChange.Safeguard($0.unknown) } ?? .nothing
      add(FormatChange(.meaning, subject, description, needs: .nothing, has: has, at: fact.location))
    case .value:
      let isOpen = new.enumerations.first { fact.name.hasPrefix($0.name + ".") }?.isOpen ?? false
      add(
        FormatChange(
          .meaning, subject, description + (isOpen ? "" : "; what is older refuses it"),
          needs: isOpen ? .compat : .incompat, at: fact.location))
    case .structure, .computed, .space, .region:
      // Nothing reads it that does not know what leads to it.
      add(FormatChange(.layout, subject, description, needs: .nothing, at: fact.location))
    }
  }

  /// What a new field takes, by what was done so far with the bytes that it has.
  private func needs(ofField fact: PinnedFact) -> FormatChange.Safeguard {
    let parts = fact.name.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, let structure = old.structures.first(where: { $0.name == parts[0] }) else {
      return .nothing
    }
    guard let offset = Int(fact.value[0]), let size = Int(fact.value[1]) else { return .version }
    var needs = FormatChange.Safeguard.nothing
    for field in structure.fields where isThere(field, in: fact.versions) {
      guard case .stored(let start, let count) = field.storage, start < offset + size, offset < start + count else {
        continue
      }
      // A field that had a meaning there is another matter.
      guard field.type == nil else { return .version }
      switch field.unused {
      case .zero: needs = max(needs, .incompat)
      case .ignore: needs = max(needs, .readOnlyCompat)
      case .preserve: needs = max(needs, .compat)
      }
    }
    return needs
  }

  private func isThere(_ field: Field, in versions: [UInt64]?) -> Bool {
    guard let versions, let own = field.versions else { return true }
    return versions.contains(where: own.contains)
  }

  /// What the presence of a new field depends on.
  private func guards(ofField name: String) -> FormatChange.Safeguard {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, let structure = new.structures.first(where: { $0.name == parts[0] }),
      let field = structure.field(named: parts[1]), let condition = structure.fields[field].condition
    else { return .nothing }
    return new.safeguard(of: condition)
  }
}

extension FormatChange.Safeguard {
  /// What a word does to those who do not know one of its bits.
  init(_ unknown: Severity) {
    switch unknown {
    case .none, .warning: self = .compat
    case .readonly: self = .readOnlyCompat
    default: self = .incompat
    }
  }
}

extension Format {
  /// The strongest flag that must be set for a condition to hold.
  func safeguard(of condition: Expression) -> FormatChange.Safeguard {
    switch condition.node {
    case .and(let one, let other): return max(safeguard(of: one), safeguard(of: other))
    case .has(let word, let mask):
      guard case .flags(let id) = word.type, flagSets.indices.contains(id), let bits = mask.folded().integer, bits != 0,
        features.contains(where: { $0.flags == id })
      else { return .nothing }
      return FormatChange.Safeguard(flagSets[id].unknown)
    default: return .nothing
    }
  }
}
