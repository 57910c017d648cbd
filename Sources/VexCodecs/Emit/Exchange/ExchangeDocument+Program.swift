import VexBytes
import VexFormatSpec

extension ExchangeDocument {
  var programJSON: JSON {
    .object([
      ("algorithms", .list(program.algorithms, JSON.string)),
      ("checks", .list(program.checks, json)),
      ("places", .list(program.places, json)),
    ])
  }

  private func json(_ check: CheckProgram) -> JSON {
    var steps = ExchangeSteps()
    return .object([
      ("structure", .count(check.structure)),
      ("name", .string(check.name)),
      ("maximumSize", .count(check.maximumSize)),
      ("sources", sources(check.sources)),
      (
        "parameters",
        .list(check.parameters) { .object([("name", .string($0.name)), ("given", .count($0.given))]) }
      ),
      ("registers", registers(check.body, count: check.registerCount)),
      ("views", .count(check.viewCount)),
      ("steps", steps.json(check.body)),
    ])
  }

  private func json(_ place: PlaceProgram) -> JSON {
    var steps = ExchangeSteps()
    return .object([
      ("region", .count(place.region)),
      ("name", .string(place.name)),
      ("sources", sources(place.sources)),
      (
        "results",
        .list(place.parameters) {
          .object([
            ("name", .string($0.parameter.name)), ("given", .count($0.parameter.given)),
            ("register", .count($0.register)),
          ])
        }
      ),
      ("place", .count(place.place)),
      ("registers", registers(place.body, count: place.registerCount)),
      ("views", .count(place.viewCount)),
      ("steps", steps.json(place.body)),
    ])
  }

  private func sources(_ sources: [Source]) -> JSON {
    .list(sources) { source in
      let origin: [(String, JSON)] =
        switch source.origin {
        case .region(let region): [("region", .count(region)), ("given", .null)]
        case .given(let given): [("region", .null), ("given", .count(given))]
        }
      return .object(
        [("name", .string(source.name)), ("structure", .count(source.structure)), ("length", .count(source.length))]
          + origin)
    }
  }

  private func registers(_ steps: [Step], count: Int) -> JSON {
    let facts = RegisterFacts(steps)
    return .list(0..<count) { register in
      .object([
        ("type", .string(facts.isBoolean(register) ? "boolean" : "integer")),
        ("copied", .boolean(facts.copied.contains(register))),
        ("reads", .count(facts.reads[register] ?? 0)),
      ])
    }
  }
}
