import VexBytes
import VexCodecs

extension KillMatrix {
  /// The matrix as one page of HTML, which needs no other file, no network and no script.
  ///
  /// - `title`: the heading.
  /// - `banner`: a sentence about where it comes from, for a comment.
  /// - `facts`: names and values about the run.
  public func page(title: String, banner: String, facts: [(name: String, value: String)]) -> String {
    var blocks: [DocumentBlock] = [
      .facts(facts.map { DocumentFact(name: $0.name, text: [.text($0.value)]) }),
      .paragraph([
        .text(
          "Every mutant is counted once: in the row of the field that was changed and the column of how it was changed, under the rule that decided. Letters stand for the rules at the end of a row. "
        ),
        .strong("Sound"), .text(" are mutants in which no rule failed, and which a mount accepts."),
      ]),
    ]
    blocks += survivors()
    for structure in structures { blocks += table(of: structure) }
    blocks.append(.heading("Rules", level: 2, anchor: "rules"))
    let deciding = deciding
    let entries = rules.enumerated().map { number, rule in
      let count = deciding[rule.name] ?? 0
      let note = count > 0 ? "" : rule.isImplied ? "implied by other rules" : "surviving"
      return DocumentTable.Row(
        anchor: Self.anchor(number),
        cells: [
          [DocumentLine([.code(rule.name)])], [DocumentLine("\(count)")], note.isEmpty ? [] : [DocumentLine(note)],
        ])
    }
    blocks.append(
      .table(
        DocumentTable(
          title: "Rules and the number of mutants that they decided about",
          columns: [
            .init(title: "Rule", kind: .name), .init(title: "Mutants", kind: .number), .init(title: "", kind: .short),
          ], rows: entries)))
    let page = DocumentPage(name: "matrix", title: title, part: nil, blocks: blocks)
    let document = Document(title: title, banner: banner, colophon: [.text(banner)], pages: [page])
    return HTMLPrinter(document: document).singlePage()
  }

  /// What nothing noticed, first.
  private func survivors() -> [DocumentBlock] {
    let surviving = survivingRules
    var blocks: [DocumentBlock] = [.heading("Surviving rules", level: 2, anchor: "surviving")]
    if surviving.isEmpty {
      blocks.append(
        .paragraph([.text("None: each of \(expectedRules.count) rules on structures decided about some mutant.")]))
    } else {
      blocks += [
        .paragraph([
          .text(
            "\(surviving.count) of \(expectedRules.count) rules on structures. No mutant would notice if they were removed: nothing here shows that they work."
          )
        ]), .list(surviving.map { [.code($0)] }),
      ]
    }
    let unnoticed = unnoticedFields
    blocks.append(.heading("Unnoticed fields", level: 2, anchor: "unnoticed"))
    if unnoticed.isEmpty {
      blocks.append(
        .paragraph([.text("None: some rule noticed some change of each field, with checksums right again.")]))
    } else {
      blocks += [
        .paragraph([
          .text(
            "No rule noticed any change of \(unnoticed.count == 1 ? "this field" : "these \(unnoticed.count) fields") once checksums were right again. That is right for a label or for free space, and worth a look for everything else."
          )
        ]), .list(unnoticed.map { [.code("\($0.structure).\($0.field)")] }),
      ]
    }
    return blocks
  }

  /// The structures, in the order of their rows.
  private var structures: [String] {
    var seen: Set<String> = []
    return rows.map(\.subject.structure).filter { seen.insert($0).inserted }
  }

  private func table(of structure: String) -> [DocumentBlock] {
    let own = rows.filter { $0.subject.structure == structure && !$0.cells.isEmpty }
    let columns = MatrixColumn.allCases.filter { column in own.contains { $0.cells[column] != nil } }
    guard !own.isEmpty else { return [] }
    let order = ruleOrder
    let lines = own.map { row in
      let keys = OutcomeKeys(listed(row, order).map(\.outcome))
      return DocumentTable.Row(
        anchor: nil,
        cells: [[DocumentLine([row.subject.isField ? .code(row.subject.field) : .text(row.subject.field)])]]
          + columns.map { column in keys.lines(Self.sorted(row.cells[column] ?? [:], order)) }
          + [keys.legend { order[$0].map { DocumentTarget(page: "matrix", anchor: Self.anchor($0)) } }])
    }
    let heading = [DocumentTable.Column(title: "Changed", kind: .name)]
    let table = DocumentTable(
      title: "Changes of \(structure)",
      columns: heading + columns.map { .init(title: $0.name, kind: .number) } + [
        .init(title: "Decided by", kind: .text)
      ],
      rows: lines, isGrid: true)
    return [.heading(structure, level: 2, anchor: "structure-\(structure)", isName: true), .table(table)]
  }

  private static func anchor(_ number: Int) -> String { "rule-\(number)" }
}

/// Letters for the outcomes of a row, since names of rules are wider than cells.
private struct OutcomeKeys {
  private let rules: [KillMatrix.Outcome]
  private let isListed: Bool

  /// Rows with more rules tell only how many they are; the text and the JSON have them all.
  private static let maximum = 26

  init(_ outcomes: [KillMatrix.Outcome]) {
    var seen: Set<KillMatrix.Outcome> = []
    rules = outcomes.filter { $0.rule != nil && seen.insert($0).inserted }
    isListed = rules.count <= Self.maximum
  }

  /// What a cell shows.
  func lines(_ cell: [(outcome: KillMatrix.Outcome, count: UInt64)]) -> [DocumentLine] {
    let noticed = cell.filter { $0.outcome.rule != nil }
    var lines: [DocumentLine] = []
    if isListed {
      lines = noticed.map { outcome, count in DocumentLine([.text("\(count) "), .code(letter(outcome))]) }
    } else if !noticed.isEmpty {
      let sum = noticed.reduce(0) { $0 + $1.count }
      lines = [DocumentLine("\(sum) by \(noticed.count) \(noticed.count == 1 ? "rule" : "rules")")]
    }
    return lines
      + cell.filter { $0.outcome.rule == nil }.map { DocumentLine([.text("\($0.count) "), .strong("sound")]) }
  }

  /// What the letters mean.
  func legend(_ target: (String) -> DocumentTarget?) -> [DocumentLine] {
    guard isListed else {
      return [DocumentLine("\(rules.count) rules, which the text and the JSON of this matrix list")]
    }
    return rules.map { outcome in
      let rule = outcome.rule ?? ""
      // The format's name is that of the page.
      let name = rule.split(separator: "/", maxSplits: 1).last.map(String.init) ?? rule
      var text: DocumentText = [target(rule).map { .code(name, $0) } ?? .code(name)]
      if outcome.severity != .error { text += [.text(" "), .tag("\(outcome.severity)")] }
      return DocumentLine(text, label: letter(outcome))
    }
  }

  private func letter(_ outcome: KillMatrix.Outcome) -> String {
    let number = rules.firstIndex(of: outcome) ?? 0
    return Unicode.Scalar(UInt8(ascii: "a") + UInt8(truncatingIfNeeded: number)).description
  }
}
