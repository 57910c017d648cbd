import VexBytes

extension Compiler {
  /// A walk has at most so many loops, one inside the other.
  static let maximumWalks = 8

  /// Declares all regions with what names need: their structure, and whether they are one thing.
  mutating func declareRegions(_ reader: MappingReader) {
    guard let table = reader.mapping("image", into: &diagnostics) else {
      if reader["image"] == nil {
        diagnostics.report(
          "key/missing", at: reader.mapping.location, "a specification needs the key 'image'",
          help: "image: {superblock: {of: superblock, at: 0}}")
      }
      return
    }
    for (key, node) in table.entries {
      rejected.insert(key.text)
      guard checkName(key, what: "a region") else { continue }
      guard case .mapping(let mapping) = node else {
        diagnostics.report("type/mismatch", at: node.location, "a region is a mapping, not \(node.kindName)")
        continue
      }
      let inner = MappingReader(mapping, .region, into: &diagnostics)
      var structure: StructureID?
      if let name = inner.scalar("of", into: &diagnostics) {
        structure = structureIDs[name.text]
        if structure == nil {
          reportUnknown(
            name.text, in: { $0.format.structures.map(\.name) }, "there is no structure", at: name.wholeLocation)
        }
      }
      if regionIDs.isEmpty && structure == nil && inner["of"] == nil {
        diagnostics.report(
          "key/missing", at: mapping.location, "the first region identifies the format and needs a structure",
          help: "of: superblock")
      }
      let placeholder = Expression(.integer(0), type: .unsigned, unit: .byte, location: key.wholeLocation)
      let unknownCount = Expression(.integer(2), type: .unsigned, location: key.wholeLocation)
      let isTable = inner["count"] != nil || inner["each"] != nil
      var places = Region.Places.formula(placeholder)
      if case .sequence(let list)? = inner["at"] { places = .list(list.items.map { _ in placeholder }) }
      rejected.remove(key.text)
      regionIDs[key.text] = format.regions.count
      regionSyntax.append(inner)
      format.regions.append(
        Region(
          name: key.text, doc: inner.doc(into: &diagnostics), structure: structure, places: places,
          count: isTable ? unknownCount : nil, maximumCount: 1, walks: [], versions: nil, condition: nil, vacant: nil,
          arguments: [], byteCount: nil, owns: nil,
          copies: inner["copies"] == nil ? nil : Copies(pick: .primary, fields: .nothing),
          search: [], rules: [], location: key.wholeLocation))
    }
  }

  mutating func bindRegions() {
    for id in format.regions.indices {
      visibleRegions = id
      bindRegion(id)
    }
    visibleRegions = format.regions.count
  }

  private mutating func bindRegion(_ id: RegionID) {
    let reader = regionSyntax[id]
    var region = format.regions[id]
    var scope = Scope(region: id)
    scope.hasIndex = true
    if let scalar = reader.scalar("versions", into: &diagnostics) { region.versions = versionSet(scalar) }
    region.walks = bindWalks(reader, &scope)
    region.count = nil
    region.maximumCount = 1
    if case .scalar? = reader["count"] {
      region.isMirrored = reader.choice("count", Words.Count.self, into: &diagnostics) == .mirrors
    } else if let mapping = reader.mapping("count", into: &diagnostics) {
      bindCount(mapping, scope, &region)
    }
    bindPlaces(reader, scope, &region)
    bindSpace(reader, of: &region, id)
    if let (_, parsed) = expression(reader, "when") { region.condition = bindBoolean(parsed, in: scope) }
    if let (_, parsed) = expression(reader, "vacant") {
      var inner = scope
      inner.this = thisElement(of: id)
      region.vacant = bindBoolean(parsed, in: inner)
      region.vacantReadsElement = region.vacant?.reads(variable: Region.variable(of: id)) ?? false
    }
    if let structure = region.structure {
      region.arguments = bindGiven(
        reader.mapping("given", into: &diagnostics), for: structure, in: scope, at: region.location)
      if reader["bytes"] != nil {
        diagnostics.report("key/unknown", at: reader.keyLocation("bytes"), "a structure has its own size")
      }
    } else if let (_, parsed) = expression(reader, "bytes") {
      region.byteCount = bind(parsed, in: scope)
      if let bytes = region.byteCount, requireInteger(bytes, "a length") {
        requireUnit(bytes, .byte, of: "a length in bytes")
      }
    } else if reader["of"] == nil, reader["bytes"] == nil {
      diagnostics.report(
        "key/missing", at: reader.mapping.location, "a region needs 'of', or 'bytes' if it is just bytes")
    }
    if let scalar = reader.scalar("owns", into: &diagnostics) { region.owns = unit(named: scalar) }
    if let mapping = reader.mapping("copies", into: &diagnostics) {
      region.copies = bindCopies(mapping, region)
      if case .list(let places) = region.places, !places.isEmpty, reader["search"] == nil,
        places.allSatisfy({ $0.reads(id) })
      {
        diagnostics.report(
          "copies/nothing-fixed", at: reader.keyLocation("at"),
          "every place of '\(region.name)' is told by '\(region.name)' itself, and nothing says where to look first",
          help: "give the first place as a number, or list places to try: search: [...]")
      }
    }
    if let node = reader["search"] {
      guard case .sequence(let list) = node else {
        diagnostics.report("type/mismatch", at: node.location, "'search' is a list of places, not \(node.kindName)")
        return
      }
      for scalar in reader.scalars(list, "search", into: &diagnostics) {
        guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics), let bound = bind(parsed, in: scope)
        else { continue }
        region.search.append(bound)
      }
    }
    format.regions[id] = region
    regionRuleSources.append(regionRuleSource(reader, scope, region, id))
  }

  /// Binds `each`, loops over regions and arrays.
  mutating func bindWalks(_ reader: MappingReader, _ scope: inout Scope) -> [Region.Walk] {
    guard let scalar = reader.scalar("each", into: &diagnostics),
      let parsed = ExpressionParser.parseWalks(scalar, into: &diagnostics)
    else { return [] }
    guard parsed.count <= Self.maximumWalks else {
      diagnostics.report(
        "structure/too-large", at: scalar.wholeLocation, "a walk has at most \(Self.maximumWalks) loops")
      return []
    }
    var walks: [Region.Walk] = []
    for walk in parsed {
      guard let (sequence, binding, _) = bindSequence(walk.sequence, walk.variable, in: scope) else { continue }
      guard let type = binding.type else {
        diagnostics.report("type/mismatch", at: walk.sequence.location, "a walk runs over regions and arrays")
        continue
      }
      let variable = newVariable(binding)
      scope.variables.append((walk.variable, variable))
      walks.append(Region.Walk(variable: variable, name: walk.variable, sequence: sequence, type: type))
    }
    return walks
  }

  private mutating func bindCount(_ mapping: SyntaxMapping, _ scope: Scope, _ region: inout Region) {
    let reader = MappingReader(mapping, .count, into: &diagnostics)
    guard reader["max"] != nil else {
      diagnostics.report("region/no-cap", at: mapping.location, "a count needs its cap", help: "max: NUMBER")
      return
    }
    if let maximum = reader.number("max", limit: 1 << 40, into: &diagnostics) { region.maximumCount = maximum }
    guard reader.required("is", into: &diagnostics) != nil, let (_, parsed) = expression(reader, "is"),
      let bound = bind(parsed, in: scope), requireInteger(bound, "a count")
    else { return }
    region.count = bound
  }

  private mutating func bindPlaces(_ reader: MappingReader, _ scope: Scope, _ region: inout Region) {
    func place(_ scalar: SyntaxScalar) -> Expression? {
      ExpressionParser.parse(scalar, into: &diagnostics).flatMap { bindBytes($0, "a place", in: scope) }
    }
    switch reader["at"] {
    case .scalar(let scalar)?:
      if let bound = place(scalar) { region.places = .formula(bound) }
    case .sequence(let list)?:
      var places: [Expression] = []
      for scalar in reader.scalars(list, "at", into: &diagnostics) {
        if let bound = place(scalar) { places.append(bound) }
      }
      if list.items.isEmpty {
        diagnostics.report("type/mismatch", at: list.location, "a region has at least one place")
      }
      region.places = .list(places)
    case let node:
      diagnostics.report(
        "key/missing", at: node?.location ?? reader.mapping.location,
        "a region needs 'at': an expression, or a list of them")
    }
  }

  private mutating func bindCopies(_ mapping: SyntaxMapping, _ region: Region) -> Copies? {
    let reader = MappingReader(mapping, .copies, into: &diagnostics)
    guard let structure = region.structure else { return nil }
    func fields(_ key: String) -> [FieldID] {
      guard let node = reader[key] else { return [] }
      guard case .sequence(let list) = node else {
        diagnostics.report(
          "type/mismatch", at: node.location,
          "'\(key)' is a list of fields\(key == "differ" ? ", or the word 'all'" : "")")
        return []
      }
      return list.items.compactMap { item in
        guard case .scalar(let name) = item, let field = fieldIDs[structure][name.text] else {
          diagnostics.report(
            "name/unknown", at: item.location, "\(format.structures[structure].name) has no such field")
          return nil
        }
        return field
      }
    }
    var copies = Copies(pick: .primary, fields: .allBut([]))
    if let pick = reader.choice("pick", Copies.Pick.self, into: &diagnostics) { copies.pick = pick }
    if let by = reader.scalar("by", into: &diagnostics) {
      copies.newest = fieldIDs[structure][by.text]
      if copies.newest == nil {
        reportUnknown(
          by.text, in: { $0.format.structures[structure].fields.map(\.name) }, "there is no field",
          at: by.wholeLocation)
      }
    } else if copies.pick == .newest {
      diagnostics.report(
        "key/missing", at: mapping.location, "the newest copy is told by a field", help: "by: generation")
    }
    if copies.pick != .newest, reader["by"] != nil {
      diagnostics.report("key/unknown", at: reader.keyLocation("by"), "only the newest copy is told by a field")
    }
    if reader["agree"] != nil, reader["differ"] != nil {
      diagnostics.report(
        "key/unknown", at: reader.keyLocation("differ"), "where some fields agree, all others may differ")
    }
    if reader["agree"] != nil {
      copies.fields = .only(fields("agree"))
    } else if case .scalar(let scalar)? = reader["differ"], scalar.text == "all" {
      copies.fields = .nothing
    } else {
      copies.fields = .allBut(fields("differ"))
    }
    return copies
  }
}
