import VexBytes
import VexFormatSpec

extension CHeaderEmitter {
  /// Versions, constants and magic numbers.
  func printConstants(_ code: inout CodePrinter) {
    if let versions = format.versions {
      for version in versions.known {
        code.print("#define \(names.upper)_VERSION_\(version) \(CText.integer(version))")
      }
      code.print("#define \(names.upper)_VERSION_WRITTEN \(CText.integer(versions.written))")
      code.print()
    }
    for (constant, name) in zip(format.constants, names.constants) {
      if let doc = constant.doc { code.print(lines: CText.comment(doc)) }
      let unit = constant.unit.map { " /* in \(CText.oneLine($0.name)) */" } ?? ""
      code.print("#define \(name) \(CText.integer(constant.value))\(unit)")
    }
    if !format.constants.isEmpty { code.print() }
    var hasMagic = false
    for (id, structure) in format.structures.enumerated() {
      for (number, field) in structure.fields.enumerated() {
        guard let value = field.rules.lazy.filter({ $0.kind == "magic" }).compactMap(magic).first else { continue }
        code.print("#define \(names.structureMacros[id])_\(names.fields[id][number].uppercased())_VALUE \(value)")
        hasMagic = true
      }
    }
    if hasMagic { code.print() }
  }

  /// The literal that a rule `magic` compares its field with, if it is a comparison with a literal.
  private func magic(_ rule: RuleTemplate) -> String? {
    guard case .holds(let expression) = rule.predicate else { return nil }
    switch expression.node {
    case .compare(.equal, let left, let right, _), .compareBytes(let left, let right, negated: false):
      for side in [right, left] {
        if case .integer(let value) = side.node { return CText.integer(value) }
        if case .bytes(let bytes) = side.node { return CText.string(bytes) }
      }
      return nil
    default: return nil
    }
  }

  /// Enumerations; as macros where a value does not fit an `int`, which is all that C promises.
  func printEnumerations(_ code: inout CodePrinter) {
    for (id, enumeration) in format.enumerations.enumerated() {
      if let doc = enumeration.doc { code.print(lines: CText.comment(doc)) }
      let values = zip(names.cases[id], enumeration.cases).map { ($0, $1.value) }
      if values.isEmpty || values.contains(where: { $0.1 > 0x7fff_ffff }) {
        code.print("/* \(names.enumerations[id]) */")
        for (name, value) in values { code.print("#define \(name) \(CText.integer(value))") }
      } else {
        code.block("enum \(names.enumerations[id]) {", "};") { code in
          for (name, value) in values { code.print("\(name) = \(CText.integer(value)),") }
        }
      }
      code.print()
    }
  }

  /// Flags, and what unknown and known bits do to a mount.
  func printFlags(_ code: inout CodePrinter) {
    for (id, set) in format.flagSets.enumerated() {
      if let doc = set.doc { code.print(lines: CText.comment(doc)) }
      let width = set.storage.width
      for (flag, macros) in zip(set.flags, names.flags[id]) {
        let doc = flag.doc.map { " /* \(CText.oneLine($0)) */" } ?? ""
        for (number, name) in macros.enumerated() {
          let line = "#define \(name) \(number == 0 ? CText.mask(flag.mask, width: width) : macros[0])"
          code.print(number == 0 && line.count + doc.count <= 100 ? line + doc : line)
        }
      }
      let prefix = names.flagSets[id]
      code.print("#define \(prefix)_KNOWN \(CText.mask(set.knownMask, width: width))")
      for (suffix, severity) in [("REFUSE", Severity.error), ("READONLY", .readonly)] {
        var mask = set.flags.filter { $0.mount == severity }.reduce(0 as UInt64) { $0 | $1.mask }
        if set.unknown == severity { mask |= ~set.knownMask & set.mask }
        code.print("#define \(prefix)_\(suffix) \(CText.mask(mask, width: width))")
      }
      code.print()
    }
    printBitFields(&code)
  }

  private func printBitFields(_ code: inout CodePrinter) {
    for (id, structure) in format.structures.enumerated() {
      for (number, field) in structure.fields.enumerated() {
        guard case .bitFields(_, let parts)? = field.type, field.offset != nil else { continue }
        for part in parts {
          let name =
            "\(names.structureMacros[id])_\(names.fields[id][number])_\(CNames.identifier(part.name))".uppercased()
          code.print("#define \(name)_SHIFT \(part.at)")
          code.print("#define \(name)_MASK \(CText.integer(part.mask))")
        }
        code.print()
      }
    }
  }

  /// Numbers of the rules, from the lock file.
  func printRules(_ code: inout CodePrinter) {
    guard !format.rules.isEmpty else { return }
    code.print(lines: CText.comment("Rule numbers. They never change and are never given again."))
    for (rule, name) in zip(format.rules, names.rules) { code.print("#define \(name) \(rule.number)U") }
    code.print()
  }

  /// `vexfs_has_x()` for every feature.
  func printFeatureTests(_ code: inout CodePrinter) {
    guard let first = format.regions.first?.structure, format.structures.indices.contains(first) else { return }
    let structure = format.structures[first]
    var functions = UniqueNames(taken: [])
    for word in format.features {
      guard structure.fields.indices.contains(word.field), let type = integer(structure.fields[word.field].type) else {
        continue
      }
      let member = names.fields[first][word.field]
      let flags = zip(format.flagSets[word.flags].flags, names.flags[word.flags]).flatMap { zip($0.names, $1) }
      for (flag, macro) in flags {
        let function = functions.unique(names.name("has", flag))
        code.print("static inline bool \(function)(const struct \(names.structures[first]) *s)")
        code.block("{") { code in
          printPresence(structure.fields[word.field], of: first, &code)
          code.print("return (\(part(load("s->\(member)", type), word.bits)) & \(macro)) != 0;")
        }
        code.print()
      }
    }
  }

  /// A feature word that the version does not have reads as no features.
  private func printPresence(_ field: Field, of id: StructureID, _ code: inout CodePrinter) {
    guard let versions = field.versions, let table = format.versions, table.structure == id,
      format.structures[id].fields.indices.contains(table.field),
      let type = integer(format.structures[id].fields[table.field].type)
    else { return }
    let value = part(load("s->\(names.fields[id][table.field])", type), table.bits)
    let others = versions.members.map { "\(value) != \(CText.integer($0))" }
    code.print("if (\(others.isEmpty ? "true" : others.joined(separator: " &&\n    ")))")
    code.indented { $0.print("return false;") }
  }

  private func integer(_ type: FieldType?) -> IntegerType? {
    switch type {
    case .integer(let integer)?, .flags(_, let integer)?, .enumeration(_, let integer)?, .bitFields(let integer, _)?:
      integer
    default: nil
    }
  }

  /// Some bits of a value, shifted down.
  private func part(_ value: String, _ bits: BitField?) -> String {
    guard let bits else { return value }
    let shifted = bits.at == 0 ? value : "\(value) >> \(bits.at)"
    return "(\(shifted) & \(CText.integer(bits.mask)))"
  }

  private func load(_ member: String, _ type: IntegerType) -> String {
    type.width == 1
      ? member : "\(names.prefix)_\(type.order == .little ? "le" : "be")\(type.width * 8)_to_cpu(\(member))"
  }
}
