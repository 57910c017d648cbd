import VexPlugins

extension Compiler {
  /// A structure has at most so many checksums, those of one field that exclude each other counted one by one: each is
  /// compared with all others.
  static let maximumChecksums = 16

  mutating func reportTooManyChecksums(at location: SourceLocation) {
    diagnostics.report(
      "structure/too-large", at: location, "a structure has at most \(Self.maximumChecksums) checksums")
  }

  /// The checksum objects of a field: a mapping, or a list of mappings whose conditions exclude each other.
  mutating func bindChecksums(_ field: FieldID, in id: StructureID, _ scope: Scope) -> [ChecksumObject] {
    guard let node = fieldSyntax[id][field]["checksum"] else { return [] }
    switch node {
    case .mapping(let mapping):
      return bindChecksum(mapping, field, in: id, scope, isDigest: false).map { [$0] } ?? []
    case .sequence(let list):
      guard list.items.count <= Self.maximumChecksums else {
        reportTooManyChecksums(at: list.location)
        return []
      }
      var objects: [ChecksumObject] = []
      for item in list.items {
        guard case .mapping(let mapping) = item else {
          diagnostics.report("type/mismatch", at: item.location, "a checksum is a mapping, not \(item.kindName)")
          continue
        }
        guard let object = bindChecksum(mapping, field, in: id, scope, isDigest: false) else { continue }
        let presence = Presence(object.versions, object.condition, in: format)
        if objects.contains(where: { !Presence($0.versions, $0.condition, in: format).excludes(presence) }) {
          diagnostics.report(
            "checksum/ambiguous", at: mapping.location, "two checksums of the field may hold at the same time",
            help: "give them conditions that exclude each other: x and not x, or x == .a and x == .b")
        }
        objects.append(object)
      }
      return objects
    case .scalar:
      diagnostics.report(
        "type/mismatch", at: node.location, "a checksum is a mapping, not a scalar",
        help: "{algorithm: NAME, over: [FROM .. TO]}")
      return []
    }
  }

  mutating func bindChecksum(
    _ mapping: SyntaxMapping, _ field: FieldID, in id: StructureID, _ scope: Scope, isDigest: Bool
  ) -> ChecksumObject? {
    let reader = MappingReader(mapping, .checksum, into: &diagnostics)
    guard let algorithm = algorithm(reader, in: scope) else { return nil }
    if isDigest, case .selected(let by, _) = algorithm, by.count > 1 {
      diagnostics.report(
        "type/mismatch", at: reader["algorithm"]?.location ?? mapping.location,
        "a digest is one value, and several algorithms could give it", help: "by: FIELD")
      return nil
    }
    var object = ChecksumObject(
      algorithm: algorithm, pieces: [], own: .zeroed, keepsLow: false, stored: nil, versions: nil, condition: nil,
      location: mapping.location)
    object.own = reader.choice("own", ChecksumObject.OwnBytes.self, into: &diagnostics) ?? .zeroed
    object.keepsLow = reader.choice("keep", Words.KeptPart.self, into: &diagnostics) == .low
    object.versions = reader.scalar("versions", into: &diagnostics).flatMap { versionSet($0) }
    if let (_, parsed) = expression(reader, "when") { object.condition = bindBoolean(parsed, in: scope) }
    if let (scalar, parsed) = expression(reader, "stored") {
      guard let path = isPath(parsed), let access = bindAccess(path, in: scope) else {
        if isPath(parsed) == nil {
          diagnostics.report("type/mismatch", at: scalar.wholeLocation, "'stored' names the field that holds the value")
        }
        return nil
      }
      object.stored = access
    } else if !isDigest, !format.structures[id].fields[field].hasBytes {
      diagnostics.report(
        "key/missing", at: mapping.location, "the field has no place; say where the value is kept",
        help: "stored: record.checksum")
    }
    guard case .sequence(let list)? = reader["over"], !list.items.isEmpty else {
      diagnostics.report(
        "key/missing", at: mapping.location, "a checksum needs 'over', the list of what it covers",
        help: "over: [0 .. offset(this)]")
      return nil
    }
    object.pieces = list.items.compactMap { piece($0, in: scope) }
    if !isDigest { checkWidth(object, field, in: id) }
    return object
  }

  private mutating func piece(_ node: SyntaxNode, in scope: Scope) -> ChecksumObject.Piece? {
    func bound(_ parsed: ParsedExpression?) -> Expression? {
      guard let parsed, let bound = bind(parsed, in: scope), requireInteger(bound, "a bound of a range") else {
        return nil
      }
      return requireUnit(bound, .byte, of: "a bound of a range") ? bound : nil
    }
    switch node {
    case .scalar(let scalar):
      guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics) else { return nil }
      switch parsed.node {
      case .range(let lower, let upper, let isClosed):
        guard !isClosed, upper != nil else {
          diagnostics.report(
            "type/mismatch", at: parsed.location, "a covered range is half-open and has an end",
            help: "[0 .. offset(this)]")
          return nil
        }
        let zero = Expression(.integer(0), type: .unsigned, unit: .byte, location: parsed.location)
        let from = lower == nil ? zero : bound(lower)
        let to = bound(upper)
        guard let from, let to else { return nil }
        return .range(from: from, to: to, maximum: nil)
      case .call(let name, let arguments) where name.hasPrefix("u") && integerType(name)?.bits ?? 0 >= 8:
        guard let type = integerType(name)?.type, arguments.count == 1, let first = arguments.first,
          let value = bind(first, in: scope), requireInteger(value, "an encoded number")
        else { return nil }
        return .integer(value, type)
      default:
        guard let path = isPath(parsed), let access = bindAccess(path, in: scope) else {
          if isPath(parsed) == nil {
            diagnostics.report(
              "type/mismatch", at: parsed.location, "a checksum covers ranges, fields and encoded numbers",
              help: "0 .. 8, uuid, u32le(index)")
          }
          return nil
        }
        return .field(access)
      }
    case .mapping(let mapping):
      let reader = MappingReader(mapping, .coveredRange, into: &diagnostics)
      let zero = Expression(.integer(0), type: .unsigned, unit: .byte, location: mapping.location)
      let from = reader["from"] == nil ? zero : bound(expression(reader, "from")?.1)
      guard let to = reader.mapping("to", into: &diagnostics) else {
        diagnostics.report(
          "key/missing", at: mapping.location, "a covered range that varies needs 'to: {is: EXPRESSION, max: NUMBER}'")
        return nil
      }
      let inner = MappingReader(to, .rangeEnd, into: &diagnostics)
      let end = bound(expression(inner, "is")?.1)
      let maximum = inner.number("max", limit: Self.maximumStructureSize, into: &diagnostics)
      guard let from, let end, let maximum else { return nil }
      return .range(from: from, to: end, maximum: maximum)
    case .sequence:
      diagnostics.report("type/mismatch", at: node.location, "a list inside 'over' covers nothing")
      return nil
    }
  }

  /// Reports a digest that does not fit its field.
  private mutating func checkWidth(_ object: ChecksumObject, _ field: FieldID, in id: StructureID) {
    var type = format.structures[id].fields[field].type
    if let stored = object.stored { type = stored.type }
    let widest = object.algorithm.algorithms.compactMap { digestWidth(of: $0.name) }.max() ?? 0
    let room: Int
    switch type {
    case .integer(let integer): room = integer.width
    case .bytes(let count): room = count
    default:
      diagnostics.report("type/mismatch", at: object.location, "a checksum is stored in an integer or in bytes")
      return
    }
    if widest > room, !(object.keepsLow && room < 8) {
      diagnostics.report(
        "checksum/width", at: object.location, "a digest of \(widest) bytes does not fit into \(room)",
        help: room < 8 ? "keep: low stores the lowest \(room) bytes" : nil)
    }
  }
}

extension Field {
  /// Whether it has bytes of its own, or puts together those of others.
  var hasBytes: Bool {
    if case .joined = storage { return true }
    return byteCount != nil
  }
}
