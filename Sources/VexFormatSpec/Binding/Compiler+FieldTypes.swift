import VexBytes

extension Compiler {
  /// A type has at most so many counts, one behind the other.
  private static let maximumDimensions = 4

  /// A type as it is written: `u32`, `bytes[4]`, `text[8][64]`, `extent[]`, a structure, an enumeration, a flags type.
  mutating func fieldType(_ scalar: SyntaxScalar, count reader: MappingReader?) -> FieldType? {
    var text = Substring(scalar.text)
    var counts: [Int?] = []
    while text.hasSuffix("]"), counts.count <= Self.maximumDimensions, let open = text.lastIndex(of: "[") {
      let inside = text[text.index(after: open)...].dropLast()
      if inside.isEmpty {
        counts.insert(nil, at: 0)
      } else if let count = Int(inside), count > 0, count <= Int(Self.maximumElements) {
        counts.insert(count, at: 0)
      } else {
        diagnostics.report(
          "type/unknown", at: scalar.wholeLocation, "'\(inside)' is not a number of elements",
          help: "1 to \(Self.maximumElements)")
        return nil
      }
      text = text[..<open]
    }
    guard counts.count <= Self.maximumDimensions else {
      diagnostics.report(
        "type/unknown", at: scalar.wholeLocation, "an array has at most \(Self.maximumDimensions) dimensions")
      return nil
    }
    var type: FieldType
    switch String(text) {
    case "bytes", "text", "text16", "bit":
      if text == "bit", counts == [nil], let reader {
        guard let (steering, maximum) = arrayLength(.count, reader, at: scalar) else { return nil }
        return .bits(.counted(steering, maximum: maximum))
      }
      guard let first = counts.first ?? nil else {
        diagnostics.report(
          "type/unknown", at: scalar.wholeLocation, "'\(text)' needs its length in brackets", help: "\(text)[16]")
        return nil
      }
      counts.removeFirst()
      type =
        switch text {
        case "bytes": .bytes(first)
        case "text": .text(first, nulRequired: false)
        case "text16": .text16(first, format.order)
        default: .bits(.fixed(first))
        }
    case "uuid", "guid": type = .uuid(mixedEndian: text == "guid")
    case let name:
      guard let named = namedType(name) else {
        guard !diagnostics.isFull else { return nil }
        let known =
          format.structures.map(\.name) + format.enumerations.map(\.name) + format.flagSets.map(\.name)
          + ["u8", "u16", "u32", "u64", "i64", "bytes", "text", "text16", "uuid", "guid", "bit"]
        if rejected.contains(name) { return nil }
        diagnostics.report(
          "type/unknown", at: scalar.wholeLocation, "there is no type '\(name)'",
          help: diagnostics.suggestion(for: name, in: known))
        return nil
      }
      type = named
    }
    for count in counts {
      guard let count else {
        guard counts.count == 1, let reader else {
          diagnostics.report(
            "array/no-cap", at: scalar.wholeLocation,
            "an open array is possible only as the type of a field, and only once")
          return nil
        }
        if reader["bytes"] != nil { return packedArray(of: type, reader, at: scalar) }
        return isElement(type, at: scalar) ? openArray(of: type, reader, at: scalar) : nil
      }
      guard isElement(type, at: scalar) else { return nil }
      type = .array(element: type, count: .fixed(count))
    }
    return type
  }

  private func namedType(_ name: String) -> FieldType? {
    if let (integer, bits) = integerType(name), bits == integer.width * 8 { return .integer(integer) }
    if let id = enumerationIDs[name] { return .enumeration(id, format.enumerations[id].storage) }
    if let id = flagSetIDs[name] { return .flags(id, format.flagSets[id].storage) }
    return structureIDs[name].map(FieldType.structure)
  }

  /// `T[]` with `count: {is: EXPR, max: N}`; the expression is bound later.
  private mutating func openArray(of element: FieldType, _ reader: MappingReader, at scalar: SyntaxScalar) -> FieldType?
  {
    guard let (steering, maximum) = arrayLength(.count, reader, at: scalar) else { return nil }
    return .array(element: element, count: .counted(steering, maximum: maximum))
  }

  /// `{is: EXPR, max: N}` at the key that is called like its construct; the expression is bound later.
  mutating func arrayLength(
    _ construct: Construct, _ reader: MappingReader, at scalar: SyntaxScalar
  ) -> (Steering, maximum: Int)? {
    guard let mapping = reader.mapping(construct.name, into: &diagnostics) else {
      if reader[construct.name] == nil {
        diagnostics.report(
          "array/no-cap", at: scalar.wholeLocation, "an open array needs its count",
          help: "count: {is: EXPRESSION, max: NUMBER}, or bytes: where each element says how long it is")
      }
      return nil
    }
    let inner = MappingReader(mapping, construct, into: &diagnostics)
    guard inner["max"] != nil, let maximum = inner.number("max", limit: Self.maximumElements, into: &diagnostics) else {
      if inner["max"] == nil {
        diagnostics.report("array/no-cap", at: mapping.location, "\(construct.what) needs its cap", help: "max: NUMBER")
      }
      return nil
    }
    guard inner.required("is", into: &diagnostics) != nil else { return nil }
    let placeholder = Expression(.integer(maximum), type: .unsigned, location: mapping.location)
    return (Steering(placeholder), Int(maximum))
  }

  /// Reports a type of which there can be no array.
  private mutating func isElement(_ type: FieldType, at scalar: SyntaxScalar) -> Bool {
    switch type {
    case .structure(let id) where !format.structures[id].size.isFixed:
      diagnostics.report(
        "type/mismatch", at: scalar.wholeLocation,
        "'\(format.structures[id].name)' varies in size; the elements of an array do not")
      return false
    case .array(.structure, _):
      diagnostics.report("type/mismatch", at: scalar.wholeLocation, "an array of arrays of structures is not possible")
      return false
    default: return true
    }
  }
}
