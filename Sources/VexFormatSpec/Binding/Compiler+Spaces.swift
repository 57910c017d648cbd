extension Compiler {
  /// Declares the names of all spaces.
  mutating func declareSpaces(_ reader: MappingReader) {
    guard let table = reader.mapping("spaces", into: &diagnostics) else { return }
    for (key, node) in table.entries {
      rejected.insert(key.text)
      guard checkName(key, what: "a space") else { continue }
      guard case .mapping(let mapping) = node else {
        diagnostics.report("type/mismatch", at: node.location, "a space is a mapping, not \(node.kindName)")
        continue
      }
      let inner = MappingReader(mapping, .space, into: &diagnostics)
      rejected.remove(key.text)
      spaceIDs[key.text] = format.spaces.count
      spaceSyntax.append(inner)
      let unknown = Expression(.integer(0), type: .unsigned, unit: .byte, location: key.wholeLocation)
      format.spaces.append(
        AddressSpace(
          name: key.text, doc: inner.doc(into: &diagnostics), walks: [], length: unknown, place: unknown,
          location: key.wholeLocation))
    }
  }

  /// Binds what spaces map; a region that is in one is checked to come after all that the space reads.
  mutating func bindSpaces() {
    visibleRegions = format.regions.count
    for id in format.spaces.indices {
      let reader = spaceSyntax[id]
      var scope = Scope()
      var space = format.spaces[id]
      space.walks = bindWalks(reader, &scope)
      if let (_, parsed) = expression(reader, "when") { space.condition = bindBoolean(parsed, in: scope) }
      if let (_, parsed) = expression(reader, "from") { space.start = bindBytes(parsed, "an address", in: scope) }
      if let bound = requiredBytes(reader, "length", "a length", scope) { space.length = bound }
      if let bound = requiredBytes(reader, "at", "a place", scope) { space.place = bound }
      // It is asked when no piece is at hand.
      if let (_, parsed) = expression(reader, "partial") { space.partial = bindBoolean(parsed, in: Scope()) }
      format.spaces[id] = space
    }
  }

  private mutating func requiredBytes(
    _ reader: MappingReader, _ key: String, _ what: String, _ scope: Scope
  ) -> Expression? {
    guard reader.required(key, into: &diagnostics) != nil, let (_, parsed) = expression(reader, key) else {
      return nil
    }
    return bindBytes(parsed, what, in: scope)
  }

  /// Binds a number of bytes; nil for anything else, which is reported.
  mutating func bindBytes(_ parsed: ParsedExpression, _ what: String, in scope: Scope) -> Expression? {
    guard let bound = bind(parsed, in: scope), requireInteger(bound, what), requireUnit(bound, .byte, of: what)
    else { return nil }
    return bound
  }

  /// Binds the space that a region is in.
  mutating func bindSpace(_ reader: MappingReader, of region: inout Region, _ id: RegionID) {
    if region.isMirrored, reader["in"] == nil {
      diagnostics.report(
        "space/mirrors", at: reader.keyLocation("count"), "only an address of a space has mirrors",
        help: "in: SPACE, or count: {is: EXPRESSION, max: NUMBER}")
    }
    if region.isMirrored, case .list = region.places {
      diagnostics.report(
        "space/mirrors", at: reader.keyLocation("at"), "mirrors are the places of one address, and this is a list")
    }
    guard let name = reader.scalar("in", into: &diagnostics) else { return }
    guard let spaceID = spaceIDs[name.text] else {
      return reportUnknown(
        name.text, in: { $0.format.spaces.map(\.name) }, "there is no space", at: name.wholeLocation)
    }
    let space = format.spaces[spaceID]
    guard id > space.lastRegion else {
      let other = format.regions[space.lastRegion].name
      diagnostics.report(
        "order/forward", at: name.wholeLocation,
        id == space.lastRegion
          ? "the region '\(other)' says where the pieces of '\(space.name)' are, so it is not in it"
          : "the region '\(other)', which says where the pieces of '\(space.name)' are, is declared later",
        notes: [Diagnostic.Note("the space is declared here", at: space.location)])
      return
    }
    region.space = spaceID
  }
}
