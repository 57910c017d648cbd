import VexBytes

extension Compiler {
  /// An enumeration has at most so many values.
  static let maximumCases = 1024

  /// An integer type by name: `u32`, `i64le`, `u16be`; inside bit fields also `u1` to `u63`.
  func integerType(_ name: String) -> (type: IntegerType, bits: Int)? {
    var text = Substring(name)
    var order = format.order
    if text.hasSuffix("le") {
      order = .little
      text = text.dropLast(2)
    } else if text.hasSuffix("be") {
      order = .big
      text = text.dropLast(2)
    }
    guard let first = text.first, first == "u" || first == "i", let bits = Int(text.dropFirst()),
      (1...64).contains(bits),
      !text.dropFirst().hasPrefix("0"), !text.dropFirst().hasPrefix("+")
    else { return nil }
    let width = bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8
    return (IntegerType(width: width, isSigned: first == "i", order: order), bits)
  }

  mutating func readEnumerations(_ reader: MappingReader) {
    guard let table = reader.mapping("enums", into: &diagnostics) else { return }
    for (key, node) in table.entries {
      rejected.insert(key.text)
      guard checkName(key, what: "an enumeration", isPlain: false),
        let inner = typeReader(node, .enumeration),
        let (storage, bits) = storage(inner)
      else { continue }
      var cases: [(name: String, value: UInt64)] = []
      guard let values = inner.mapping("values", into: &diagnostics) else {
        diagnostics.report("key/missing", at: inner.mapping.location, "an enumeration needs the key 'values'")
        continue
      }
      guard values.entries.count <= Self.maximumCases else {
        diagnostics.report(
          "structure/too-large", at: values.location, "an enumeration has at most \(Self.maximumCases) values")
        continue
      }
      var names: [UInt64: String] = [:]
      for (name, node) in values.entries {
        guard checkName(name, what: "a value", isPlain: false), let value = number(node, bits: bits)
        else { continue }
        if let other = names.updateValue(name.text, forKey: value) {
          diagnostics.report("enum/duplicate-value", at: node.location, "\(value) already is the value '\(other)'")
        }
        cases.append((name.text, value))
      }
      rejected.remove(key.text)
      enumerationIDs[key.text] = format.enumerations.count
      format.enumerations.append(
        Enumeration(
          name: key.text, storage: storage, bits: bits, cases: cases,
          isOpen: inner.flag("open", into: &diagnostics), doc: inner.doc(into: &diagnostics)))
    }
  }

  mutating func readFlagSets(_ reader: MappingReader) {
    guard let table = reader.mapping("flags", into: &diagnostics) else { return }
    for (key, node) in table.entries {
      let taken = enumerationIDs[key.text] != nil
      rejected.insert(key.text)
      guard checkName(key, what: "a flags type", taken: taken, isPlain: false),
        let inner = typeReader(node, .flagSet),
        let (storage, bits) = storage(inner)
      else { continue }
      var flags: [Flag] = []
      guard let table = inner.mapping("bits", into: &diagnostics) else {
        diagnostics.report("key/missing", at: inner.mapping.location, "a flags type needs the key 'bits'")
        continue
      }
      var aliases: [(name: SyntaxScalar, of: SyntaxScalar)] = []
      for (name, node) in table.entries {
        guard checkName(name, what: "a flag", isPlain: false) else { continue }
        if let alias = alias(node) {
          aliases.append((name, alias))
          continue
        }
        guard let flag = readFlag(name.text, node, bits: bits) else { continue }
        if let other = flags.first(where: { $0.bit == flag.bit }) {
          diagnostics.report("flag/duplicate-bit", at: node.location, "bit \(flag.bit) already is '\(other.name)'")
          continue
        }
        flags.append(flag)
      }
      for (name, other) in aliases { add(alias: name, of: other, to: &flags) }
      let unknown: Severity =
        switch inner.choice("unknown", Words.UnknownBits.self, into: &diagnostics) {
        case .refuse: .error
        case .readonly: .readonly
        case .warning: .warning
        case .accept, nil: .none
        }
      rejected.remove(key.text)
      flagSetIDs[key.text] = format.flagSets.count
      format.flagSets.append(
        FlagSet(
          name: key.text, storage: storage, bits: bits, unknown: unknown, flags: flags,
          doc: inner.doc(into: &diagnostics)))
    }
  }

  private mutating func readFlag(_ name: String, _ node: SyntaxNode, bits: Int) -> Flag? {
    var flag = Flag(name: name, bit: 0, mount: .none, requires: nil, versions: nil, doc: nil)
    if case .mapping(let mapping) = node {
      let reader = MappingReader(mapping, .flag, into: &diagnostics)
      guard let bit = reader.required("bit", into: &diagnostics),
        let value = literal(bit, limit: UInt64(bits - 1), into: &diagnostics)
      else { return nil }
      flag.bit = Int(value)
      switch reader.choice("mount", Words.FlagMount.self, into: &diagnostics) {
      case .refuse: flag.mount = .error
      case .readonly: flag.mount = .readonly
      case nil: break
      }
      flag.doc = reader.doc(into: &diagnostics)
      return flag
    }
    guard case .scalar(let scalar) = node else {
      diagnostics.report("type/mismatch", at: node.location, "a flag is the number of a bit, 0 to \(bits - 1)")
      return nil
    }
    guard let value = literal(scalar, limit: UInt64(bits - 1), into: &diagnostics) else { return nil }
    flag.bit = Int(value)
    return flag
  }

  /// The flag that `{alias: NAME}` is another name of; nil for what has a bit of its own.
  private mutating func alias(_ node: SyntaxNode) -> SyntaxScalar? {
    guard case .mapping(let mapping) = node, mapping["alias"] != nil else { return nil }
    // Whatever else a flag may say, the one that has the bit says.
    return MappingReader(mapping, .alias, into: &diagnostics)
      .required("alias", into: &diagnostics)
  }

  private mutating func add(alias name: SyntaxScalar, of other: SyntaxScalar, to flags: inout [Flag]) {
    guard let index = flags.firstIndex(where: { $0.name == other.text }) else {
      reportUnknown(
        other.text, in: { _ in flags.map(\.name) }, "no bit here has the name", at: other.wholeLocation)
      return
    }
    flags[index].aliases.append(name.text)
  }

  private mutating func typeReader(_ node: SyntaxNode, _ construct: Construct) -> MappingReader? {
    guard case .mapping(let mapping) = node else {
      diagnostics.report("type/mismatch", at: node.location, "\(construct.what) is a mapping, not \(node.kindName)")
      return nil
    }
    return MappingReader(mapping, construct, into: &diagnostics)
  }

  private mutating func storage(_ reader: MappingReader) -> (IntegerType, Int)? {
    guard let name = reader.required("type", into: &diagnostics) else { return nil }
    guard let (type, bits) = integerType(name.text), !type.isSigned else {
      diagnostics.report(
        "type/unknown", at: name.wholeLocation, "'\(name.text)' is not an unsigned integer type",
        help: "u8, u16, u32 or u64; inside bit fields u1 to u63")
      return nil
    }
    return (type, bits)
  }

  private mutating func number(_ node: SyntaxNode, bits: Int) -> UInt64? {
    guard case .scalar(let scalar) = node else {
      diagnostics.report("type/mismatch", at: node.location, "a value is a number, not \(node.kindName)")
      return nil
    }
    let limit: UInt64 = bits >= 64 ? .max : (1 << UInt64(bits)) - 1
    return literal(scalar, limit: limit, into: &diagnostics)
  }
}
