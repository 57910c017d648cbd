import VexBytes

extension Compiler {
  /// Names that can be called, units aside.
  static let functionNames = [
    "size", "offset", "end", "place", "index", "present", "zero", "min", "max", "xor", "div_up", "floor", "ceil",
    "power_of", "ones", "unknown", "set", "owned", "count", "refs", "le16", "le32", "le64", "be16", "be32", "be64",
  ]

  mutating func bindCall(
    _ name: String, _ arguments: [ParsedExpression], in scope: Scope, at location: SourceLocation
  ) -> Expression? {
    func expects(_ count: Int) -> Bool {
      if arguments.count == count { return true }
      diagnostics.report(
        "expr/syntax", at: location,
        "\(name) takes \(count == 1 ? "one value" : "\(count) values"), and has \(arguments.count)")
      return false
    }
    switch name {
    case "size": return expects(1) ? bindSize(arguments[0], in: scope, at: location) : nil
    case "offset", "end": return expects(1) ? bindOffset(name, arguments[0], in: scope, at: location) : nil
    case "ones" where arguments.count == 2:
      guard let access = accessArgument(arguments[0], name, in: scope),
        case .ones(let bits, _)? = bindQuestion(name, access, in: scope, at: location)?.node,
        let range = bindRange(arguments[1], in: scope)
      else { return nil }
      return Expression(.ones(bits, range), type: .unsigned, location: location)
    case "place", "index", "present", "zero", "ones":
      guard expects(1), let access = accessArgument(arguments[0], name, in: scope) else { return nil }
      return bindQuestion(name, access, in: scope, at: location)
    case "unknown":
      guard expects(1), let flags = bind(arguments[0], in: scope.expecting(nil)) else { return nil }
      guard case .flags(let id) = flags.type else {
        diagnostics.report(
          "type/mismatch", at: flags.location, "'unknown' asks a flags word, and this is \(describe(flags.type))")
        return nil
      }
      return Expression(.hasUnknown(flags, id), type: .boolean, location: location)
    case "min", "max", "xor", "div_up", "floor", "ceil", "power_of":
      guard expects(2), let function = Function(rawValue: name) else { return nil }
      return bindFunction(function, arguments, in: scope, at: location)
    case "le16", "le32", "le64", "be16", "be32", "be64":
      return expects(2) ? bindDecode(name, arguments, in: scope, at: location) : nil
    case "set", "owned", "count", "refs":
      return bindSetCall(name, arguments, in: scope, at: location)
    default:
      if Self.builtInUnit(name) != nil || unitIDs[name] != nil {
        guard expects(1), let unit = unit(named: SyntaxScalar(text: name, location: location)),
          let value = bind(arguments[0], in: scope.expecting(nil)), requireInteger(value, "what is converted")
        else { return nil }
        return convert(value, to: unit, at: location)
      }
      reportUnknown(
        name, in: { Self.functionNames + $0.format.units.map(\.name) + ["byte"] }, "there is no function", at: location)
      return nil
    }
  }

  /// The thing that an argument leads to; reports one that is not a path.
  func isPath(_ parsed: ParsedExpression) -> ParsedPath? {
    if case .path(let path) = parsed.node { return path }
    return nil
  }

  private mutating func accessArgument(_ parsed: ParsedExpression, _ name: String, in scope: Scope) -> Access? {
    guard let path = isPath(parsed) else {
      diagnostics.report(
        "type/mismatch", at: parsed.location, "\(name) asks a field, an array or a structure, not a computed value")
      return nil
    }
    return bindAccess(path, in: scope)
  }

  private mutating func bindSize(_ parsed: ParsedExpression, in scope: Scope, at location: SourceLocation)
    -> Expression?
  {
    func make(_ node: Expression.Node) -> Expression {
      Expression(node, type: .unsigned, unit: .byte, location: location)
    }
    guard let path = isPath(parsed) else {
      diagnostics.report("type/mismatch", at: parsed.location, "size asks a structure, a field or the image")
      return nil
    }
    let isField = scope.structure.map { fieldIDs[$0][path.name] != nil } == true
    if path.steps.isEmpty, path.name == "image" { return make(.imageSize) }
    if path.steps.isEmpty, !isField, regionIDs[path.name] == nil, let id = structureIDs[path.name] {
      let size = format.structures[id].size
      guard size.isFixed else {
        diagnostics.report(
          "type/mismatch", at: parsed.location, "the size of \(path.name) varies; ask an instance of it")
        return nil
      }
      return make(.integer(UInt64(size.maximum)))
    }
    guard let access = bindAccess(path, in: scope) else { return nil }
    if case .structure(let id) = access.type {
      let size = format.structures[id].size
      return make(size.isFixed ? .integer(UInt64(size.maximum)) : .sizeOf(access))
    }
    if case .field(let field, let structure)? = access.steps.last,
      let count = format.structures[structure].fields[field].byteCount
    {
      return make(.integer(UInt64(count)))
    }
    diagnostics.report("type/mismatch", at: parsed.location, "this has no size of its own")
    return nil
  }

  private mutating func bindOffset(
    _ name: String, _ parsed: ParsedExpression, in scope: Scope, at location: SourceLocation
  ) -> Expression? {
    guard let path = isPath(parsed), let access = bindAccess(path, in: scope) else {
      if isPath(parsed) == nil {
        diagnostics.report("type/mismatch", at: parsed.location, "\(name) asks a field of this structure")
      }
      return nil
    }
    guard case .current = access.root else {
      diagnostics.report("type/mismatch", at: parsed.location, "\(name) asks a field of this structure")
      return nil
    }
    if access.steps.count == 1, case .field(let field, let structure)? = access.steps.first,
      case .moving(let place) = format.structures[structure].fields[field].storage
    {
      guard name == "end" else { return place.offset }
      let size = Expression(.integer(UInt64(place.size)), type: .unsigned, unit: .byte, location: location)
      return Expression(.arithmetic(.add, place.offset, size), type: .unsigned, unit: .byte, location: location)
    }
    var offset = 0
    for step in access.steps {
      guard case .field(let field, let structure) = step, let at = format.structures[structure].fields[field].offset
      else {
        diagnostics.report("type/mismatch", at: parsed.location, "\(name) asks a stored field")
        return nil
      }
      offset += at
      if name == "end", step.isLast(in: access) { offset += format.structures[structure].fields[field].byteCount ?? 0 }
    }
    return Expression(.integer(UInt64(offset)), type: .unsigned, unit: .byte, location: location)
  }

  private mutating func bindQuestion(
    _ name: String, _ access: Access, in scope: Scope, at location: SourceLocation
  ) -> Expression? {
    switch name {
    case "place":
      guard case .structure = access.type, hasPlace(access, in: scope) else { break }
      return Expression(.placeOf(access), type: .unsigned, unit: .byte, location: location)
    case "index":
      guard access.steps.isEmpty, case .structure = access.type else { break }
      return Expression(.indexOf(access), type: .unsigned, location: location)
    case "ones":
      guard case .bits = access.type else { break }
      // A single bit of a bit array is a condition, and has no bytes of its own.
      guard access.parentOfBit == nil else { break }
      return Expression(.ones(access, nil), type: .unsigned, location: location)
    case "zero":
      guard access.parentOfBit == nil, isStored(access) else { break }
      return Expression(.isZero(access), type: .boolean, location: location)
    default:
      return Expression(.isPresent(access), type: .boolean, location: location)
    }
    diagnostics.report("type/mismatch", at: location, "\(name) cannot be asked of \(describe(valueType(of: access)))")
    return nil
  }

  /// Whether an access ends at bytes, and not at something computed.
  private func isStored(_ access: Access) -> Bool {
    guard
      case .field(let field, let structure)? = access.steps.last(where: { step in
        if case .field = step { true } else { false }
      })
    else { return true }
    return format.structures[structure].fields[field].offset != nil
  }

  /// Whether the place in the image is known of what an access leads to.
  ///
  /// A check knows its own place, and not that of a structure that it was given or that was read before.
  private func hasPlace(_ access: Access, in scope: Scope) -> Bool {
    guard let structure = scope.structure else { return true }
    switch access.root {
    case .given: return false
    case .single(let region): return region == 0 && format.regions.first?.structure == structure
    case .current, .element, .variable: return true
    }
  }

  private mutating func bindFunction(
    _ function: Function, _ arguments: [ParsedExpression], in scope: Scope, at location: SourceLocation
  ) -> Expression? {
    guard let a = bind(arguments[0], in: scope.expecting(nil)), let b = bind(arguments[1], in: scope.expecting(nil)),
      requireInteger(a, "a value of \(function.rawValue)"), requireInteger(b, "a value of \(function.rawValue)")
    else { return nil }
    let unit: Unit?
    switch function {
    case .divideUp, .divideExactly:
      guard let quotient = quotientUnit(a, b) else { return nil }
      unit = quotient.unit
    case .isPower:
      return Expression(.function(function, [a, b]), type: .boolean, location: location)
    default:
      guard let common = commonUnit(a, b, "the values of \(function.rawValue)") else { return nil }
      unit = common.unit
    }
    return Expression(.function(function, [a, b]), type: .unsigned, unit: unit, location: location)
  }

  private mutating func bindDecode(
    _ name: String, _ arguments: [ParsedExpression], in scope: Scope, at location: SourceLocation
  ) -> Expression? {
    guard let access = accessArgument(arguments[0], name, in: scope) else { return nil }
    guard case .bytes(let count?) = valueType(of: access), isStored(access) else {
      diagnostics.report("type/mismatch", at: arguments[0].location, "'\(name)' reads from a stored byte string")
      return nil
    }
    guard let at = bind(arguments[1], in: scope)?.folded().integer else {
      diagnostics.report("type/mismatch", at: arguments[1].location, "the place in the byte string is a constant")
      return nil
    }
    let width = name.hasSuffix("16") ? 2 : name.hasSuffix("32") ? 4 : 8
    guard at <= UInt64(count), Int(at) + width <= count else {
      diagnostics.report("layout/outside", at: arguments[1].location, "\(name) at \(at) reads past the \(count) bytes")
      return nil
    }
    let type = IntegerType(width: width, order: name.hasPrefix("le") ? .little : .big)
    return Expression(.decode(access, at: Int(at), type), type: .unsigned, location: location)
  }
}

extension Access.Step {
  /// Whether this is the last step of the access, which has no two equal field steps in a row.
  func isLast(in access: Access) -> Bool {
    if case .field(let field, let structure) = self, case .field(let last, let lastStructure)? = access.steps.last {
      return field == last && structure == lastStructure
    }
    return false
  }
}
