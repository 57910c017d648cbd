extension Compiler {
  /// Binds a path that stands for a value.
  mutating func bindPath(_ path: ParsedPath, in scope: Scope, at location: SourceLocation) -> Expression? {
    guard let named = imagePath(path, in: scope) else { return nil }
    if let simple = bindName(named, in: scope, at: location) { return simple.expression }
    guard let access = bindAccess(path, in: scope) else { return nil }
    return value(of: access, at: location)
  }

  /// The value that an access reads.
  func value(of access: Access, at location: SourceLocation) -> Expression {
    if case .array(.bits, _) = access.type { return Expression(.read(access), type: .sequence, location: location) }
    if case .element(let index)? = access.steps.last, let parent = access.parentOfBit {
      return Expression(.bit(parent, index), type: .boolean, location: location)
    }
    if access.steps.isEmpty, case .variable(let id) = access.root, let binding = variableTypes[id], binding.type == nil
    {
      return Expression(.read(access), type: .unsigned, unit: binding.unit, location: location)
    }
    return Expression(.read(access), type: valueType(of: access), unit: unit(of: access), location: location)
  }

  /// The type of the value at the end of an access.
  func valueType(of access: Access) -> ValueType {
    if case .bits(let bits)? = access.steps.last {
      return bits.enumeration.map(ValueType.enumeration) ?? bits.flags.map(ValueType.flags) ?? .unsigned
    }
    if case .field(let field, let structure)? = access.steps.last,
      case .computed(let expression) = format.structures[structure].fields[field].storage
    {
      return expression.type
    }
    guard let type = access.type else { return .opaque }
    return switch type {
    case .integer(let integer): integer.isSigned ? .signed : .unsigned
    case .enumeration(let id, _): .enumeration(id)
    case .flags(let id, _): .flags(id)
    case .bitFields: .unsigned
    case .bytes(let count), .text(let count, _): .bytes(count)
    case .text16(let units, _): .bytes(units * 2)
    case .uuid: .bytes(16)
    case .structure(let id): .structure(id)
    case .bits, .array: .sequence
    }
  }

  /// What the value at the end of an access counts.
  func unit(of access: Access) -> Unit? {
    switch access.steps.last {
    case .bits(let bits)?: bits.unit
    case .field(let field, let structure)?: format.structures[structure].fields[field].unit
    case .element?:
      // Elements of an array count what the array does.
      unit(of: Access(root: access.root, steps: access.steps.dropLast(), type: nil))
    case nil:
      if case .variable(let id) = access.root { variableTypes[id]?.unit } else { nil }
    }
  }

  /// Binds what is not an access: `index`, constants, `features.x`, `format.version`.
  ///
  /// nil when the path is something else.
  private mutating func bindName(
    _ path: ParsedPath, in scope: Scope, at location: SourceLocation
  ) -> BoundName? {
    let isLocalName =
      scope.variables.contains { $0.name == path.name }
      || scope.structure.map { fieldIDs[$0][path.name] != nil } == true
      || scope.structure.map { id in format.structures[id].given.contains { $0.name == path.name } } == true
    switch path.name {
    case "index":
      guard path.steps.isEmpty else { break }
      guard scope.hasIndex else {
        diagnostics.report("name/unknown", at: location, "'index' has no meaning here: nothing is counted")
        return BoundName(expression: nil)
      }
      return BoundName(expression: Expression(.index, type: .unsigned, location: location))
    case "random", "now":
      guard scope.allowsSupplied, path.steps.isEmpty, let value = SuppliedValue(rawValue: path.name) else { break }
      return BoundName(expression: Expression(.supplied(value), type: .unsigned, location: location))
    case "features":
      return BoundName(expression: bindFeature(path, at: location))
    case "format":
      guard path.steps.count == 1, case .field("version")? = path.steps.first?.step else {
        diagnostics.report("name/unknown", at: location, "'format' has only 'format.version'")
        return BoundName(expression: nil)
      }
      guard let access = versionAccess(in: scope) else {
        if declaresVersions { return BoundName(expression: nil) }
        diagnostics.report(
          "name/unknown", at: location, "this format declares no versions", help: "versions: superblock.version")
        return BoundName(expression: nil)
      }
      return BoundName(expression: value(of: access, at: location))
    case "image":
      diagnostics.report("type/mismatch", at: location, "'image' can only be asked for its size", help: "size(image)")
      return BoundName(expression: nil)
    default:
      if !isLocalName, path.steps.isEmpty, let id = constantIDs[path.name] {
        let constant = format.constants[id]
        return BoundName(
          expression: Expression(.integer(constant.value), type: .unsigned, unit: constant.unit, location: location))
      }
    }
    return nil
  }

  private mutating func bindFeature(_ path: ParsedPath, at location: SourceLocation) -> Expression? {
    guard path.steps.count == 1, case .field(let name)? = path.steps.first?.step else {
      diagnostics.report("name/unknown", at: location, "a feature is named 'features.NAME'")
      return nil
    }
    guard let (word, flag) = featureFlags[name] else {
      reportUnknown(name, in: { $0.featureFlags.keys.sorted() }, "there is no feature", at: location)
      return nil
    }
    let feature = format.features[word]
    let flags = format.flagSets[feature.flags]
    guard let structure = format.regions.first?.structure else { return nil }
    let access = headAccess(structure, feature.field, feature.bits)
    let mask = Expression(.integer(flags.flags[flag].mask), type: .flags(feature.flags), location: location)
    let bits = Expression(.has(value(of: access, at: location), mask), type: .boolean, location: location)
    // An absent feature word reads as no features.
    return Expression(
      .and(Expression(.isPresent(access), type: .boolean, location: location), bits), type: .boolean, location: location
    )
  }

  /// The way to the format's version field.
  func versionAccess(in scope: Scope) -> Access? {
    guard let versions = format.versions else { return nil }
    return headAccess(versions.structure, versions.field, versions.bits)
  }

  /// The way to a field of the first region's structure, or to some of its bits.
  private func headAccess(_ structure: StructureID, _ field: FieldID, _ bits: BitField?) -> Access {
    Access(
      root: .single(0), steps: [.field(field, of: structure)] + (bits.map { [.bits($0)] } ?? []),
      type: format.structures[structure].fields[field].type)
  }

  /// Binds a path to the thing it leads to.
  mutating func bindAccess(_ path: ParsedPath, in scope: Scope) -> Access? {
    guard let path = imagePath(path, in: scope) else { return nil }
    guard let (start, used) = bindRoot(path, in: scope) else { return nil }
    var access = start
    for (step, location) in path.steps.dropFirst(used) {
      switch step {
      case .field(let name):
        guard let next = enter(access, field: name, at: location) else { return nil }
        access = next
      case .element(let parsed):
        guard let index = bind(parsed, in: scope.expecting(nil)), requireInteger(index, "an index") else { return nil }
        guard let next = enter(access, element: index, at: location) else { return nil }
        access = next
      }
    }
    return access
  }

  /// Where a path starts, and how many of its steps that takes.
  private mutating func bindRoot(_ path: ParsedPath, in scope: Scope) -> (Access, Int)? {
    if let variable = scope.variables.last(where: { $0.name == path.name }) {
      return (Access(root: .variable(variable.id), steps: [], type: variableTypes[variable.id]?.type), 0)
    }
    switch path.name {
    case "this":
      if var access = scope.this {
        if let bits = scope.bitField { access.steps.append(.bits(bits)) }
        return (access, 0)
      }
      diagnostics.report(
        "name/unknown", at: path.location, "'this' has no meaning here: no field or element is spoken of")
      return nil
    case "self":
      if let id = scope.structure { return (Access(root: .current(id), steps: [], type: .structure(id)), 0) }
      diagnostics.report("name/unknown", at: path.location, "'self' has no meaning outside a structure")
      return nil
    default:
      break
    }
    if let id = scope.structure {
      if let field = fieldIDs[id][path.name] {
        settle(.field(id, field), at: path.location)
        return (
          Access(root: .current(id), steps: [.field(field, of: id)], type: format.structures[id].fields[field].type), 0
        )
      }
      if let given = format.structures[id].given.firstIndex(where: { $0.name == path.name }) {
        return (Access(root: .given(given), steps: [], type: format.structures[id].given[given].type), 0)
      }
    }
    if let region = regionIDs[path.name] { return bindRegion(region, path, in: scope) }
    reportUnknown(path.name, in: { $0.names(in: scope) }, "nothing here is named", at: path.location)
    return nil
  }

  /// What an expression in a scope may begin with, nearest first.
  private func names(in scope: Scope) -> [String] {
    var names = scope.variables.map(\.name)
    if let id = scope.structure {
      names += format.structures[id].fields.map(\.name) + format.structures[id].given.map(\.name)
    }
    return names + format.constants.map(\.name) + format.regions.map(\.name)
  }

  private mutating func bindRegion(_ id: RegionID, _ path: ParsedPath, in scope: Scope) -> (Access, Int)? {
    guard checkIsVisible(id, at: path.location, in: scope) else { return nil }
    let region = format.regions[id]
    guard let structure = region.structure else {
      diagnostics.report("type/mismatch", at: path.location, "the region '\(region.name)' is bytes without a structure")
      return nil
    }
    if case .element(let parsed)? = path.steps.first?.step, !region.isSingle || region.copies != nil {
      guard let index = bind(parsed, in: scope.expecting(nil)), requireInteger(index, "an index") else { return nil }
      return (Access(root: .element(id, index), steps: [], type: .structure(structure)), 1)
    }
    guard region.isSingle else {
      diagnostics.report(
        "type/mismatch", at: path.location, "the region '\(region.name)' has many elements; say which",
        help: "\(region.name)[...], or an aggregate over it")
      return nil
    }
    return (Access(root: .single(id), steps: [], type: .structure(structure)), 0)
  }
}

extension Compiler {
  /// Reports a region that has not been read by then; whether it has.
  mutating func checkIsVisible(_ id: RegionID, at location: SourceLocation, in scope: Scope) -> Bool {
    guard !scope.seesAllRegions, id >= visibleRegions, id != 0 else { return true }
    let region = format.regions[id]
    diagnostics.report(
      "order/forward", at: location,
      "the region '\(region.name)' is declared later; only earlier ones have been read here",
      notes: [Diagnostic.Note("it is declared here", at: region.location)])
    return false
  }
}

/// What a name is that leads to no bytes; without an expression when that was reported.
private struct BoundName {
  var expression: Expression?
}
