import VexBytes
import VexFormatSpec

extension ExchangeDocument {
  func structureJSON(_ id: StructureID) -> JSON {
    let structure = format.structures[id]
    return .object([
      ("name", .string(structure.name)),
      ("doc", .optional(structure.doc)),
      ("line", .count(structure.location.line)),
      ("versions", json(structure.versions)),
      (
        "size",
        .object([
          ("minimum", .count(structure.size.minimum)), ("maximum", .count(structure.size.maximum)),
          ("is", text(structure.size.expression, in: id)),
          (
            "byVersion",
            .list(structure.size.byVersion.sorted { $0.key < $1.key }) {
              .object([("version", .digits($0.key)), ("bytes", .count($0.value))])
            }
          ),
        ])
      ),
      ("given", .list(structure.given) { .object([("name", .string($0.name)), ("type", json($0.type, in: id))]) }),
      ("fields", .list(structure.fields) { json($0, in: id) }),
    ])
  }

  private func json(_ field: Field, in structure: StructureID) -> JSON {
    .object([
      ("name", .string(field.name)),
      ("doc", .optional(field.doc)),
      ("line", .count(field.location.line)),
      ("place", place(of: field, in: structure)),
      ("type", .optional(field.type) { json($0, in: structure) }),
      ("unit", .optional(field.unit?.name)),
      ("versions", json(field.versions)),
      ("when", text(field.condition, in: structure)),
      ("none", text(field.none, in: structure)),
      ("unused", .string(field.unused.rawValue)),
      ("merged", .boolean(field.isMerged)),
      ("magic", magic(field)),
      ("checksums", .list(field.checksums) { json($0, in: structure) }),
    ])
  }

  private func place(of field: Field, in structure: StructureID) -> JSON {
    func place(_ kind: String, _ members: [(String, JSON)] = []) -> JSON {
      .object([("kind", .string(kind))] + members)
    }
    switch field.storage {
    case .stored(let offset, let size): return place("stored", [("offset", .count(offset)), ("size", .count(size))])
    case .moving(let moving):
      return place(
        "moving",
        [
          ("is", text(moving.offset, in: structure)), ("minimum", .count(moving.minimum)),
          ("maximum", .count(moving.maximum)), ("size", .count(moving.size)),
        ])
    case .joined(let parts): return place("joined", [("fields", .list(parts, JSON.count))])
    case .computed(let expression): return place("computed", [("is", text(expression, in: structure))])
    case .digest(let checksum): return place("digest", [("checksum", json(checksum, in: structure))])
    case .storedElsewhere: return place("elsewhere")
    }
  }

  /// The value that a rule `magic` demands of a field, if it is a literal.
  private func magic(_ field: Field) -> JSON {
    for case .holds(let expression) in field.rules.lazy.filter({ $0.kind == "magic" }).map(\.predicate) {
      switch expression.node {
      case .compare(.equal, let left, let right, _), .compareBytes(let left, let right, negated: false):
        for side in [right, left] {
          if case .integer(let value) = side.node { return .object([("integer", .digits(value))]) }
          if case .bytes(let bytes) = side.node { return .object([("bytes", .hexadecimal(bytes))]) }
        }
      default: continue
      }
    }
    return .null
  }

  private func json(_ checksum: ChecksumObject, in structure: StructureID) -> JSON {
    func algorithm(_ algorithm: ChecksumObject.Algorithm, value: UInt64?) -> JSON {
      .object([
        ("name", .string(algorithm.name)), ("initial", text(algorithm.initial, in: structure)),
        ("xorOut", text(algorithm.xorOut, in: structure)), ("value", .optional(value, JSON.digits)),
      ])
    }
    let printer = ExpressionPrinter(format: format, structure: structure)
    let (selectors, algorithms): ([Expression], [JSON]) =
      switch checksum.algorithm {
      case .fixed(let fixed): ([], [algorithm(fixed, value: nil)])
      case .selected(let selectors, let choices): (selectors, choices.map { algorithm($0.algorithm, value: $0.value) })
      }
    return .object([
      ("selectedBy", .list(selectors) { text($0, in: structure) }),
      ("algorithms", .array(algorithms)),
      (
        "pieces",
        .list(checksum.pieces) { piece in
          switch piece {
          case .range(let from, let to, _):
            .object([("kind", .string("range")), ("from", text(from, in: structure)), ("end", text(to, in: structure))])
          case .field(let access): .object([("kind", .string("field")), ("is", .string(printer.text(access)))])
          case .integer(let value, let type):
            .object([("kind", .string("integer")), ("is", text(value, in: structure)), ("stored", json(type))])
          }
        }
      ),
      ("own", .string(checksum.own.rawValue)),
      ("keepsLow", .boolean(checksum.keepsLow)),
      ("place", .optional(checksum.stored) { .string(printer.text($0)) }),
      ("versions", json(checksum.versions)),
      ("when", text(checksum.condition, in: structure)),
    ])
  }
}
