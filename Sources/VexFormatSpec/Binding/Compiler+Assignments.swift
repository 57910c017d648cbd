extension Compiler {
  /// Binds what fields of the image after are set to.
  mutating func bindAssignments(_ reader: MappingReader, _ edge: inout Migration) {
    guard let table = reader.mapping("set", into: &diagnostics) else { return }
    for (key, node) in table.entries {
      guard let target = target(key, in: edge.to) else { continue }
      if let other = edge.assignments.first(where: { $0.region == target.region && $0.overlaps(target) }) {
        diagnostics.report(
          "name/duplicate", at: key.wholeLocation, "'\(key.text)' is set already",
          notes: [Diagnostic.Note("it is set here", at: other.location)])
        continue
      }
      guard case .scalar(let scalar) = node else {
        diagnostics.report("type/mismatch", at: node.location, "a value is expected here, not \(node.kindName)")
        continue
      }
      var assignment = target
      if scalar.text == "counted" {
        guard let counted = counted(target, edge, at: scalar.wholeLocation) else { continue }
        assignment.value = .expression(counted)
      } else {
        let scope = Scope(hasIndex: true, seesAllRegions: true, images: .both)
        let this = Access(root: .single(target.region), steps: [], type: target.field.type)
        guard let value = value(scalar, of: this, unit: target.field.unit, in: scope) else { continue }
        if case .expression(let bound) = value { checkReach(of: bound, version: edge.to, before: edge.from) }
        assignment.value = value
      }
      edge.assignments.append(assignment)
    }
  }

  /// The field that a path such as `superblock.migration.cursor` names, without a value.
  mutating func target(_ key: SyntaxScalar, in version: UInt64) -> Migration.Assignment? {
    guard let parsed = ExpressionParser.parse(key, into: &diagnostics) else { return nil }
    guard let path = isPath(parsed), !path.steps.isEmpty else {
      diagnostics.report(
        "type/mismatch", at: key.wholeLocation, "a field of a region is set", help: "superblock.label: EXPRESSION")
      return nil
    }
    guard let region = region(key, path.name, in: version) else { return nil }
    guard let structure = format.regions[region].structure else {
      diagnostics.report("type/mismatch", at: key.wholeLocation, "'\(path.name)' is bytes without fields")
      return nil
    }
    var access = Access(root: .single(region), steps: [], type: .structure(structure))
    var offset = 0
    var last: Field?
    for (step, location) in path.steps {
      switch step {
      case .field(let name):
        guard let next = enter(access, field: name, at: location) else { return nil }
        guard case .field(let field, let holder)? = next.steps.last else {
          diagnostics.report("type/mismatch", at: location, "bits are set with the whole field")
          return nil
        }
        let declared = format.structures[holder].fields[field]
        guard declared.isPresent(in: version) else {
          diagnostics.report(
            "name/unknown", at: location, "version \(version) has no '\(name)'",
            notes: [Diagnostic.Note("it is declared here", at: declared.location)])
          return nil
        }
        guard let at = declared.offset else {
          diagnostics.report("type/mismatch", at: location, "'\(name)' is computed; what it is computed from is set")
          return nil
        }
        offset += at
        last = declared
        access = next
      case .element:
        diagnostics.report(
          "type/mismatch", at: location, "a field of every element is set, and not one element's",
          help: "use index in the value: index == 3 ? ... : ...")
        return nil
      }
    }
    guard let field = last, isSettable(field, access, key) else { return nil }
    return Migration.Assignment(
      region: region, path: key.text, offset: offset, field: field, value: .derived, location: key.wholeLocation)
  }

  private mutating func isSettable(_ field: Field, _ access: Access, _ key: SyntaxScalar) -> Bool {
    if let versions = format.versions, access.steps.count == 1, case .field(versions.field, _)? = access.steps.first,
      case .single(0) = access.root
    {
      diagnostics.report(
        "migrate/version", at: key.wholeLocation, "the version is what the edge leads to, and is set by itself")
      return false
    }
    switch field.type {
    case .structure?, .array?, nil:
      diagnostics.report("type/mismatch", at: key.wholeLocation, "'\(field.name)' holds no single value")
      return false
    default: break
    }
    guard field.checksums.isEmpty else {
      diagnostics.report("type/mismatch", at: key.wholeLocation, "'\(field.name)' is a checksum, which is computed")
      return false
    }
    return true
  }

  /// What a rule of the whole image says that a field counts.
  private mutating func counted(
    _ target: Migration.Assignment, _ edge: Migration, at location: SourceLocation
  ) -> Expression? {
    let printer = ExpressionPrinter(format: format)
    for fact in format.facts where fact.versions?.contains(edge.to) ?? true {
      guard case .compare(.equal, let left, let right, _) = fact.predicate.node else { continue }
      if printer.text(left) == target.path { return right }
      if printer.text(right) == target.path { return left }
    }
    diagnostics.report(
      "migrate/counted", at: location, "no rule of the whole image says what '\(target.path)' counts",
      help: "a rule of version \(edge.to) such as \(target.path) == sum(...), or say the value here")
    return nil
  }

  /// Binds `features: {set: [...], clear: [...]}`: what becomes of feature words.
  mutating func bindFeatureChanges(_ reader: MappingReader, _ edge: inout Migration) {
    guard let mapping = reader.mapping("features", into: &diagnostics) else { return }
    let inner = MappingReader(mapping, .featureChanges, into: &diagnostics)
    var masks: [Int: (set: UInt64, clear: UInt64, location: SourceLocation)] = [:]
    for key in ["set", "clear"] {
      for name in names(key, inner) {
        guard let (word, flag) = featureFlags[name.text] else {
          reportUnknown(name.text, in: { $0.featureFlags.keys.sorted() }, "there is no feature", at: name.wholeLocation)
          continue
        }
        let declared = format.flagSets[format.features[word].flags].flags[flag]
        if key == "set", declared.versions?.contains(edge.to) == false {
          diagnostics.report(
            "feature/versions", at: name.wholeLocation, "version \(edge.to) has no feature '\(name.text)'")
          continue
        }
        var mask = masks[word] ?? (0, 0, name.wholeLocation)
        let bit = format.features[word].mask(of: declared)
        if (mask.set | mask.clear) & bit != 0 {
          diagnostics.report("name/duplicate", at: name.wholeLocation, "'\(name.text)' is set or cleared already")
        }
        if key == "set" { mask.set |= bit } else { mask.clear |= bit }
        masks[word] = mask
      }
    }
    for (word, mask) in masks.sorted(by: { $0.key < $1.key }) {
      guard let structure = format.regions.first?.structure else { continue }
      let id = format.features[word].field
      let field = format.structures[structure].fields[id]
      let path = "\(format.regions[0].name).\(field.name)"
      guard let offset = field.offset, field.isPresent(in: edge.to) else {
        diagnostics.report("name/unknown", at: mask.location, "version \(edge.to) has no '\(path)'")
        continue
      }
      if edge.assignments.contains(where: { $0.region == 0 && $0.offset == offset }) {
        diagnostics.report("name/duplicate", at: mask.location, "'\(path)' is set already")
        continue
      }
      let access = Access(root: .single(0), steps: [.field(id, of: structure)], type: field.type)
      func value(_ node: Expression.Node) -> Expression {
        Expression(node, type: valueType(of: access), location: mask.location)
      }
      let old = field.isPresent(in: edge.from) ? value(.before(value(.read(access)))) : value(.integer(0))
      let kept = value(.arithmetic(.and, old, value(.integer(~mask.clear))))
      edge.assignments.append(
        Migration.Assignment(
          region: 0, path: path, offset: offset, field: field,
          value: .expression(value(.arithmetic(.or, kept, value(.integer(mask.set))))), location: mask.location))
    }
  }
}

extension Migration.Assignment {
  /// Whether two assignments of a region are about common bytes.
  fileprivate func overlaps(_ other: Migration.Assignment) -> Bool {
    offset < other.offset + (other.field.byteCount ?? 0) && other.offset < offset + (field.byteCount ?? 0)
  }
}
