import VexBytes
import VexFormatSpec

/// What `check --json` says of one specification.
///
/// `{"spec", "valid", "format", "structures", "rules", "versions", "diagnostics": [{"file", "line", "column", "length",
/// "severity", "code", "message", "help", "notes"}]}`; of a specification that is wrong, the members from `format` to `versions`
/// are null. `line` is null where a diagnostic is about a whole file.
struct CheckReport {
  var source: SpecificationSource
  var format: Format
  var warnings: [String]

  /// The object of a specification that compiles.
  var json: JSON {
    let versions = format.versions.map { JSON.array($0.known.map(JSON.unsigned)) } ?? .null
    return Self.object(
      source.path, isValid: true,
      [
        ("format", .string(format.name)), ("structures", .count(format.structures.count)),
        ("rules", .count(format.rules.count)), ("versions", versions),
      ], warnings.map { Self.whole(source.lockPath ?? source.path, "warning", "lock/incomplete", $0) })
  }

  /// The object of a specification that does not.
  static func json(_ error: SpecificationError) -> JSON {
    object(error.path, isValid: false, unknown, error.records.map { json($0) })
  }

  /// The object of a specification that cannot be read.
  static func json(_ spec: String, unreadable message: String) -> JSON {
    object(spec, isValid: false, unknown, [whole(spec, "error", "file/unreadable", message)])
  }

  private static var unknown: [(String, JSON)] {
    [("format", .null), ("structures", .null), ("rules", .null), ("versions", .null)]
  }

  private static func object(_ spec: String, isValid: Bool, _ facts: [(String, JSON)], _ diagnostics: [JSON]) -> JSON {
    .object([("spec", .string(spec)), ("valid", .boolean(isValid))] + facts + [("diagnostics", .array(diagnostics))])
  }

  private static func whole(_ file: String, _ severity: String, _ code: String, _ message: String) -> JSON {
    .object([
      ("file", .string(file)), ("line", .null), ("column", .null), ("length", .null), ("severity", .string(severity)),
      ("code", .string(code)), ("message", .string(message)), ("help", .null), ("notes", .array([])),
    ])
  }

  private static func json(_ record: DiagnosticRecord) -> JSON {
    .object([
      ("file", .string(record.file)), ("line", .count(record.line)), ("column", .count(record.column)),
      ("length", .count(record.length)), ("severity", .string(record.severity)), ("code", .string(record.code)),
      ("message", .string(record.message)), ("help", .optional(record.help)),
      ("notes", .array(record.notes.map { json($0) })),
    ])
  }
}
