import VexBytes

extension Compiler {
  /// Names that expressions use for something else.
  static let reservedNames: Set<String> = [
    "this", "self", "index", "image", "features", "format", "and", "or", "not", "in", "has", "if", "true", "false",
    "old", "new", "random", "now", "counted",
  ]

  /// A name has at most so many characters: names of rules are put together out of many.
  static let maximumNameLength = 64

  /// Reports a name that is reserved, malformed or taken; whether it may be declared.
  ///
  /// Keys of one mapping are distinct, so that only something else can have taken it.
  /// Names that are written behind a dot, or as types, may be reserved ones: `.index` is a flag like any other.
  mutating func checkName(
    _ name: SyntaxScalar, what: String, taken: Bool = false, isPlain: Bool = true, hyphens: Bool = false
  ) -> Bool {
    let text = name.text
    let isWord = text.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0) || hyphens && $0 == "-")
    }
    if !isWord || !text.unicodeScalars.contains(where: { $0.properties.isAlphabetic }) {
      diagnostics.report(
        "name/reserved", at: name.wholeLocation, "'\(text)' cannot be the name of \(what)",
        help: "a name has letters, digits\(hyphens ? ", hyphens" : "") and underscores, and at least one letter")
      return false
    }
    if text.hasPrefix("0x"), text.dropFirst(2).allSatisfy({ $0.isHexDigit || $0 == "_" }) {
      diagnostics.report("name/reserved", at: name.wholeLocation, "'\(text)' is a number and cannot name \(what)")
      return false
    }
    guard text.utf8.count <= Self.maximumNameLength else {
      diagnostics.report(
        "name/reserved", at: name.wholeLocation,
        "the name of \(what) has more than \(Self.maximumNameLength) characters")
      return false
    }
    if isPlain, Self.reservedNames.contains(text) {
      diagnostics.report(
        "name/reserved", at: name.wholeLocation, "'\(text)' has a meaning in expressions and cannot name \(what)")
      return false
    }
    if taken {
      diagnostics.report("name/duplicate", at: name.wholeLocation, "\(what) named '\(text)' exists already")
      return false
    }
    return true
  }

  mutating func readHeader(_ reader: MappingReader) {
    if let name = reader.required("format", into: &diagnostics), checkName(name, what: "a format") {
      format.name = name.text
    }
    format.title = reader.scalar("title", into: &diagnostics)?.text ?? format.name
    format.doc = reader.doc(into: &diagnostics)
    format.license = reader.required("license", into: &diagnostics)?.text ?? ""
    if format.license.contains("*/") || format.license.contains("\n") {
      diagnostics.report(
        "type/mismatch", at: reader.keyLocation("license"), "a license is an SPDX expression on one line")
    }
    if let maker = reader.scalar("maker", into: &diagnostics) {
      format.maker = maker.text
      if maker.text.isEmpty || maker.text.contains(where: \.isWhitespace) {
        diagnostics.report(
          "type/mismatch", at: reader.keyLocation("maker"), "a maker is the name of one program",
          help: "maker: mkfs.\(format.name)")
      }
    }
    if reader["endian"] == nil {
      diagnostics.report(
        "key/missing", at: reader.mapping.location, "a specification needs the key 'endian'",
        help: "endian: little, or endian: big")
    } else {
      format.order = reader.choice("endian", Words.Endian.self, into: &diagnostics) == .big ? .big : .little
    }
  }

  mutating func readConstants(_ reader: MappingReader) {
    guard let constants = reader.mapping("constants", into: &diagnostics) else { return }
    for (key, node) in constants.entries {
      rejected.insert(key.text)
      guard checkName(key, what: "a constant") else { continue }
      var unit: Unit?
      var doc: String?
      let scalar: SyntaxScalar
      switch node {
      case .scalar(let plain): scalar = plain
      case .mapping(let mapping):
        let inner = MappingReader(mapping, .constant, into: &diagnostics)
        guard let value = inner.required("value", into: &diagnostics) else { continue }
        scalar = value
        doc = inner.doc(into: &diagnostics)
        // Units are read later, and may themselves use constants; only built-in ones can be meant here.
        if let name = inner.scalar("unit", into: &diagnostics) {
          unit = Self.builtInUnit(name.text)
          if unit == nil {
            diagnostics.report(
              "unit/unknown", at: name.wholeLocation, "'\(name.text)' is not a built-in unit",
              help: "a constant is counted in byte, a unit of time, or nothing")
          }
        }
      case .sequence:
        diagnostics.report("type/mismatch", at: node.location, "a constant is a number, not a list")
        continue
      }
      guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics),
        let bound = bind(parsed, in: .constants)
      else { continue }
      guard case .integer(let value) = bound.folded().node else {
        diagnostics.report(
          "type/mismatch", at: scalar.wholeLocation, "a constant is a number that is known without an image")
        continue
      }
      rejected.remove(key.text)
      constantIDs[key.text] = format.constants.count
      format.constants.append(Constant(name: key.text, value: value, unit: unit ?? bound.unit, doc: doc))
    }
  }

  /// The built-in unit with `name`.
  static func builtInUnit(_ name: String) -> Unit? {
    switch name {
    case "byte": .byte
    case "s", "ms", "us", "ns", "unix_s", "unix_ms", "unix_us", "unix_ns": .time(name)
    default: nil
    }
  }

  mutating func readUnits(_ reader: MappingReader) {
    guard let units = reader.mapping("units", into: &diagnostics) else { return }
    for (key, _) in units.entries {
      guard checkName(key, what: "a unit", taken: Self.builtInUnit(key.text) != nil) else { continue }
      unitIDs[key.text] = format.units.count
      let placeholder = Expression(.integer(1), type: .unsigned, unit: .byte, location: key.wholeLocation)
      format.units.append(UnitDefinition(name: key.text, bytes: placeholder, constant: nil))
    }
  }

  mutating func prepareUnits(_ reader: MappingReader) {
    guard case .mapping(let units)? = reader["units"] else { return }
    for (key, node) in units.entries {
      guard let id = unitIDs[key.text] else { continue }
      unitSyntax[id] = node
      pending.insert(.unit(id))
    }
  }

  /// Binds what a unit is; conversions ask for it when they need it.
  mutating func bindUnit(_ id: Int) {
    guard let node = unitSyntax[id] else { return }
    guard case .scalar(let scalar) = node else {
      diagnostics.report("type/mismatch", at: node.location, "a unit is a number of bytes, not \(node.kindName)")
      return
    }
    guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics),
      let bound = bind(parsed, in: .image), requireInteger(bound, "a unit")
    else { return }
    requireUnit(bound, .byte, of: "a unit")
    format.units[id].bytes = bound
    var size = 0
    bound.visit { _ in size += 1 }
    unitSizes[id] = size
    guard case .integer(let value) = bound.folded().node else { return }
    format.units[id].constant = value
    if value == 0 {
      diagnostics.report("unit/mismatch", at: scalar.wholeLocation, "a unit of 0 bytes divides nothing")
    }
  }

  /// The unit that the scalar names.
  mutating func unit(named scalar: SyntaxScalar) -> Unit? {
    if let unit = Self.builtInUnit(scalar.text) { return unit }
    if unitIDs[scalar.text] != nil { return .size(scalar.text) }
    reportUnknown(
      scalar.text, in: { $0.format.units.map(\.name) + ["byte"] }, "there is no unit", at: scalar.wholeLocation,
      "unit/unknown")
    return nil
  }
}
