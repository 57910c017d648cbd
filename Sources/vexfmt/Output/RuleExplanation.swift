import VexBytes
import VexFormatSpec

/// What `explain RULE` says.
struct RuleExplanation {
  var source: SpecificationSource
  var format: Format
  var rule: RuleInfo

  /// Prints it for people.
  func print(_ reporter: Reporter) {
    reporter.line(reporter.paint(rule.name, .strong))
    reporter.line("  must hold: \(printable(rule.statement))")
    if let doc = rule.doc { reporter.line("  \(printable(doc))") }
    reporter.line()
    row("number", String(rule.number))
    row("about", about)
    row("stage", rule.stage.map { "\($0.rawValue), \($0.name)" } ?? "after all structures, on the whole image")
    row("severity", severities.map { "\($0.severity)\($0.when.map { " \($0)" } ?? "")" }.joined(separator: "; "))
    row("errno", rule.errno.rawValue)
    row("where", rule.isLocal ? "wherever the structure is read: kernel, programs, validate" : "validate only")
    if rule.isImplied { row("implied", "other rules imply it, so no image breaks it alone") }
    row("declared", "\(printable(source.path)):\(rule.location.line):\(rule.location.column)")
    reporter.text(DiagnosticRenderer(usesColor: reporter.usesColor).excerpt(rule.location, lines: source.lines))

    func row(_ name: String, _ text: String) {
      reporter.line("  \(name)\(String(repeating: " ", count: max(1, 10 - name.count)))\(text)")
    }
  }

  /// `{"rule", "number", "structure", "field", "stage", "severity": [{"when", "severity"}], "errno", "local", "implied",
  /// "statement", "doc", "spec": {"file", "line", "column", "text"}}`.
  ///
  /// `structure`, `field` and `stage` are null for rules on the whole image; `when` is null for the severity in all other cases.
  var json: JSON {
    let lines = source.lines
    let line = rule.location.line - 1
    return .object([
      ("rule", .string(rule.name)), ("number", .unsigned(UInt64(rule.number))),
      ("structure", .optional(structure)), ("field", .optional(rule.field.isEmpty ? nil : rule.field)),
      ("stage", .optional(rule.stage?.name)),
      (
        "severity",
        .array(
          severities.map {
            .object([("when", .optional($0.when)), ("severity", .string(String(describing: $0.severity)))])
          })
      ),
      ("errno", .string(rule.errno.rawValue)), ("local", .boolean(rule.isLocal)), ("implied", .boolean(rule.isImplied)),
      ("statement", .string(rule.statement)), ("doc", .optional(rule.doc)),
      (
        "spec",
        .object([
          ("file", .string(source.path)), ("line", .count(rule.location.line)),
          ("column", .count(rule.location.column)),
          ("text", .optional(lines.indices.contains(line) ? lines[line] : nil)),
        ])
      ),
    ])
  }

  private var structure: String? {
    guard let id = rule.structure, format.structures.indices.contains(id) else { return nil }
    return format.structures[id].name
  }

  private var about: String {
    guard let structure else { return "the whole image" }
    return rule.field.isEmpty ? "the structure \(structure)" : "the field \(rule.field) of the structure \(structure)"
  }

  /// The severities, each with the case in which it applies; the last one applies in all others.
  private var severities: [(when: String?, severity: Severity)] {
    let printer = ExpressionPrinter(format: format)
    let special: [(when: String?, severity: Severity)] = rule.severity.cases.map { versions, condition, severity in
      var parts: [String] = []
      if let versions { parts.append("in version \(versions.members.map(String.init).joined(separator: ", "))") }
      if let condition { parts.append("when \(printer.text(condition))") }
      return (parts.isEmpty ? nil : parts.joined(separator: " "), severity)
    }
    return special + [(special.isEmpty ? nil : "otherwise", rule.severity.otherwise)]
  }
}
