extension Format {
  /// Bytes that one value of the type takes at most; nil when they are more than a number can say.
  public func byteCount(of type: FieldType) -> Int? {
    switch type {
    case .structure(let id): return structures[id].size.maximum
    case .array(let element, .fixed(let count)), .array(let element, .counted(_, let count)):
      guard let each = byteCount(of: element) else { return nil }
      let total = each.multipliedReportingOverflow(by: count)
      return total.overflow ? nil : total.partialValue
    case .array(_, .packed(_, let bytes)): return bytes
    default: return type.scalarByteCount
    }
  }

  /// Bytes that so many elements of an array take, or bits of a bit array; nil for everything else, packed arrays included.
  public func byteCount(of type: FieldType, holding count: Int) -> Int? {
    switch type {
    case .array(_, .packed): nil
    case .array(let element, _): byteCount(of: element).map { $0 * count }
    case .bits: (count + 7) / 8
    default: nil
    }
  }

  /// The fields that a number is joined of, lowest part first; nil for what is not joined.
  public func joinedParts(of access: Access) -> [Access]? {
    guard case .field(let field, let structure)? = access.steps.last,
      case .joined(let parts) = structures[structure].fields[field].storage
    else { return nil }
    return parts.map { part in
      Access(
        root: access.root, steps: access.steps.dropLast() + [.field(part, of: structure)],
        type: structures[structure].fields[part].type)
    }
  }

  /// An array has at most so many elements.
  public func capacity(of element: FieldType, _ count: ArrayCount) -> Int {
    switch count {
    case .fixed(let number), .counted(_, let number): number
    case .packed(_, let bytes):
      if case .structure(let id) = element { bytes / max(structures[id].size.minimum, 1) } else { bytes }
    }
  }

  /// Bytes that the check of a structure looks at at most: its own, and those behind it that its checksums cover.
  ///
  /// A checksum may reach beyond what it is in, to the end of a block or a sector.
  public func reach(of id: StructureID) -> Int {
    let structure = structures[id]
    return structure.fields.reduce(structure.size.maximum) { reach, field in
      let covered = field.checksums.flatMap(\.pieces).compactMap(\.end).max() ?? 0
      guard case .structure(let nested)? = field.type, let offset = field.offset else { return max(reach, covered) }
      return max(reach, covered, offset + self.reach(of: nested))
    }
  }
}

extension ChecksumObject.Piece {
  /// The last byte that a range may cover, from the start of the structure; nil for what is not a range.
  fileprivate var end: Int? {
    guard case .range(_, let to, let maximum) = self else { return nil }
    return (maximum ?? to.folded().integer).flatMap { Int(exactly: $0) }.map { min($0, 1 << 20) }
  }
}
