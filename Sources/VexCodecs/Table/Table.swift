public import VexFormatSpec
public import VexPlugins

/// A program, flattened into what an interpreter runs fastest.
///
/// One value serves every thread.
///
/// It checks structures of any format, with nothing compiled. Each thread makes a `TableRunner` of it.
public struct Table: Sendable {
  /// Names of the algorithms that the program uses and that are not loaded, in order of slots.
  ///
  /// Rules that need one of them
  /// are not verified.
  public let missingAlgorithms: [String]

  let code: ContiguousArray<TableInstruction>
  let fields: ContiguousArray<TableField>
  let rules: ContiguousArray<TableRule>
  let runs: ContiguousArray<TableRun>
  let viewRows: ContiguousArray<TableViewRow>
  let digests: ContiguousArray<TableDigest>
  let stored: ContiguousArray<TableStored>
  let constants: [UInt8]
  let algorithms: [(any ChecksumAlgorithm)?]
  /// Registers, hidden registers and constants of all checks; each has its own part, so that nothing is set up per check.
  let registers: ContiguousArray<UInt64>
  /// Number of views of the check that has most.
  let viewCount: Int
  /// By structure; nil where no region holds the structure.
  let entries: ContiguousArray<TableEntry?>

  /// Verifies and flattens `program`, and looks up its checksum algorithms once.
  ///
  /// Throws when a step names what is not there or can be read before it is written; then running it could mean anything.
  public init(_ program: Program, _ registry: ChecksumRegistry) throws(TableError) {
    try self.init(checks: program.checks, algorithms: program.algorithms) {
      program.format.algorithm(named: $0, in: registry)
    }
  }

  init(
    checks: [CheckProgram], algorithms names: [String], _ find: (String) -> (any ChecksumAlgorithm)?
  ) throws(TableError) {
    algorithms = names.map(find)
    missingAlgorithms = zip(names, algorithms).filter { $0.1 == nil }.map(\.0)
    var builder = TableBuilder()
    var entries: ContiguousArray<TableEntry?> = []
    for check in checks {
      guard (0..<1 << 16).contains(check.structure) else {
        throw TableError(check: check.name, kind: .badStructure(check.structure))
      }
      while entries.count <= check.structure { entries.append(nil) }
      guard entries[check.structure] == nil else {
        throw TableError(check: check.name, kind: .badStructure(check.structure))
      }
      let verified = try ProgramVerifier(check, algorithmCount: names.count)
      entries[check.structure] = try builder.add(verified)
    }
    self.entries = entries
    code = builder.code
    fields = builder.fields
    rules = builder.rules
    runs = builder.runs
    viewRows = builder.viewRows
    digests = builder.digests
    stored = builder.stored
    constants = builder.constantBytes
    registers = builder.registers
    viewCount = checks.reduce(1) { max($0, $1.viewCount) }
  }

  /// Whether structure `id` has a check.
  public func hasCheck(of id: StructureID) -> Bool { entries.indices.contains(id) && entries[id] != nil }

  /// Number of instructions of the check of structure `id` in `mode`, `halt` included; 0 without a check.
  func instructionCount(of id: StructureID, mode: CheckMode) -> Int {
    guard entries.indices.contains(id), let entry = entries[id] else { return 0 }
    return mode == .kernel ? entry.report - entry.kernel : entry.end - entry.report
  }
}

/// Where the check of a structure is in the table.
struct TableEntry: Sendable {
  /// First instruction in `CheckMode.kernel`.
  var kernel: Int
  /// First instruction in `CheckMode.report`.
  var report: Int
  /// The instruction after the last.
  var end: Int
  /// The program's own registers.
  var registers: Range<Int>
  var sourceCount: Int
  var parameterCount: Int
  var viewCount: Int
}
