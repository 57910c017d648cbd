/// A diagnostic as plain values, for programs that read the output of ours.
public struct DiagnosticRecord: Sendable, Hashable {
  /// Path of the specification.
  public var file: String
  /// Line, from 1; nil when the whole file is meant.
  public var line: Int?
  /// Column, from 1, in Unicode scalars.
  public var column: Int?
  /// Length in Unicode scalars.
  public var length: Int?
  /// `error`, `warning`, or `note` for one of `notes`.
  public var severity: String
  /// What kind it is, `unit/mismatch`; empty for a note.
  public var code: String
  /// What was found and what was expected.
  public var message: String
  /// What to do about it, if that is known.
  public var help: String?
  /// Other places involved.
  public var notes: [DiagnosticRecord]

  /// The record of one diagnostic of the specification at `file`.
  public init(_ diagnostic: Diagnostic, file: String) {
    self.init(file, diagnostic.location, "error", diagnostic.code, diagnostic.message)
    help = diagnostic.help
    notes = diagnostic.notes.map { DiagnosticRecord(file, $0.location, "note", "", $0.message) }
  }

  /// The record of what concerns the whole of a file.
  public init(wholeFile file: String, severity: String, code: String, message: String) {
    self.init(file, nil, severity, code, message)
  }

  private init(_ file: String, _ place: SourceLocation?, _ severity: String, _ code: String, _ message: String) {
    self.file = file
    (line, column, length) = (place?.line, place?.column, place?.length)
    self.severity = severity
    self.code = code
    self.message = message
    help = nil
    notes = []
  }
}

extension SpecificationError {
  /// All diagnostics as plain values, in order of place.
  public var records: [DiagnosticRecord] {
    DiagnosticRenderer.sorted(diagnostics).map { DiagnosticRecord($0, file: path) }
  }
}
