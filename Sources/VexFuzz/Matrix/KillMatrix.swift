public import VexBytes
import VexFormatSpec

/// Which rule noticed which change: field by verb by rule, with the number of mutants.
///
/// Each mutant is counted once, in the row of what was changed and the column of how, under the rule that decided about it: the
/// first that failed, of those with the greatest severity. Indices of arrays are left out of rows: `extents[].start`.
///
/// A rule **survives** when no mutant was decided by it, although no other rule implies it. That is the same as that no mutant
/// notices its removal. If the rule decides about a mutant, the verdict names it, and without the rule nothing can name it. If it
/// does not decide, it is no matter whether it is there: where it holds, it does nothing; where it would fail behind a rule that
/// refuses, it is not reached; where it fails and refuses, it is itself the first to refuse, and so decides; and where it only
/// warns, the check goes on behind it as it would without it, and the warning was not the finding that decided.
/// `PlantedProgramTests.everyDroppedRuleIsFound` removes each rule of VexFS and looks.
public struct KillMatrix: Sendable, Equatable {
  /// What was changed: a row.
  public struct Subject: Sendable, Hashable {
    /// The structure.
    public var structure: String
    /// The path of the field, without indices; in parentheses what is no field: `(place)`, `(several fields)`.
    public var field: String

    /// Whether it is one field.
    public var isField: Bool { !field.hasPrefix("(") }

    /// Makes the name of a row.
    public init(structure: String, field: String) { (self.structure, self.field) = (structure, field) }
  }

  /// How mutants were decided.
  public struct Outcome: Sendable, Hashable {
    /// The rule; nil for mutants in which no rule failed.
    public var rule: String?
    /// What it does to a mount.
    public var severity: Severity

    /// Makes an outcome.
    public init(rule: String?, severity: Severity) { (self.rule, self.severity) = (rule, severity) }
  }

  /// A row: what was changed, and what became of it.
  public struct Row: Sendable, Equatable {
    /// What was changed.
    public var subject: Subject
    /// By how it was changed, the mutants by how they were decided.
    public var cells: [MatrixColumn: [Outcome: UInt64]] = [:]

    /// Makes a row.
    public init(_ subject: Subject) { self.subject = subject }
  }

  /// A rule that can decide about mutants of structures.
  public struct Rule: Sendable, Equatable {
    /// Its full name.
    public var name: String
    /// Whether other rules imply it, so that it need not decide.
    public var isImplied: Bool

    /// Makes a rule.
    public init(name: String, isImplied: Bool) { (self.name, self.isImplied) = (name, isImplied) }
  }

  /// Every rule on a structure, in the order of their numbers.
  public var rules: [Rule]
  /// What could be changed, also where no mutant did; in the order of the structures and their fields.
  public var rows: [Row]

  /// Makes a matrix.
  public init(rules: [Rule], rows: [Row]) { (self.rules, self.rows) = (rules, rows) }

  /// Gives names to what was counted.
  init(_ tally: MutantTally, _ format: Format) {
    rules = format.rules.filter { $0.structure != nil }.map { Rule(name: $0.name, isImplied: $0.isImplied) }
    rows = tally.rows.map { Row($0) }
    let names = Dictionary(format.rules.map { ($0.number, $0.name) }) { first, _ in first }
    tally.forEach { row, column, severity, rule, count in
      let outcome = Outcome(rule: rule == 0 ? nil : names[rule] ?? "rule \(rule)", severity: severity)
      rows[row].cells[column, default: [:]][outcome, default: 0] += count
    }
    // What comes from several images stands together.
    let order = Dictionary(format.structures.enumerated().map { ($1.name, $0) }) { first, _ in first }
    rows = rows.enumerated().sorted { a, b in
      func key(_ row: (offset: Int, element: Row)) -> (Int, Int, Int) {
        (order[row.element.subject.structure] ?? .max, row.element.subject.isField ? 0 : 1, row.offset)
      }
      return key(a) < key(b)
    }.map(\.element)
  }
}

extension KillMatrix {
  /// Mutants in all cells.
  public var count: UInt64 { decisions.values.reduce(0, &+) }

  /// How many were decided how.
  public var decisions: [Severity: UInt64] { sums { $0.severity } }

  /// How often each rule decided; rules that never did have no entry.
  public var deciding: [String: UInt64] {
    var result: [String: UInt64] = [:]
    for (rule, count) in sums({ $0.rule }) { if let rule { result[rule] = count } }
    return result
  }

  /// The rules that should have decided about some mutant, and did not: those that no other rule implies.
  public var survivingRules: [String] {
    let deciding = deciding
    return expectedRules.filter { deciding[$0] == nil }
  }

  /// The rules of which each should decide about some mutant.
  public var expectedRules: [String] { rules.filter { !$0.isImplied }.map(\.name) }

  /// How many fields were changed.
  public var changedFieldCount: Int { rows.count { $0.subject.isField && !$0.cells.isEmpty } }

  /// The fields that were changed, and of whose changes no rule noticed any once checksums were right again.
  public var unnoticedFields: [Subject] {
    rows.filter { row in
      row.subject.isField
        && row.cells.keys.contains { $0 != .verb(.stale) }
        && row.cells.allSatisfy { column, cell in column == .verb(.stale) || cell.keys.allSatisfy { $0.rule == nil } }
    }.map(\.subject)
  }

  private func sums<Part: Hashable>(_ part: (Outcome) -> Part) -> [Part: UInt64] {
    var result: [Part: UInt64] = [:]
    for row in rows {
      for cell in row.cells.values {
        // Counts that were read back may be anything.
        for (outcome, count) in cell { result[part(outcome), default: 0] &+= count }
      }
    }
    return result
  }
}
