import VexBytes

extension KillMatrix {
  /// The matrix as text: what survives, rules, then a line for each field, change and rule, aligned and made for grep.
  public var text: String {
    var text = "surviving rules: \(survivingRules.count) of \(expectedRules.count)\n"
    for rule in survivingRules { text += "  \(rule)\n" }
    let unnoticed = unnoticedFields
    text += "\nfields of whose changes no rule noticed any, with checksums right: \(unnoticed.count)\n"
    for subject in unnoticed { text += "  \(subject.structure).\(subject.field)\n" }
    let (deciding, order) = (deciding, ruleOrder)
    text += "\n" + Self.aligned(["rule", "mutants"], rules.map { [$0.name, "\(deciding[$0.name] ?? 0)"] })
    let lines = rows.flatMap { row in
      listed(row, order).map { entry in
        [
          "\(row.subject.structure).\(row.subject.field)", entry.column.name, entry.outcome.rule ?? "none",
          entry.outcome.rule == nil ? "sound" : "\(entry.outcome.severity)", "\(entry.count)",
        ]
      }
    }
    return text + "\n" + Self.aligned(["changed", "how", "decided by", "verdict", "mutants"], lines)
  }

  private static let widestColumn = 100

  private static func aligned(_ heading: [String], _ lines: [[String]]) -> String {
    let all = [heading] + lines.map { $0.map { printable($0) } }
    // A name that is longer than any that makes sense must not widen every line.
    let widths = heading.indices.map { column in min(all.map { $0[column].count }.max() ?? 0, widestColumn) }
    return all.map { line in
      let cells = line.enumerated().map { column, cell in
        let pad = String(repeating: " ", count: max(0, widths[column] - cell.count))
        // Numbers stand at the end, below each other.
        return column == line.count - 1 ? pad + cell : cell + pad
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}
