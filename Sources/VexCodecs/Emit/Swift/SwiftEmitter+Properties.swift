import VexBytes
import VexFormatSpec

extension SwiftEmitter {
  /// The property of a builder that reads and writes a field.
  func printProperty(_ field: Field, name: String, of id: StructureID, _ code: inout CodePrinter) {
    if case .joined(let parts) = field.storage { return printJoin(field, name: name, parts, of: id, &code) }
    guard let offset = field.offset, let type = field.type else { return }
    if case .bits(let count) = type { return printBits(field, name: name, at: offset, count: count.maximum, &code) }
    guard let property = property(type, at: offset) else { return }
    code.separate()
    code.document(field.doc ?? "The field `\(field.name)`.", property.notes)
    code.block("public var \(name): \(property.type) {") { code in
      code.print("get { \(property.get) }")
      print("set", property.set, &code)
    }
    guard case .bitFields(let word, let parts) = type else { return }
    for part in parts {
      let bits = bitField(part, of: word, in: field, id)
      code.separate()
      code.document(bits.summary, ["What does not fit is cut off; the other bits stay."])
      code.block("public var \(bits.name): \(bits.type) {") { code in
        code.print("get { \(bits.get(name)) }")
        guard bits.type.hasSuffix("?") else { return code.print("set { \(name) = \(bits.set(name)) }") }
        code.block("set {") { code in
          code.print("guard let newValue else { return }")
          code.print("\(name) = \(bits.set(name))")
        }
      }
    }
  }

  private func print(_ head: String, _ lines: [String], _ code: inout CodePrinter) {
    if lines.count == 1 { return code.print("\(head) { \(lines[0]) }") }
    code.block("\(head) {") { $0.print(lines: lines) }
  }

  /// How a builder reads and writes bytes of a type.
  struct Property {
    var type: String
    var get: String
    var set: [String]
    var notes: [String] = []
  }

  private func property(_ type: FieldType, at offset: Int) -> Property? {
    guard let size = size(of: type) ?? maximumSize(of: type) else { return nil }
    let read = storedValue(type, at: offset, count: "0", isProven: false)
    switch type {
    case .integer(let integer), .bitFields(let integer, _):
      return read.map { Property(type: $0.type, get: $0.value, set: [store("newValue", integer, at: offset)]) }
    case .enumeration(let id, let integer):
      let value = "\(SwiftText.integer(integer))(truncatingIfNeeded: newValue.rawValue)"
      let set = store(value, integer, at: offset)
      guard isClosed(id) else { return read.map { Property(type: $0.type, get: $0.value, set: [set]) } }
      return read.map {
        Property(
          type: $0.type + "?", get: $0.value, set: ["guard let newValue else { return }", set],
          notes: ["Nil while the stored value has no name; setting nil changes nothing."])
      }
    case .flags(_, let integer):
      let value = "\(SwiftText.integer(integer))(truncatingIfNeeded: newValue.rawValue)"
      return read.map { Property(type: $0.type, get: $0.value, set: [store(value, integer, at: offset)]) }
    case .bytes:
      return read.map {
        Property(
          type: $0.type, get: $0.value, set: ["stored.set(run: newValue, at: \(offset), count: \(size))"],
          notes: ["Short values are filled up with zeroes, long ones cut to \(size) bytes."])
      }
    case .text:
      return read.map {
        Property(
          type: $0.type, get: $0.value, set: ["stored.set(text: newValue, at: \(offset), count: \(size))"],
          notes: ["Short texts are filled up with NUL, long ones cut to \(size) bytes."])
      }
    case .text16(let units, let order):
      return read.map {
        Property(
          type: $0.type, get: $0.value,
          set: ["stored.set(text16: newValue, at: \(offset), units: \(units), \(SwiftText.order(order)))"],
          notes: ["Short texts are filled up with NUL, long ones cut to \(units) code units of UTF-16."])
      }
    case .uuid:
      return read.map {
        Property(type: $0.type, get: $0.value, set: ["stored.set(run: newValue.bytes, at: \(offset), count: 16)"])
      }
    case .structure(let id):
      let name = path(structure: id)
      return Property(
        type: "\(name).Builder", get: "\(name).Builder(bytes: stored.run(at: \(offset), count: \(size)))",
        set: ["stored.set(run: newValue.bytes, at: \(offset), count: \(size))"])
    case .array(let element, let length): return array(element, length, at: offset)
    case .bits: return nil
    }
  }

  /// An array of builders or values; as many elements as there is room for.
  private func array(_ element: FieldType, _ length: ArrayCount, at offset: Int) -> Property? {
    if case .packed(_, let bytes) = length {
      return Property(
        type: "[UInt8]", get: "stored.run(at: \(offset), count: \(bytes))",
        set: ["stored.set(run: newValue, at: \(offset), count: \(bytes))"],
        notes: ["The elements one behind the other, as bytes; filled up with zeroes, or cut to \(bytes) bytes."])
    }
    // Rows of rows would need a loop in a loop; the elements of the outer one can be written as bytes.
    if case .array = element { return nil }
    guard let stride = size(of: element), stride > 0 else { return nil }
    guard let item = property(element, at: 0) else { return nil }
    let capacity =
      switch length {
      case .fixed(let count): count
      case .counted(_, let maximum), .packed(_, let maximum): maximum
      }
    let set = item.set.map { line in
      line.replacing("stored.", with: "item.").replacing("newValue", with: "value")
        .replacing("guard let value else { return }", with: "guard let value else { continue }")
    }
    return Property(
      type: "[\(item.type)]",
      get:
        "stored.elements(at: \(offset), count: \(capacity), stride: \(stride)) { \(item.get.replacing("stored.", with: "$0.")) }.map { $0 }",
      set: [
        "for (index, value) in newValue.prefix(\(capacity)).enumerated() {",
        "  let place = \(offset) + index * \(stride)",
        "  var item = StoredBytes(stored.run(at: place, count: \(stride)))",
      ] + set.map { "  " + $0 } + ["  stored.set(run: item.bytes, at: place, count: \(stride))", "}"],
      notes: ["Always \(capacity) elements; of a shorter array only those are set, further ones have no place."])
  }

  private func maximumSize(of type: FieldType) -> Int? {
    switch type {
    case .structure(let id): return format.structures[id].size.maximum
    case .array(let element, .counted(_, let maximum)): return size(of: element).map { $0 * maximum }
    case .array(_, .packed(_, let maximum)): return maximum
    default: return nil
    }
  }

  private func store(_ value: String, _ type: IntegerType, at offset: Int) -> String {
    "stored.set(\(value), at: \(offset), \(SwiftText.order(type.order)))"
  }

  private func printBits(_ field: Field, name: String, at offset: Int, count: Int, _ code: inout CodePrinter) {
    code.separate()
    code.document(field.doc ?? "The bits of `\(field.name)`.")
    code.print("public var \(name): BitView { stored.bits(at: \(offset), count: \(count)) }")
    code.separate()
    code.document("Sets bit `index` of `\(field.name)`; nothing happens beyond the last of its \(count) bits.")
    let function = SwiftNames.camelCase("set_" + field.name)
    code.block("public mutating func \(function)(_ index: Int, to value: Bool) {") { code in
      code.print("if index < \(count) { stored.set(bit: index, to: value, at: \(offset)) }")
    }
  }

  private func printJoin(
    _ field: Field, name: String, _ parts: [FieldID], of id: StructureID, _ code: inout CodePrinter
  ) {
    let names = propertyNames(id)
    var get: [String] = []
    var set: [String] = []
    var shift = 0
    for part in parts {
      guard case .integer(let type) = format.structures[id].fields[part].type, !type.isSigned else { return }
      get.append("UInt64(\(names[part]))" + (shift == 0 ? "" : " &<< \(shift)"))
      set.append(
        "\(names[part]) = \(SwiftText.integer(type))(truncatingIfNeeded: newValue\(shift == 0 ? "" : " &>> \(shift)"))")
      shift += type.width * 8
    }
    code.separate()
    code.document(
      field.doc ?? "The field `\(field.name)`.", ["All parts, present or not; bits beyond them are cut off."])
    code.block("public var \(name): UInt64 {") { code in
      code.print("get { \(get.joined(separator: " | ")) }")
      print("set", set, &code)
    }
  }
}
