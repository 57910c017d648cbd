import VexBytes
import VexFormatSpec

extension SwiftEmitter {
  /// The mutable form of a structure, with a property for each stored field.
  func printBuilder(_ id: StructureID, _ code: inout CodePrinter) {
    let structure = format.structures[id]
    let type = typeNames.structures[id]
    code.block("extension \(namespace).\(type) {") { code in
      code.document(
        "A `\(structure.name)` that is being written.",
        ["Bits and bytes that no property names stay as they are. Every field can be set, present or not."])
      code.block("public struct Builder: Sendable {") { code in
        code.print("var stored: StoredBytes")
        if !structure.size.isFixed {
          code.document("Number of bytes that are written, \(structure.size.minimum) to \(structure.size.maximum).")
          code.print("public private(set) var byteCount = \(structure.size.maximum)")
        }
        printInitialisers(id, &code)
        printPatch(&code)
        let names = propertyNames(id)
        for index in structure.fields.indices {
          let field = structure.fields[index]
          printProperty(field, name: names[index], of: id, &code)
        }
      }
    }
  }

  private func printInitialisers(_ id: StructureID, _ code: inout CodePrinter) {
    let structure = format.structures[id]
    let type = typeNames.structures[id]
    code.separate()
    code.document("Makes a structure of zeroes, with what identifies it filled in.")
    code.block("public init() {") { code in
      code.print("stored = StoredBytes(zeroes: \(structure.size.maximum))")
      for field in structure.fields {
        guard let offset = field.offset, let magic = magic(of: field) else { continue }
        code.print(
          "stored.set(run: [\(magic.map(SwiftText.byte).joined(separator: ", "))], at: \(offset), count: \(magic.count))"
        )
      }
      for field in structure.fields {
        guard let offset = field.offset, case .structure(let nested) = field.type, field.isAlwaysThere,
          hasMagic(nested), let size = field.byteCount
        else { continue }
        code.print("stored.set(run: \(path(structure: nested)).Builder().bytes, at: \(offset), count: \(size))")
      }
    }
    code.separate()
    code.document("Makes a copy of a structure, to be changed.")
    code.block("public init(copying structure: \(namespace).\(type)) {") { code in
      code.print("self.init(bytes: structure.bytes)")
    }
    code.separate()
    code.document("Takes bytes as they are; what is missing is zero, what is too much is left out.")
    code.block("public init(bytes: [UInt8]) {") { code in
      code.print("stored = StoredBytes(bytes)")
      code.print("stored.resize(to: \(structure.size.maximum))")
      if !structure.size.isFixed { code.print("resize(to: bytes.count)") }
    }
    code.separate()
    code.document("The bytes as they are written.")
    if structure.size.isFixed {
      code.print("public var bytes: [UInt8] { stored.bytes }")
    } else {
      code.print("public var bytes: [UInt8] { stored.run(at: 0, count: byteCount) }")
      code.separate()
      code.document("Changes the number of bytes that are written; kept within the structure's limits.")
      code.block("public mutating func resize(to count: Int) {") { code in
        code.print("byteCount = Swift.min(Swift.max(count, \(structure.size.minimum)), \(structure.size.maximum))")
      }
    }
  }

  private func printPatch(_ code: inout CodePrinter) {
    code.separate()
    code.document("Stores a digest, also one of another structure that is kept in this one.")
    code.block("public mutating func store(_ patch: DigestPatch) {") { code in
      code.print("stored.set(run: patch.bytes, at: patch.offset, count: patch.bytes.count)")
    }
  }

  /// The bytes that a field's magic demands, as they are stored; nil when it has none or shares its place.
  private func magic(of field: Field) -> [UInt8]? {
    guard field.isAlwaysThere, let rule = field.rules.first(where: { $0.kind == "magic" && $0.versions == nil }),
      case .holds(let expression) = rule.predicate
    else { return nil }
    switch expression.node {
    case .compareBytes(_, let b, false):
      if case .bytes(let bytes) = b.node { return bytes }
    case .compare(.equal, _, let b, _):
      guard case .integer(let value) = b.node, case .integer(let type) = field.type else { return nil }
      return type.bytes(of: value)
    default: break
    }
    return nil
  }

  private func hasMagic(_ id: StructureID) -> Bool {
    format.structures[id].fields.contains { $0.offset != nil && magic(of: $0) != nil }
  }
}

extension Field {
  /// Whether nothing decides about its presence.
  var isAlwaysThere: Bool { versions == nil && condition == nil }
}

extension SwiftText {
  /// A byte in hexadecimal.
  static func byte(_ value: UInt8) -> String { (value < 16 ? "0x0" : "0x") + String(value, radix: 16) }
}
