extension Compiler {
  /// What a path says behind `old.` or `new.`, where an expression speaks of the images before and after a migration; the
  /// path itself elsewhere.
  ///
  /// Reports an image that the expression has no part in, and a region that is named without one.
  mutating func imagePath(_ path: ParsedPath, in scope: Scope) -> ParsedPath? {
    guard let images = scope.images, !scope.variables.contains(where: { $0.name == path.name }) else { return path }
    guard path.name == "old" || path.name == "new" else {
      guard regionIDs[path.name] != nil || path.name == "features" || path.name == "format" else { return path }
      diagnostics.report(
        "name/unknown", at: path.location, "'\(path.name)' is in the image before and in the one after; say which",
        help: images == .old ? "old.\(path.name)" : "old.\(path.name), or new.\(path.name)")
      return nil
    }
    guard images == .old ? path.name == "old" : path.name == "new" else {
      diagnostics.report(
        "name/unknown", at: path.location,
        images == .old
          ? "only the image before is there to be read" : "what is read of one image cannot depend on the other",
        help: images == .old ? "old.REGION" : nil)
      return nil
    }
    guard case .field(let name)? = path.steps.first?.step, let place = path.steps.first?.location else {
      diagnostics.report(
        "name/unknown", at: path.location, "'\(path.name)' is an image; say what of it", help: "\(path.name).REGION")
      return nil
    }
    guard regionIDs[name] != nil || name == "features" || name == "format" else {
      reportUnknown(name, in: { $0.format.regions.map(\.name) }, "the image has no region", at: place)
      return nil
    }
    return ParsedPath(name: name, location: place, steps: Array(path.steps.dropFirst()))
  }

  /// Binds an expression that reads the image before only, as a value of the one after.
  mutating func bindBefore(_ parsed: ParsedExpression, in scope: Scope) -> Expression? {
    var inner = scope
    inner.images = .old
    guard let bound = bind(parsed, in: inner) else { return nil }
    return Expression(.before(bound), type: bound.type, unit: bound.unit, location: bound.location)
  }

  /// Reports fields and regions that an expression reads of an image whose version lacks them.
  ///
  /// `version` is that of the image that it reads where it does not say `old`.
  mutating func checkReach(of expression: Expression, version: UInt64, before: UInt64) {
    if case .before(let inner) = expression.node { return checkReach(of: inner, version: before, before: before) }
    for access in expression.accesses {
      switch access.root {
      case .single(let region), .element(let region, _): requireRegion(region, in: version, at: expression.location)
      case .current, .given, .variable: break
      }
      for case .field(let field, let structure) in access.steps {
        let declared = format.structures[structure].fields[field]
        guard !declared.isPresent(in: version) else { continue }
        diagnostics.report(
          "name/unknown", at: expression.location,
          "version \(version) has no '\(format.structures[structure].name).\(declared.name)'",
          notes: [Diagnostic.Note("it is declared here", at: declared.location)])
      }
    }
    if case .aggregate(let aggregate) = expression.node, case .region(let region, _) = aggregate.sequence {
      requireRegion(region, in: version, at: expression.location)
    }
    for child in expression.children { checkReach(of: child, version: version, before: before) }
  }

  private mutating func requireRegion(_ region: RegionID, in version: UInt64, at location: SourceLocation) {
    guard !format.has(region, in: version) else { return }
    diagnostics.report(
      "name/unknown", at: location, "version \(version) has no region '\(format.regions[region].name)'",
      notes: [Diagnostic.Note("it is declared here", at: format.regions[region].location)])
  }
}

extension ParsedExpression {
  /// Whether a path in it begins with `name`.
  func names(_ name: String) -> Bool {
    switch node {
    case .number, .boolean, .text, .member: false
    case .path(let path): path.names(name)
    case .call(_, let arguments), .list(let arguments): arguments.contains { $0.names(name) }
    case .aggregate(let aggregate):
      aggregate.sequence.names(name) || aggregate.filter?.names(name) == true || aggregate.body?.names(name) == true
    case .range(let lower, let upper, _): lower?.names(name) == true || upper?.names(name) == true
    case .not(let a): a.names(name)
    case .arithmetic(_, let a, let b), .compare(_, let a, let b), .has(let a, let b), .isIn(let a, let b),
      .and(let a, let b), .or(let a, let b):
      a.names(name) || b.names(name)
    case .conditional(let a, let b, let c): a.names(name) || b.names(name) || c.names(name)
    }
  }
}

extension ParsedPath {
  fileprivate func names(_ other: String) -> Bool {
    name == other
      || steps.contains { step in
        if case .element(let index) = step.step { index.names(other) } else { false }
      }
  }
}
