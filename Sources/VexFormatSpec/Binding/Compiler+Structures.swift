import VexBytes

extension Compiler {
  /// The largest structure that a specification may declare, in bytes.
  ///
  /// Checks hold one in memory.
  static let maximumStructureSize: UInt64 = 1 << 20
  static let maximumElements: UInt64 = 1 << 20
  /// A structure is given at most so many things.
  static let maximumGiven = 16

  /// Declares all structures with their fields' names, places and types; expressions are bound later.
  mutating func declareStructures(_ reader: MappingReader) {
    guard let table = reader.mapping("structures", into: &diagnostics) else {
      if reader["structures"] == nil {
        diagnostics.report("key/missing", at: reader.mapping.location, "a specification needs the key 'structures'")
      }
      return
    }
    for (key, node) in table.entries {
      rejected.insert(key.text)
      guard checkName(key, what: "a structure") else { continue }
      guard case .mapping(let mapping) = node else {
        diagnostics.report("type/mismatch", at: node.location, "a structure is a mapping, not \(node.kindName)")
        continue
      }
      let inner = MappingReader(mapping, .structure, into: &diagnostics)
      guard let size = readSize(inner) else { continue }
      rejected.remove(key.text)
      structureIDs[key.text] = format.structures.count
      structureSyntax.append(inner)
      fieldIDs.append([:])
      fieldSyntax.append([])
      format.structures.append(
        Structure(
          name: key.text, doc: inner.doc(into: &diagnostics), size: size, versions: nil, given: [], fields: [],
          rules: [], updates: [],
          location: key.wholeLocation))
    }
    for id in format.structures.indices {
      inside(id) { compiler in
        compiler.declareGiven(id)
        guard let fields = compiler.structureSyntax[id].mapping("fields", into: &compiler.diagnostics) else { return }
        for (key, node) in fields.entries {
          compiler.rejected.insert(key.text)
          compiler.declareField(key, node, in: id)
        }
        // A field that is missing without a word has a type that was reported where it is declared.
        if compiler.format.structures[id].fields.count < fields.entries.count { compiler.broken.insert(id) }
      }
    }
  }

  /// `size: 256`, or `size: {is: EXPR, min: N, max: N}`; the expression is bound later.
  private mutating func readSize(_ reader: MappingReader) -> StructureSize? {
    if case .mapping(let mapping)? = reader["size"] {
      let inner = MappingReader(mapping, .size, into: &diagnostics)
      for key in ["is", "min", "max"] where inner[key] == nil {
        diagnostics.report("key/missing", at: mapping.location, "a size that varies needs the key '\(key)'")
      }
      guard let minimum = inner.number("min", limit: Self.maximumStructureSize, into: &diagnostics),
        let maximum = inner.number("max", limit: Self.maximumStructureSize, into: &diagnostics)
      else { return nil }
      guard minimum <= maximum, minimum > 0 else {
        diagnostics.report("type/mismatch", at: mapping.location, "a size from \(minimum) to \(maximum) is impossible")
        return nil
      }
      return StructureSize(expression: nil, minimum: Int(minimum), maximum: Int(maximum), byVersion: [:])
    }
    guard reader["size"] != nil else {
      diagnostics.report("key/missing", at: reader.mapping.location, "a structure needs the key 'size'")
      return nil
    }
    guard let size = reader.number("size", limit: Self.maximumStructureSize, into: &diagnostics) else { return nil }
    guard size > 0 else {
      diagnostics.report("type/mismatch", at: reader.keyLocation("size"), "a structure has at least one byte")
      return nil
    }
    return StructureSize(expression: nil, minimum: Int(size), maximum: Int(size), byVersion: [:])
  }

  private mutating func declareGiven(_ id: StructureID) {
    guard let given = structureSyntax[id].mapping("given", into: &diagnostics) else { return }
    guard given.entries.count <= Self.maximumGiven else {
      diagnostics.report(
        "structure/too-large", at: given.location, "a structure is given at most \(Self.maximumGiven) things")
      return
    }
    for (key, node) in given.entries {
      rejected.insert(key.text)
      guard checkName(key, what: "what is given") else { continue }
      guard case .scalar(let scalar) = node else {
        diagnostics.report("type/mismatch", at: node.location, "a type is expected here, not \(node.kindName)")
        continue
      }
      guard let type = fieldType(scalar, count: nil) else { continue }
      rejected.remove(key.text)
      format.structures[id].given.append(GivenParameter(name: key.text, type: type))
    }
  }

  private mutating func declareField(_ key: SyntaxScalar, _ node: SyntaxNode, in id: StructureID) {
    guard checkName(key, what: "a field") else { return }
    guard case .mapping(let mapping) = node else {
      diagnostics.report("type/mismatch", at: node.location, "a field is a mapping, not \(node.kindName)")
      return
    }
    let reader = MappingReader(mapping, .field, into: &diagnostics)
    let holder = format.structures[id].size
    var type: FieldType?
    if let name = reader.scalar("type", into: &diagnostics) {
      type = fieldType(name, count: reader)
      if type == nil { return }
      if let bits = reader.mapping("bits", into: &diagnostics) { type = bitFields(bits, in: type, at: name) }
      if case .text(let count, _) = type, let nul = reader.scalar("nul", into: &diagnostics) {
        if nul.text == "required" {
          type = .text(count, nulRequired: true)
        } else {
          diagnostics.report("type/mismatch", at: nul.wholeLocation, "'nul' is 'required' or left out")
        }
      }
    }
    guard let storage = storage(reader, type, holder, at: key) else { return }
    switch storage {
    // A join and a digest are numbers as soon as they are declared; others may read them before they are bound.
    case .joined, .digest: type = .integer(IntegerType(width: 8, order: format.order))
    case .stored, .moving, .computed, .storedElsewhere: break
    }
    checkMisplacedKeys(reader, type)
    let unused = reader.choice("unused", UnusedPolicy.self, into: &diagnostics)
    let field = Field(
      name: key.text, doc: reader.doc(into: &diagnostics), storage: storage, type: type,
      unit: reader.scalar("unit", into: &diagnostics).flatMap { unit(named: $0) }, versions: nil, condition: nil,
      none: nil, unused: unused ?? .preserve, initial: .derived, arguments: [],
      isMerged: reader.flag("merge", into: &diagnostics), rules: [], checksums: [], location: key.wholeLocation)
    rejected.remove(key.text)
    fieldIDs[id][key.text] = format.structures[id].fields.count
    format.structures[id].fields.append(field)
    fieldSyntax[id].append(reader)
  }
}
