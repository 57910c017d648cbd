import VexFormatSpec

/// What a fresh structure of one version consists of: only fields that get a value, and nested structures that have some.
struct Recipe {
  var items: [Item] = []

  /// A field, and where its value comes from.
  struct Item {
    var field: FieldID
    var source: Source
    /// Whether its presence must be asked for; a field that always is there in this version needs no question.
    var isConditional: Bool

    /// Whether it is a structure, or an array of some, whose fields have values of their own.
    var isNested: Bool {
      switch source {
      case .nested, .array: true
      case .expression, .random, .now, .bits: false
      }
    }
  }

  /// Where a value comes from.
  enum Source {
    case expression(Expression)
    case random
    case now
    /// Bit fields that have values of their own.
    case bits([(BitField, Expression)])
    case nested(StructureID)
    case array(StructureID, ArrayCount)
  }
}

/// The recipes of all structures of a format in one version.
struct RecipeBook {
  let format: Format
  let version: UInt64?
  /// Recipes of values.
  private(set) var values: [Recipe]
  /// Recipes of checksums: fields that hold one, and what leads to them.
  private(set) var seals: [Recipe]

  init(format: Format, version: UInt64?) {
    self.format = format
    self.version = version
    values = Array(repeating: Recipe(), count: format.structures.count)
    seals = values
    // Structures nest in each other to a small depth; each round settles one more level.
    for _ in format.structures.indices {
      let counts = (values.map(\.items.count), seals.map(\.items.count))
      for id in format.structures.indices {
        values[id] = recipe(id) { source(of: $0, in: id) }
        seals[id] = recipe(id) { sealSource($0) }
      }
      if counts == (values.map(\.items.count), seals.map(\.items.count)) { break }
    }
  }

  /// Whether something that a set of versions limits is there.
  func holds(_ versions: VersionSet?) -> Bool {
    guard let versions, let version else { return true }
    return versions.contains(version)
  }

  private func recipe(_ id: StructureID, _ source: (Field) -> Recipe.Source?) -> Recipe {
    let structure = format.structures[id]
    var recipe = Recipe()
    for (number, field) in structure.fields.enumerated() where holds(field.versions) {
      guard let source = source(field) else { continue }
      let end = (field.offset ?? 0) + (field.byteCount ?? 0)
      recipe.items.append(
        Recipe.Item(
          field: number, source: source, isConditional: field.condition != nil || end > structure.size.minimum))
    }
    return recipe
  }

  private func source(of field: Field, in id: StructureID) -> Recipe.Source? {
    switch field.storage {
    case .moving, .computed, .digest, .storedElsewhere: return nil
    case .stored, .joined: break
    }
    switch field.initial {
    case .expression(let expression): return .expression(expression)
    case .random: return .random
    case .now: return .now
    case .derived: break
    }
    guard field.checksums.isEmpty else { return nil }
    if let demanded = demanded(of: field, bits: nil) { return .expression(demanded) }
    if case .bitFields(_, let parts)? = field.type {
      let known = parts.compactMap { part in demanded(of: field, bits: part.name).map { (part, $0) } }
      return known.isEmpty ? nil : .bits(known)
    }
    switch field.type {
    case .structure(let nested)?: return values[nested].items.isEmpty ? nil : .nested(nested)
    case .array(.structure(let nested), let count)?: return values[nested].items.isEmpty ? nil : .array(nested, count)
    default: return nil
    }
  }

  /// The value that the field's `is` or `magic` demands.
  private func demanded(of field: Field, bits: String?) -> Expression? {
    for rule in field.rules where ["is", "magic"].contains(rule.kind) && rule.bitField == bits && holds(rule.versions) {
      guard case .holds(let predicate) = rule.predicate else { continue }
      switch predicate.node {
      case .compare(.equal, _, let value, _), .compareBytes(_, let value, negated: false): return value
      default: continue
      }
    }
    return nil
  }

  private func sealSource(_ field: Field) -> Recipe.Source? {
    // Which expression stands here does not matter: checksums are computed from their objects.
    if !field.checksums.isEmpty { return .now }
    switch field.type {
    case .structure(let nested)?: return seals[nested].items.isEmpty ? nil : .nested(nested)
    case .array(.structure(let nested), let count)?: return seals[nested].items.isEmpty ? nil : .array(nested, count)
    default: return nil
    }
  }
}
