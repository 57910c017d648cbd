import VexFormatSpec

extension DocumentBuilder {
  /// So many pictures of one structure are drawn at most; what shares bytes beyond them is in the table alone.
  private static let maximumMaps = 8

  /// The pictures of a structure: one for versions that have the same fields, and more for fields that share bytes.
  func byteMaps(of id: StructureID) -> [(title: DocumentText?, map: ByteMap)] {
    var maps: [(title: DocumentText?, map: ByteMap)] = []
    let groups = versionGroups(of: id)
    for (versions, fields) in groups {
      var title: DocumentText?
      if groups.count > 1 {
        title = [.strong(versions.count == 1 ? "Version " : "Versions ")] + text(VersionSet(members: versions))
      }
      for (number, layer) in layers(fields.filter { (format.structures[id].fields[$0].byteCount ?? 0) > 0 }, of: id)
        .enumerated()
      {
        guard maps.count < Self.maximumMaps else { return maps }
        let suffix = maps.isEmpty ? "" : "-\(maps.count + 1)"
        let name = format.structures[id].name
        let map = ByteMap(
          title: number == 0 ? "Bytes of \(name)" : "Bytes of \(name), alternative fields",
          name: "bytes-\(places.page(of: id).dropFirst("structure-".count))\(suffix)",
          segments: layer.map { segment($0, of: id) },
          size: format.structures[id].size.maximum, isExcerpt: number > 0)
        let others: DocumentText = [.text("Under other conditions, the same bytes are these fields:")]
        maps.append((number == 0 ? title : others, map))
      }
    }
    return maps
  }

  /// Versions that have the same stored fields, with these.
  private func versionGroups(of id: StructureID) -> [(versions: [UInt64], fields: [FieldID])] {
    let structure = format.structures[id]
    let stored = structure.fields.indices.filter { structure.fields[$0].offset != nil }
    guard let known = format.versions?.known, stored.contains(where: { structure.fields[$0].versions != nil }) else {
      return stored.isEmpty ? [] : [([], stored)]
    }
    var groups: [(versions: [UInt64], fields: [FieldID])] = []
    for version in known where structure.versions?.contains(version) ?? true {
      let fields = stored.filter { structure.fields[$0].isPresent(in: version) }
      if let index = groups.firstIndex(where: { $0.fields == fields }) {
        groups[index].versions.append(version)
      } else if !fields.isEmpty {
        groups.append(([version], fields))
      }
    }
    return groups
  }

  /// Fields in sets of which none has fields that share bytes, each by offset.
  private func layers(_ fields: [FieldID], of id: StructureID) -> [[FieldID]] {
    let places = fields.map { number in
      let field = format.structures[id].fields[number]
      let start = field.offset ?? 0
      return (number: number, start: start, end: start + (field.byteCount ?? 0))
    }
    var layers: [[FieldID]] = []
    // Of those that begin at one byte, the first that is declared comes first.
    var rest = places.sorted { ($0.start, $0.number) < ($1.start, $1.number) }
    while !rest.isEmpty, layers.count < Self.maximumMaps {
      var end = 0
      var layer: [FieldID] = []
      rest.removeAll { place in
        guard place.start >= end else { return false }
        layer.append(place.number)
        end = place.end
        return true
      }
      layers.append(layer)
    }
    return layers
  }

  private func segment(_ number: FieldID, of id: StructureID) -> ByteMap.Segment {
    let field = format.structures[id].fields[number]
    var type = field.type.map { typeName($0) } ?? "reserved"
    if let unit = field.unit { type += " · \(unit.name)" }
    return ByteMap.Segment(
      name: field.name, type: type, kind: Self.kind(of: field), offset: field.offset ?? 0, size: field.byteCount ?? 0,
      target: places.field(number, of: id))
  }

  private static func kind(of field: Field) -> ByteMap.Kind {
    if !field.checksums.isEmpty { return .checksum }
    if field.rules.contains(where: { $0.kind == "magic" }) { return .identity }
    switch field.type {
    case nil: return .reserved
    case .uuid, .text, .text16, .bytes: return .identity
    case .flags, .enumeration, .bitFields: return .flags
    case .structure, .array, .bits: return .nested
    case .integer:
      if case .size? = field.unit { return .place }
      return .number
    }
  }
}
