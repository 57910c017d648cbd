import Testing
import VexBytes
import VexFormatSpec
import VexPlugins

@testable import VexCodecs

@Suite struct DigestTests {
  /// The check value of crc32c for the nine digits.
  private let crc: UInt64 = 0xe306_9283
  private let digits = Array("123456789".utf8)

  private func digest(_ pieces: [DigestPiece], initial: Operand? = nil, xorOut: Operand? = nil) -> DigestStep {
    DigestStep(algorithm: 0, initial: initial, xorOut: xorOut, pieces: pieces)
  }

  private func verified(
    _ digest: DigestStep, stored: UInt64, mask: UInt64 = .max, _ bytes: [UInt8], sources: [[UInt8]] = []
  ) throws -> Bool {
    let body = [rule(1, [.copy(2, c(stored)), .copy(3, c(4)), .verify(digest, .integer(2, mask: mask))])]
    let check = program(body, sources: sources.count)
    let result = run(
      try table(check, algorithms: ["crc32c"]), bytes, CheckContext(imageSize: 0, sources: sources))
    return result.findings.isEmpty
  }

  @Test func verifiesOneRun() throws {
    let whole = digest([.bytes(0, from: c(0), to: c(9))])
    #expect(try verified(whole, stored: crc, digits))
    #expect(try !verified(whole, stored: crc ^ 1, digits))
    #expect(try !verified(whole, stored: crc & 0xffff, digits))
    #expect(try verified(whole, stored: crc & 0xffff, mask: 0xffff, digits))
    // What is not inside has no digest.
    #expect(try !verified(whole, stored: crc, Array(digits.dropLast())))
    #expect(try !verified(digest([.bytes(0, from: c(9), to: c(8))]), stored: 0, digits))
    #expect(try !verified(digest([.bytes(0, from: c(0), to: c(.max))]), stored: 0, digits))
  }

  @Test func putsPiecesTogether() throws {
    let tail: [UInt8] = [0, 0x36, 0x37, 0x38, 0x39]
    let pieces: [DigestPiece] = [
      .bytes(0, from: c(0), to: r(3)), .integer(c(0x35), u8), .bytes(1, from: c(1), to: c(5)),
    ]
    #expect(try verified(digest(pieces), stored: crc, digits, sources: [tail]))
    let big = IntegerType(width: 4, order: .big)
    #expect(
      try verified(
        digest([.integer(c(0x3132_3334), big), .bytes(0, from: c(4), to: c(9))]), stored: crc, digits))
    var zeroed = digits
    zeroed.replaceSubrange(2..<6, with: [0, 0, 0, 0])
    let expected = zeroed.withBytes { CRC32C().digest(of: $0, ChecksumParameters()).low }
    let own: [DigestPiece] = [.bytes(0, from: c(0), to: c(2)), .zeroes(4), .bytes(0, from: c(6), to: c(9))]
    #expect(try verified(digest(own), stored: expected, digits))
    // Twice, so that what the scratch holds from before is not taken for zeroes.
    #expect(try verified(digest([.zeroes(4), .zeroes(0)]), stored: 0x4867_4bc7, digits))
  }

  @Test func replacesInitialAndFinalValues() throws {
    let parameters = ChecksumParameters(initial: 5, xorOut: 0)
    let expected = digits.withBytes { CRC32C().digest(of: $0, parameters).low }
    let step = digest([.bytes(0, from: c(0), to: c(9))], initial: c(5), xorOut: c(0))
    #expect(try verified(step, stored: expected, digits))
    #expect(try !verified(step, stored: crc, digits))
  }

  @Test func verifiesBytes() throws {
    let step = digest([.bytes(0, from: c(0), to: c(9))])
    func isVerified(_ bytes: [UInt8], count: Int) throws -> Bool {
      let body = [rule(1, [.verify(step, .bytes(.view(0, offset: 9, count: count)))])]
      return run(try table(program(body), algorithms: ["crc32c"]), digits + bytes).findings.isEmpty
    }
    #expect(try isVerified([0x83, 0x92, 0x06, 0xe3], count: 4))
    // What follows a digest that is narrower than its field is not compared.
    #expect(try isVerified([0x83, 0x92, 0x06, 0xe3, 0xaa, 0xbb], count: 6))
    #expect(try isVerified([0x83, 0x92], count: 2))
    #expect(try !isVerified([0x83, 0x92, 0x06, 0xe2], count: 4))
    #expect(try !isVerified([0x83, 0x92, 0x06], count: 4))
  }

  @Test func aMissingAlgorithmIsNeverGood() throws {
    let step = digest([.bytes(0, from: c(0), to: c(9))])
    let body: [Step] = [
      .frame(
        path: "",
        [
          .stage(.checksum), rule(1, [.copy(2, c(crc)), .verify(step, .integer(2, mask: .max)), .fail]),
          .stage(.fields), byteIs(0x31, at: 0, 2), byteIs(0, at: 1, 3),
        ])
    ]
    let table = try table(program(body), algorithms: ["crc32c"], ChecksumRegistry())
    #expect(table.missingAlgorithms == ["crc32c"])
    for mode in [CheckMode.kernel, .report] {
      let result = run(table, digits, CheckContext(imageSize: 0), mode)
      #expect(
        result.findings == [
          RuleFinding(rule: 1, severity: .warning, offset: 0, length: 1, stage: .checksum, isUnverified: true),
          RuleFinding(rule: 3, severity: .error, offset: 1, length: 1, stage: .fields),
        ])
      #expect(result.decisive == Finding(rule: 3, severity: .error, offset: 1))
    }
  }

  @Test func oneOfSeveralDigestsVerifies() throws {
    let first = DigestStep(algorithm: 0, initial: nil, xorOut: nil, pieces: [.bytes(0, from: c(0), to: c(9))])
    let second = DigestStep(algorithm: 1, initial: nil, xorOut: nil, pieces: [.bytes(0, from: c(0), to: c(9))])
    let body = [
      rule(
        1,
        [
          .load(2, 0, offset: 9, u32), .compare(3, known: 4, first, .integer(2, mask: 0xffff_ffff), isWritten: c(1)),
          .compare(5, known: 6, second, .bytes(.view(0, offset: 9, count: 4)), isWritten: c(0)),
          .compute(7, .or, r(3), r(5)), .compute(8, .and, r(4), r(6)),
          .branch(
            r(7), then: [], otherwise: [.branch(r(8), then: [.fail], otherwise: [.unverified]), .fail]),
        ])
    ]
    func findings(_ stored: [UInt8], _ registry: ChecksumRegistry) throws -> [RuleFinding] {
      run(try table(program(body), algorithms: ["crc32c", "xxh32"], registry), digits + stored).findings
    }
    let failed = RuleFinding(rule: 1, severity: .error, offset: 0, length: 1, stage: .bytes)
    let unverified = RuleFinding(
      rule: 1, severity: .warning, offset: 0, length: 1, stage: .bytes, isUnverified: true)
    let crc: [UInt8] = [0x83, 0x92, 0x06, 0xe3]
    let xxh: [UInt8] = digits.withBytes { Array(XXH32().digest(of: $0, ChecksumParameters()).bytes) }
    var poor = ChecksumRegistry()
    try poor.register(CRC32C())
    for stored in [crc, xxh] { #expect(try findings(stored, .builtIn) == []) }
    #expect(try findings([0, 0, 0, 0], .builtIn) == [failed])
    // What is known still verifies; what is not known is never bad.
    #expect(try findings(crc, poor) == [])
    #expect(try findings(xxh, poor) == [unverified])
    #expect(try findings([0, 0, 0, 0], ChecksumRegistry()) == [unverified])
  }

  @Test func aDigestIsAValue() throws {
    let step = digest([.bytes(0, from: c(0), to: c(9))])
    let body: [Step] = [
      .digest(2, known: 3, step), rule(1, .warning, [.compute(4, .equal, r(2), c(crc)), .require(r(4))]),
      rule(2, .warning, [.require(r(3))]),
    ]
    let check = program(body)
    #expect(run(try table(check, algorithms: ["crc32c"]), digits).findings.isEmpty)
    let unknown = run(try table(check, algorithms: ["crc32c"], ChecksumRegistry()), digits)
    #expect(unknown.findings.map(\.rule) == [1, 2])
    // Outside of rules there is nobody to blame but the program.
    #expect(run(try table(check, algorithms: ["crc32c"]), [1]).fault == .outside)
  }
}
