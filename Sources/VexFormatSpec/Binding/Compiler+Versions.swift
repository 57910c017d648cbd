extension Compiler {
  /// A format has at most so many versions: layouts are checked in each.
  static let maximumVersions = 64

  /// `versions: superblock.version`, or `versions: {by: superblock.version, draft: [2], write: 2}`.
  ///
  /// The versions known are those that the field's `in` lists.
  mutating func readVersions(_ reader: MappingReader) {
    guard let node = reader["versions"] else { return }
    declaresVersions = true
    var by: SyntaxScalar?
    var drafts: [UInt64] = []
    var written: UInt64?
    switch node {
    case .scalar(let scalar): by = scalar
    case .mapping(let mapping):
      let inner = MappingReader(mapping, .versions, into: &diagnostics)
      by = inner.required("by", into: &diagnostics)
      if case .sequence(let list)? = inner["draft"] {
        for item in inner.scalars(list, "draft", into: &diagnostics) {
          if let value = literal(item, limit: .max, into: &diagnostics) { drafts.append(value) }
        }
      } else if let scalar = inner.scalar("draft", into: &diagnostics) {
        if let value = literal(scalar, limit: .max, into: &diagnostics) { drafts.append(value) }
      }
      written = inner.number("write", limit: .max, into: &diagnostics)
    case .sequence:
      diagnostics.report("type/mismatch", at: node.location, "'versions' names the field that holds the version")
    }
    guard let by, let parsed = ExpressionParser.parse(by, into: &diagnostics) else { return }
    guard let (structure, field, bits) = headField(parsed) else {
      diagnostics.report(
        "name/unknown", at: by.wholeLocation, "the version is a field of the first region, or bits of one",
        help: "versions: superblock.version")
      return
    }
    var declaration = fieldSyntax[structure][field].mapping
    if let bits, case .mapping(let parts)? = declaration["bits"], case .mapping(let part)? = parts[bits.name] {
      declaration = part
    }
    guard case .sequence(let list)? = declaration["in"] else {
      diagnostics.report(
        "key/missing", at: declaration.location, "the version field lists the versions known", help: "in: [1, 2]")
      return
    }
    guard list.items.count <= Self.maximumVersions, drafts.count <= Self.maximumVersions else {
      diagnostics.report(
        "structure/too-large", at: list.location, "a format has at most \(Self.maximumVersions) versions")
      return
    }
    var known: [UInt64] = []
    for item in MappingReader(declaration, of: .field).scalars(list, "in", into: &diagnostics) {
      guard let value = literal(item, limit: .max, into: &diagnostics) else { continue }
      if known.contains(value) {
        diagnostics.report("name/duplicate", at: item.wholeLocation, "version \(value) is listed twice")
      }
      known.append(value)
    }
    known.sort()
    for draft in drafts where !known.contains(draft) {
      diagnostics.report("name/unknown", at: node.location, "the draft \(draft) is not a known version")
    }
    if let written, !known.contains(written) {
      diagnostics.report(
        "name/unknown", at: node.location, "version \(written), which mkfs shall write, is not a known version")
    }
    guard let newest = known.last else { return }
    knownVersions = known
    format.versions = VersionTable(
      structure: structure, field: field, bits: bits, known: known, drafts: drafts,
      written: written ?? known.last { !drafts.contains($0) } ?? newest)
  }

  /// A field of the first region's structure, or some bits of one: `superblock.version`, `superblock.word.version`.
  private func headField(_ parsed: ParsedExpression) -> (structure: StructureID, field: FieldID, bits: BitField?)? {
    guard let path = isPath(parsed), regionIDs[path.name] == 0, let structure = format.regions.first?.structure,
      case .field(let name)? = path.steps.first?.step, let field = fieldIDs[structure][name]
    else { return nil }
    if path.steps.count == 1 { return (structure, field, nil) }
    guard path.steps.count == 2, case .field(let part)? = path.steps.last?.step,
      case .bitFields(_, let parts)? = format.structures[structure].fields[field].type,
      let bits = parts.first(where: { $0.name == part })
    else { return nil }
    return (structure, field, bits)
  }

  /// The known versions that the text of `versions: "2.."` names.
  mutating func versionSet(_ scalar: SyntaxScalar) -> VersionSet? {
    guard format.versions != nil else {
      if declaresVersions { return nil }
      diagnostics.report(
        "name/unknown", at: scalar.wholeLocation, "this format declares no versions",
        help: "versions: superblock.version")
      return nil
    }
    guard let ranges = ExpressionParser.parseVersions(scalar, into: &diagnostics) else { return nil }
    let members = knownVersions.filter { version in
      ranges.contains { ($0.lower ?? 0) <= version && version <= ($0.upper ?? .max) }
    }
    if members.isEmpty {
      diagnostics.report(
        "rule/unreachable", at: scalar.wholeLocation, "no known version is in '\(scalar.text)'",
        help: "known: \(knownVersions.map(String.init).joined(separator: ", "))")
      return nil
    }
    return VersionSet(members: members)
  }

  /// `features: {incompat: superblock.incompat}`.
  mutating func readFeatures(_ reader: MappingReader) {
    guard let table = reader.mapping("features", into: &diagnostics) else { return }
    for (key, node) in table.entries {
      guard checkName(key, what: "a feature word") else { continue }
      guard case .scalar(let scalar) = node, let parsed = ExpressionParser.parse(scalar, into: &diagnostics),
        let (structure, field, bits) = headField(parsed),
        let flags = bits == nil ? flagSet(of: format.structures[structure].fields[field]) : bits?.flags
      else {
        diagnostics.report(
          "type/mismatch", at: node.location, "a feature word is a flags field of the first region, or bits of one",
          help: "incompat: superblock.incompat")
        continue
      }
      for (index, flag) in format.flagSets[flags].flags.enumerated() {
        for name in flag.names where featureFlags.updateValue((format.features.count, index), forKey: name) != nil {
          diagnostics.report("feature/duplicate", at: scalar.wholeLocation, "the feature '\(name)' is in two words")
        }
      }
      format.features.append(FeatureWord(name: key.text, field: field, bits: bits, flags: flags))
    }
  }

  private func flagSet(of field: Field) -> FlagSetID? {
    if case .flags(let id, _)? = field.type { return id }
    return nil
  }

  /// Binds what flags require and the versions that have them.
  mutating func bindFlagRequirements(_ reader: MappingReader) {
    guard let table = reader.mapping("flags", into: &diagnostics) else { return }
    for (key, node) in table.entries {
      guard let id = flagSetIDs[key.text], case .mapping(let mapping) = node, case .mapping(let bits)? = mapping["bits"]
      else { continue }
      for (name, node) in bits.entries {
        guard case .mapping(let flag) = node,
          let index = format.flagSets[id].flags.firstIndex(where: { $0.name == name.text })
        else { continue }
        if case .scalar(let scalar)? = flag["requires"], let parsed = ExpressionParser.parse(scalar, into: &diagnostics)
        {
          format.flagSets[id].flags[index].requires = bindBoolean(parsed, in: .image)
        }
        if case .scalar(let scalar)? = flag["versions"] {
          format.flagSets[id].flags[index].versions = versionSet(scalar)
        }
      }
    }
  }
}
