public import VexBytes

extension KillMatrix {
  /// What is wrong with a matrix that was read back, as the end of a sentence.
  public struct Problem: Error, Equatable {
    /// Where, and what was expected.
    public var reason: String
  }

  /// `{"rules": [{"rule", "mutants", "implied"}], "rows": [{"structure", "field", "cells": [{"change", "rule", "severity",
  /// "mutants"}]}]}`: rules by their numbers, cells by their columns; `rule` is null where none failed.
  public var json: JSON {
    let (deciding, order) = (deciding, ruleOrder)
    return .object([
      (
        "rules",
        .array(
          rules.map { rule in
            .object([
              ("rule", .string(rule.name)), ("mutants", .unsigned(deciding[rule.name] ?? 0)),
              ("implied", .boolean(rule.isImplied)),
            ])
          })
      ),
      (
        "rows",
        .array(
          rows.map { row in
            .object([
              ("structure", .string(row.subject.structure)), ("field", .string(row.subject.field)),
              ("cells", .array(listed(row, order).map(Self.json))),
            ])
          })
      ),
    ])
  }

  private static func json(_ entry: Entry) -> JSON {
    .object([
      ("change", .string(entry.column.name)), ("rule", .optional(entry.outcome.rule)),
      ("severity", .string(String(describing: entry.outcome.severity))), ("mutants", .unsigned(entry.count)),
    ])
  }

  /// The place of each rule among all of them.
  var ruleOrder: [String: Int] { Dictionary(rules.enumerated().map { ($1.name, $0) }) { first, _ in first } }

  /// A column of a row with one of its outcomes.
  struct Entry {
    var column: MatrixColumn
    var outcome: Outcome
    var count: UInt64
  }

  /// What a row has, by columns, then rules in their order; mutants that no rule noticed at the end.
  func listed(_ row: Row, _ order: [String: Int]) -> [Entry] {
    MatrixColumn.allCases.flatMap { column in
      Self.sorted(row.cells[column] ?? [:], order).map { Entry(column: column, outcome: $0, count: $1) }
    }
  }

  /// Outcomes by the order of their rules.
  static func sorted(_ cell: [Outcome: UInt64], _ order: [String: Int]) -> [(Outcome, UInt64)] {
    func key(_ outcome: Outcome) -> (Int, UInt8) {
      (outcome.rule.map { order[$0] ?? order.count } ?? .max, outcome.severity.rawValue)
    }
    return cell.map { ($0, $1) }.sorted { key($0.0) < key($1.0) }
  }
}

extension KillMatrix {
  /// Reads what `json` gives, from a file that nobody vouches for.
  ///
  /// Every rule and change must be known, nothing may be there twice, and sums have 64 bits.
  public init(_ json: JSON) throws(Problem) {
    let whole = try MatrixReader(json, "matrix")
    rules = []
    rows = []
    var names: Set<String> = []
    for rule in try whole.objects("rules") {
      let name = try rule.string("rule")
      guard names.insert(name).inserted else { throw rule.problem("the rule '\(printable(name))' is there twice") }
      rules.append(Rule(name: name, isImplied: try rule.boolean("implied")))
    }
    var (seen, total): (Set<Subject>, UInt64) = ([], 0)
    for row in try whole.objects("rows") {
      let subject = Subject(structure: try row.string("structure"), field: try row.string("field"))
      guard seen.insert(subject).inserted else { throw row.problem("the same field was there before") }
      var read = Row(subject)
      for cell in try row.objects("cells") {
        let rule = try cell.optionalString("rule")
        guard rule.map(names.contains) ?? true else { throw cell.problem("'rule' is none of 'rules'") }
        guard let column = MatrixColumn(name: try cell.string("change")) else {
          throw cell.problem("there is no such 'change'")
        }
        let word = try cell.string("severity")
        guard let severity = Severity.allCases.first(where: { String(describing: $0) == word }) else {
          throw cell.problem("there is no such 'severity'")
        }
        let outcome = Outcome(rule: rule, severity: severity)
        let count = try cell.unsigned("mutants")
        guard read.cells[column]?[outcome] == nil else { throw cell.problem("the same was there before") }
        let (sum, isTooMany) = total.addingReportingOverflow(count)
        guard !isTooMany else { throw cell.problem("all 'mutants' together are more than 64 bits hold") }
        total = sum
        read.cells[column, default: [:]][outcome] = count
      }
      rows.append(read)
    }
  }

  /// Adds the counts of another part of the same run.
  ///
  /// Throws when the other has other rules or rows, or the sums have more than 64 bits.
  public mutating func add(_ other: KillMatrix) throws(Problem) {
    guard rules == other.rules else { throw Problem(reason: "its matrix has other rules") }
    guard rows.map(\.subject) == other.rows.map(\.subject) else { throw Problem(reason: "its matrix has other rows") }
    guard !count.addingReportingOverflow(other.count).overflow else {
      throw Problem(reason: "it and those before have more mutants than 64 bits hold")
    }
    for (index, row) in other.rows.enumerated() {
      for (column, cell) in row.cells {
        for (outcome, count) in cell { rows[index].cells[column, default: [:]][outcome, default: 0] += count }
      }
    }
  }
}

/// An object of a matrix that is read, and where it is.
private struct MatrixReader {
  let members: [String: JSON]
  let place: String

  init(_ json: JSON, _ place: String) throws(KillMatrix.Problem) {
    self.place = place
    guard case .object(let members) = json else { throw KillMatrix.Problem(reason: "expected an object as '\(place)'") }
    self.members = Dictionary(members) { first, _ in first }
  }

  func problem(_ reason: String) -> KillMatrix.Problem { KillMatrix.Problem(reason: "\(place): \(reason)") }

  func objects(_ name: String) throws(KillMatrix.Problem) -> [MatrixReader] {
    guard case .array(let elements)? = members[name] else { throw problem("expected an array as '\(name)'") }
    var objects: [MatrixReader] = []
    for (index, element) in elements.enumerated() {
      objects.append(try MatrixReader(element, "\(place).\(name)[\(index)]"))
    }
    return objects
  }

  func string(_ name: String) throws(KillMatrix.Problem) -> String {
    guard case .string(let text)? = members[name] else { throw problem("expected a string as '\(name)'") }
    return text
  }

  func optionalString(_ name: String) throws(KillMatrix.Problem) -> String? {
    if case .null? = members[name] { return nil }
    return try string(name)
  }

  func unsigned(_ name: String) throws(KillMatrix.Problem) -> UInt64 {
    guard case .unsigned(let number)? = members[name] else { throw problem("expected a number as '\(name)'") }
    return number
  }

  func boolean(_ name: String) throws(KillMatrix.Problem) -> Bool {
    guard case .boolean(let flag)? = members[name] else { throw problem("expected true or false as '\(name)'") }
    return flag
  }
}
