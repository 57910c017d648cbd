extension Compiler {
  /// Reports two checksums of a structure of which each covers the other's digest: neither could ever be computed
  /// first.
  mutating func checkMutualChecksums() {
    for id in format.structures.indices {
      let fields = format.structures[id].fields.indices.filter { !format.structures[id].fields[$0].checksums.isEmpty }
      let objects = fields.flatMap { format.structures[id].fields[$0].checksums }
      if let last = objects.last, objects.count > Self.maximumChecksums {
        reportTooManyChecksums(at: last.location)
        continue
      }
      for (number, field) in fields.enumerated() {
        for other in fields[..<number] { checkMutual(field, other, in: id) }
      }
    }
  }

  private mutating func checkMutual(_ field: FieldID, _ other: FieldID, in id: StructureID) {
    let structure = format.structures[id]
    for a in structure.fields[field].checksums where a.stored == nil {
      for b in structure.fields[other].checksums where b.stored == nil {
        guard covers(a, other, in: structure), covers(b, field, in: structure),
          !Presence(a.versions, a.condition, in: format).excludes(Presence(b.versions, b.condition, in: format))
        else { continue }
        let (name, otherName) = (structure.fields[field].name, structure.fields[other].name)
        diagnostics.report(
          "checksum/self", at: a.location, "'\(name)' covers '\(otherName)', whose checksum covers it in turn",
          notes: [Diagnostic.Note("the other one is declared here", at: b.location)])
        return
      }
    }
  }

  /// Whether a checksum covers bytes of a field, as far as constants tell.
  private func covers(_ object: ChecksumObject, _ field: FieldID, in structure: Structure) -> Bool {
    guard let offset = structure.fields[field].offset, let count = structure.fields[field].byteCount else {
      return false
    }
    return object.pieces.contains { piece in
      switch piece {
      case .range(let from, let to, _):
        guard let start = from.folded().integer, let end = to.folded().integer else { return false }
        return start < UInt64(offset + count) && UInt64(offset) < end
      case .field(let access):
        guard case .current = access.root, access.steps.count == 1, case .field(field, _)? = access.steps.first else {
          return false
        }
        return true
      case .integer: return false
      }
    }
  }
}
