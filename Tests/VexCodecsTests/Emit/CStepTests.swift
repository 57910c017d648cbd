import Foundation
import Testing
import VexBytes
@testable import VexCodecs
@testable import VexFormatSpec

/// Every step other than operators, through both compilers and both sanitizers.
@Suite struct CStepTests {
  /// A table of up to four 8-byte elements after a 32-byte head, with sources, parameters and checksums.
  static func program() -> Program {
    let r = { Operand.register($0) }
    let head: [Step] = [
      .stage(.bytes),
      Make.rule(1, [.requireLength(0, .constant(72))]),
      .stage(.magic),
      Make.rule(
        2, at: 0,
        [.bytesEqual(0, .view(0, offset: 0, count: 4), .constant(Array("A\"?\u{1}".utf8))), .require(.register(0))]),
      .stage(.fields),
      // The text at 4 has a NUL, the byte at 8 is zero, the bitmap at 9 has three bits, of which number 10 is one.
      Make.rule(3, severity: .warning, at: 4, [.hasNul(1, .view(0, offset: 4, count: 4)), .require(r(1))]),
      Make.rule(4, severity: .readonly, at: 8, [.isZero(2, .view(0, offset: 8, count: 1)), .require(r(2))]),
      Make.rule(
        5, severity: .warning, at: 9,
        [
          .ones(3, .view(0, offset: 9, count: 3)), .compute(4, .equal, r(3), .constant(3)), .require(r(4)),
          .bit(5, .view(0, offset: 9, count: 3), index: .constant(10)), .require(r(5)),
          .onesIn(45, 0, offset: 9, from: .constant(10), to: .constant(24)),
          .onesIn(46, 0, offset: 9, from: .constant(0), to: .constant(10)),
          .checked(47, .add, r(45), r(46)), .compute(48, .equal, r(47), .constant(3)), .require(r(48)),
        ]),
      // i16be at 12 is -2, i8 at 14 is -1, i32 at 16 is -3.
      Make.rule(
        6, at: 12,
        [
          .load(6, 0, offset: 12, IntegerType(width: 2, isSigned: true, order: .big)),
          .compute(7, .equal, r(6), .constant(UInt64.max - 1)), .require(r(7)),
          .load(8, 0, offset: 14, IntegerType(width: 1, isSigned: true, order: .little)),
          .compute(9, .equal, r(8), .constant(.max)), .require(r(9)),
          .load(10, 0, offset: 16, IntegerType(width: 4, isSigned: true, order: .little)),
          .compute(11, .signedLess, r(10), .constant(UInt64(bitPattern: -2))), .require(r(11)),
        ]),
      .stage(.relations),
      // Outside: image size, place, index, parameter, and the sources' first bytes.
      Make.rule(
        7, at: 20,
        [
          .input(12, .place), .input(13, .imageSize), .compute(14, .less, r(12), r(13)), .require(r(14)),
          .input(15, .index), .input(16, .parameter(0)), .compute(17, .lessOrEqual, r(15), r(16)), .require(r(17)),
          .load(18, 1, offset: 0, Make.u8), .load(19, 2, offset: 1, Make.u8), .compute(20, .equal, r(18), r(19)),
          .require(r(20)),
        ]),
    ]
    // Each element: a byte that is no more than its successor's, found by a view; the first 0xff ends the table. The sum of
    // them is folded through `copy`.
    let elements: [Step] = [
      .load(21, 0, offset: 15, Make.u8),
      .copy(22, .constant(0)),
      .loop(
        LoopStep(
          index: 23, from: .constant(0), to: r(21), cap: 4,
          body: [
            .view(3, of: 0, base: 32, index: r(23), stride: 8, size: 8),
            .load(24, 3, offset: 0, Make.u8),
            .compute(25, .equal, r(24), .constant(0xff)),
            .branch(r(25), then: [.leaveLoop], otherwise: []),
            .frame(
              path: "elements",
              [
                Make.rule(
                  8, severity: .warning, view: 3, at: 2,
                  [
                    .load(26, 3, offset: 2, Make.u16),
                    .branch(
                      r(26), then: [.compute(27, .and, r(26), .constant(1)), .copy(28, r(27))],
                      otherwise: [.copy(28, .constant(1))]),
                    .require(r(28)), .requireLength(3, .constant(8)), .requireLength(3, r(28)),
                  ])
              ]),
            .compute(29, .or, r(22), r(24)),
            .copy(22, r(29)),
          ])),
      Make.rule(9, at: 15, [.compute(30, .lessOrEqual, r(22), .constant(0x7f)), .require(r(30))]),
    ]
    let checksums: [Step] = [
      .stage(.checksum),
      // crc32c over 0 ..< 64 with two bytes zeroed and an integer in front, at 64.
      Make.rule(
        10, at: 64,
        [
          .load(31, 0, offset: 64, Make.u32),
          .verify(
            DigestStep(
              algorithm: 0, initial: nil, xorOut: .constant(0),
              pieces: [
                .integer(.constant(0x0102), IntegerType(width: 4, order: .big)),
                .bytes(0, from: .constant(0), to: .constant(10)),
                .zeroes(2), .bytes(0, from: .constant(12), to: .constant(64)),
              ]), .integer(31, mask: 0xffff_ffff)),
        ]),
      // The low bits of an algorithm that nobody has: never good, never bad.
      Make.rule(
        11, severity: .readonly, at: 68,
        [
          .verify(
            DigestStep(algorithm: 1, initial: .constant(7), xorOut: nil, pieces: []),
            .bytes(.view(0, offset: 68, count: 4))),
          .fail,
        ]),
      .digest(32, known: 33, DigestStep(algorithm: 1, initial: nil, xorOut: nil, pieces: [])),
      .digest(
        34, known: 35,
        DigestStep(algorithm: 2, initial: r(22), xorOut: nil, pieces: [.bytes(0, from: .constant(0), to: r(22))])),
      Make.rule(12, [.compute(36, .notEqual, r(33), r(35)), .require(r(36))]),
    ]
    // What compilers would warn of: comparisons that are always the same, unread registers, loops over nothing.
    let odd: [Step] = [
      .load(37, 0, offset: 4, Make.u32),
      .compute(38, .less, r(37), .constant(0)), .compute(39, .lessOrEqual, r(37), .constant(.max)),
      .compute(40, .equal, r(37), r(37)), .compute(41, .shiftRight, .constant(5), .constant(64)),
      .loop(LoopStep(index: 42, from: .constant(0), to: .constant(0), cap: 3, body: [.copy(43, r(42))])),
      .loop(LoopStep(index: 44, from: r(37), to: r(37), cap: 0, body: [.leaveLoop])),
      .view(4, of: 0, base: 0, index: .constant(3), stride: 8, size: 8),
      .branch(.constant(1), then: [], otherwise: []),
      Make.rule(13, [.require(.constant(1)), .requireLength(0, .constant(0)), .require(r(39)), .require(r(40))]),
    ]
    let check = Make.check(
      "table",
      sources: [
        Source(origin: .region(1), structure: 0, name: "superblock", length: 1),
        Source(origin: .given(0), structure: 0, name: "index", length: 2),
      ],
      parameters: [Parameter(given: 1, name: "r1")], [.frame(path: "", head + elements + checksums + odd)])
    let names = [
      "bytes", "magic", "text", "zero", "bits", "signed", "outside", "odd", "sum", "crc", "none", "digest", "x",
    ]
    let format = Make.format(
      structures: [Make.structure("table", size: 72)],
      rules: names.enumerated().map { number, name in
        let statement = number == 3 ? "*/ #error this is \\ text /* \n \u{202e}" : ""
        return Make.info(
          UInt32(number + 1), "toy/table.\(name)/\(name)", errno: name == "crc" ? .badMessage : .invalid,
          statement: statement)
      })
    return Make.program(format, algorithms: ["crc32c", "sha-none", "xxh64"], [check])
  }

  /// Bytes that break no rule but 11, which cannot be verified.
  static func good(_ change: (inout [UInt8]) -> Void = { _ in }) -> DispatchCase {
    var bytes = [UInt8](repeating: 0, count: 72)
    bytes.replaceSubrange(0..<4, with: Array("A\"?\u{1}".utf8))
    bytes.replaceSubrange(4..<8, with: Array("ab\0c".utf8))
    bytes.replaceSubrange(9..<20, with: [0x81, 0x04, 0, 0xff, 0xfe, 0xff, 3, 0xfd, 0xff, 0xff, 0xff])
    bytes[32] = 1
    bytes[34] = 3
    bytes[40] = 2
    bytes[48] = 0xff
    change(&bytes)
    let fed = [0, 0, 1, 2] + bytes[0..<10] + [0, 0] + bytes[12..<64]
    var crc: UInt32 = .max
    for byte in fed {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
    }
    for byte in 0..<4 { bytes[64 + byte] = UInt8(truncatingIfNeeded: crc >> (8 * UInt32(byte))) }
    return DispatchCase(place: 4096, index: 2, parameters: [2], sources: [[9], [0, 9]], bytes: bytes)
  }

  struct Expectation {
    var rule: UInt32
    var severity: Severity
    var offset: UInt64
    var error: Int32 = 0
    var reports: UInt32 = 1
  }

  @Test(arguments: CToolchain.Compiler.allCases)
  func stepsDecideAsDescribed(_ compiler: CToolchain.Compiler) throws {
    let unverified = Expectation(rule: 11, severity: .warning, offset: 4096 + 68)
    var table: [(DispatchCase, Expectation)] = [(Self.good(), unverified)]
    func add(
      _ expectation: Expectation, _ change: (inout [UInt8]) -> Void = { _ in },
      context: (inout DispatchCase) -> Void = { _ in }
    ) {
      var changed = Self.good(change)
      context(&changed)
      table.append((changed, expectation))
    }
    func error(_ rule: UInt32, _ offset: UInt64, reports: UInt32 = 1) -> Expectation {
      Expectation(rule: rule, severity: .error, offset: 4096 + offset, error: rule == 10 ? -74 : -22, reports: reports)
    }
    func noted(_ rule: UInt32, _ severity: Severity, _ offset: UInt64, reports: UInt32 = 2) -> Expectation {
      Expectation(rule: rule, severity: severity, offset: 4096 + offset, reports: reports)
    }
    add(error(1, 0), context: { $0.bytes.removeLast() })
    add(error(1, 0), context: { $0.bytes = [] })
    add(error(1, 0), context: { $0.sources[0] = [] })
    add(error(1, 0), context: { $0.sources[0] = nil })
    add(error(1, 0), context: { $0.sources[1] = [0] })
    add(error(2, 0), { $0[1] = 0 })
    add(noted(3, .warning, 4), { $0[6] = 1 })
    add(noted(4, .readonly, 8), { $0[8] = 1 })
    add(noted(5, .warning, 9), { $0[9] = 0 })
    add(noted(5, .warning, 9), { $0[10] = 0x08 })
    // The graver finding wins, although another came first; of the graver ones the first.
    add(noted(4, .readonly, 8, reports: 3)) {
      $0[6] = 1
      $0[8] = 1
    }
    add(error(6, 12)) { $0[13] = 0 }
    add(error(6, 12)) { $0[14] = 1 }
    add(error(6, 12)) { $0[16] = 0xfe }
    add(error(7, 20), context: { $0.imageSize = 4096 })
    add(error(7, 20), context: { $0.index = 3 })
    add(error(7, 20), context: { $0.sources[1] = [0, 8] })
    // The second element is even; behind the end mark and behind the cap nothing is looked at.
    add(noted(8, .warning, 32 + 8 + 2)) { $0[42] = 2 }
    add(unverified) { $0[50] = 2 }
    add(unverified) { $0[15] = 0xfe }
    // Without the cap, this would run into the stored checksum and beyond the end.
    add(unverified) {
      $0[15] = 0xfe
      $0[48] = 1
    }
    add(error(9, 15)) { $0[40] = 0x80 }
    add(error(10, 64), context: { $0.bytes[63] ^= 1 })
    add(unverified, context: { $0.bytes[68] = 1 })
    let emitter = CEmitter(program: Self.program())
    let results = try emitter.dispatch(table.map(\.0), with: compiler)
    try #require(results.count == table.count)
    for (number, (result, (_, expected))) in zip(results, table).enumerated() {
      let isUnverified = expected.error == 0
      let whole = DispatchResult(
        rule: expected.rule, error: expected.error, offset: expected.offset, severity: expected.severity.rawValue,
        isUnverified: isUnverified, status: 0, reports: expected.reports)
      #expect(result == whole, "case \(number)")
    }
  }

  @Test func withoutAlgorithmsNothingIsGood() throws {
    var given = Self.good()
    given.withoutChecksums = true
    let result = try CEmitter(program: Self.program()).dispatch([given], with: .gcc)
    // Rule 12 demands that one of two algorithms is there.
    #expect(result.first?.rule == 12)
    #expect(result.first?.isUnverified == true)
    #expect(result.first?.reports == 3)
  }

  @Test func dispatcherRefusesWhatContradictsTheCheck() throws {
    var structure = Self.good()
    structure.structure = 1
    var sources = Self.good()
    sources.sources = []
    var parameters = Self.good()
    parameters.parameters = []
    let results = try CEmitter(program: Self.program()).dispatch([structure, sources, parameters], with: .gcc)
    #expect(results.map(\.status) == [1, 2, 2])
  }
}
