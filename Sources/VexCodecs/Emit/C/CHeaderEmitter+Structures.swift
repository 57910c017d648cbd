import VexBytes
import VexFormatSpec

extension CHeaderEmitter {
  /// Attribute that forbids padding; the kernel has a macro for it, which headers for user space cannot use.
  private var packed: String { flavour == .uapi ? "__attribute__((packed))" : "__packed" }

  /// Prints a packed structure.
  func printStructure(_ id: StructureID, _ code: inout CodePrinter) {
    let structure = format.structures[id]
    printSizes(id, &code)
    if let doc = structure.doc { code.print(lines: CText.comment(doc)) }
    code.block("struct \(names.structures[id]) {", "} \(packed);") { code in
      for part in CLayout(structure).parts {
        switch part {
        case .field(let field): printMember(field, of: id, &code)
        case .padding(let offset, let size): code.print("__u8 __pad_\(offset)[\(size)];")
        case .variants(let offset, let lanes): printVariants(lanes, at: offset, of: id, &code)
        }
      }
    }
    code.print()
  }

  private func printSizes(_ id: StructureID, _ code: inout CodePrinter) {
    let size = format.structures[id].size
    let macro = names.structureMacros[id]
    if size.isFixed {
      code.print("#define \(macro)_SIZE \(size.maximum)")
    } else {
      code.print("#define \(macro)_SIZE_MIN \(size.minimum)")
      code.print("#define \(macro)_SIZE_MAX \(size.maximum)")
      for (version, bytes) in size.byVersion.sorted(by: { $0.key < $1.key }) {
        code.print("#define \(macro)_SIZE_V\(version) \(bytes)")
      }
    }
  }

  /// Members that share bytes: a union with one branch for each run of fields.
  ///
  /// Every member keeps its name and its offset.
  private func printVariants(_ lanes: [[FieldID]], at offset: Int, of id: StructureID, _ code: inout CodePrinter) {
    let fields = format.structures[id].fields
    code.block("union {", "} \(packed);") { code in
      for (number, lane) in lanes.enumerated() {
        if lane.count == 1, let field = lane.first, fields[field].offset == offset {
          printMember(field, of: id, &code)
          continue
        }
        code.block("struct {", "} \(packed);") { code in
          var position = offset
          for field in lane {
            let start = fields[field].offset ?? position
            if start > position { code.print("__u8 __pad_\(position)_\(number)[\(start - position)];") }
            printMember(field, of: id, &code)
            position = start + (fields[field].byteCount ?? 0)
          }
        }
      }
    }
  }

  private func printMember(_ field: FieldID, of id: StructureID, _ code: inout CodePrinter) {
    let declaration = "\(declaration(field, of: id));"
    let note = CText.oneLine(notes(format.structures[id].fields[field]).joined(separator: "; "))
    let line = "\(declaration) /* \(note) */"
    if note.isEmpty {
      code.print(declaration)
    } else if code.depth * 8 + line.count <= 100 {
      code.print(line)
    } else {
      code.print(lines: CText.comment(note, depth: code.depth))
      code.print(declaration)
    }
  }

  private func declaration(_ id: FieldID, of structure: StructureID) -> String {
    let field = format.structures[structure].fields[id]
    let name = names.fields[structure][id]
    let bytes = field.byteCount ?? 0
    // Bytes that mean nothing, and open fields that the type does not fill, are bytes.
    guard var type = field.type, format.byteCount(of: type) == bytes else { return "__u8 \(name)[\(bytes)]" }
    if case .array(_, .packed) = type { return "__u8 \(name)[\(bytes)]" }
    var bounds = ""
    while case .array(let element, let count) = type {
      bounds += "[\(count.maximum)]"
      type = element
    }
    switch type {
    case .integer(let integer), .enumeration(_, let integer), .flags(_, let integer), .bitFields(let integer, _):
      return "\(Self.storage(integer)) \(name)\(bounds)"
    case .text(let count, _): return "char \(name)\(bounds)[\(count)]"
    case .text16(let units, let order):
      return "\(Self.storage(IntegerType(width: 2, order: order))) \(name)\(bounds)[\(units)]"
    case .structure(let inner): return "struct \(names.structures[inner]) \(name)\(bounds)"
    case .bytes, .uuid, .bits, .array: return "__u8 \(name)\(bounds)[\(format.byteCount(of: type) ?? 0)]"
    }
  }

  private static func storage(_ integer: IntegerType) -> String {
    guard integer.width > 1 else { return integer.isSigned ? "__s8" : "__u8" }
    return "__\(integer.order == .little ? "le" : "be")\(integer.width * 8)"
  }

  /// What the type of a member does not say.
  private func notes(_ field: Field) -> [String] {
    var notes: [String] = []
    switch field.type {
    case .integer(let integer)? where integer.isSigned && integer.width > 1: notes.append("signed")
    case .enumeration(let id, _)?: notes.append("enum \(names.enumerations[id])")
    case .flags(let id, _)?: notes.append("\(names.flagSets[id])_*")
    case .uuid(mixedEndian: true)?: notes.append("GUID")
    case .array(.structure(let id), .packed)?: notes.append("struct \(names.structures[id]), packed")
    default: break
    }
    if let unit = field.unit { notes.append("in \(unit.name)") }
    if let versions = field.versions {
      notes.append("v" + versions.members.map(String.init).joined(separator: ", v"))
    }
    if field.condition != nil { notes.append("conditional") }
    return notes
  }
}
