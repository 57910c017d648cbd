import VexBytes

@testable import VexCodecs
@testable import VexFormatSpec

/// A format that has one of everything the Swift emitter prints, put together by hand.
enum TinyFormat {
  static let nowhere = SourceLocation(line: 1, column: 1)

  static func integer(_ width: Int, signed: Bool = false, _ order: ByteOrder = .little) -> IntegerType {
    IntegerType(width: width, isSigned: signed, order: order)
  }

  static func expression(_ node: Expression.Node, _ type: ValueType = .unsigned) -> Expression {
    Expression(node, type: type, location: nowhere)
  }

  static func field(
    _ name: String, at offset: Int, size: Int, _ type: FieldType?, doc: String? = nil, versions: VersionSet? = nil,
    when condition: Expression? = nil, rules: [RuleTemplate] = []
  ) -> Field {
    Field(
      name: name, doc: doc, storage: .stored(offset: offset, size: size), type: type, unit: nil, versions: versions,
      condition: condition, none: nil, unused: .preserve, initial: .derived, arguments: [], isMerged: false,
      rules: rules, checksums: [], location: nowhere)
  }

  static func virtual(_ name: String, _ storage: FieldStorage) -> Field {
    Field(
      name: name, doc: nil, storage: storage, type: nil, unit: .byte, versions: nil, condition: nil, none: nil,
      unused: .preserve, initial: .derived, arguments: [], isMerged: false, rules: [], checksums: [],
      location: nowhere)
  }

  static func template(_ kind: String, _ predicate: Predicate, _ stage: Stage) -> RuleTemplate {
    RuleTemplate(
      kind: kind, predicate: predicate, versions: nil, condition: nil, severity: SeverityPolicy(always: .error),
      errno: nil, stage: stage, statement: "", isLocal: true, doc: nil, location: nowhere)
  }

  static func structure(
    _ name: String, doc: String, size: StructureSize, given: [GivenParameter] = [], _ fields: [Field]
  )
    -> Structure
  {
    Structure(
      name: name, doc: doc, size: size, versions: nil, given: given, fields: fields, rules: [], updates: [],
      location: nowhere)
  }

  static func read(_ field: FieldID, _ type: FieldType) -> Expression {
    expression(.read(Access(root: .current(0), steps: [.field(field, of: 0)], type: type)))
  }

  static func magic(_ bytes: [UInt8]) -> RuleTemplate {
    let this = expression(
      .read(Access(root: .current(0), steps: [.field(0, of: 0)], type: .bytes(bytes.count))), .bytes(bytes.count))
    return template(
      "magic",
      .holds(
        expression(
          .compareBytes(this, expression(.bytes(bytes), .bytes(bytes.count)), negated: false), .boolean)), .magic)
  }

  static func extent() -> Structure {
    structure(
      "extent", doc: "A run of blocks.", size: StructureSize(expression: nil, minimum: 8, maximum: 8, byVersion: [:]),
      [
        field("start", at: 0, size: 4, .integer(integer(4)), doc: "The first block."),
        field("length", at: 4, size: 4, .integer(integer(4))),
      ])
  }

  static func header() -> Structure {
    let isSecond = expression(
      .compare(.equal, read(1, .integer(integer(2))), expression(.integer(2)), signed: false), .boolean)
    let size = expression(.conditional(isSecond, expression(.integer(104)), expression(.integer(96))))
    let count = ArrayCount.counted(Steering(read(13, .integer(integer(2)))), maximum: 2)
    let blockSize = expression(
      .arithmetic(.shiftLeft, expression(.integer(1)), read(5, .integer(integer(1)))))
    let hasBig = expression(
      .has(read(4, .flags(0, integer(4, .big))), expression(.integer(2))), .boolean)
    return structure(
      "header", doc: "What a tiny image begins with. It has one of everything.",
      size: StructureSize(expression: size, minimum: 96, maximum: 104, byVersion: [1: 96, 2: 104]),
      [
        field("magic", at: 0, size: 4, .bytes(4), doc: "Says that it is tiny.", rules: [magic(Array("TINY".utf8))]),
        field("version", at: 4, size: 2, .integer(integer(2))),
        field(
          "kind", at: 6, size: 1, .enumeration(0, integer(1)),
          rules: [template("enum", .holds(expression(.boolean(true), .boolean)), .fields)]),
        field("os", at: 7, size: 1, .enumeration(1, integer(1))),
        field("flags", at: 8, size: 4, .flags(0, integer(4, .big))),
        field("block_size_log", at: 12, size: 1, .integer(integer(1))),
        field("reserved", at: 13, size: 3, nil),
        field("total_lo", at: 16, size: 4, .integer(integer(4))),
        field("total_hi", at: 20, size: 2, .integer(integer(2)), when: hasBig),
        field(
          "mode", at: 22, size: 2,
          .bitFields(
            integer(2),
            [
              BitField(name: "permissions", at: 0, width: 9, enumeration: nil, unit: nil),
              BitField(name: "kind", at: 12, width: 4, enumeration: 0, unit: nil),
            ])),
        field("uuid", at: 24, size: 16, .uuid(mixedEndian: false)),
        field("label", at: 40, size: 16, .text(16, nulRequired: true)),
        field("delta", at: 56, size: 4, .integer(integer(4, signed: true))),
        field("count", at: 60, size: 2, .integer(integer(2))),
        field("slots", at: 62, size: 2, .bits(.fixed(16))),
        field("extents", at: 64, size: 16, .array(element: .structure(0 + 1), count: count)),
        field("point", at: 80, size: 8, .structure(1)),
        field("checksum", at: 88, size: 4, .integer(integer(4))),
        field("class", at: 92, size: 4, .array(element: .integer(integer(2)), count: .fixed(2))),
        field("extra", at: 96, size: 8, .integer(integer(8)), versions: VersionSet(members: [2])),
        virtual("total", .joined([7, 8])),
        virtual("block_size", .computed(blockSize)),
      ])
  }

  static func record() -> Structure {
    let fromHeader = expression(
      .compare(
        .equal,
        expression(
          .read(
            Access(root: .single(0), steps: [.field(1, of: 0)], type: .integer(integer(2))))),
        expression(.integer(2)), signed: false), .boolean)
    return structure(
      "record", doc: "A record of the table.",
      size: StructureSize(expression: nil, minimum: 32, maximum: 32, byVersion: [:]),
      given: [GivenParameter(name: "owner", type: .integer(integer(4)))],
      [
        field("value", at: 0, size: 8, .integer(integer(8))),
        field("digest", at: 8, size: 8, .bytes(8)),
        field("sum_lo", at: 16, size: 2, .integer(integer(2))),
        field("sum_hi", at: 18, size: 2, .integer(integer(2, .big))),
        field("owner", at: 20, size: 4, .integer(integer(4))),
        field("late", at: 24, size: 8, .integer(integer(8)), when: fromHeader),
      ])
  }

  static func region(_ name: String, _ structure: StructureID) -> Region {
    Region(
      name: name, doc: nil, structure: structure, places: .list([expression(.integer(0))]), count: nil,
      maximumCount: 1, walks: [], versions: nil, condition: nil, vacant: nil, arguments: [],
      byteCount: nil, owns: nil, copies: nil, search: [], rules: [], location: nowhere)
  }

  static func rule(_ number: UInt32, _ name: String, _ statement: String) -> RuleInfo {
    RuleInfo(
      number: number, name: "tiny/" + name, stage: nil, structure: 0, field: "",
      severity: SeverityPolicy(always: .error),
      errno: .invalid, isLocal: true, isImplied: false, statement: statement, doc: nil, location: nowhere)
  }

  static func format() -> Format {
    Format(
      name: "tiny", title: "Tiny", doc: "A format for tests.", license: "GPL-2.0-only OR Apache-2.0", order: .little,
      mount: Mount(isReadOnly: false, reads: []),
      versions: VersionTable(structure: 0, field: 1, known: [1, 2], drafts: [], written: 2),
      constants: [Constant(name: "slots_per_word", value: 0x10000, unit: nil, doc: "How many slots a word has.")],
      units: [],
      enumerations: [
        Enumeration(
          name: "kind", storage: integer(1), bits: 8, cases: [("plain", 1), ("default", 2)], isOpen: false,
          doc: "What the image is for."),
        Enumeration(
          name: "system", storage: integer(1), bits: 8, cases: [("linux", 0), ("other", 1)], isOpen: true, doc: nil),
      ],
      flagSets: [
        FlagSet(
          name: "features", storage: integer(4, .big), bits: 32, unknown: .readonly,
          flags: [
            Flag(
              name: "small", aliases: ["few"], bit: 0, mount: .none, requires: nil, versions: nil, doc: "Few blocks."),
            Flag(name: "64bit", bit: 1, mount: .none, requires: nil, versions: nil, doc: nil),
          ], doc: nil)
      ],
      structures: [header(), extent(), record()], features: [],
      regions: [region("header", 0), region("records", 2)], checks: [], facts: [], lookalikes: [],
      rules: rules(), path: "tests/tiny.yaml")
  }
}
