import VexBytes
import VexFormatSpec

extension ExchangeDocument {
  func json(_ rule: RuleInfo) -> JSON {
    .object([
      ("number", .count(Int(rule.number))),
      ("name", .string(rule.name)),
      ("stage", .optional(rule.stage?.name)),
      ("structure", .optional(rule.structure, JSON.count)),
      ("field", .string(rule.field)),
      ("severity", json(rule.severity, in: rule.structure)),
      ("errno", .object([("name", .string(rule.errno.rawValue)), ("number", .count(Int(rule.errno.number)))])),
      ("local", .boolean(rule.isLocal)),
      ("implied", .boolean(rule.isImplied)),
      ("statement", .string(rule.statement)),
      ("doc", .optional(rule.doc)),
      ("line", .count(rule.location.line)),
    ])
  }

  private func json(_ policy: SeverityPolicy, in structure: StructureID?) -> JSON {
    .object([
      (
        "cases",
        .list(policy.cases) {
          .object([
            ("versions", json($0.versions)), ("when", text($0.condition, in: structure)),
            ("severity", .string($0.severity.word)),
          ])
        }
      ),
      ("otherwise", .string(policy.otherwise.word)),
    ])
  }

  func json(_ migration: Migration) -> JSON {
    .object([
      ("from", .digits(migration.from)),
      ("to", .digits(migration.to)),
      ("doc", .optional(migration.doc)),
      ("line", .count(migration.location.line)),
      ("needs", .list(migration.needs.map(\.number) + [migration.room]) { .count(Int($0)) }),
      ("built", .list(migration.built.sorted(), JSON.count)),
      (
        "assignments",
        .list(migration.assignments) {
          .object([("region", .count($0.region)), ("path", .string($0.path)), ("is", json($0.value))])
        }
      ),
      (
        "drops",
        .list(migration.drops) {
          .object([
            ("region", .count($0.region)), ("field", .optional($0.field, JSON.count)), ("reason", .string($0.reason)),
          ])
        }
      ),
      (
        "order",
        .list(migration.order) {
          .object([("region", .count($0.region)), ("element", .optional($0.element, JSON.digits))])
        }
      ),
    ])
  }

  private func json(_ value: InitialValue) -> JSON {
    switch value {
    case .derived: .string("derived")
    case .expression(let expression): text(expression)
    case .random: .string("random")
    case .now: .string("now")
    }
  }
}
