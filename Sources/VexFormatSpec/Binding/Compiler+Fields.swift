import VexBytes

extension Compiler {
  /// Binds what steers layouts before anything else is bound, since everything else may read it.
  mutating func bindSizesAndCounts() {
    for id in format.structures.indices {
      if let scalar = structureSyntax[id].scalar("versions", into: &diagnostics) {
        format.structures[id].versions = versionSet(scalar)
      }
      for field in format.structures[id].fields.indices { bindPresence(of: field, in: id) }
    }
    for id in format.structures.indices {
      for field in format.structures[id].fields.indices {
        let reader = fieldSyntax[id][field]
        if case .counted(_, let maximum)? = format.structures[id].fields[field].type?.count,
          case .mapping(let mapping)? = reader["count"], case .scalar(let scalar)? = mapping["is"],
          let parsed = ExpressionParser.parse(scalar, into: &diagnostics),
          let bound = bind(parsed, in: .structure(id)), requireInteger(bound, "a count")
        {
          format.structures[id].fields[field].type?.count = .counted(Steering(bound), maximum: maximum)
        }
        bindBytes(of: field, in: id)
        bindPlace(of: field, in: id)
        settle(.field(id, field), at: format.structures[id].fields[field].location)
      }
      if case .mapping(let mapping)? = structureSyntax[id]["size"], case .scalar(let scalar)? = mapping["is"],
        let parsed = ExpressionParser.parse(scalar, into: &diagnostics), let bound = bind(parsed, in: .structure(id)),
        requireInteger(bound, "a size"), requireUnit(bound, .byte, of: "a size")
      {
        format.structures[id].size.expression = bound
      }
    }
  }

  private mutating func bindPlace(of field: FieldID, in id: StructureID) {
    guard case .moving(var place) = format.structures[id].fields[field].storage,
      case .mapping(let mapping)? = fieldSyntax[id][field]["at"], case .scalar(let scalar)? = mapping["is"],
      let parsed = ExpressionParser.parse(scalar, into: &diagnostics), let bound = bind(parsed, in: .structure(id)),
      requireInteger(bound, "a place"), requireUnit(bound, .byte, of: "a place")
    else { return }
    place.offset = bound
    format.structures[id].fields[field].storage = .moving(place)
  }

  private mutating func bindPresence(of field: FieldID, in id: StructureID) {
    let reader = fieldSyntax[id][field]
    if let scalar = reader.scalar("versions", into: &diagnostics) {
      format.structures[id].fields[field].versions = versionSet(scalar)
    }
  }

  mutating func bindComputed(_ field: FieldID, in id: StructureID) {
    guard let (_, parsed) = expression(fieldSyntax[id][field], "value"), var bound = bind(parsed, in: .structure(id))
    else { return }
    switch bound.type {
    case .unsigned, .boolean, .bytes, .enumeration, .flags: break
    default:
      diagnostics.report(
        "type/mismatch", at: parsed.location,
        "a value is a number, a condition or a byte string, and this is \(describe(bound.type))")
      return
    }
    // This is the one place where a unit may change: the value has exactly the unit that it declares.
    bound.unit = format.structures[id].fields[field].unit
    format.structures[id].fields[field].storage = .computed(bound)
    computedBounds[.field(id, field)] = analysis(versions: nil, isTrusted: false).bounds(bound)
  }

  /// Binds everything else about a structure.
  mutating func bindStructure(_ id: StructureID) {
    for field in format.structures[id].fields.indices { bindField(field, in: id) }
    bindUpdates(id)
    guard let rules = structureSyntax[id].mapping("rules", into: &diagnostics) else { return }
    for (key, node) in rules.entries {
      guard checkName(key, what: "a rule", taken: ["bytes", "size"].contains(key.text)),
        case .mapping(let mapping) = node
      else {
        if case .mapping = node { continue }
        diagnostics.report(
          "type/mismatch", at: node.location, "a rule is a mapping, not \(node.kindName)", help: "{valid: CONDITION}")
        continue
      }
      let reader = MappingReader(mapping, .rule, into: &diagnostics)
      let context = ruleContext(reader, in: .structure(id))
      guard reader["valid"] != nil else {
        diagnostics.report("key/missing", at: mapping.location, "a rule needs the key 'valid'")
        continue
      }
      guard let (scalar, parsed) = expression(reader, "valid"), let predicate = bindBoolean(parsed, in: context.scope)
      else { continue }
      var template = rule(
        key.text, .holds(predicate), context, statement: scalar.text, at: key.wholeLocation,
        doc: reader.doc(into: &diagnostics))
      template.versions = reader.scalar("versions", into: &diagnostics).flatMap { versionSet($0) }
      if let (_, parsed) = expression(reader, "when") { template.condition = bindBoolean(parsed, in: context.scope) }
      format.structures[id].rules.append(template)
    }
  }

  /// `updates: {record.free: EXPR}`: what a writer of the structure puts into others.
  private mutating func bindUpdates(_ id: StructureID) {
    guard let table = structureSyntax[id].mapping("updates", into: &diagnostics) else { return }
    for (key, node) in table.entries {
      guard let target = ExpressionParser.parse(key, into: &diagnostics), let path = isPath(target),
        let access = bindAccess(path, in: .structure(id))
      else { continue }
      guard case .given = access.root, access.type?.integerType != nil else {
        diagnostics.report(
          "type/mismatch", at: key.wholeLocation, "an update goes to an integer field of a structure that was given")
        continue
      }
      guard case .scalar(let scalar) = node, let parsed = ExpressionParser.parse(scalar, into: &diagnostics) else {
        if case .scalar = node { continue }
        diagnostics.report("type/mismatch", at: node.location, "an update is an expression, not \(node.kindName)")
        continue
      }
      let type = valueType(of: access)
      guard let value = bind(parsed, in: Scope.structure(id).expecting(memberType(type))) else { continue }
      guard commonType(Expression(.integer(0), type: type, location: parsed.location), value) != nil else {
        diagnostics.report(
          "type/mismatch", at: value.location, "the field is \(describe(type)), and this is \(describe(value.type))")
        continue
      }
      format.structures[id].updates.append((access, value))
    }
  }

  private mutating func bindField(_ field: FieldID, in id: StructureID) {
    let reader = fieldSyntax[id][field]
    let declared = format.structures[id].fields[field]
    let this = Access(root: .current(id), steps: [.field(field, of: id)], type: declared.type)
    var scope = Scope.structure(id)
    scope.this = this
    if let (_, parsed) = expression(reader, "when") {
      format.structures[id].fields[field].condition = bindBoolean(parsed, in: scope)
    }
    bindNone(field, in: id, scope)
    bindStorage(field, in: id, scope)
    bindArguments(field, in: id)
    bindInitial(field, in: id, scope)

    let context = ruleContext(reader, in: scope)
    let value = value(of: this, at: declared.location)
    var rules: [RuleTemplate] = []
    if case .counted(let steering, let maximum)? = format.structures[id].fields[field].type?.count {
      rules.append(
        rule(
          "count", .isAtMost(steering.expression, UInt64(maximum)), context,
          statement: "at most \(maximum) elements", at: steering.expression.location, severity: .error))
    }
    if let rule = bytesRule(field, in: id, context) { rules.append(rule) }
    if case .moving(let place) = format.structures[id].fields[field].storage {
      rules.append(placeRule(place, declared, context))
    }
    rules += typeRules(declared, value, context)
    rules += constraints(reader, on: value, named: declared.name, context)
    if let reference = referenceRule(reader, declared, context) { rules.append(reference) }
    if case .bitFields(_, let bits) = declared.type {
      rules += bitFieldRules(bits, reader, this, field: declared.name, scope)
    }
    if reader["checksum"] != nil {
      format.structures[id].fields[field].checksums = bindChecksums(field, in: id, scope)
      rules.append(
        rule(
          "checksum", .checksum, context, statement: "\(declared.name) is the checksum of what it covers",
          at: reader.keyLocation("checksum")))
    }
    if let zero = zeroRule(field, in: id, context) { rules.append(zero) }
    format.structures[id].fields[field].rules = rules
  }

  private mutating func bindStorage(_ field: FieldID, in id: StructureID, _ scope: Scope) {
    let reader = fieldSyntax[id][field]
    switch format.structures[id].fields[field].storage {
    case .joined:
      guard case .sequence(let list)? = reader["join"] else {
        diagnostics.report(
          "type/mismatch", at: reader.keyLocation("join"), "a join is a list of fields, lowest part first")
        return
      }
      // No part is shorter than a byte.
      guard list.items.count <= 8 else {
        diagnostics.report(
          "type/mismatch", at: list.location, "a join has at most 8 parts, and this one \(list.items.count)")
        return
      }
      var parts: [FieldID] = []
      var width = 0
      for item in list.items {
        guard case .scalar(let name) = item, let part = fieldIDs[id][name.text],
          case .integer(let integer)? = format.structures[id].fields[part].type, !integer.isSigned
        else {
          diagnostics.report(
            "type/mismatch", at: item.location, "a join is made of unsigned integer fields of the structure")
          return
        }
        if parts.contains(part) {
          diagnostics.report("join/overlap", at: name.wholeLocation, "'\(name.text)' is joined twice")
        }
        parts.append(part)
        width += integer.width
      }
      if width > 8 {
        diagnostics.report("type/width", at: list.location, "the parts have \(width) bytes together; 8 is the most")
      }
      format.structures[id].fields[field].storage = .joined(parts)
      let type = IntegerType(width: 8, order: format.order)
      format.structures[id].fields[field].type = .integer(type)
    case .digest:
      if let mapping = reader.mapping("digest", into: &diagnostics),
        let object = bindChecksum(mapping, field, in: id, scope, isDigest: true)
      {
        format.structures[id].fields[field].storage = .digest(object)
        format.structures[id].fields[field].type = .integer(IntegerType(width: 8, order: format.order))
      }
    case .stored, .moving, .computed, .storedElsewhere: break
    }
  }

  private func placeRule(_ place: MovingPlace, _ field: Field, _ context: RuleContext) -> RuleTemplate {
    func bound(_ value: Int) -> Expression {
      Expression(.integer(UInt64(value)), type: .unsigned, unit: .byte, location: place.offset.location)
    }
    let range = RangeExpression(
      lower: bound(place.minimum), upper: bound(place.maximum), isClosed: true, isSigned: false)
    return rule(
      "at", .holds(Expression(.isInside(place.offset, range), type: .boolean, location: place.offset.location)),
      context,
      statement: "\(field.name) is at \(place.minimum) to \(place.maximum)", at: place.offset.location, severity: .error
    )
  }
}
