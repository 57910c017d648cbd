import VexBytes

/// What a mapping says about all rules that it declares.
struct RuleContext {
  var scope: Scope
  var severity: SeverityPolicy
  var errno: ErrorNumber?
  var mustBeLocal: Bool
}

extension Compiler {
  /// Reads `severity`, `errno` and `local`.
  mutating func ruleContext(_ reader: MappingReader, in scope: Scope) -> RuleContext {
    RuleContext(
      scope: scope, severity: severity(reader, in: scope),
      errno: reader.choice("errno", ErrorNumber.self, into: &diagnostics),
      mustBeLocal: isRequired(reader))
  }

  /// Reads `local: required`.
  private mutating func isRequired(_ reader: MappingReader) -> Bool {
    guard let scalar = reader.scalar("local", into: &diagnostics) else { return false }
    if scalar.text == "required" { return true }
    diagnostics.report("type/mismatch", at: scalar.wholeLocation, "'local' is 'required' or left out")
    return false
  }

  /// `severity: warning`, `severity: {1: warning}` by version, or `severity: {warning: CONDITION}`.
  private mutating func severity(_ reader: MappingReader, in scope: Scope) -> SeverityPolicy {
    var policy = SeverityPolicy(always: .error)
    guard case .mapping(let mapping)? = reader["severity"] else {
      if let name = reader.choice("severity", Words.Severity.self, into: &diagnostics) {
        policy.otherwise = name.severity
      }
      return policy
    }
    for (key, node) in mapping.entries {
      guard case .scalar(let scalar) = node else {
        diagnostics.report(
          "type/mismatch", at: node.location, "a severity or a condition is expected here, not \(node.kindName)")
        continue
      }
      if let name = Words.Severity(rawValue: key.text) {
        guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics),
          let condition = bindBoolean(parsed, in: scope)
        else { continue }
        policy.cases.append((nil, condition, name.severity))
      } else if let set = versionSet(key) {
        guard let name = Words.Severity(rawValue: scalar.text) else {
          diagnostics.report(
            "name/unknown", at: scalar.wholeLocation, "there is no severity '\(scalar.text)'",
            help: "one of: \(Words.Severity.allCases.map(\.rawValue).joined(separator: ", "))")
          continue
        }
        policy.cases.append((set, nil, name.severity))
      }
    }
    return policy
  }

  /// A rule with everything but its stage, which `placeRules` settles.
  func rule(
    _ kind: String, _ predicate: Predicate, _ context: RuleContext, statement: String, at location: SourceLocation,
    severity: Severity? = nil, bitField: String? = nil, doc: String? = nil
  ) -> RuleTemplate {
    RuleTemplate(
      kind: kind, nameOverride: nil, bitField: bitField, predicate: predicate, versions: nil, condition: nil,
      severity: severity.map { SeverityPolicy(always: $0) } ?? context.severity, errno: context.errno, stage: .fields,
      statement: statement, isLocal: true, mustBeLocal: context.mustBeLocal, doc: doc, location: location)
  }

  /// The constraints of a field or bit field, in the order of the language's table.
  mutating func constraints(
    _ reader: MappingReader, on value: Expression, named name: String, _ context: RuleContext, bitField: String? = nil
  ) -> [RuleTemplate] {
    var rules: [RuleTemplate] = []
    func add(_ kind: String, _ expression: Expression?, _ text: String, at location: SourceLocation) {
      guard let expression else { return }
      rules.append(rule(kind, .holds(expression), context, statement: text, at: location, bitField: bitField))
    }
    for key in ["magic", "is"] {
      guard let node = reader[key] else { continue }
      let (expression, text) = equality(node, value, name, in: context.scope)
      add(key, expression, text, at: reader.keyLocation(key))
    }
    if case .sequence(let list)? = reader["in"] {
      // Whatever else stands there is no choice, so that the rule is left out.
      _ = reader.scalars(list, "in", into: &diagnostics)
      let choices = list.items.compactMap { choice($0, for: value, in: context.scope) }
      if list.items.isEmpty {
        diagnostics.report("type/mismatch", at: list.location, "'in' lists no value, so that none would be allowed")
      } else if choices.count == list.items.count {
        let text = list.items.compactMap(scalarText).joined(separator: ", ")
        add(
          "in", Expression(.isOneOf(value, choices), type: .boolean, location: list.location), "\(name) in [\(text)]",
          at: reader.keyLocation("in"))
      }
    } else if let node = reader["in"] {
      diagnostics.report("type/mismatch", at: node.location, "'in' is a list of values")
    }
    if let (scalar, parsed) = expression(reader, "range") {
      let range = bindRange(parsed, in: context.scope.expecting(value.type))
      add(
        "range", range.flatMap { membership(value, $0, at: parsed.location) }, "\(name) in \(scalar.text)",
        at: parsed.location)
    }
    if let (scalar, parsed) = expression(reader, "multiple_of"), let divisor = bind(parsed, in: context.scope),
      requireInteger(divisor, "a divisor"), requireInteger(value, "what has a divisor"),
      commonUnit(value, divisor, "the value and its divisor") != nil
    {
      let zero = Expression(.integer(0), type: .unsigned, location: parsed.location)
      let rest = Expression(
        .arithmetic(.remainder, value, divisor), type: .unsigned, unit: value.unit, location: parsed.location)
      add(
        "multiple_of",
        Expression(.compare(.equal, rest, zero, signed: false), type: .boolean, location: parsed.location),
        "\(name) is a multiple of \(scalar.text)", at: parsed.location)
    }
    if let (scalar, parsed) = expression(reader, "valid") {
      add("valid", bindBoolean(parsed, in: context.scope), scalar.text, at: parsed.location)
    }
    return rules
  }

  /// The text of a scalar node.
  func scalarText(_ node: SyntaxNode) -> String? {
    if case .scalar(let scalar) = node { return scalar.text }
    return nil
  }

  /// The expression at `key`, with its text.
  mutating func expression(_ reader: MappingReader, _ key: String) -> (SyntaxScalar, ParsedExpression)? {
    guard let scalar = reader.scalar(key, into: &diagnostics),
      let parsed = ExpressionParser.parse(scalar, into: &diagnostics)
    else { return nil }
    return (scalar, parsed)
  }

  private mutating func choice(_ node: SyntaxNode, for value: Expression, in scope: Scope) -> Expression? {
    guard case .scalar(let scalar) = node, let parsed = ExpressionParser.parse(scalar, into: &diagnostics),
      let choice = bind(parsed, in: scope.expecting(memberType(value.type)))
    else { return nil }
    guard isNumber(value.type), commonType(value, choice) != nil else {
      diagnostics.report(
        "type/mismatch", at: choice.location, "\(describe(choice.type)) does not go with \(describe(value.type))")
      return nil
    }
    return commonUnit(value, choice, "the value and the list") == nil ? nil : choice
  }

  /// `is: EXPR`; for bytes and text the scalar is the text itself, or `0x...`, and `{is: EXPR}` is an expression.
  private mutating func equality(
    _ node: SyntaxNode, _ value: Expression, _ name: String, in scope: Scope
  ) -> (Expression?, String) {
    var scalar: SyntaxScalar
    var isLiteralText = false
    var wide: ByteOrder?
    switch node {
    case .scalar(let plain):
      scalar = plain
      if case .read(let access) = value.node {
        switch access.type {
        case .bytes, .text: isLiteralText = true
        case .text16(_, let order): (isLiteralText, wide) = (true, order)
        default: break
        }
      }
    case .mapping(let mapping):
      let reader = MappingReader(mapping, .expression, into: &diagnostics)
      guard let inner = reader.required("is", into: &diagnostics) else { return (nil, "") }
      scalar = inner
    case .sequence:
      diagnostics.report(
        "type/mismatch", at: node.location, "one value is expected here", help: "in: [...] for several")
      return (nil, "")
    }
    let text = "\(name) == \(scalar.text)"
    if isLiteralText {
      guard case .bytes(let count?) = value.type, let bytes = literalBytes(scalar, count: count, wide: wide) else {
        return (nil, text)
      }
      let constant = Expression(.bytes(bytes), type: .bytes(count), location: scalar.wholeLocation)
      return (
        Expression(.compareBytes(value, constant, negated: false), type: .boolean, location: scalar.wholeLocation), text
      )
    }
    guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics),
      let other = bind(parsed, in: scope.expecting(memberType(value.type)))
    else { return (nil, text) }
    guard let type = commonType(value, other) else {
      diagnostics.report(
        "type/mismatch", at: other.location, "\(describe(other.type)) does not go with \(describe(value.type))")
      return (nil, text)
    }
    guard commonUnit(value, other, "the field and its value") != nil else { return (nil, text) }
    if case .bytes = type {
      return (Expression(.compareBytes(value, other, negated: false), type: .boolean, location: parsed.location), text)
    }
    return (
      Expression(.compare(.equal, value, other, signed: type == .signed), type: .boolean, location: parsed.location),
      text
    )
  }

  /// The bytes of a text or of `0x...`, as many as it has.
  mutating func literalBytes(_ scalar: SyntaxScalar) -> [UInt8]? {
    let text = scalar.text
    return literalBytes(scalar, count: text.hasPrefix("0x") ? (text.utf8.count - 2) / 2 : text.utf8.count)
  }

  /// The bytes of a text or of `0x...`, padded with zero bytes.
  ///
  /// - `wide`: the order of the code units of a text in UTF-16.
  mutating func literalBytes(_ scalar: SyntaxScalar, count: Int, wide: ByteOrder? = nil) -> [UInt8]? {
    var bytes = wide.map { UTF16Text.encode(scalar.text, $0) } ?? Array(scalar.text.utf8)
    if scalar.text.hasPrefix("0x") {
      let digits = scalar.text.dropFirst(2).filter { $0 != "_" }
      bytes = []
      var rest = digits[...]
      while !rest.isEmpty {
        guard rest.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16) else {
          diagnostics.report(
            "type/mismatch", at: scalar.wholeLocation, "'\(scalar.text)' is not an even number of hexadecimal digits")
          return nil
        }
        bytes.append(byte)
        rest = rest.dropFirst(2)
      }
    }
    guard bytes.count <= count else {
      diagnostics.report("type/width", at: scalar.wholeLocation, "\(bytes.count) bytes do not fit into \(count)")
      return nil
    }
    return bytes + Array(repeating: 0, count: count - bytes.count)
  }
}
