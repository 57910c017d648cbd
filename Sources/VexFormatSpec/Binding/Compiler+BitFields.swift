extension Compiler {
  /// The named bits of an integer.
  mutating func bitFields(_ mapping: SyntaxMapping, in type: FieldType?, at scalar: SyntaxScalar) -> FieldType? {
    guard case .integer(let integer) = type, !integer.isSigned else {
      diagnostics.report("type/mismatch", at: scalar.wholeLocation, "only an unsigned integer has bit fields")
      return nil
    }
    var bits: [BitField] = []
    var used: UInt64 = 0
    for (key, node) in mapping.entries {
      rejected.insert(key.text)
      guard checkName(key, what: "a bit field"),
        case .mapping(let part) = node
      else {
        if case .mapping = node { continue }
        diagnostics.report(
          "type/mismatch", at: node.location, "a bit field is a mapping, not \(node.kindName)",
          help: "{at: BIT, width: BITS}")
        continue
      }
      let reader = MappingReader(part, .bitField, into: &diagnostics)
      var enumeration: EnumerationID?
      var flags: FlagSetID?
      var width: Int?
      if let name = reader.scalar("type", into: &diagnostics) {
        enumeration = enumerationIDs[name.text]
        flags = flagSetIDs[name.text]
        width = enumeration.map { format.enumerations[$0].bits } ?? flags.map { format.flagSets[$0].bits }
        if width == nil {
          if rejected.contains(name.text) { continue }
          diagnostics.report(
            "type/unknown", at: name.wholeLocation, "there is no enumeration or flags type '\(name.text)'",
            help: diagnostics.suggestion(
              for: name.text, in: format.enumerations.map(\.name) + format.flagSets.map(\.name)))
          continue
        }
      }
      if let explicit = reader.number("width", limit: 64, into: &diagnostics) { width = Int(explicit) }
      guard let at = reader.number("at", limit: 63, into: &diagnostics), let width, width > 0 else {
        diagnostics.report(
          "key/missing", at: part.location, "a bit field needs 'at', and 'width' or the type of an enumeration or flags"
        )
        continue
      }
      let field = BitField(
        name: key.text, at: Int(at), width: width, enumeration: enumeration, flags: flags,
        unit: reader.scalar("unit", into: &diagnostics).flatMap { unit(named: $0) })
      guard Int(at) + width <= integer.width * 8 else {
        diagnostics.report(
          "type/width", at: part.location,
          "bits \(at) to \(Int(at) + width - 1) are not in an integer of \(integer.width * 8) bits")
        continue
      }
      let mask = field.mask << at
      if used & mask != 0 {
        diagnostics.report(
          "layout/overlap", at: key.wholeLocation, "the bit field '\(key.text)' shares bits with another")
      }
      used |= mask
      rejected.remove(key.text)
      bits.append(field)
    }
    return .bitFields(integer, bits)
  }
}
