import VexBytes
@testable import VexCodecs
@testable import VexFormatSpec

/// Short ways to formats and programs made by hand.
enum Make {
  static let location = SourceLocation(line: 1, column: 1)
  static let u8 = IntegerType(width: 1, order: .little)
  static let u16 = IntegerType(width: 2, order: .little)
  static let u32 = IntegerType(width: 4, order: .little)
  static let u64 = IntegerType(width: 8, order: .little)

  static func field(
    _ name: String, at offset: Int, _ size: Int, _ type: FieldType?, versions: [UInt64]? = nil,
    rules: [RuleTemplate] = []
  ) -> Field {
    Field(
      name: name, storage: .stored(offset: offset, size: size), type: type,
      versions: versions.map { VersionSet(members: $0) }, unused: .preserve, initial: .derived, arguments: [],
      isMerged: false, rules: rules, checksums: [], location: location)
  }

  static func structure(
    _ name: String, size: Int, minimum: Int? = nil, byVersion: [UInt64: Int] = [:], given: [GivenParameter] = [],
    _ fields: [Field] = []
  ) -> Structure {
    Structure(
      name: name, size: StructureSize(minimum: minimum ?? size, maximum: size, byVersion: byVersion), given: given,
      fields: fields, rules: [], updates: [], location: location)
  }

  static func info(
    _ number: UInt32, _ name: String, errno: ErrorNumber = .unclean, statement: String = ""
  ) -> RuleInfo {
    RuleInfo(
      number: number, name: name, field: "", severity: SeverityPolicy(always: .error), errno: errno, isLocal: true,
      isImplied: false,
      statement: statement, location: location)
  }

  static func region(_ name: String, _ structure: StructureID) -> Region {
    let zero = Expression(.integer(0), type: .unsigned, location: location)
    return Region(
      name: name, structure: structure, places: .list([zero]), maximumCount: 1, walks: [], arguments: [], search: [],
      rules: [], location: location)
  }

  static func format(
    _ name: String = "toy", structures: [Structure] = [], rules: [RuleInfo] = [], path: String = "spec/toy.yaml"
  ) -> Format {
    Format(
      name: name, title: name, license: "GPL-2.0-only", order: .little, mount: Mount(isReadOnly: false, reads: []),
      constants: [], units: [],
      enumerations: [], flagSets: [], structures: structures, features: [],
      regions: structures.indices.map { region(structures[$0].name, $0) }, checks: [], facts: [], lookalikes: [],
      rules: rules, path: path)
  }

  static func program(_ format: Format, algorithms: [String] = [], _ checks: [CheckProgram]) -> Program {
    Program(format: format, algorithms: algorithms, checks: checks)
  }

  static func check(
    _ name: String, structure: StructureID = 0, sources: [Source] = [], parameters: [Parameter] = [],
    registers: Int = 64, views: Int = 8, _ body: [Step]
  ) -> CheckProgram {
    CheckProgram(
      structure: structure, name: name, sources: sources, parameters: parameters, registerCount: registers,
      viewCount: views, maximumSize: 4096, body: body)
  }

  static func rule(
    _ number: UInt32, severity: Severity = .error, view: ViewID = 0, at offset: Int = 0, _ body: [Step]
  ) -> Step {
    .rule(RuleStep(number: number, severity: severity, view: view, offset: offset, length: 1, body: body))
  }
}
