import VexBytes
import VexFormatSpec

/// Something that a generator has to say of a format.
struct GeneratorDiagnostic {
  /// How much it weighs; an error among them writes nothing.
  enum Severity: String, CaseIterable { case error, warning, note }

  var severity: Severity
  var message: String
  /// Names of what it is about.
  var structure: String?
  var field: String?
  var rule: String?

  /// Reads one; `place` names it.
  init(_ members: [(String, JSON)], _ place: String) throws(GeneratorAnswer.Problem) {
    let word = try GeneratorAnswer.string(members, "severity", place)
    guard let severity = Severity(rawValue: word) else {
      throw GeneratorAnswer.Problem(
        reason: "\(place): the severity is '\(word.prefix(80))'; expected error, warning or note")
    }
    self.severity = severity
    message = try GeneratorAnswer.string(members, "message", place)
    for (key, path) in [("structure", \Self.structure), ("field", \.field), ("rule", \.rule)] {
      switch members.first(where: { $0.0 == key })?.1 {
      case nil, .null?: continue
      case .string(let name)?: self[keyPath: path] = name
      default: throw GeneratorAnswer.Problem(reason: "\(place): expected a string as '\(key)'")
      }
    }
  }

  /// The line of the specification that declares what it is about; nil if it names nothing of the format.
  func line(in format: Format) -> Int? {
    if let rule { return format.rule(named: rule)?.location.line }
    guard let structure, let declared = format.structure(named: structure) else { return nil }
    guard let field else { return declared.location.line }
    return declared.field(named: field).map { declared.fields[$0].location.line } ?? declared.location.line
  }
}
