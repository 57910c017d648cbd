import VexBytes

@testable import VexCodecs
@testable import VexFormatSpec

extension TinyFormat {
  static func rules() -> [RuleInfo] {
    [
      rule(1, "header/bytes", "96 bytes are inside the image"), rule(2, "header.magic/magic", "magic == \"TINY\""),
      rule(3, "header.version/in", "version in [1, 2]"), rule(4, "header.block_size_log/range", "..= 16"),
      rule(5, "header/size", "version == 2 ? 104 : 96"), rule(6, "header.checksum/checksum", "crc32c"),
      rule(7, "header.flags/unknown", "no bit without a name"), rule(8, "header.label/nul", "a NUL ends it"),
      rule(9, "header.slots/few", "ones(slots) <= 8 and not slots[15]"), rule(10, "header.reserved/zero", "zero"),
      rule(11, "header.point.length/valid", "length != 0"), rule(12, "header.extents.length/range", "start + length"),
      rule(13, "header/fits", "total << block_size_log <= size(image)"), rule(14, "header.delta/range", "-8 .. 8"),
      rule(15, "header/odd", "many small things"), rule(20, "record/bytes", "32 bytes are inside the image"),
      rule(21, "record.digest/checksum", "xxh64, or crc32c of the first eight bytes"),
      rule(22, "record/checksum", "crc32c in two halves"),
      rule(23, "record.owner/is", "owner"),
    ]
  }

  static func step(
    _ number: UInt32, as severity: Severity = .error, view: ViewID = 0, at offset: Int = 0, _ body: [Step]
  ) -> Step {
    .rule(RuleStep(number: number, severity: severity, view: view, offset: offset, length: 1, body: body))
  }

  static func program() -> Program {
    Program(format: format(), algorithms: ["crc32c", "xxh64", "absent"], checks: [headerCheck(), recordCheck()])
  }

  static func headerCheck() -> CheckProgram {
    let r = Operand.register
    let c = Operand.constant
    let checksum = DigestStep(
      algorithm: 0, initial: nil, xorOut: nil,
      pieces: [.bytes(0, from: c(0), to: c(88)), .zeroes(4), .bytes(0, from: c(92), to: r(20))])
    let early: [Step] = [
      .stage(.bytes), step(1, [.requireLength(0, c(96))]),
      .stage(.magic),
      step(2, [.bytesEqual(0, .view(0, offset: 0, count: 4), .constant(Array("TINY".utf8))), .require(r(0))]),
      .stage(.shape), .load(10, 0, offset: 4, integer(2)), .load(11, 0, offset: 6, integer(1)),
      step(
        3, at: 4,
        [
          .compute(1, .equal, r(10), c(1)), .compute(2, .equal, r(10), c(2)), .compute(3, .or, r(1), r(2)),
          .require(r(3)),
        ]),
      .load(12, 0, offset: 12, integer(1)),
      step(4, at: 12, [.compute(4, .lessOrEqual, r(12), c(16)), .require(r(4))]),
      .stage(.size), .compute(5, .equal, r(10), c(2)), .copy(20, c(96)),
      .branch(r(5), then: [.copy(20, c(104))], otherwise: []),
      step(5, [.requireLength(0, r(20))]),
      .stage(.checksum),
      step(6, at: 88, [.load(30, 0, offset: 88, integer(4)), .verify(checksum, .integer(30, mask: 0xffff_ffff))]),
    ]
    return CheckProgram(
      structure: 0, name: "header", sources: [], parameters: [], registerCount: 80, viewCount: 3, maximumSize: 104,
      body: [.frame(path: "", early + fields() + relations())])
  }

  static func fields() -> [Step] {
    let r = Operand.register
    let c = Operand.constant
    return [
      .stage(.features),
      step(
        7, as: .readonly, at: 8,
        [
          .load(31, 0, offset: 8, integer(4, .big)), .compute(32, .and, r(31), c(0xffff_fffc)),
          .compute(33, .equal, r(32), c(0)), .require(r(33)),
        ]),
      .stage(.fields),
      step(8, as: .warning, at: 40, [.hasNul(34, .view(0, offset: 40, count: 16)), .require(r(34))]),
      step(
        9, at: 62,
        [
          .ones(35, .view(0, offset: 62, count: 2)), .compute(36, .lessOrEqual, r(35), c(8)), .require(r(36)),
          .bit(37, .view(0, offset: 62, count: 2), index: c(15)), .compute(38, .equal, r(37), c(0)), .require(r(38)),
        ]),
      step(10, at: 13, [.isZero(39, .view(0, offset: 13, count: 3)), .require(r(39))]),
      .view(1, of: 0, base: 80, index: c(0), stride: 0, size: 8),
      .frame(
        path: "point",
        [
          .stage(.fields),
          step(
            11, as: .warning, view: 1, at: 4,
            [.load(40, 1, offset: 4, integer(4)), .compute(41, .notEqual, r(40), c(0)), .require(r(41))]),
        ]),
      .load(42, 0, offset: 60, integer(2)),
      .loop(
        LoopStep(
          index: 43, from: c(0), to: r(42), cap: 2,
          body: [
            .view(2, of: 0, base: 64, index: r(43), stride: 8, size: 8),
            .frame(
              path: "extents",
              [
                step(
                  12, view: 2, at: 4,
                  [
                    .load(44, 2, offset: 0, integer(4)), .load(45, 2, offset: 4, integer(4)),
                    .checked(46, .add, r(44), r(45)), .compute(47, .less, r(46), c(1000)), .require(r(47)),
                  ])
              ]),
          ])),
    ]
  }

  static func relations() -> [Step] {
    let r = Operand.register
    let c = Operand.constant
    return [
      .stage(.relations),
      step(
        13, at: 16,
        [
          .load(50, 0, offset: 16, integer(4)), .checked(51, .shiftLeft, r(50), r(12)), .input(52, .imageSize),
          .compute(53, .lessOrEqual, r(51), r(52)), .require(r(53)),
        ]),
      step(
        14, as: .warning, at: 56,
        [
          .load(54, 0, offset: 56, integer(4, signed: true)),
          .compute(55, .signedLess, r(54), c(8)), .require(r(55)),
          .compute(56, .signedLessOrEqual, c(UInt64(bitPattern: -8)), r(54)), .require(r(56)),
        ]),
      step(
        15, as: .warning, at: 60,
        [
          // Looks for a number below 6 whose square is the count, and gives up otherwise.
          .copy(60, c(0)),
          .loop(
            LoopStep(
              index: 61, from: c(0), to: c(6), cap: 10,
              body: [
                .checked(62, .multiply, r(61), r(61)), .compute(63, .equal, r(62), r(42)),
                .branch(r(63), then: [.copy(60, c(1)), .leaveLoop], otherwise: []),
              ])),
          .branch(r(60), then: [], otherwise: [.fail]),
          .checked(64, .subtract, r(10), c(1)),
          .compute(65, .maximum, r(10), c(1)), .compute(66, .minimum, r(65), c(9)),
          .compute(67, .isPower, c(2), r(66)), .require(r(67)),
          .compute(68, .exclusiveOr, r(10), c(1)), .compute(69, .shiftRight, r(68), c(4)),
          .compute(70, .signExtend, r(69), c(8)), .compute(71, .equal, r(70), c(0)), .require(r(71)),
          .digest(72, known: 73, DigestStep(algorithm: 2, initial: nil, xorOut: nil, pieces: [])),
          .branch(r(73), then: [.compute(74, .equal, r(72), c(0)), .require(r(74))], otherwise: []),
        ]),
    ]
  }

  static func recordCheck() -> CheckProgram {
    let r = Operand.register
    let c = Operand.constant
    let first = DigestStep(
      algorithm: 1, initial: r(1), xorOut: nil,
      pieces: [.bytes(0, from: c(0), to: c(8)), .integer(r(2), integer(4)), .bytes(1, from: c(24), to: c(40))])
    let third = DigestStep(algorithm: 0, initial: nil, xorOut: nil, pieces: [.bytes(0, from: c(0), to: c(8))])
    let digest = StoredDigest.bytes(.view(0, offset: 8, count: 8))
    let second = DigestStep(
      algorithm: 0, initial: nil, xorOut: c(0),
      pieces: [.bytes(0, from: c(0), to: c(16)), .zeroes(4), .bytes(0, from: c(20), to: c(32))])
    return CheckProgram(
      structure: 2, name: "record",
      sources: [Source(origin: .region(0), structure: 0, name: "header", length: 96)],
      parameters: [Parameter(given: 0, name: "owner")], registerCount: 20, viewCount: 2, maximumSize: 32,
      body: [
        .frame(
          path: "",
          [
            .stage(.bytes), step(20, [.requireLength(0, c(32)), .requireLength(1, c(96))]),
            // The outer digest comes first, so that sealing takes two rounds.
            .stage(.checksum),
            step(
              22, at: 16,
              [
                .load(3, 0, offset: 16, integer(2)), .load(4, 0, offset: 18, integer(2, .big)),
                .checked(5, .shiftLeft, r(4), c(16)), .compute(6, .or, r(3), r(5)),
                .verify(second, .integer(6, mask: 0xffff_ffff)),
              ]),
            step(
              21, at: 8,
              [
                .load(1, 1, offset: 24, integer(8)), .input(2, .index),
                .compare(13, known: 14, first, digest, isWritten: c(1)),
                .compare(15, known: 16, third, digest, isWritten: c(0)),
                .compute(17, .or, r(13), r(15)), .compute(18, .and, r(14), r(16)),
                .branch(
                  r(17), then: [], otherwise: [.branch(r(18), then: [.fail], otherwise: [.unverified])]),
              ]),
            .stage(.references),
            step(
              23, at: 20,
              [
                .load(10, 0, offset: 20, integer(4)), .input(11, .parameter(0)), .compute(12, .equal, r(10), r(11)),
                .require(r(12)),
              ]),
          ])
      ])
  }
}
