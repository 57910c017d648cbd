import VexBytes

extension Format {
  /// The versions that do not change any more; nil for a format without versions, none of which ever does.
  var releasedVersions: [UInt64]? { versions.map { table in table.known.filter { !table.drafts.contains($0) } } }

  /// What images of some versions depend on, in declaration order; `wanted` is nil for a format without versions.
  func pinnedFacts(in wanted: [UInt64]?) -> [PinnedFact] {
    PinnedFacts(format: self, wanted: wanted).facts
  }
}

/// Collects what images of a format depend on.
private struct PinnedFacts {
  let format: Format
  let wanted: [UInt64]?
  private(set) var facts: [PinnedFact] = []
  /// The versions in which an enumeration or a flag type is in use, and where first.
  private var enumerations: [EnumerationID: Use] = [:]
  private var flagSets: [FlagSetID: Use] = [:]
  /// Computed fields on which places, sizes and presence depend.
  private var computed: [(structure: StructureID, field: FieldID)] = []
  /// The same, to tell whether one is among them.
  private var noted: [StructureID: Set<FieldID>] = [:]
  /// The versions whose images have a structure; what only goes through an ioctl is in none.
  private var reached: [StructureID: Set<UInt64>] = [:]

  private struct Use {
    var versions: Set<UInt64> = []
    var location: SourceLocation
  }

  init(format: Format, wanted: [UInt64]?) {
    self.format = format
    self.wanted = wanted
    reach()
    for id in format.structures.indices { add(format.structures[id], in: reached[id] ?? []) }
    for (id, enumeration) in format.enumerations.enumerated() {
      guard let use = enumerations[id] else { continue }
      for (name, value) in enumeration.cases {
        add(.value, "\(enumeration.name).\(name)", [String(value)], Array(use.versions), use.location)
      }
    }
    for (id, set) in format.flagSets.enumerated() {
      guard let use = flagSets[id] else { continue }
      for flag in set.flags {
        let versions = wanted == nil ? [] : use.versions.filter { flag.versions?.contains($0) ?? true }
        add(.bit, "\(set.name).\(flag.name)", [String(flag.bit)], Array(versions), use.location)
      }
    }
    for (id, space) in format.spaces.enumerated() { add(space, id) }
    for region in format.regions { add(region) }
    addComputed()
  }

  /// Adds the computed fields on which anything that was added depends.
  private mutating func addComputed() {
    var next = 0
    while next < computed.count {
      let (id, number) = computed[next]
      next += 1
      let structure = format.structures[id]
      let field = structure.fields[number]
      guard case .computed(let value) = field.storage else { continue }
      let versions = versions(structure.versions, field.versions).filter((reached[id] ?? []).contains)
      add(.computed, "\(structure.name).\(field.name)", [word(value)], versions, field.location)
    }
  }

  /// Notes the computed fields that an expression reads.
  private mutating func note(_ expression: Expression) {
    var read: [(structure: StructureID, field: FieldID)] = []
    expression.visit { inner in
      for access in inner.accesses {
        for case .field(let field, let structure) in access.steps { read.append((structure, field)) }
      }
    }
    for (structure, field) in read {
      guard case .computed = format.structures[structure].fields[field].storage,
        noted[structure, default: []].insert(field).inserted
      else { continue }
      computed.append((structure, field))
    }
  }

  /// Adds a fact; nothing is pinned that no wanted version has.
  private mutating func add(
    _ kind: PinnedFact.Kind, _ name: String, _ value: [String], _ versions: [UInt64], _ location: SourceLocation
  ) {
    guard wanted == nil || !versions.isEmpty else { return }
    facts.append(PinnedFact(kind, name, value, wanted == nil ? nil : versions.sorted(), location))
  }

  /// Finds the versions of structures: what regions hold, and what is nested in that.
  private mutating func reach() {
    for region in format.regions {
      if let id = region.structure { reached[id, default: []].formUnion(versions(region.versions)) }
    }
    var hasGrown = true
    while hasGrown {
      hasGrown = false
      for id in format.structures.indices {
        for field in format.structures[id].fields {
          guard let nested = field.type?.nestedStructure?.structure else { continue }
          let more = (reached[id] ?? []).intersection(versions(field.versions))
          let known = reached[nested] ?? []
          guard !more.isSubset(of: known) else { continue }
          reached[nested] = known.union(more)
          hasGrown = true
        }
      }
    }
  }

  private func versions(_ sets: VersionSet?...) -> [UInt64] {
    (wanted ?? []).filter { version in sets.allSatisfy { $0?.contains(version) ?? true } }
  }

  private mutating func add(_ structure: Structure, in reached: Set<UInt64>) {
    func pinSize(_ minimum: Int, _ maximum: Int, _ versions: [UInt64]) {
      let formula = minimum == maximum ? nil : structure.size.expression
      add(
        .structure, structure.name, [String(minimum), String(maximum), word(formula)], versions, structure.location)
    }
    // Each version may have a size of its own.
    for version in versions(structure.versions) where reached.contains(version) {
      let size = structure.size.byVersion[version]
      pinSize(size ?? structure.size.minimum, size ?? structure.size.maximum, [version])
    }
    if wanted == nil { pinSize(structure.size.minimum, structure.size.maximum, []) }
    for field in structure.fields {
      // Bytes that mean nothing may get a meaning; what that changes is for `FormatComparison` to say.
      guard let type = field.type, let size = field.byteCount, let place = place(of: field) else { continue }
      let versions = versions(structure.versions, field.versions).filter(reached.contains)
      let none = field.none == nil ? "" : "/none=\(word(field.none))"
      add(
        .field, "\(structure.name).\(field.name)",
        [place, String(size), text(type) + none, word(field.condition)], versions, field.location)
      note(type, versions, field.location)
    }
  }

  /// Where a field is, or between which offsets; nil for virtual ones.
  private mutating func place(of field: Field) -> String? {
    if case .moving(let place) = field.storage { return "\(place.minimum)..\(place.maximum):\(word(place.offset))" }
    return field.offset.map { String($0) }
  }

  private mutating func note(_ type: FieldType, _ versions: [UInt64], _ location: SourceLocation) {
    func extended(_ use: Use?) -> Use {
      var use = use ?? Use(location: location)
      use.versions.formUnion(versions)
      return use
    }
    switch type {
    case .enumeration(let id, _): enumerations[id] = extended(enumerations[id])
    case .flags(let id, _): flagSets[id] = extended(flagSets[id])
    case .bitFields(_, let bits):
      for id in bits.compactMap(\.enumeration) { enumerations[id] = extended(enumerations[id]) }
      for id in bits.compactMap(\.flags) { flagSets[id] = extended(flagSets[id]) }
    case .array(let element, _): note(element, versions, location)
    default: break
    }
  }

  /// Loops in one word, and what their variables are called in others: they are told by what they run over, and not by
  /// what the specification calls them.
  private mutating func word(_ walks: [Region.Walk]) -> (word: String, names: [VariableID: String]) {
    var names: [VariableID: String] = [:]
    var loops: [String] = []
    for walk in walks {
      for expression in walk.sequence.expressions { note(expression) }
      loops.append(ExpressionPrinter(format: format, variables: names).text(walk.sequence))
      names[walk.variable] = "v\(names.count)"
    }
    return (loops.isEmpty ? "-" : oneWord(loops.joined(separator: ";")), names)
  }

  /// A space is in the versions whose regions are in it.
  private mutating func add(_ space: AddressSpace, _ id: SpaceID) {
    let users = format.regions.filter { $0.space == id }
    let (loops, names) = word(space.walks)
    add(
      .space, space.name,
      [
        loops, word(space.condition, names), word(space.start, names), word(space.length, names),
        word(space.place, names), word(space.partial),
      ], Array(Set(users.flatMap { versions($0.versions) })), space.location)
  }

  private mutating func add(_ region: Region) {
    let (loops, names) = word(region.walks)
    let addresses =
      switch region.places {
      case .list(let list): words(list, names)
      case .formula(let place): word(place, names)
      }
    let places = region.space.map { "\(format.spaces[$0].name):\(addresses)" } ?? addresses
    let held = region.structure.map { format.structures[$0].name } ?? "bytes:\(word(region.byteCount, names))"
    add(
      .region, region.name,
      [
        held, places, region.isMirrored ? "mirrors" : word(region.count, names), loops,
        word(region.condition, names), word(region.vacant, names),
      ], versions(region.versions), region.location)
  }

  /// An expression in one word; its variables are numbered in their order behind those of `known`.
  private mutating func word(_ expression: Expression?, _ known: [VariableID: String] = [:]) -> String {
    guard let expression else { return "-" }
    note(expression)
    return oneWord(ExpressionPrinter(format: format, numbering: expression, behind: known).text(expression))
  }

  private mutating func words(_ expressions: [Expression], _ known: [VariableID: String]) -> String {
    var words: [String] = []
    for expression in expressions { words.append(word(expression, known)) }
    return words.joined(separator: ",")
  }

  private func oneWord(_ text: String) -> String {
    String(text.map { $0.isWhitespace ? "_" : $0 })
  }

  /// A type in one word, with all that decides about its bytes.
  private func text(_ type: FieldType) -> String {
    switch type {
    case .integer(let type): return text(type)
    case .enumeration(let id, let type): return "\(format.enumerations[id].name):\(text(type))"
    case .flags(let id, let type): return "\(format.flagSets[id].name):\(text(type))"
    case .bitFields(let type, let bits):
      let parts = bits.map { bit in
        "\(bit.name):\(bit.at):\(bit.width)" + (bit.enumeration.map { ":\(format.enumerations[$0].name)" } ?? "")
          + (bit.flags.map { ":\(format.flagSets[$0].name)" } ?? "")
      }
      return "\(text(type)){\(parts.joined(separator: ","))}"
    case .bytes(let count): return "bytes[\(count)]"
    case .text(let count, let needsNul): return "text[\(count)]\(needsNul ? "+nul" : "")"
    case .text16(let units, let order): return "text16\(order == .little ? "le" : "be")[\(units)]"
    case .uuid(let mixedEndian): return mixedEndian ? "guid" : "uuid"
    case .bits(let count): return count.steering == nil ? "bit[\(count.maximum)]" : "bit[..\(count.maximum)]"
    case .structure(let id): return format.structures[id].name
    case .array(let element, .fixed(let count)): return "\(text(element))[\(count)]"
    case .array(let element, .counted(_, let maximum)): return "\(text(element))[..\(maximum)]"
    case .array(let element, .packed(_, let maximum)): return "\(text(element))[..\(maximum)b]"
    }
  }

  private func text(_ type: IntegerType) -> String {
    let order = type.width == 1 ? "" : type.order == .little ? "le" : "be"
    return (type.isSigned ? "i" : "u") + String(type.width * 8) + order
  }
}
