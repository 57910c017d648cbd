import VexFormatSpec

extension CHeaderEmitter {
  /// Asserts that the compiler laid out every structure as the specification says.
  func printAsserts(_ code: inout CodePrinter) {
    guard !format.structures.isEmpty else { return }
    code.print(lines: CText.comment("The compiler's layout is the format's."))
    // Headers for user space may be read by compilers that know no static assertions.
    let isGuarded = flavour == .uapi
    if isGuarded { code.print("#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L") }
    for id in format.structuresInnermostFirst {
      let structure = format.structures[id]
      let tag = "struct \(names.structures[id])"
      printAssert("sizeof(\(tag)) == \(structure.size.maximum)", "size of \(names.structures[id])", &code)
      printOffsets(of: id, in: tag, path: "", base: 0, depth: 0, &code)
    }
    if isGuarded { code.print("#endif") }
  }

  /// Asserts the offsets of the fields of structure `id`, which lies at `base` of the structure `tag`, and of what it holds.
  private func printOffsets(
    of id: StructureID, in tag: String, path: String, base: Int, depth: Int, _ code: inout CodePrinter
  ) {
    let structure = format.structures[id]
    for part in CLayout(structure).parts {
      let members: [FieldID] =
        switch part {
        case .field(let field): [field]
        case .variants(_, let lanes): lanes.flatMap(\.self)
        case .padding: []
        }
      for member in members {
        guard case .stored(let offset, let size) = structure.fields[member].storage else { continue }
        let name = path + names.fields[id][member]
        printAssert("\(offsetOf)(\(tag), \(name)) == \(base + offset)", "offset of \(name)", &code)
        if path.isEmpty { printAssert("sizeof(((\(tag) *)0)->\(name)) == \(size)", "size of \(name)", &code) }
        if case .structure(let inner)? = structure.fields[member].type, depth < 8,
          format.structures[inner].size.maximum == size
        {
          printOffsets(of: inner, in: tag, path: "\(name).", base: base + offset, depth: depth + 1, &code)
        }
      }
    }
  }

  private var offsetOf: String { flavour == .uapi ? "__builtin_offsetof" : "offsetof" }

  private func printAssert(_ condition: String, _ text: String, _ code: inout CodePrinter) {
    let keyword = flavour == .uapi ? "_Static_assert" : "static_assert"
    let line = "\(keyword)(\(condition), \"\(text)\");"
    if line.count <= 100 {
      code.print(line)
    } else {
      code.print("\(keyword)(\(condition),")
      code.indented { $0.print("\"\(text)\");") }
    }
  }
}
