extension Compiler {
  /// Where a field's value comes from, as far as that can be told before expressions are bound.
  mutating func storage(
    _ reader: MappingReader, _ type: FieldType?, _ holder: StructureSize, at key: SyntaxScalar
  ) -> FieldStorage? {
    let placeholder = Expression(.integer(0), type: .unsigned, location: key.wholeLocation)
    guard reader["at"] != nil else {
      if reader["value"] != nil { return .computed(placeholder) }
      if reader["join"] != nil { return .joined([]) }
      if reader["digest"] != nil {
        return .digest(
          ChecksumObject(
            algorithm: .fixed(.init(name: "")), pieces: [], own: .zeroed, keepsLow: false, stored: nil, versions: nil,
            condition: nil, location: key.wholeLocation))
      }
      if reader["checksum"] != nil { return .storedElsewhere }
      diagnostics.report(
        "key/missing", at: key.wholeLocation,
        "the field '\(key.text)' has neither a place nor something it is computed from",
        help: "at: OFFSET, or value:, join:, digest:")
      return nil
    }
    if case .mapping(let mapping)? = reader["at"] {
      return movingPlace(mapping, reader, type, holder, at: key).map(FieldStorage.moving)
    }
    guard let at = reader.number("at", limit: Self.maximumStructureSize, into: &diagnostics) else { return nil }
    guard let size = storedSize(reader, type, holder, from: at, at: key) else { return nil }
    guard size > 0 else {
      diagnostics.report("layout/outside", at: key.wholeLocation, "the field '\(key.text)' has no bytes")
      return nil
    }
    return .stored(offset: Int(at), size: Int(size))
  }

  /// `at: {is: EXPR, min: N, max: N}`; the expression is bound later.
  private mutating func movingPlace(
    _ mapping: SyntaxMapping, _ reader: MappingReader, _ type: FieldType?, _ holder: StructureSize, at key: SyntaxScalar
  ) -> MovingPlace? {
    let inner = MappingReader(mapping, .place, into: &diagnostics)
    guard inner.required("is", into: &diagnostics) != nil, inner.required("min", into: &diagnostics) != nil,
      inner.required("max", into: &diagnostics) != nil,
      let minimum = inner.number("min", limit: Self.maximumStructureSize, into: &diagnostics),
      let maximum = inner.number("max", limit: Self.maximumStructureSize, into: &diagnostics)
    else { return nil }
    guard case .integer(let integer)? = type else {
      diagnostics.report(
        "type/mismatch", at: mapping.location, "only a number has a place that varies",
        help: "name the bytes by their largest extent, and read numbers from there")
      return nil
    }
    for key in ["size", "none", "unused", "new"] where reader[key] != nil {
      diagnostics.report(
        "key/unknown", at: reader.keyLocation(key), "a field whose place varies has no '\(key)'")
    }
    guard minimum <= maximum, maximum + UInt64(integer.width) <= UInt64(holder.minimum) else {
      diagnostics.report(
        "layout/outside", at: mapping.location,
        "the places are \(minimum) to \(maximum), and there always are \(holder.minimum) bytes",
        help: "'min' is at most 'max', and the number ends within what is always there")
      return nil
    }
    let placeholder = Expression(.integer(minimum), type: .unsigned, location: mapping.location)
    return MovingPlace(offset: placeholder, minimum: Int(minimum), maximum: Int(maximum), size: integer.width)
  }

  /// The number of bytes a stored field takes.
  private mutating func storedSize(
    _ reader: MappingReader, _ type: FieldType?, _ holder: StructureSize, from at: UInt64, at key: SyntaxScalar
  ) -> UInt64? {
    var explicit: UInt64?
    if reader["size"] != nil {
      explicit = reader.number("size", limit: Self.maximumStructureSize, into: &diagnostics)
      if explicit == nil { return nil }
    }
    guard let type else {
      // Reserved bytes without a size run to the end of the structure.
      return explicit ?? (UInt64(holder.maximum) > at ? UInt64(holder.maximum) - at : 0)
    }
    guard let natural = format.byteCount(of: type), natural <= Self.maximumStructureSize else {
      let place = reader["type"]?.location ?? key.wholeLocation
      diagnostics.report("type/width", at: place, "the type takes more than \(Self.maximumStructureSize) bytes")
      return nil
    }
    guard let explicit else { return UInt64(natural) }
    var isArray = false
    if case .array = type { isArray = true }
    guard explicit == natural || (isArray && explicit > natural) else {
      diagnostics.report(
        "type/width", at: reader["size"]?.location ?? key.wholeLocation,
        "the type takes \(natural) bytes, not \(explicit)", help: "only an array may have room behind its elements")
      return nil
    }
    return explicit
  }

  /// Reports keys that say nothing about a field of its type.
  mutating func checkMisplacedKeys(_ reader: MappingReader, _ type: FieldType?) {
    func report(_ key: String, _ message: String) {
      if reader[key] != nil { diagnostics.report("key/unknown", at: reader.keyLocation(key), message) }
    }
    var (isText, isOpen, isStructure) = (false, false, false)
    switch type {
    case .text: isText = true
    case .array(_, .counted), .array(_, .packed), .bits(.counted): isOpen = true
    case .structure: isStructure = true
    default: break
    }
    if !isText { report("nul", "only a text has 'nul'") }
    if !isOpen {
      report("count", "only an open array has a count")
      report("bytes", "only an open array has bytes that it fills")
    }
    if !isStructure { report("merge", "only a single nested structure can be merged") }
    // The rules of a merged one are its holder's own, which run wherever there is a holder.
    if isStructure, reader["merge"] != nil {
      for key in ["when", "versions"] {
        report(key, "a merged structure is there whenever its holder is; leave out 'merge'")
      }
    }
    for key in ["join", "value", "digest"] where reader["at"] != nil {
      report(key, "a field with a place is not computed")
    }
    if reader["at"] == nil { report("size", "a field without a place has no size") }
    if reader["type"] == nil { report("bits", "only an integer has bit fields") }
  }
}
