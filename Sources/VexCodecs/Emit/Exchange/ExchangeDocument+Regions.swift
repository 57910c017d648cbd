import VexBytes
import VexFormatSpec

extension ExchangeDocument {
  func json(_ space: AddressSpace) -> JSON {
    .object([
      ("name", .string(space.name)), ("doc", .optional(space.doc)), ("line", .count(space.location.line)),
      ("walks", walks(space.walks)), ("when", text(space.condition)), ("partial", text(space.partial)),
      ("start", text(space.start)), ("length", text(space.length)), ("place", text(space.place)),
    ])
  }

  func json(_ region: Region) -> JSON {
    .object([
      ("name", .string(region.name)),
      ("doc", .optional(region.doc)),
      ("line", .count(region.location.line)),
      ("structure", .optional(region.structure, JSON.count)),
      ("places", places(region.places, of: region.structure)),
      ("walks", walks(region.walks)),
      ("mirrored", .boolean(region.isMirrored)),
      ("space", .optional(region.space, JSON.count)),
      ("count", text(region.count)),
      ("maximumCount", .digits(region.maximumCount)),
      ("single", .boolean(region.isSingle)),
      ("local", .boolean(region.isLocal)),
      ("versions", json(region.versions)),
      ("when", text(region.condition)),
      ("vacant", text(region.vacant)),
      ("arguments", .list(region.arguments) { text($0) }),
      ("byteCount", text(region.byteCount)),
      ("owns", .optional(region.owns?.name)),
      ("copies", .optional(region.copies, json)),
      (
        "rules",
        .list(region.rules) { .object([("number", .count(Int($0.number))), ("kind", .string($0.kind.name))]) }
      ),
    ])
  }

  private func walks(_ walks: [Region.Walk]) -> JSON {
    let printer = ExpressionPrinter(format: format)
    return .list(walks) { .object([("name", .string($0.name)), ("over", .string(printer.text($0.sequence)))]) }
  }

  private func places(_ places: Region.Places, of structure: StructureID?) -> JSON {
    switch places {
    case .list(let places): .object([("kind", .string("list")), ("are", .list(places) { text($0) })])
    case .formula(let formula): .object([("kind", .string("formula")), ("is", text(formula))])
    }
  }

  private func json(_ copies: Copies) -> JSON {
    .object([("pick", .string(copies.pick.rawValue)), ("newest", .optional(copies.newest, JSON.count))])
  }
}
