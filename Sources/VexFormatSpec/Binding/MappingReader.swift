import VexBytes

/// Reads the keys of one mapping and reports those that are unknown, missing, or of the wrong kind.
struct MappingReader {
  /// The mapping.
  let mapping: SyntaxMapping
  /// What the mapping describes, for messages (`a field`).
  var what: String { construct.what }
  private let construct: Construct

  /// Reads a mapping as `construct`, whose keys were checked before.
  init(_ mapping: SyntaxMapping, of construct: Construct) {
    self.mapping = mapping
    self.construct = construct
  }

  /// Reports every key that `construct` does not take.
  init(_ mapping: SyntaxMapping, _ construct: Construct, into diagnostics: inout DiagnosticCollector) {
    self.init(mapping, of: construct)
    for entry in mapping.entries where !construct.takes(entry.key.text) {
      guard !diagnostics.isFull else { return }
      let key = entry.key.text
      let known = construct.keys.map(\.name)
      var help: String?
      if let near = diagnostics.suggestion(for: key, in: known) {
        help = near
      } else if SyntaxHints.looksLikeExpressionPiece(key) {
        help = "quote the expression: YAML splits it at the comma"
      } else {
        help = "known here: \(known.joined(separator: ", "))"
      }
      diagnostics.report("key/unknown", at: entry.key.wholeLocation, "\(what) has no key '\(key)'", help: help)
    }
  }

  /// The value of `key`, if it is there.
  subscript(key: String) -> SyntaxNode? { mapping[key] }

  /// Where the key `key` stands; the mapping itself if it is absent.
  func keyLocation(_ key: String) -> SourceLocation {
    mapping.entries.first { $0.key.text == key }?.key.wholeLocation ?? mapping.location
  }

  /// The scalar at `key`; reports another kind of node.
  func scalar(_ key: String, into diagnostics: inout DiagnosticCollector) -> SyntaxScalar? {
    guard let node = mapping[key] else { return nil }
    if case .scalar(let scalar) = node { return scalar }
    diagnostics.report("type/mismatch", at: node.location, "'\(key)' of \(what) is \(node.kindName), not a scalar")
    return nil
  }

  /// The mapping at `key`; reports another kind of node.
  func mapping(_ key: String, into diagnostics: inout DiagnosticCollector) -> SyntaxMapping? {
    guard let node = mapping[key] else { return nil }
    if case .mapping(let mapping) = node { return mapping }
    diagnostics.report("type/mismatch", at: node.location, "'\(key)' of \(what) is \(node.kindName), not a mapping")
    return nil
  }

  /// The scalar at `key`; reports that it is missing.
  func required(_ key: String, into diagnostics: inout DiagnosticCollector) -> SyntaxScalar? {
    if mapping[key] == nil {
      diagnostics.report("key/missing", at: mapping.location, "\(what) needs the key '\(key)'")
      return nil
    }
    return scalar(key, into: &diagnostics)
  }

  /// The number at `key`, written with literals (`4096`, `0x1000`, `64 KiB`, `2^32 - 1`), at most `limit`.
  func number(_ key: String, limit: UInt64, into diagnostics: inout DiagnosticCollector) -> UInt64? {
    guard let scalar = scalar(key, into: &diagnostics) else { return nil }
    return literal(scalar, limit: limit, into: &diagnostics)
  }

  /// The choice at `key` among the raw values of `Choice`.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Choice.Type, into diagnostics: inout DiagnosticCollector
  ) -> Choice? where Choice.RawValue == String {
    guard let scalar = scalar(key, into: &diagnostics) else { return nil }
    if let value = Choice(rawValue: scalar.text) { return value }
    let known = Choice.allCases.map(\.rawValue)
    diagnostics.report(
      "name/unknown", at: scalar.wholeLocation, "'\(key)' of \(what) cannot be '\(scalar.text)'",
      help: "one of: \(known.joined(separator: ", "))")
    return nil
  }

  /// Whether the flag `key` is `true`; absent and `false` are false.
  func flag(_ key: String, into diagnostics: inout DiagnosticCollector) -> Bool {
    guard let scalar = scalar(key, into: &diagnostics) else { return false }
    if scalar.text == "true" { return true }
    if scalar.text != "false" {
      diagnostics.report("type/mismatch", at: scalar.wholeLocation, "'\(key)' of \(what) is either true or false")
    }
    return false
  }

  /// The scalars of a list at `key`; reports other items.
  func scalars(_ list: SyntaxSequence, _ key: String, into diagnostics: inout DiagnosticCollector) -> [SyntaxScalar] {
    var scalars: [SyntaxScalar] = []
    for item in list.items {
      if case .scalar(let scalar) = item {
        scalars.append(scalar)
      } else {
        diagnostics.report(
          "type/mismatch", at: item.location, "'\(key)' of \(what) lists scalars, and this is \(item.kindName)")
      }
    }
    return scalars
  }

  /// The text of `doc`, if it is there.
  func doc(into diagnostics: inout DiagnosticCollector) -> String? { scalar("doc", into: &diagnostics)?.text }
}

/// The number a scalar spells with literals; reports anything else and what is above `limit`.
func literal(_ scalar: SyntaxScalar, limit: UInt64, into diagnostics: inout DiagnosticCollector) -> UInt64? {
  // Most numbers are plain digits, and need no parser.
  if scalar.text.utf8.count < 18, scalar.text.utf8.allSatisfy({ UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }),
    let plain = UInt64(scalar.text), plain <= limit
  {
    return plain
  }
  guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics) else { return nil }
  guard let value = parsed.number else {
    diagnostics.report("type/mismatch", at: scalar.wholeLocation, "'\(scalar.text)' is not a number")
    return nil
  }
  guard value <= limit else {
    diagnostics.report(
      "type/width", at: scalar.wholeLocation, "\(scalar.text) is too large; at most \(limit) is possible")
    return nil
  }
  return value
}

extension ParsedExpression {
  /// The value of arithmetic with nothing but literals (`2^32 - 1`, `16 * 64 KiB`); nil if it is something else or has
  /// no value.
  fileprivate var number: UInt64? {
    switch node {
    case .number(let number, let unit) where unit == nil || unit == "byte": number
    case .arithmetic(let op, let a, let b):
      if let a = a.number, let b = b.number { op.apply(a, b) } else { nil }
    default: nil
    }
  }
}

extension SyntaxScalar {
  /// The place of the whole text on its first line.
  var wholeLocation: SourceLocation { location(at: 0, length: lineStarts.isEmpty ? text.unicodeScalars.count : 1) }
}
