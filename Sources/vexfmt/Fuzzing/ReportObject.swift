import VexBytes

/// What is wrong with a report that was read, as the end of a sentence that begins with its path.
struct ReportProblem: Error { var reason: String }

/// An object of a report, and where it is.
struct ReportObject {
  let place: String
  private let members: [String: JSON]

  init(_ json: JSON, _ place: String) throws(ReportProblem) {
    self.place = place
    guard case .object(let members) = json else { throw ReportProblem(reason: "has no object as \(place)") }
    self.members = Dictionary(members) { first, _ in first }
  }

  private func missing(_ what: String, _ name: String) -> ReportProblem {
    ReportProblem(reason: "has no \(what) '\(name)' in \(place); expected what vexfmt fuzz --json prints")
  }

  /// A member of any kind.
  func value(_ name: String) throws(ReportProblem) -> JSON {
    guard let value = members[name] else { throw missing("member", name) }
    return value
  }

  /// A string, if there is one.
  func text(_ name: String) -> String? {
    guard case .string(let text)? = members[name] else { return nil }
    return text
  }

  func string(_ name: String) throws(ReportProblem) -> String {
    guard let text = text(name) else { throw missing("text", name) }
    return text
  }

  func optionalString(_ name: String) throws(ReportProblem) -> String? {
    if case .null? = members[name] { return nil }
    return try string(name)
  }

  func unsigned(_ name: String) throws(ReportProblem) -> UInt64 {
    guard case .unsigned(let number)? = members[name] else { throw missing("number", name) }
    return number
  }

  func boolean(_ name: String) throws(ReportProblem) -> Bool {
    guard case .boolean(let flag)? = members[name] else { throw missing("true or false", name) }
    return flag
  }

  func object(_ name: String) throws(ReportProblem) -> ReportObject { try ReportObject(try value(name), "'\(name)'") }

  func objects(_ name: String) throws(ReportProblem) -> [ReportObject] {
    guard case .array(let elements)? = members[name] else { throw missing("list", name) }
    var objects: [ReportObject] = []
    for (index, element) in elements.enumerated() { objects.append(try ReportObject(element, "\(name)[\(index)]")) }
    return objects
  }

  func strings(_ name: String) throws(ReportProblem) -> [String] {
    guard case .array(let elements)? = members[name] else { throw missing("list", name) }
    var strings: [String] = []
    for element in elements {
      guard case .string(let text) = element else { throw missing("list of texts", name) }
      strings.append(text)
    }
    return strings
  }
}
