import VexBytes

/// All that a generator had to say.
struct GeneratorReport {
  var generator: GeneratorProgram
  var spec: CompiledSpecification
  var diagnostics: [GeneratorDiagnostic]

  /// At most so many are printed.
  private static let limit = 100

  /// Prints each on a line; throws if an error is among them.
  func print(_ reporter: Reporter) throws(Failure) {
    for diagnostic in diagnostics.prefix(Self.limit) {
      let line = diagnostic.line(in: spec.format).map { "\(shown(spec.source.path)):\($0)" }
      let place = line ?? shown(generator.name)
      reporter.errorText("\(place): \(diagnostic.severity.rawValue): \(oneLine(diagnostic.message))\n")
    }
    if diagnostics.count > Self.limit {
      reporter.errorText("and \(diagnostics.count - Self.limit) more\n")
    }
    let errors = diagnostics.count { $0.severity == .error }
    guard errors > 0 else { return }
    let text = "\(shown(generator.name)): \(counted(errors, "error")), so that nothing is written; see above"
    reporter.error(text)
    if reporter.isJSON { reporter.json(.object([("error", .string(text)), ("diagnostics", json)])) }
    throw .status(ExitStatus.failure)
  }

  /// `[{"severity", "message", "structure", "field", "rule", "line"}]`.
  var json: JSON {
    .array(
      diagnostics.prefix(Self.limit).map { diagnostic in
        .object([
          ("severity", .string(diagnostic.severity.rawValue)), ("message", .string(diagnostic.message)),
          ("structure", .optional(diagnostic.structure)), ("field", .optional(diagnostic.field)),
          ("rule", .optional(diagnostic.rule)), ("line", diagnostic.line(in: spec.format).map(JSON.count) ?? .null),
        ])
      })
  }
}
