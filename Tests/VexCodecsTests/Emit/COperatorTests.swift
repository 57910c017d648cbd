import Testing
import VexBytes
@testable import VexCodecs
@testable import VexFormatSpec

/// Every operator on operands at the edges, through both compilers and both sanitizers, against plain definitions.
@Suite struct COperatorTests {
  static let totals: [(TotalOperator, @Sendable (UInt64, UInt64) -> UInt64)] = [
    (.equal, { $0 == $1 ? 1 : 0 }), (.notEqual, { $0 != $1 ? 1 : 0 }), (.less, { $0 < $1 ? 1 : 0 }),
    (.lessOrEqual, { $0 <= $1 ? 1 : 0 }),
    (.signedLess, { Int64(bitPattern: $0) < Int64(bitPattern: $1) ? 1 : 0 }),
    (.signedLessOrEqual, { Int64(bitPattern: $0) <= Int64(bitPattern: $1) ? 1 : 0 }),
    (.and, { $0 & $1 }), (.or, { $0 | $1 }), (.exclusiveOr, { $0 ^ $1 }), (.shiftRight, { $0 >> $1 }),
    (.minimum, { min($0, $1) }), (.maximum, { max($0, $1) }),
    (.isPower, { base, x in (0...64).contains { checkedPower(base, UInt64($0)) == x } ? 1 : 0 }),
    (
      .signExtend,
      { value, bits in
        guard (1...63).contains(bits) else { return value }
        let low = value % (1 << bits)
        return low < 1 << (bits - 1) ? low : low &- (1 << bits)
      }
    ),
  ]

  static let checkedOperators: [(CheckedOperator, @Sendable (UInt64, UInt64) -> UInt64?)] = [
    (.add, { value($0.addingReportingOverflow($1)) }),
    (.subtract, { value($0.subtractingReportingOverflow($1)) }),
    (.multiply, { value($0.multipliedReportingOverflow(by: $1)) }),
    (.divide, { value($0.dividedReportingOverflow(by: $1)) }),
    (.remainder, { value($0.remainderReportingOverflow(dividingBy: $1)) }),
    (.power, { checkedPower($0, $1) }),
    (.shiftLeft, { $1 > 63 || ($0 << $1) >> $1 != $0 ? nil : $0 << $1 }),
    (.shiftRight, { $1 > 63 ? nil : $0 >> $1 }),
    (.divideUp, { $1 == 0 ? nil : $0 / $1 + ($0 % $1 == 0 ? 0 : 1) }),
    (.floor, { $0 == 0 ? nil : $1 / $0 * $0 }),
    (
      .ceiling,
      { n, x in
        guard n != 0 else { return nil }
        return x % n == 0 ? x : value((x / n * n).addingReportingOverflow(n))
      }
    ),
    (.divideExactly, { $1 == 0 || $0 % $1 != 0 ? nil : $0 / $1 }),
  ]

  static func value(_ result: (UInt64, overflow: Bool)) -> UInt64? { result.overflow ? nil : result.0 }

  static func checkedPower(_ base: UInt64, _ exponent: UInt64) -> UInt64? {
    if base <= 1 || exponent == 0 { return exponent == 0 ? 1 : base }
    guard exponent < 64 else { return nil }
    var power: UInt64 = 1
    for _ in 0..<exponent {
      guard let next = value(power.multipliedReportingOverflow(by: base)) else { return nil }
      power = next
    }
    return power
  }

  static let edges: [UInt64] = [
    0, 1, 2, 3, 8, 63, 64, 65, 4096, 0xffff_ffff, 1 << 32, .max >> 1, 1 << 63, .max - 1, .max,
  ]

  /// Rule 1 fails when there is no value, rule 2 also when the value is not the one at byte 16.
  ///
  /// Byte 24 selects the operator.
  static func program() -> Program {
    var body: [Step] = [
      .load(0, 0, offset: 0, Make.u64), .load(1, 0, offset: 8, Make.u64), .load(2, 0, offset: 16, Make.u64),
      .load(3, 0, offset: 24, Make.u8),
    ]
    let (a, b) = (Operand.register(0), Operand.register(1))
    var next = 4
    func select(_ number: Int, _ steps: (Register) -> [Step]) {
      let isSelected = next
      next += 3
      body += [
        .compute(isSelected, .equal, .register(3), .constant(UInt64(number))),
        .branch(.register(isSelected), then: steps(isSelected + 1), otherwise: []),
      ]
    }
    func require(_ register: Register) -> [Step] {
      [.compute(register + 1, .equal, .register(register), .register(2)), .require(.register(register + 1))]
    }
    for (number, (function, _)) in totals.enumerated() {
      select(number) { [Make.rule(2, [.compute($0, function, a, b)] + require($0))] }
    }
    for (number, (function, _)) in checkedOperators.enumerated() {
      select(100 + number) {
        [
          Make.rule(1, severity: .warning, [.checked(next, function, a, b)]),
          Make.rule(2, [.checked($0, function, a, b)] + require($0)),
        ]
      }
      next += 1
    }
    let format = Make.format(
      structures: [Make.structure("ops", size: 25)],
      rules: [Make.info(1, "toy/ops/value"), Make.info(2, "toy/ops/equal")])
    return Make.program(format, [Make.check("ops", registers: next, body)])
  }

  @Test(arguments: CToolchain.Compiler.allCases)
  func operatorsAgreeWithTheirDefinitions(_ compiler: CToolchain.Compiler) throws {
    var cases: [DispatchCase] = []
    var expected: [UInt64?] = []
    func add(_ number: Int, _ a: UInt64, _ b: UInt64, _ result: UInt64?) {
      let bytes = [a, b, result ?? 0].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
      cases.append(DispatchCase(bytes: bytes + [UInt8(number)]))
      expected.append(result)
    }
    for a in Self.edges {
      for b in Self.edges {
        for (number, (_, function)) in Self.totals.enumerated() { add(number, a, b, function(a, b)) }
        for (number, (_, function)) in Self.checkedOperators.enumerated() { add(100 + number, a, b, function(a, b)) }
      }
    }
    // A wrong expectation shows that rule 2 can fail by itself.
    cases.append(DispatchCase(bytes: Array(repeating: 7, count: 24) + [0]))
    let results = try CEmitter(program: Self.program()).dispatch(cases, with: compiler)
    try #require(results.count == cases.count)
    for (number, value) in expected.enumerated() {
      let result = results[number]
      let bytes = cases[number].bytes
      #expect((result.rule, result.reports) == (value == nil ? (2, 2) : (0, 0)), "operator \(bytes[24]) of \(bytes)")
    }
    #expect(results.last?.rule == 2)
    #expect(results.last?.reports == 1)
  }
}
