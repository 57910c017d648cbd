extension Compiler {
  /// The field `name` of what `access` leads to.
  mutating func enter(_ access: Access, field name: String, at location: SourceLocation) -> Access? {
    var next = access
    switch access.type {
    case .structure(let id):
      guard let field = fieldIDs[id][name] else {
        let holder = format.structures[id].name
        reportUnknown(
          name, in: { $0.format.structures[id].fields.map(\.name) }, "\(holder) has no field", at: location)
        return nil
      }
      settle(.field(id, field), at: location)
      next.steps.append(.field(field, of: id))
      next.type = format.structures[id].fields[field].type
      return next
    case .bitFields(_, let bits):
      guard let part = bits.first(where: { $0.name == name }) else {
        reportUnknown(name, in: { _ in bits.map(\.name) }, "there is no bit field", at: location)
        return nil
      }
      next.steps.append(.bits(part))
      return next
    default:
      diagnostics.report("name/unknown", at: location, "'\(name)' is asked of something that has no fields")
      return nil
    }
  }

  mutating func enter(_ access: Access, element index: Expression, at location: SourceLocation) -> Access? {
    var next = access
    next.steps.append(.element(index))
    switch access.type {
    case .array(_, .packed):
      diagnostics.report(
        "type/mismatch", at: location, "where an element is that others are packed before, only a walk tells",
        help: "one(x in ARRAY if CONDITION: VALUE), or another aggregate")
      return nil
    case .array(let element, _): next.type = element
    case .bits: next.type = .bits(.fixed(1))
    default:
      diagnostics.report("type/mismatch", at: location, "only arrays and tables have elements")
      return nil
    }
    return next
  }
}

extension Access {
  /// The bit array, when the last step leads to one of its bits.
  var parentOfBit: Access? {
    guard case .element? = steps.last, case .bits(.fixed(1))? = type else { return nil }
    return Access(root: root, steps: Array(steps.dropLast()), type: nil)
  }
}
