import VexBytes

extension Compiler {
  /// `ioctls: {status: {code: 0xf501, reads: status}}`.
  mutating func readIoctls(_ reader: MappingReader) {
    guard let table = reader.mapping("ioctls", into: &diagnostics) else { return }
    for (key, node) in table.entries {
      guard checkName(key, what: "an ioctl", taken: format.ioctls.contains { $0.name == key.text }) else { continue }
      guard case .mapping(let mapping) = node else {
        diagnostics.report("type/mismatch", at: node.location, "an ioctl is a mapping, not \(node.kindName)")
        continue
      }
      let directions: [(key: String, direction: Ioctl.Direction)] = [
        ("reads", .reads), ("writes", .writes), ("exchanges", .exchanges),
      ]
      let inner = MappingReader(mapping, .ioctl, into: &diagnostics)
      guard inner.required("code", into: &diagnostics) != nil,
        let code = inner.number("code", limit: UInt64(UInt16.max), into: &diagnostics)
      else { continue }
      let given = directions.filter { inner[$0.key] != nil }
      guard let (word, direction) = given.first, given.count == 1 else {
        diagnostics.report(
          "key/missing", at: mapping.location, "an ioctl says which structure goes which way",
          help: "one of: reads, writes, exchanges")
        continue
      }
      guard let name = inner.scalar(word, into: &diagnostics) else { continue }
      guard let structure = structureIDs[name.text] else {
        reportUnknown(
          name.text, in: { $0.format.structures.map(\.name) }, "there is no structure", at: name.wholeLocation)
        continue
      }
      let (type, number) = (UInt8(truncatingIfNeeded: code >> 8), UInt8(truncatingIfNeeded: code))
      if format.ioctls.contains(where: { $0.type == type && $0.number == number }) {
        diagnostics.report(
          "enum/duplicate-value", at: inner.keyLocation("code"), "another ioctl has the code \(code)")
      }
      // The request's own field for the size has 13 bits on some machines.
      let size = format.structures[structure].size
      if size.expression != nil || size.maximum >= 1 << 13 {
        diagnostics.report(
          "type/width", at: name.wholeLocation, "an ioctl exchanges a structure of one size below 8 KiB")
      }
      format.ioctls.append(
        Ioctl(
          name: key.text, type: type, number: number, direction: direction, structure: structure,
          doc: inner.doc(into: &diagnostics)))
    }
  }
}
