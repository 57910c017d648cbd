import VexBytes
import VexFormatSpec

/// Counts what was changed in mutants and which rule decided about each, by small numbers, a million a second.
///
/// Its memory is bounded by the fields, columns and rules of a specification, not by the number of mutants. Names are
/// `KillMatrix`'s business.
struct MutantTally: Sendable {
  /// What the rows are about, each once.
  private(set) var rows: [KillMatrix.Subject] = []
  private var numbers: [KillMatrix.Subject: Int] = [:]
  private var counts: [Key: UInt64] = [:]

  /// A cell and an outcome: the row's number from bit 38, the column's from 34, the severity from 32, the rule below.
  ///
  /// One word, since a dictionary is asked with it for every mutant.
  private struct Key: Hashable {
    var bits: UInt64

    init(row: Int, column: Int, severity: Severity, rule: UInt32) {
      bits = UInt64(row) << 38 | UInt64(column) << 34 | UInt64(severity.rawValue) << 32 | UInt64(rule)
    }

    var row: Int { Int(bits >> 38) }
    var column: Int { Int(bits >> 34 & 15) }
    var severity: Severity { Severity(rawValue: UInt8(bits >> 32 & 3)) ?? .none }
    var rule: UInt32 { UInt32(truncatingIfNeeded: bits) }
  }

  /// More rows than a key has room for end in the last one; no specification that compiles has as many fields.
  private static let maximumRows = 1 << 26

  /// The number of a row, which is added if it is new.
  mutating func row(_ subject: KillMatrix.Subject) -> Int {
    if let number = numbers[subject] { return number }
    guard rows.count < Self.maximumRows else { return rows.count - 1 }
    numbers[subject] = rows.count
    rows.append(subject)
    return rows.count - 1
  }

  /// Counts mutants of a cell, about which a finding decided.
  mutating func add(row: Int, column: MatrixColumn, _ finding: Finding, times: UInt64 = 1) {
    counts[Key(row: row, column: column.number, severity: finding.severity, rule: finding.rule), default: 0] += times
  }

  /// Adds what another part of a run, or another run, counted.
  mutating func merge(_ other: MutantTally) {
    let moved = other.rows.map { row($0) }
    for (key, count) in other.counts {
      add(
        row: moved[key.row], column: MatrixColumn.allCases[key.column],
        Finding(rule: key.rule, severity: key.severity, offset: 0),
        times: count)
    }
  }

  /// Calls `body` with each cell's outcomes, in no order; rule 0 is none.
  func forEach(
    _ body: (_ row: Int, _ column: MatrixColumn, _ severity: Severity, _ rule: UInt32, _ count: UInt64) -> Void
  ) {
    for (key, count) in counts { body(key.row, MatrixColumn.allCases[key.column], key.severity, key.rule, count) }
  }
}

/// Which rows the mutants of one plan are counted in.
struct PlanRows: Sendable {
  /// By the number of the target.
  let fields: [Int]
  let several: Int
  /// Bytes from some place on, and nothing at all.
  let bytes, nothing: Int
  let searched: Int
  /// By the kind of surroundings; parameters by their position.
  let place, index, imageSize, length: Int
  let parameters: [Int]

  /// Adds the rows of a plan.
  init(_ plan: MutationPlan, _ format: Format, in tally: inout MutantTally) {
    let subject = plan.baseline.subject
    let declared = format.structures[subject.structure]
    func row(_ field: String) -> Int { tally.row(KillMatrix.Subject(structure: declared.name, field: field)) }
    fields = plan.targets.map { row(Self.generalised($0.name)) }
    several = row("(several fields)")
    bytes = row("(bytes)")
    nothing = row("(nothing)")
    place = row("(place)")
    index = row("(index)")
    imageSize = row("(image size)")
    length = row("(length)")
    parameters = subject.context.parameters.map { parameter in
      row("(given \(declared.given.indices.contains(parameter.given) ? declared.given[parameter.given].name : ""))")
    }
    searched = row("(searched)")
  }

  /// The row of a mutant.
  func row(of entry: MutantBatch.Entry) -> Int {
    if entry.aim != nil { return searched }
    let mutant = entry.mutant
    if let field = mutant.fields.first {
      return mutant.fields.count == 1 && fields.indices.contains(field) ? fields[field] : several
    }
    switch mutant.surroundings {
    case .place: return place
    case .index: return index
    case .imageSize: return imageSize
    case .parameter(let number, _): return parameters.indices.contains(number) ? parameters[number] : several
    case .length: return length
    case nil: return mutant.edits.first == nil ? nothing : bytes
    }
  }

  /// `extents[3].start` as `extents[].start`.
  static func generalised(_ name: String) -> String {
    var result = ""
    var isInside = false
    for character in name {
      if character == "]" { isInside = false }
      if !isInside { result.append(character) }
      if character == "[" { isInside = true }
    }
    return result
  }
}
