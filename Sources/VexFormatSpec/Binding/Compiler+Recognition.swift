import VexBytes

extension Compiler {
  /// A series has at most so many places.
  static let maximumPlaces: UInt64 = 128

  /// Binds `identify`: how images are recognised, and what people are told of them.
  mutating func bindRecognition(_ reader: MappingReader) {
    guard let mapping = reader.mapping("identify", into: &diagnostics) else { return }
    let inner = MappingReader(mapping, .recognition, into: &diagnostics)
    var result = Recognition()
    if let category = inner.choice("category", Recognition.Category.self, into: &diagnostics) {
      result.category = category
    }
    result.region = namedRegion(inner, "region") ?? 0
    guard format.regions.indices.contains(result.region), let structure = format.regions[result.region].structure else {
      return
    }
    let scope = Scope.structure(structure)
    result.noun = inner.scalar("structure", into: &diagnostics)?.text
    result.titles = statements(inner, "title", scope)
    result.details = statements(inner, "details", scope)
    result.labels = toldValues(inner, "label", scope)
    result.ids = toldValues(inner, "uuid", scope)
    result.version = alternatives(inner, "version", nil).compactMap { $0.scalar.flatMap { number($0, nil, scope) } }
    result.blockSize = inner.scalar("block_size", into: &diagnostics).flatMap { number($0, .byte, scope) }
    result.size = inner.scalar("size", into: &diagnostics).flatMap { number($0, .byte, scope) }
    if let damaged = inner.mapping("damaged", into: &diagnostics) {
      let inner = MappingReader(damaged, .damaged, into: &diagnostics)
      result.damagedCondition = expression(inner, "when").flatMap { bindBoolean($0.1, in: scope) }
      result.damagedTitle = inner.scalar("title", into: &diagnostics)?.text
    }
    for (name, node) in inner.mapping("also", into: &diagnostics)?.entries ?? [] {
      guard let region = namedRegion(name), case .scalar(let text) = node else { continue }
      result.also.append((region, text.text))
    }
    bindMarks(inner, &result)
    bindBackups(inner, scope, &result)
    format.recognition = result
  }

  /// What stands behind a key: one scalar or mapping, or several in a list.
  private mutating func alternatives(
    _ reader: MappingReader, _ key: String, _ construct: Construct?
  ) -> [(scalar: SyntaxScalar?, mapping: MappingReader?)] {
    guard let node = reader[key] else { return [] }
    var nodes = [node]
    if case .sequence(let list) = node { nodes = list.items }
    return nodes.compactMap { node in
      switch node {
      case .scalar(let scalar): return (scalar, nil)
      case .mapping(let mapping):
        if let construct { return (nil, MappingReader(mapping, construct, into: &diagnostics)) }
        fallthrough
      case .sequence:
        diagnostics.report("type/mismatch", at: node.location, "'\(key)' of identify cannot be \(node.kindName)")
        return nil
      }
    }
  }

  private mutating func statements(_ reader: MappingReader, _ key: String, _ scope: Scope) -> [Recognition.Statement] {
    alternatives(reader, key, .statement).compactMap { scalar, mapping in
      if let scalar { return Recognition.Statement(text: scalar.text) }
      guard let mapping, let text = mapping.required("text", into: &diagnostics) else { return nil }
      return Recognition.Statement(
        condition: expression(mapping, "when").flatMap { bindBoolean($0.1, in: scope) }, text: text.text,
        number: mapping.scalar("number", into: &diagnostics).flatMap { number($0, nil, scope) })
    }
  }

  private mutating func toldValues(_ reader: MappingReader, _ key: String, _ scope: Scope) -> [Recognition.Told] {
    alternatives(reader, key, .told).compactMap { scalar, mapping in
      var inner = scope
      let walks = mapping.map { bindWalks($0, &inner) } ?? []
      guard let scalar = scalar ?? mapping?.required("is", into: &diagnostics),
        let parsed = ExpressionParser.parse(scalar, into: &diagnostics), let value = bind(parsed, in: inner)
      else { return nil }
      switch value.type {
      case .bytes, .unsigned, .enumeration, .sequence: break
      default:
        diagnostics.report(
          "type/mismatch", at: value.location, "a text or a number is told, and this is \(describe(value.type))")
      }
      return Recognition.Told(
        walks: walks,
        condition: mapping.flatMap { expression($0, "when") }.flatMap { bindBoolean($0.1, in: inner) },
        value: value, pattern: mapping?.scalar("as", into: &diagnostics)?.text)
    }
  }

  private mutating func number(_ scalar: SyntaxScalar, _ unit: Unit?, _ scope: Scope) -> Expression? {
    guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics), let bound = bind(parsed, in: scope),
      requireInteger(bound, "what is told")
    else { return nil }
    if let unit { requireUnit(bound, unit, of: "what is told") }
    return bound
  }

  private mutating func bindMarks(_ reader: MappingReader, _ result: inout Recognition) {
    guard case .sequence(let list)? = reader["marks"] else { return }
    for case .mapping(let mapping) in list.items {
      let inner = MappingReader(mapping, .mark, into: &diagnostics)
      guard let places = places(inner, .constants) else { continue }
      if inner["magic"] == nil { _ = inner.required("magic", into: &diagnostics) }
      let magics = alternatives(inner, "magic", nil).compactMap { $0.scalar.flatMap { literalBytes($0) } }
      result.marks.append(Recognition.Mark(places: places, magics: magics))
    }
  }

  private mutating func bindBackups(_ reader: MappingReader, _ scope: Scope, _ result: inout Recognition) {
    for (scalar, mapping) in alternatives(reader, "backups", .backup) {
      let region = mapping.flatMap { namedRegion($0, "region") } ?? result.region
      guard
        let places = scalar.flatMap({ place($0, scope) }).map({ Recognition.Places(place: $0, count: 1) })
          ?? mapping.flatMap({ places($0, scope) })
      else { continue }
      if let mapping, !isLaidOut(region, like: result.region) {
        diagnostics.report(
          "identify/unlike", at: mapping.keyLocation("region"),
          "'\(format.regions[region].name)' is not laid out as '\(format.regions[result.region].name)' is, by which it would be read"
        )
      }
      result.backups.append(Recognition.Backup(region: region, places: places))
    }
  }

  /// Whether each field of one region's structure is at the same place in that of another.
  private func isLaidOut(_ region: RegionID, like other: RegionID) -> Bool {
    guard let one = format.regions[region].structure, let two = format.regions[other].structure else { return false }
    return one == two
      || format.structures[one].fields.allSatisfy { field in
        guard let offset = field.offset else { return true }
        return format.structures[two].fields.contains { $0.offset == offset && $0.type == field.type }
      }
  }

  private mutating func places(_ reader: MappingReader, _ scope: Scope) -> Recognition.Places? {
    guard let scalar = reader.required("at", into: &diagnostics), let place = place(scalar, scope) else { return nil }
    let count = reader["count"] == nil ? 1 : reader.number("count", limit: Self.maximumPlaces, into: &diagnostics) ?? 1
    return Recognition.Places(place: place, count: count)
  }

  /// Where something may be; for what is in terms of no structure, a place that is always the same.
  private mutating func place(_ scalar: SyntaxScalar, _ scope: Scope) -> Expression? {
    var inner = scope
    inner.hasIndex = true
    guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics), let bound = bind(parsed, in: inner),
      requireInteger(bound, "a place"), requireUnit(bound, .byte, of: "a place")
    else { return nil }
    guard scope.structure != nil || bound.isTold(bySize: false) else {
      diagnostics.report("identify/place", at: bound.location, "the place of a mark is told by its number alone")
      return nil
    }
    return bound
  }

  private mutating func namedRegion(_ reader: MappingReader, _ key: String) -> RegionID? {
    reader.scalar(key, into: &diagnostics).flatMap { namedRegion($0) }
  }

  /// The region with a structure that a scalar names.
  private mutating func namedRegion(_ name: SyntaxScalar) -> RegionID? {
    guard let region = regionIDs[name.text], format.regions[region].structure != nil else {
      reportUnknown(
        name.text, in: { compiler in compiler.format.regions.filter { $0.structure != nil }.map(\.name) },
        "there is no region with a structure", at: name.wholeLocation)
      return nil
    }
    return region
  }
}

extension Expression {
  /// Whether it follows from `index` alone, or from the size of the image as well.
  func isTold(bySize: Bool) -> Bool {
    var isKnown = true
    visit { part in
      switch part.node {
      case .integer, .index, .arithmetic, .function: break
      case .imageSize: isKnown = isKnown && bySize
      default: isKnown = false
      }
    }
    return isKnown
  }
}
