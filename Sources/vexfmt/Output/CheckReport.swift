import VexBytes
import VexFormatSpec

/// What `check` says of one specification.
struct CheckReport {
  /// The specification as the user named it.
  var spec: String
  /// What it means; nil when it is wrong.
  var format: Format?
  /// Everything that there is to say about it.
  var diagnostics: [DiagnosticRecord]

  /// Whether it compiles.
  var isValid: Bool { format != nil }

  /// The report of a specification that compiles, with what is to be said about its lock file.
  init(_ source: SpecificationSource, _ format: Format, warnings: [String]) {
    spec = source.path
    self.format = format
    diagnostics = warnings.map {
      DiagnosticRecord(
        wholeFile: source.lockPath ?? source.path, severity: "warning", code: "lock/incomplete", message: $0)
    }
  }

  /// The report of a specification that does not, or that cannot be read.
  init(_ spec: String, _ failure: Failure) {
    self.spec = spec
    switch failure {
    case .specification(let error):
      self.spec = error.path
      diagnostics = error.records
    case .message(let text), .usage(let text), .quoted(let text, _):
      diagnostics = [DiagnosticRecord(wholeFile: spec, severity: "error", code: "file/unreadable", message: text)]
    case .status: diagnostics = []
    }
  }

  /// The report as an object.
  ///
  /// `{"spec", "valid", "format", "structures", "rules", "versions", "diagnostics": [{"file", "line", "column", "length",
  /// "severity", "code", "message", "help", "notes"}]}`; of a specification that is wrong, the members from `format` to
  /// `versions` are null. `line` is null where a diagnostic is about a whole file.
  var json: JSON {
    .object([
      ("spec", .string(spec)), ("valid", .boolean(isValid)),
      ("format", .optional(format?.name)), ("structures", Self.number(format?.structures.count)),
      ("rules", Self.number(format?.rules.count)),
      ("versions", format?.versions.map { .array($0.known.map(JSON.unsigned)) } ?? .null),
      ("diagnostics", .array(diagnostics.map { Self.json($0) })),
    ])
  }

  private static func json(_ record: DiagnosticRecord) -> JSON {
    .object([
      ("file", .string(record.file)), ("line", number(record.line)), ("column", number(record.column)),
      ("length", number(record.length)), ("severity", .string(record.severity)), ("code", .string(record.code)),
      ("message", .string(record.message)), ("help", .optional(record.help)),
      ("notes", .array(record.notes.map { json($0) })),
    ])
  }

  private static func number(_ value: Int?) -> JSON { value.map(JSON.count) ?? .null }
}
