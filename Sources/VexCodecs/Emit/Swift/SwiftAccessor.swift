import VexBytes
import VexFormatSpec

/// How generated code reads a field.
struct SwiftAccessor {
  /// The property's or function's name.
  var name: String
  /// What its value is; nil for `UInt64` and `Bool` that are computed.
  var type: FieldType?
  /// Its Swift type, without the question mark.
  var swiftType: String
  /// Whether it may be nil.
  var isOptional: Bool
  /// What it needs; a function when there is something.
  var parameters: [SwiftExpression.Parameter] = []
  /// Statements before the value.
  var guards: [String] = []
  /// The value.
  var value: String
  /// Whether the condition of its presence cannot be told from within the structure.
  var isConditionUnknown = false
}

extension SwiftEmitter {
  /// Names of the properties of structure `id`, by field.
  func propertyNames(_ id: StructureID) -> [String] {
    var names = SwiftNames(reserved: SwiftNames.reservedMembers)
    return format.structures[id].fields.map { names.unique($0.name) }
  }

  /// Whether a value without a name has no case in Swift.
  func isClosed(_ id: EnumerationID) -> Bool {
    !format.enumerations[id].isOpen && !format.enumerations[id].cases.isEmpty
  }

  /// How field `id` of structure `structure` is read; nil when it cannot be, because it means nothing or needs more than can be
  /// seen from there.
  func accessor(
    _ structure: StructureID, _ id: FieldID, visiting: Set<SwiftExpression.FieldKey> = []
  ) -> SwiftAccessor? {
    let key = SwiftExpression.FieldKey(structure: structure, field: id)
    guard !visiting.contains(key) else { return nil }
    let field = format.structures[structure].fields[id]
    var printer = SwiftExpression(self, structure, visiting: visiting.union([key]))
    let presence = printer.guardPresence(of: id)
    // What part of a condition was printed before it proved too hard says nothing.
    if presence == nil { printer = SwiftExpression(self, structure, visiting: visiting.union([key])) }
    var accessor = SwiftAccessor(
      name: propertyNames(structure)[id], swiftType: "", isOptional: presence != false, value: "")
    accessor.isConditionUnknown = presence == nil
    switch field.storage {
    case .stored(let offset, _):
      guard let type = field.type, let count = arrayCount(type, &printer) else { return nil }
      guard let stored = storedValue(type, at: offset, count: count, isProven: isEnumerationProven(field)) else {
        return nil
      }
      accessor.type = type
      accessor.swiftType = stored.type
      accessor.value = stored.value
      accessor.isOptional = accessor.isOptional || stored.isOptional || !count.isEmpty
    case .moving(let place):
      guard case .integer(let type)? = field.type, let offset = printer.integer(place.offset) else { return nil }
      let name = printer.unwrap("Int(exactly: \(offset))")
      printer.emit("guard \(place.minimum)...\(place.maximum) ~= \(name) else { return nil }")
      accessor.type = field.type
      accessor.swiftType = SwiftText.integer(type)
      accessor.value = "stored.integer(at: \(name), \(SwiftText.order(type.order)))"
      accessor.isOptional = true
    case .joined(let parts):
      guard let value = join(parts, of: structure, &printer) else { return nil }
      accessor.swiftType = "UInt64"
      accessor.value = value.text
      accessor.isOptional = accessor.isOptional || value.isOptional
    case .computed(let expression):
      let isBoolean = expression.type == .boolean
      guard let value = isBoolean ? printer.boolean(expression) : printer.integer(expression) else { return nil }
      accessor.swiftType = isBoolean ? "Bool" : "UInt64"
      accessor.value = value
      accessor.isOptional = true
    case .digest, .storedElsewhere: return nil
    }
    accessor.guards = printer.lines
    accessor.parameters = printer.parameters
    return accessor
  }

  /// The text of the counted length of an array or a bit array; empty for everything else, nil when it cannot be printed.
  private func arrayCount(_ type: FieldType, _ printer: inout SwiftExpression) -> String? {
    guard let length = type.count, let steering = length.steering else { return "" }
    let maximum = length.maximum
    guard let count = printer.integer(steering) else { return nil }
    let name = printer.unwrap("Int(exactly: \(count))")
    printer.emit("guard \(name) <= \(maximum) else { return nil }")
    return name
  }

  /// Whether a check has refused every value that has no case.
  private func isEnumerationProven(_ field: Field) -> Bool {
    field.rules.contains {
      $0.kind == "enum" && $0.versions == nil && $0.condition == nil && $0.severity.cases.isEmpty
        && $0.severity.otherwise == .error
    } && field.none == nil
  }

  /// Parts put together, lowest first; an absent part is 0.
  private func join(
    _ parts: [FieldID], of structure: StructureID, _ printer: inout SwiftExpression
  ) -> (text: String, isOptional: Bool)? {
    var terms: [String] = []
    var shift = 0
    for part in parts {
      guard let field = accessor(structure, part, visiting: printer.visiting),
        case .integer(let type) = field.type, !type.isSigned, !field.isConditionUnknown
      else { return nil }
      for parameter in field.parameters { _ = printer.need(parameter.name, parameter.type) }
      let arguments = field.parameters.map { "\($0.name): \($0.name)" }.joined(separator: ", ")
      let read = field.name + (arguments.isEmpty ? "" : "(\(arguments))")
      let word = "UInt64(\(read)\(field.isOptional ? " ?? 0" : ""))"
      terms.append(shift == 0 ? word : "\(word) &<< \(shift)")
      shift += type.width * 8
    }
    return terms.isEmpty ? nil : (terms.joined(separator: " | "), false)
  }
}
