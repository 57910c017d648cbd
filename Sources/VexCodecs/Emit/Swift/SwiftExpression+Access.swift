import VexFormatSpec

extension SwiftExpression {
  /// The value at the end of a path, as `UInt64` or `Bool`.
  mutating func read(_ access: Access) -> String? {
    guard let (text, type) = walk(access) else { return nil }
    guard let type else { return text }
    switch type {
    case .integer(let integer), .bitFields(let integer, _):
      if integer.isSigned { return "UInt64(bitPattern: Int64(\(text)))" }
      return integer.width == 8 ? text : "UInt64(\(text))"
    case .enumeration, .flags: return "UInt64(truncatingIfNeeded: \(text).rawValue)"
    default: return nil
    }
  }

  /// A byte string as an array.
  mutating func bytes(_ expression: Expression) -> String? {
    switch expression.node {
    case .bytes(let bytes): return "([\(bytes.map(String.init).joined(separator: ", "))] as [UInt8])"
    case .read(let access):
      guard let (text, type) = walk(access) else { return nil }
      switch type {
      case .bytes: return text
      case .uuid: return text + ".bytes"
      default: return nil
      }
    default: return nil
    }
  }

  /// Whether the field at the end of a path is there.
  mutating func isPresent(_ access: Access) -> String? {
    guard case .current(structure) = access.root, access.steps.count == 1,
      case .field(let id, of: structure) = access.steps[0],
      let field = emitter.accessor(structure, id, visiting: visiting)
    else { return nil }
    let present = field.isOptional ? "(\(call(field, on: "")) != nil)" : "true"
    guard let none = emitter.format.structures[structure].fields[id].none else { return present }
    guard let value = integer(none), let type = field.type else { return nil }
    // Nothing to compare while the field is absent, which is not present either.
    switch type {
    case .integer(let integer):
      let literal = integer.isSigned ? "\(SwiftText.integer(integer))(truncatingIfNeeded: \(value))" : value
      if field.isOptional { return "(\(call(field, on: "")).map { $0 != \(literal) } ?? false)" }
      return "(\(call(field, on: "")) != \(literal))"
    default: return nil
    }
  }

  /// Follows a path; the text has the type of the last property, or is `UInt64` or `Bool` when the type is nil.
  private mutating func walk(_ access: Access) -> (text: String, type: FieldType?)? {
    guard var (text, type) = start(access.root) else { return nil }
    for step in access.steps {
      switch step {
      case .field(let id, of: let owner):
        guard let field = emitter.accessor(owner, id, visiting: visiting) else { return nil }
        // What a nested structure needs from outside cannot be told from here.
        guard owner == structure || field.parameters.isEmpty else { return nil }
        for parameter in field.parameters { _ = need(parameter.name, parameter.type) }
        text = call(field, on: text)
        if field.isOptional { text = unwrap(text) }
        type = field.type
      case .element(let index):
        guard case .array(let element, _) = type, let index = integer(index) else { return nil }
        let place = unwrap("Int(exactly: \(index))")
        emit("guard \(text).indices.contains(\(place)) else { return nil }")
        text += "[\(place)]"
        type = element
        if case .enumeration(let id, _) = element, emitter.isClosed(id) { text = unwrap(text) }
      case .bits(let bits):
        guard case .bitFields(let integer, _) = type else { return nil }
        let word = integer.width == 8 ? text : "UInt64(\(text))"
        text = "(\(word) &>> \(bits.at) & \(SwiftText.number(bits.mask)))"
        type = nil
      }
    }
    return (text, type)
  }

  private mutating func start(_ root: Access.Root) -> (text: String, type: FieldType?)? {
    let format = emitter.format
    switch root {
    case .current(let id): return id == structure ? ("", .structure(id)) : nil
    case .single(let region):
      guard let id = format.regions[region].structure else { return nil }
      let name = SwiftNames.camelCase(format.regions[region].name)
      return (need(name, emitter.path(structure: id)), .structure(id))
    case .given(let position):
      let given = format.structures[structure].given
      guard given.indices.contains(position) else { return nil }
      let name = SwiftNames.camelCase(given[position].name)
      switch given[position].type {
      case .integer: return (need(name, "UInt64"), nil)
      case .structure(let id): return (need(name, emitter.path(structure: id)), .structure(id))
      default: return nil
      }
    case .element, .variable: return nil
    }
  }

  /// Reads a field: a property, or a function of what it needs.
  private func call(_ field: SwiftAccessor, on holder: String) -> String {
    let arguments = field.parameters.map { "\($0.name): \($0.name)" }.joined(separator: ", ")
    return (holder.isEmpty ? "self." : holder + ".") + field.name + (arguments.isEmpty ? "" : "(\(arguments))")
  }

  /// Leaves the accessor unless the field is there; nil when that cannot be told from here.
  mutating func guardPresence(of id: FieldID) -> Bool? {
    let owner = emitter.format.structures[structure]
    let field = owner.fields[id]
    let before = lines.count
    if let end = field.leastEnd, end > owner.size.minimum {
      guard let total = owner.size.expression, let value = integer(total) else { return nil }
      emit("guard \(value) >= \(end) else { return nil }")
    }
    if let versions = field.versions {
      guard let table = emitter.format.versions else { return nil }
      let root = table.structure == structure ? Access.Root.current(structure) : .single(0)
      let type = emitter.format.structures[table.structure].fields[table.field].type
      let bits = table.bits.map { [Access.Step.bits($0)] } ?? []
      let access = Access(root: root, steps: [.field(table.field, of: table.structure)] + bits, type: type)
      guard let value = read(access) else { return nil }
      let members = versions.members.map(String.init).joined(separator: ", ")
      emit("guard ([\(members)] as [UInt64]).contains(\(value)) else { return nil }")
    }
    if let condition = field.condition {
      guard let value = boolean(condition) else { return nil }
      emit("guard \(SwiftText.bare(value)) else { return nil }")
    }
    return lines.count > before
  }
}
