import VexBytes
import VexFormatSpec
import VexPlugins

extension ExchangeDocument {
  var formatJSON: JSON {
    .object([
      ("name", .string(format.name)),
      ("title", .string(format.title)),
      ("doc", .optional(format.doc)),
      ("license", .string(format.license)),
      // Without its folders, so that what is generated does not depend on where that happens.
      ("source", .string(format.path.split(separator: "/").last.map(String.init) ?? format.name)),
      ("order", .string(format.order.word)),
      ("maker", .optional(format.maker)),
      ("readOnly", .boolean(format.mount.isReadOnly)),
      ("versions", .optional(format.versions, json)),
      ("constants", .list(format.constants, json)),
      ("units", .list(format.units, json)),
      ("enumerations", .list(format.enumerations, json)),
      ("flagSets", .list(format.flagSets, json)),
      ("algorithms", .list(format.algorithms, json)),
      ("structures", .list(format.structures.indices, structureJSON)),
      ("innermostFirst", .list(format.structuresInnermostFirst, JSON.count)),
      ("features", .list(format.features, json)),
      ("spaces", .list(format.spaces, json)),
      ("regions", .list(format.regions, json)),
      (
        "mountReads",
        .list(format.mount.reads) { .object([("region", .count($0.region)), ("index", .digits($0.index))]) }
      ),
      ("rules", .list(format.rules, json)),
      ("migrationRules", .list(format.migrationRules, json)),
      ("migrations", .list(format.migrations, json)),
      ("ioctls", .list(format.ioctls, json)),
    ])
  }

  private func json(_ versions: VersionTable) -> JSON {
    .object([
      ("structure", .count(versions.structure)),
      ("field", .count(versions.field)),
      ("bits", .optional(versions.bits, json)),
      ("known", .list(versions.known, JSON.digits)),
      ("drafts", .list(versions.drafts, JSON.digits)),
      ("written", .digits(versions.written)),
    ])
  }

  private func json(_ constant: Constant) -> JSON {
    .object([
      ("name", .string(constant.name)), ("value", .digits(constant.value)), ("unit", .optional(constant.unit?.name)),
      ("doc", .optional(constant.doc)),
    ])
  }

  private func json(_ algorithm: DeclaredAlgorithm) -> JSON {
    .object([
      ("name", .string(algorithm.name)), ("width", .count(algorithm.width)),
      (
        "crc",
        .optional(algorithm.crc) { crc in
          .object([
            ("width", .count(crc.width)), ("polynomial", .digits(crc.polynomial)),
            ("reflected", .boolean(crc.isReflected)), ("initial", .digits(crc.initial)),
            ("xorOut", .digits(crc.xorOut)), ("check", .digits(crc.check)),
          ])
        }
      ),
    ])
  }

  private func json(_ unit: UnitDefinition) -> JSON {
    .object([
      ("name", .string(unit.name)), ("bytes", text(unit.bytes)), ("constant", .optional(unit.constant, JSON.digits)),
    ])
  }

  private func json(_ enumeration: Enumeration) -> JSON {
    .object([
      ("name", .string(enumeration.name)),
      ("doc", .optional(enumeration.doc)),
      ("stored", json(enumeration.storage)),
      ("bits", .count(enumeration.bits)),
      ("open", .boolean(enumeration.isOpen)),
      ("cases", .list(enumeration.cases) { .object([("name", .string($0.name)), ("value", .digits($0.value))]) }),
    ])
  }

  private func json(_ set: FlagSet) -> JSON {
    .object([
      ("name", .string(set.name)),
      ("doc", .optional(set.doc)),
      ("stored", json(set.storage)),
      ("bits", .count(set.bits)),
      ("unknown", .string(set.unknown.word)),
      ("flags", .list(set.flags, json)),
    ])
  }

  private func json(_ flag: Flag) -> JSON {
    .object([
      ("names", .list(flag.names, JSON.string)),
      ("doc", .optional(flag.doc)),
      ("bit", .count(flag.bit)),
      ("mask", .digits(flag.mask)),
      ("severity", .string(flag.mount.word)),
      ("versions", json(flag.versions)),
      ("requires", .optional(flag.requires) { text($0, in: format.regions.first?.structure) }),
    ])
  }

  private func json(_ word: FeatureWord) -> JSON {
    .object([
      ("name", .string(word.name)), ("field", .count(word.field)), ("bits", .optional(word.bits, json)),
      ("flags", .count(word.flags)),
    ])
  }

  private func json(_ ioctl: Ioctl) -> JSON {
    .object([
      ("name", .string(ioctl.name)), ("doc", .optional(ioctl.doc)), ("type", .count(Int(ioctl.type))),
      ("number", .count(Int(ioctl.number))), ("direction", .string("\(ioctl.direction)")),
      ("structure", .count(ioctl.structure)),
    ])
  }

  /// Versions, or null for all.
  func json(_ versions: VersionSet?) -> JSON { .optional(versions) { .list($0.members, JSON.digits) } }

  /// An expression in the language's own words.
  func text(_ expression: Expression, in structure: StructureID? = nil) -> JSON {
    .string(ExpressionPrinter(format: format, structure: structure).text(expression))
  }

  /// An expression in the language's own words, or null.
  func text(_ expression: Expression?, in structure: StructureID? = nil) -> JSON {
    .optional(expression) { text($0, in: structure) }
  }
}
