import VexBytes
import VexFormatSpec

/// Diagnostics in the Static Analysis Results Interchange Format (OASIS SARIF 2.1.0), which code hosts and editors show
/// beside the lines.
struct SARIFLog {
  /// Of every specification that was checked.
  var reports: [CheckReport]

  /// One log with one run.
  var json: JSON {
    let records = reports.flatMap(\.diagnostics)
    let rules = Set(records.map(\.code)).sorted()
    return .object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
      ("version", .string("2.1.0")),
      (
        "runs",
        .array([
          .object([
            (
              "tool",
              .object([
                (
                  "driver",
                  .object([
                    ("name", .string("vexfmt")), ("version", .string(VexfmtCommand.version)),
                    ("rules", .array(rules.map { .object([("id", .string($0))]) })),
                  ])
                )
              ])
            ),
            ("columnKind", .string("unicodeCodePoints")),
            ("results", .array(records.map { Self.result($0, rules) })),
          ])
        ])
      ),
    ])
  }

  private static func result(_ record: DiagnosticRecord, _ rules: [String]) -> JSON {
    // SARIF has no place for help but the message.
    let text = [record.message, record.help].compactMap(\.self).joined(separator: "; ")
    return .object(
      [
        ("ruleId", .string(record.code)), ("ruleIndex", .count(rules.firstIndex(of: record.code) ?? -1)),
        ("level", .string(record.severity)), ("message", message(text)),
        ("locations", .array([.object(location(record))])),
      ]
        + (record.notes.isEmpty
          ? []
          : [
            (
              "relatedLocations",
              .array(record.notes.map { .object(location($0) + [("message", message($0.message))]) })
            )
          ]))
  }

  private static func message(_ text: String) -> JSON { .object([("text", .string(text))]) }

  private static func location(_ record: DiagnosticRecord) -> [(String, JSON)] {
    var physical = [("artifactLocation", JSON.object([("uri", .string(uri(record.file)))]))]
    if let line = record.line, let column = record.column, let length = record.length {
      physical.append(
        (
          "region",
          .object([
            ("startLine", .count(line)), ("startColumn", .count(column)), ("endColumn", .count(column + length)),
          ])
        ))
    }
    return [("physicalLocation", .object(physical))]
  }

  /// A path as a URI reference (RFC 3986): whatever is no letter, digit, slash or one of `-._~` is escaped.
  private static func uri(_ path: String) -> String {
    let safe = "-._~/".utf8
    let text = path.utf8.map { byte -> String in
      let isPlain =
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || safe.contains(byte)
      if isPlain { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.utf8.count < 2 ? "0" : "") + digits
    }.joined()
    return path.hasPrefix("/") ? "file://" + text : text
  }
}
