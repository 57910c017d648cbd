import VexBytes

extension Compiler {
  /// The rules that follow from a field's type: `enum`, `nul`, `unknown`, and one for each flag that limits a mount.
  mutating func typeRules(_ field: Field, _ value: Expression, _ context: RuleContext) -> [RuleTemplate] {
    switch field.type {
    case .enumeration(let id, _):
      return enumerationRule(id, value, field.name, context, bitField: nil)
    case .text(_, nulRequired: true):
      guard case .read(let access) = value.node else { return [] }
      return [rule("nul", .hasNul(access), context, statement: "\(field.name) contains a NUL", at: field.location)]
    case .flags(let id, _):
      return flagRules(id, value, field.name, context, mask: format.flagSets[id].storage.mask, bitField: nil)
    default:
      return []
    }
  }

  /// The rules of a word of flags, or of bits that are one.
  private mutating func flagRules(
    _ id: FlagSetID, _ value: Expression, _ name: String, _ context: RuleContext, mask: UInt64, bitField: String?
  ) -> [RuleTemplate] {
    func boolean(_ node: Expression.Node) -> Expression { Expression(node, type: .boolean, location: value.location) }
    let flags = format.flagSets[id]
    guard spend(4 * flags.flags.count, at: value.location) else { return [] }
    var rules: [RuleTemplate] = []
    if flags.unknown != .none, flags.knownMask != mask {
      var known = boolean(.not(boolean(.hasUnknown(value, id))))
      // A flag that a version lacks is unknown in it.
      for flag in flags.flags {
        guard let versions = flag.versions, let access = versionAccess(in: context.scope) else { continue }
        let version = self.value(of: access, at: value.location)
        let choices = versions.members.map { Expression(.integer($0), type: .unsigned, location: value.location) }
        let absent = boolean(.not(has(value, flag, id)))
        known = boolean(.and(known, boolean(.or(absent, boolean(.isOneOf(version, choices))))))
      }
      rules.append(
        rule(
          "unknown", .holds(known), context, statement: "\(name) has no unknown bit", at: value.location,
          severity: flags.unknown, bitField: bitField))
    }
    for flag in flags.flags where flag.mount != .none {
      let absent = boolean(.not(has(value, flag, id)))
      rules.append(
        rule(
          flag.name, .holds(absent), context, statement: "\(name) does not have \(flag.name)", at: value.location,
          severity: flag.mount, bitField: bitField, doc: flag.doc))
    }
    for flag in flags.flags {
      guard let requires = flag.requires else { continue }
      let absent = boolean(.not(has(value, flag, id)))
      var template = rule(
        "requires", .holds(boolean(.or(absent, requires))), context, statement: "what \(flag.name) requires",
        at: requires.location, bitField: bitField, doc: flag.doc)
      template.nameOverride = "features.\(flag.name)/requires"
      // The flag refuses before; only who goes on, such as validate, is told.
      template.isImplied = flag.mount == .error
      rules.append(template)
    }
    return rules
  }

  private func has(_ value: Expression, _ flag: Flag, _ id: FlagSetID) -> Expression {
    let mask = Expression(.integer(flag.mask), type: .flags(id), location: value.location)
    return Expression(.has(value, mask), type: .boolean, location: value.location)
  }

  private mutating func enumerationRule(
    _ id: EnumerationID, _ value: Expression, _ name: String, _ context: RuleContext, bitField: String?
  ) -> [RuleTemplate] {
    let enumeration = format.enumerations[id]
    let isFull = enumeration.bits < 16 && enumeration.cases.count == 1 << enumeration.bits
    guard !enumeration.isOpen, !isFull, spend(enumeration.cases.count, at: value.location) else { return [] }
    let choices = enumeration.cases.map {
      Expression(.integer($0.value), type: .enumeration(id), location: value.location)
    }
    let known = Expression(.isOneOf(value, choices), type: .boolean, location: value.location)
    return [
      rule(
        "enum", .holds(known), context, statement: "\(name) is a value of \(enumeration.name)", at: value.location,
        bitField: bitField)
    ]
  }

  /// The rules of bit fields.
  mutating func bitFieldRules(
    _ bits: [BitField], _ reader: MappingReader, _ this: Access, field: String, _ scope: Scope
  ) -> [RuleTemplate] {
    guard case .mapping(let table)? = reader["bits"] else { return [] }
    var rules: [RuleTemplate] = []
    for part in bits {
      guard case .mapping(let mapping)? = table[part.name] else { continue }
      let inner = MappingReader(mapping, of: .bitField)
      var innerScope = scope
      innerScope.bitField = part
      let context = ruleContext(inner, in: innerScope)
      var access = this
      access.steps.append(.bits(part))
      let value = value(of: access, at: mapping.location)
      let name = "\(field).\(part.name)"
      if let id = part.enumeration { rules += enumerationRule(id, value, name, context, bitField: part.name) }
      if let id = part.flags {
        rules += flagRules(id, value, name, context, mask: part.mask, bitField: part.name)
      }
      rules += constraints(inner, on: value, named: name, context, bitField: part.name)
    }
    return rules
  }

  /// The rule that bytes which mean nothing are zero: reserved bytes, the rest behind the elements of an array, and the
  /// bytes of a field while it is absent.
  func zeroRule(_ field: FieldID, in id: StructureID, _ context: RuleContext) -> RuleTemplate? {
    let declared = format.structures[id].fields[field]
    guard declared.unused == .zero else { return nil }
    let this = Access(root: .current(id), steps: [.field(field, of: id)], type: declared.type)
    func boolean(_ node: Expression.Node) -> Expression {
      Expression(node, type: .boolean, location: declared.location)
    }
    let predicate: Predicate
    if case .array(_, let count) = declared.type, case .counted = count {
      predicate = .restIsZero(count)
    } else if declared.type == nil {
      predicate = .holds(boolean(.isZero(this)))
    } else {
      predicate = .unusedIsZero
    }
    return rule(
      "zero", predicate, context, statement: "the unused bytes of \(declared.name) are zero", at: declared.location)
  }
}
