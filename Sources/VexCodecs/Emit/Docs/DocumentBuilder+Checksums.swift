import VexFormatSpec

extension DocumentBuilder {
  /// `crc32c over 0 .. 1020, initial value …`.
  func checksum(_ object: ChecksumObject, in id: StructureID) -> DocumentText {
    var text = algorithm(object.algorithm, in: id)
    text.append(.text(" over "))
    text += joined(object.pieces.map { piece($0, in: id) }, by: ", ")
    if object.own == .skipped {
      text.append(.text(", without the digest itself"))
    } else if object.stored == nil {
      text.append(.text(", in which the digest itself is zero"))
    }
    if object.keepsLow { text.append(.text(", of which the low part is kept")) }
    if let stored = object.stored {
      let place = printer(id).text(stored)
      text += [.text(", kept in "), .code(linker.link(place, in: CodeLinker.Scope(structure: id)))]
    }
    if let versions = object.versions { text += [.text(", in version ")] + self.text(versions) }
    if let condition = object.condition { text += [.text(", when "), code(condition, in: id)] }
    return text
  }

  private func algorithm(_ choice: ChecksumObject.AlgorithmChoice, in id: StructureID) -> DocumentText {
    switch choice {
    case .fixed(let algorithm): return self.algorithm(algorithm, in: id)
    case .selected(let fields, let choices):
      let by = joined(fields.map { [code($0, in: id)] }, by: " or ")
      let names: [DocumentText] = choices.map { value, algorithm in
        [.text("for "), .code(String(value)), .text(" ")] + self.algorithm(algorithm, in: id)
      }
      return [.text("as ")] + by + [.text(" says, ")] + joined(names, by: ", ") + [.text(";")]
    }
  }

  private func algorithm(_ algorithm: ChecksumObject.Algorithm, in id: StructureID) -> DocumentText {
    var text: DocumentText = [.strong(algorithm.name)]
    var details: [DocumentText] = []
    if let initial = algorithm.initial { details.append([.text("begins with "), code(initial, in: id)]) }
    if let xorOut = algorithm.xorOut { details.append([.text("final xor "), code(xorOut, in: id)]) }
    if !details.isEmpty { text += [.text(" (")] + joined(details, by: ", ") + [.text(")")] }
    return text
  }

  private func piece(_ piece: ChecksumObject.Piece, in id: StructureID) -> DocumentText {
    switch piece {
    case .range(let from, let to, _):
      let printer = self.printer(id)
      let text = "\(printer.text(from.folded())) .. \(printer.text(to.folded()))"
      return [.code(linker.link(text, in: CodeLinker.Scope(structure: id)))]
    case .field(let access):
      let text = printer(id).text(access)
      return [.code(linker.link(text, in: CodeLinker.Scope(structure: id)))]
    case .integer(let value, let type):
      return [.text(typeName(.integer(type)) + " of "), code(value, in: id)]
    }
  }

  /// What the checksums of a structure cover, as far as that never varies.
  struct Coverage {
    /// The checksums that cover all stored fields but their own, with the number of those.
    var whole: [(number: FieldID, covered: Int)] = []
    /// The other ones.
    var partial: [FieldID] = []
  }

  /// What the checksums of a structure cover.
  func coverage(of id: StructureID) -> Coverage {
    let structure = format.structures[id]
    var coverage = Coverage()
    let checksums = structure.fields.indices.filter { !structure.fields[$0].checksums.isEmpty }
    // More of them, in one structure, only somebody has who wants to keep us busy.
    for number in checksums.prefix(16) {
      let answers = structure.fields.indices.compactMap { covers(number, $0, structure) }
      if answers.count > 1, answers.allSatisfy(\.self) {
        coverage.whole.append((number, answers.count))
      } else {
        coverage.partial.append(number)
      }
    }
    return coverage
  }

  /// The checksums, of those that do not cover every field, that cover all bytes of a field.
  func covering(_ number: FieldID, of id: StructureID, _ coverage: Coverage) -> [DocumentText] {
    let structure = format.structures[id]
    return coverage.partial.filter { covers($0, number, structure) == true }.map { other in
      [.code(structure.fields[other].name, places.field(other, of: id))]
    }
  }

  /// Whether a checksum covers a field; nil if it is none, or if the field has no bytes in any version that has both.
  private func covers(_ checksum: FieldID, _ number: FieldID, _ structure: Structure) -> Bool? {
    let (sum, field) = (structure.fields[checksum], structure.fields[number])
    guard checksum != number, !sum.checksums.isEmpty, let start = field.offset, let count = field.byteCount else {
      return nil
    }
    if let versions = sum.versions, let own = field.versions, versions.isDisjoint(with: own) { return nil }
    return sum.checksums.contains { object in
      if let versions = object.versions, let own = field.versions, versions.isDisjoint(with: own) { return false }
      return object.pieces.contains { covers($0, start, start + count, field, structure) }
    }
  }

  private func covers(
    _ piece: ChecksumObject.Piece, _ start: Int, _ end: Int, _ field: Field, _ structure: Structure
  ) -> Bool {
    switch piece {
    case .integer: return false
    case .field(let access):
      guard case .current = access.root, access.steps.count == 1, case .field(let covered, _)? = access.steps.first
      else { return false }
      return structure.fields[covered].name == field.name
    case .range(let from, let to, _):
      guard let first = from.folded().integer, first <= UInt64(start) else { return false }
      if let last = to.folded().integer { return last >= UInt64(end) }
      // To the end of the structure, wherever that is.
      if case .sizeOf(let access) = to.node, case .current = access.root, access.steps.isEmpty { return true }
      return false
    }
  }
}
