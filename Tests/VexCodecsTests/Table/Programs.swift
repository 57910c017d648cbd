import VexBytes
import VexFormatSpec
import VexPlugins

@testable import VexCodecs

// Short spellings for programs that are written by hand.

let u8 = IntegerType(width: 1, order: .little)
let u16 = IntegerType(width: 2, order: .little)
let u32 = IntegerType(width: 4, order: .little)
let u64 = IntegerType(width: 8, order: .little)

func r(_ number: Register) -> Operand { .register(number) }
func c(_ value: UInt64) -> Operand { .constant(value) }

func rule(
  _ number: UInt32, _ severity: Severity = .error, view: ViewID = 0, at offset: Int = 0, _ body: [Step]
) -> Step {
  .rule(RuleStep(number: number, severity: severity, view: view, offset: offset, length: 1, body: body))
}

func rule(_ number: UInt32, _ body: [Step]) -> Step { rule(number, .error, body) }

/// A rule that demands that byte `offset` is `value`.
func byteIs(_ value: UInt64, at offset: Int, _ number: UInt32, _ severity: Severity = .error, view: ViewID = 0) -> Step
{
  rule(
    number, severity, view: view, at: offset,
    [.load(0, view, offset: offset, u8), .compute(1, .equal, r(0), c(value)), .require(r(1))])
}

func program(
  _ body: [Step], registers: Int = 16, views: Int = 4, sources: Int = 0, parameters: Int = 0, structure: Int = 0
) -> CheckProgram {
  CheckProgram(
    structure: structure, name: "s",
    sources: (0..<sources).map { Source(origin: .given($0), structure: 9, name: "source\($0)", length: 8) },
    parameters: (0..<parameters).map { Parameter(given: $0, name: "parameter\($0)") }, registerCount: registers,
    viewCount: views, maximumSize: 4096, body: body)
}

func table(
  _ check: CheckProgram, algorithms: [String] = [], _ registry: ChecksumRegistry = .builtIn
) throws -> Table {
  try Table(checks: [check], algorithms: algorithms, registry.algorithm(named:))
}

/// Runs one check.
func run(
  _ table: Table, _ bytes: [UInt8], _ context: CheckContext = CheckContext(imageSize: 4096),
  _ mode: CheckMode = .report
) -> CheckResult {
  var runner = TableRunner(table)
  var result = CheckResult()
  bytes.withBytes { runner.check(0, bytes: $0, context: context, mode: mode, into: &result) }
  return result
}

/// Runs one check and answers the numbers of the rules that failed, in order.
func failures(
  _ body: [Step], _ bytes: [UInt8] = [], _ context: CheckContext = CheckContext(imageSize: 4096),
  _ mode: CheckMode = .report, sources: Int = 0, parameters: Int = 0
) throws -> [UInt32] {
  let check = program(body, sources: sources, parameters: parameters)
  return run(try table(check), bytes, context, mode).findings.map(\.rule)
}

/// The value that steps leave in register 2, taken out by one rule for each bit that is 1.
func value(
  _ steps: [Step], _ bytes: [UInt8] = [], _ context: CheckContext = CheckContext(imageSize: 4096), sources: Int = 0,
  parameters: Int = 0
) throws -> UInt64? {
  var body = [rule(100, .warning, steps)]
  for bit in 0..<64 {
    let tests: [Step] = [
      .compute(3, .and, r(2), c(1 << UInt64(bit))), .compute(4, .equal, r(3), c(0)), .require(r(4)),
    ]
    body.append(rule(UInt32(bit), .warning, steps + tests))
  }
  let failed = try failures(body, bytes, context, sources: sources, parameters: parameters)
  return failed.first == 100 ? nil : failed.reduce(0) { $0 | 1 << UInt64($1) }
}
