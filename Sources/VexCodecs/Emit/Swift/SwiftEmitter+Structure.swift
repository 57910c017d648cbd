import VexFormatSpec

extension SwiftEmitter {
  /// The verified structure: its bytes and an accessor for each field.
  func printStructure(_ id: StructureID, _ code: inout CodePrinter) {
    let structure = format.structures[id]
    code.block("extension \(namespace) {") { code in
      let isExchanged = format.ioctls.contains { $0.structure == id }
      let origin =
        program.check(of: id) != nil
        ? "Its bytes were verified: the only way to one is `Unverified.verify` or `Builder.sealed`."
        : isExchanged
          ? "Its bytes are exchanged with a kernel, through ioctl(2)."
          : "Its bytes were verified with the structure that holds it."
      code.document(structure.doc ?? "The structure `\(structure.name)`.", [origin])
      code.block("public struct \(typeNames.structures[id]): Sendable {") { code in
        code.document("Number of bytes of the smallest instance.")
        code.print("public static let minimumSize = \(structure.size.minimum)")
        code.document("Number of bytes of the largest instance.")
        code.print("public static let maximumSize = \(structure.size.maximum)")
        code.separate()
        code.print("let stored: StoredBytes")
        code.document("What checking found that does not forbid to use the structure; `clean` if nothing.")
        code.print("public let finding: Finding")
        code.separate()
        code.block("init(stored: StoredBytes, finding: Finding) {") { code in
          code.print("self.stored = stored")
          code.print("self.finding = finding")
        }
        if isExchanged { printExchange(structure, &code) }
        code.separate()
        code.document("A copy of its bytes.")
        code.print("public var bytes: [UInt8] { stored.run(at: 0, count: \(structure.size.maximum)) }")
        printByteCount(id, &code)
        for field in structure.fields.indices { printAccessor(id, field, &code) }
      }
    }
  }

  /// A way from what ioctl(2) filled in, which no check proves.
  private func printExchange(_ structure: Structure, _ code: inout CodePrinter) {
    code.separate()
    code.document("Takes what a kernel filled in; nil unless it has as many bytes as the structure.")
    code.block("public init?(exchanged bytes: [UInt8]) {") { code in
      code.print("guard bytes.count == \(structure.size.maximum) else { return nil }")
      code.print("self.init(stored: StoredBytes(bytes), finding: .clean)")
    }
  }

  /// The size of an instance, if it varies and can be told from within.
  private func printByteCount(_ id: StructureID, _ code: inout CodePrinter) {
    guard let accessor = byteCountAccessor(id) else { return }
    code.separate()
    code.document("Number of bytes of this instance; nil when it has no value.")
    print(accessor, &code)
  }

  /// How the size of an instance is told; nil where it never varies, or cannot be told from within.
  func byteCountAccessor(_ id: StructureID) -> SwiftAccessor? {
    let size = format.structures[id].size
    guard let expression = size.expression, !size.isFixed else { return nil }
    var printer = SwiftExpression(self, id)
    guard let value = printer.integer(expression) else { return nil }
    return SwiftAccessor(
      name: "byteCount", swiftType: "UInt64", isOptional: true, parameters: printer.parameters, guards: printer.lines,
      value: value)
  }

  private func printAccessor(_ id: StructureID, _ index: FieldID, _ code: inout CodePrinter) {
    let field = format.structures[id].fields[index]
    guard let accessor = accessor(id, index) else { return }
    code.separate()
    document(field, accessor, &code)
    print(accessor, &code)
    guard case .bitFields(let word, let parts) = field.type else { return }
    for part in parts {
      let bits = bitField(part, of: word, in: field, id)
      code.separate()
      code.document(bits.summary)
      let value = bits.get(accessor.isOptional || !accessor.parameters.isEmpty ? "word" : accessor.name)
      let parameters = accessor.parameters
      guard accessor.isOptional || !parameters.isEmpty else {
        code.print("public var \(bits.name): \(bits.type) { \(value) }")
        continue
      }
      let arguments = parameters.map { "\($0.name): \($0.name)" }.joined(separator: ", ")
      let read = accessor.name + (arguments.isEmpty ? "" : "(\(arguments))")
      let optional = SwiftAccessor(
        name: bits.name, swiftType: bits.type.hasSuffix("?") ? String(bits.type.dropLast()) : bits.type,
        isOptional: true, parameters: parameters, guards: ["guard let word = \(read) else { return nil }"], value: value
      )
      print(optional, &code)
    }
  }

  /// Prints a property, or a function when it needs something.
  private func print(_ accessor: SwiftAccessor, _ code: inout CodePrinter) {
    let type = accessor.swiftType + (accessor.isOptional ? "?" : "")
    let head: String
    if accessor.parameters.isEmpty {
      head = "public var \(accessor.name): \(type)"
    } else {
      let parameters = accessor.parameters.map { "\($0.name): \($0.type)" }.joined(separator: ", ")
      head = "public func \(accessor.name)(\(parameters)) -> \(type)"
    }
    if accessor.guards.isEmpty {
      code.print("\(head) { \(accessor.value) }")
    } else {
      code.block("\(head) {") { code in
        code.print(lines: accessor.guards)
        code.print("return \(accessor.value)")
      }
    }
  }

  private func document(_ field: Field, _ accessor: SwiftAccessor, _ code: inout CodePrinter) {
    var details: [String] = []
    if field.doc != nil { details.append("`\(field.name)`.") }
    if let unit = field.unit { details.append("Counted in `\(unit.name)`.") }
    if accessor.isConditionUnknown {
      details.append("Present only under a condition that cannot be told from here; never nil by itself.")
    }
    code.document(field.doc ?? "The field `\(field.name)`.", details)
  }

  /// Some bits of an integer as a property.
  struct BitProperty {
    var name: String
    var type: String
    var summary: String
    /// The value of the word that is given as text.
    var get: (String) -> String
    /// The word with the bits set to `newValue`.
    var set: (String) -> String
  }

  /// The property of bits `part` of the integer `word`, which is all of `field`.
  func bitField(_ part: BitField, of word: IntegerType, in field: Field, _ id: StructureID) -> BitProperty {
    let wordType = SwiftText.integer(word)
    let unsigned = "UInt\(word.width * 8)"
    let mask = "0x" + String(part.mask & word.mask, radix: 16)
    let all = { (text: String) in word.isSigned ? "\(unsigned)(bitPattern: \(text))" : text }
    let back = { (text: String) in word.isSigned ? "\(wordType)(bitPattern: \(text))" : text }
    let bits = { (text: String) in part.at == 0 ? "\(all(text)) & \(mask)" : "\(all(text)) &>> \(part.at) & \(mask)" }
    let merged = { (word: String, value: String) in
      back("\(all(word)) & ~(\(mask) &<< \(part.at)) | (\(value) & \(mask)) &<< \(part.at)")
    }
    let name = bitFieldName(part, field, id)
    let summary = part.width == 1 ? "Bit \(part.at)" : "Bits \(part.at) to \(part.at + part.width - 1)"
    if let flags = part.flags {
      let type = path(flags: flags)
      let raw = SwiftText.integer(format.flagSets[flags].storage)
      return BitProperty(
        name: name, type: type, summary: "\(summary) of `\(field.name)`: `\(part.name)`.",
        get: { "\(type)(rawValue: \(raw)(truncatingIfNeeded: \(bits($0))))" },
        set: { merged($0, "\(unsigned)(truncatingIfNeeded: newValue.rawValue)") })
    }
    guard let enumeration = part.enumeration else {
      return BitProperty(
        name: name, type: unsigned, summary: "\(summary) of `\(field.name)`: `\(part.name)`.", get: bits,
        set: { merged($0, "newValue") })
    }
    let type = path(enumeration: enumeration)
    let raw = SwiftText.integer(format.enumerations[enumeration].storage)
    let isClosed = isClosed(enumeration)
    return BitProperty(
      name: name, type: type + (isClosed ? "?" : ""), summary: "\(summary) of `\(field.name)`: `\(part.name)`.",
      get: { "\(type)(rawValue: \(raw)(truncatingIfNeeded: \(bits($0))))" },
      set: { merged($0, "\(unsigned)(truncatingIfNeeded: newValue.rawValue)") })
  }

  /// A name that no field of the structure has.
  private func bitFieldName(_ part: BitField, _ field: Field, _ id: StructureID) -> String {
    var names = SwiftNames(reserved: SwiftNames.reservedMembers.union(propertyNames(id)))
    var result = ""
    // In order, so that two parts that Swift spells alike stay apart.
    for other in format.structures[id].fields {
      guard case .bitFields(_, let parts) = other.type else { continue }
      for item in parts {
        let name = names.unique(other.name + "_" + item.name)
        if other.name == field.name, item.name == part.name { result = name }
      }
    }
    return result
  }
}
