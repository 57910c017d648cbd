import VexBytes

extension Compiler {
  /// So many pairs of conditions of fields that share bytes are compared; hostile specifications end here.
  private static let maximumPairs = 1 << 16

  /// Reports bytes that no field has, bytes that two fields have at the same time, and fields past the end; fixes the
  /// size that the structure has in each version.
  mutating func checkLayout(_ id: StructureID) {
    fixSizes(id)
    let structure = format.structures[id]
    var stored: [StoredField] = []
    for (number, field) in structure.fields.enumerated() {
      if field.isMerged, case .structure(let nested)? = field.type, format.structures[nested].hasMovingField {
        diagnostics.report(
          "type/mismatch", at: field.location,
          "'\(format.structures[nested].name)' cannot be merged, since a place in it varies")
      }
      guard case .stored(let offset, let size) = field.storage else { continue }
      stored.append(StoredField(id: number, start: offset, end: offset + size))
      if offset + size > structure.size.maximum {
        diagnostics.report(
          "layout/outside", at: field.location,
          "'\(field.name)' ends at \(offset + size), and \(structure.name) has \(structure.size.maximum) bytes")
      }
    }
    // Stable, so that of two fields at one place the later one is to blame.
    stored.sort { ($0.start, $0.id) < ($1.start, $1.id) }
    checkOverlaps(structure, stored)
    checkCoverage(structure, stored)
    for version in structure.size.byVersion.keys.sorted() { checkSize(structure, version) }
  }

  private mutating func checkOverlaps(_ structure: Structure, _ stored: [StoredField]) {
    var open: [StoredField] = []
    var presences: [FieldID: Presence] = [:]
    func presence(_ field: FieldID) -> Presence {
      if let known = presences[field] { return known }
      let declared = structure.fields[field]
      let presence = Presence(declared.versions, declared.condition, in: format)
      presences[field] = presence
      return presence
    }
    for field in stored {
      open.removeAll { $0.end <= field.start }
      for other in open {
        comparedConditions += presence(field.id).effort(with: presence(other.id))
        guard comparedConditions <= Self.maximumPairs else {
          diagnostics.report(
            "layout/overlap", at: structure.fields[field.id].location,
            "too many fields of '\(structure.name)' share bytes to tell whether they exclude each other")
          return
        }
        if presence(field.id).excludes(presence(other.id)) { continue }
        reportOverlap(structure.fields[max(field.id, other.id)], structure.fields[min(field.id, other.id)])
      }
      open.append(field)
    }
  }

  private mutating func reportOverlap(_ field: Field, _ other: Field) {
    diagnostics.report(
      "layout/overlap", at: field.location,
      "'\(field.name)' and '\(other.name)' share bytes and may be present together",
      notes: [Diagnostic.Note("'\(other.name)' is declared here", at: other.location)],
      help: "move one, or give them conditions that exclude each other")
  }

  private mutating func checkCoverage(_ structure: Structure, _ stored: [StoredField]) {
    var end = 0
    for field in stored {
      if field.start > end { reportGap(end, field.start, at: structure.fields[field.id].location, structure.name) }
      end = max(end, field.end)
    }
    if end < structure.size.maximum { reportGap(end, structure.size.maximum, at: structure.location, structure.name) }
  }

  private mutating func reportGap(_ from: Int, _ to: Int, at location: SourceLocation, _ name: String) {
    let bytes = to - from == 1 ? "byte \(from) of '\(name)' belongs" : "bytes \(from) to \(to - 1) of '\(name)' belong"
    diagnostics.report(
      "layout/gap", at: location, "\(bytes) to no field",
      help: "declare them: reserved: {at: \(from), size: \(to - from), unused: zero}")
  }

  /// The size in each version, where the version and constants decide it.
  private mutating func fixSizes(_ id: StructureID) {
    let structure = format.structures[id]
    let versions = structure.versions?.members ?? format.versions?.known ?? []
    for version in versions {
      guard let expression = structure.size.expression else {
        format.structures[id].size.byVersion[version] = structure.size.maximum
        continue
      }
      let folded = expression.folded { access in constantValue(access, in: version) }
      guard let size = folded.integer else { continue }
      guard size >= UInt64(structure.size.minimum), size <= UInt64(structure.size.maximum) else {
        diagnostics.report(
          "layout/outside", at: expression.location,
          "the size in version \(version) is \(size), not from \(structure.size.minimum) to \(structure.size.maximum)")
        continue
      }
      format.structures[id].size.byVersion[version] = Int(size)
    }
  }

  /// The value that a field has in a version whenever its `is` holds.
  private func constantValue(_ access: Access, in version: UInt64) -> UInt64? {
    guard case .field(let field, let structure)? = access.steps.first else { return nil }
    if let versions = format.versions, versions.structure == structure, versions.field == field {
      if access.steps.count == 1, versions.bits == nil { return version }
      if access.steps.count == 2, case .bits(let part)? = access.steps.last, part == versions.bits { return version }
    }
    guard access.steps.count == 1 else { return nil }
    let declared = format.structures[structure].fields[field]
    guard declared.condition == nil, declared.none == nil, declared.versions?.contains(version) != false else {
      return nil
    }
    // Only a rule that always ends the check proves anything to what comes after it.
    for rule in declared.rules
    where rule.kind == "is" && rule.bitField == nil && rule.severity.cases.isEmpty && rule.severity.otherwise == .error
    {
      guard case .holds(let predicate) = rule.predicate, case .compare(.equal, _, let value, _) = predicate.node else {
        continue
      }
      return value.folded().integer
    }
    return nil
  }

  /// Reports a field that a version has but that lies past the version's size.
  private mutating func checkSize(_ structure: Structure, _ version: UInt64) {
    guard let size = structure.size.byVersion[version], !structure.size.isFixed else { return }
    for field in structure.fields where field.versions?.contains(version) == true {
      guard case .stored(let offset, let count) = field.storage, offset + count > size else { continue }
      diagnostics.report(
        "layout/outside", at: field.location,
        "'\(field.name)' ends at \(offset + count), and \(structure.name) has \(size) bytes in version \(version)")
    }
  }
}

extension Structure {
  fileprivate var hasMovingField: Bool { fields.contains { if case .moving = $0.storage { true } else { false } } }
}

/// Where a field's bytes are.
private struct StoredField {
  var id: FieldID
  var start: Int
  /// The byte behind the last.
  var end: Int
}
