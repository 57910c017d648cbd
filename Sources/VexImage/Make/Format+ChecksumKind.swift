public import VexFormatSpec

extension Format {
  /// The field of the first structure that says which algorithm computes the checksums of other structures.
  ///
  /// `kinds` are the names of its values. Nil when every checksum has one algorithm, or when several fields choose.
  public var checksumKind: (field: FieldID, name: String, kinds: [String])? {
    guard let first = regions.first?.structure else { return nil }
    var chosen: Set<EnumerationID> = []
    for object in structures.flatMap(\.fields).flatMap(\.checksums) {
      guard case .selected(let by, _) = object.algorithm else { continue }
      for case .enumeration(let id) in by.map(\.type) { chosen.insert(id) }
    }
    var found: [(field: FieldID, name: String, kinds: [String])] = []
    for (number, field) in structures[first].fields.enumerated() where field.offset != nil {
      guard case .enumeration(let id, _)? = field.type, chosen.contains(id) else { continue }
      found.append((number, field.name, enumerations[id].cases.map(\.name)))
    }
    return found.count == 1 ? found[0] : nil
  }
}
