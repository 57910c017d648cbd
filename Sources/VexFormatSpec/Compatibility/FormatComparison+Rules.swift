import VexBytes

extension FormatComparison {
  /// Rules that came, went, or say something else.
  mutating func compareRules() {
    let before = Dictionary(old.rules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let after = Dictionary(new.rules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for rule in old.rules where after[rule.name] == nil && isReleased(rule, in: old) {
      // Those that still have it refuse what is right now.
      add(
        FormatChange(
          .meaning, "rule \(rule.name)", "is gone: \(rule.statement)",
          needs: rule.severity.isHarmless ? .nothing : .incompat, at: nil))
    }
    for rule in new.rules {
      guard let former = before[rule.name] else {
        added(rule)
        continue
      }
      if former.number != rule.number {
        add(
          FormatChange(
            .meaning, "rule \(rule.name)", "had number \(former.number), and has \(rule.number)", needs: .version,
            at: rule.location))
      }
      let (was, now) = (old.meaning(of: former), new.meaning(of: rule))
      let (isWord, isWeight) = (
        former.statement == rule.statement, former.severity.otherwise == rule.severity.otherwise
      )
      guard !isWord || was != now || !isWeight, isReleased(rule, in: new) else { continue }
      if let was, was == now, isWeight {
        add(
          FormatChange(.source, "rule \(rule.name)", "is said in other words", needs: .nothing, at: rule.location))
        continue
      }
      // The specification's own words, unless what they refer to has changed.
      let texts = isWord && was != now ? (was ?? "", now ?? "") : (former.statement, rule.statement)
      let weights =
        isWeight ? "" : " (\(former.severity.otherwise), now \(rule.severity.otherwise))"
      add(
        FormatChange(
          .meaning, "rule \(rule.name)", "was: \(texts.0); is: \(texts.1)\(weights)",
          needs: former.severity.isHarmless && rule.severity.isHarmless ? .nothing : .incompat, at: rule.location))
    }
  }

  private mutating func added(_ rule: RuleInfo) {
    // A field or region that is new has been told, and what only drafts have is free.
    guard isReleased(rule, in: new), isOld(rule) else { return }
    // What older programs write, newer ones may refuse.
    add(
      FormatChange(
        .meaning, "rule \(rule.name)", "is new: \(rule.statement)",
        needs: rule.severity.isHarmless ? .nothing : .readOnlyCompat, at: rule.location))
  }

  /// Whether what the rule is about was there before.
  private func isOld(_ rule: RuleInfo) -> Bool {
    guard let id = rule.structure, let structure = old.structure(named: new.structures[id].name) else {
      return rule.structure == nil
    }
    guard let first = rule.field.split(separator: ".").first else { return true }
    return structure.field(named: String(first)) != nil
  }

  /// Whether an image of a released version can break a rule, as far as its structure and its field tell.
  private func isReleased(_ rule: RuleInfo, in format: Format) -> Bool {
    guard let shared else { return true }
    guard let id = rule.structure else { return !shared.isEmpty }
    let structure = format.structures[id]
    var sets = [structure.versions].compactMap(\.self)
    if let first = rule.field.split(separator: ".").first, let field = structure.field(named: String(first)) {
      sets += [structure.fields[field].versions].compactMap(\.self)
    }
    return shared.contains { version in sets.allSatisfy { $0.contains(version) } }
  }

  /// Computed fields that are computed otherwise; those on which the layout depends have been told.
  mutating func compareComputed() {
    for structure in new.structures {
      guard let before = old.structure(named: structure.name) else { continue }
      for field in structure.fields {
        let subject = "computed \(structure.name).\(field.name)"
        guard case .computed(let value) = field.storage, let former = before.field(named: field.name),
          case .computed(let old) = before.fields[former].storage, !changes.contains(where: { $0.subject == subject })
        else { continue }
        let (was, now) = (self.old.text(old), new.text(value))
        guard was != now else { continue }
        add(
          FormatChange(
            .meaning, subject, "was \(was), is \(now)", needs: .incompat, at: field.location))
      }
    }
  }

  /// Texts for people.
  mutating func compareTexts() {
    if old.title != new.title {
      add(FormatChange(.source, "title", "was \(old.title), is \(new.title)", needs: .nothing, at: nil))
    }
    if old.doc != new.doc { add(FormatChange(.source, "doc", "has changed", needs: .nothing, at: nil)) }
    for structure in new.structures {
      guard let before = old.structure(named: structure.name) else { continue }
      for field in structure.fields {
        guard let former = before.field(named: field.name), before.fields[former].doc != field.doc else { continue }
        add(
          FormatChange(
            .source, "field \(structure.name).\(field.name)", "is explained in other words", needs: .nothing,
            at: field.location))
      }
    }
  }
}

extension SeverityPolicy {
  /// Whether nothing is refused because of it.
  fileprivate var isHarmless: Bool { otherwise <= .warning && cases.allSatisfy { $0.severity <= .warning } }
}
