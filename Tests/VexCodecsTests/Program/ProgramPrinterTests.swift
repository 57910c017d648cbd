import Testing
import VexBytes
import VexFormatSpec

@testable import VexCodecs

@Suite struct ProgramPrinterTests {
  @Test func printsNumberedSteps() {
    let digest = DigestStep(
      algorithm: 0, initial: c(0xffff_ffff), xorOut: nil,
      pieces: [.bytes(0, from: c(0), to: r(1)), .zeroes(4), .integer(r(2), u32)])
    let body: [Step] = [
      .input(0, .imageSize), .input(1, .parameter(0)),
      .frame(
        path: "",
        [
          .stage(.bytes), rule(1, [.requireLength(0, c(16))]), .stage(.fields),
          rule(
            2, .warning, view: 0, at: 8,
            [
              .load(2, 0, offset: 8, IntegerType(width: 4, isSigned: true, order: .big)),
              .compute(3, .lessOrEqual, r(2), c(0x10000)), .require(r(3)),
              .branch(r(3), then: [.checked(4, .divideUp, r(2), c(8))], otherwise: [.fail]),
              .bytesEqual(5, .view(0, offset: 0, count: 2), .constant([0x0a, 0xff])),
              .verify(digest, .integer(2, mask: 0xffff)),
              .compare(7, known: 8, digest, .bytes(.view(0, offset: 4, count: 8)), isWritten: r(3)), .unverified,
            ]),
          .loop(
            LoopStep(
              index: 6, from: c(0), to: r(2), cap: 9,
              body: [.view(2, of: 0, base: 4, index: r(6), stride: 12, size: 12), .leaveLoop])),
        ]),
    ]
    #expect(
      program(body, sources: 1, parameters: 1).description == """
        check s: 16 registers, 4 views, at most 4096 bytes, v1 = source0, parameter 0 = parameter0
           0  r0 = input imageSize
           1  r1 = input parameter(0)
           2  frame (root)
           3    stage bytes
           4    rule 1 error at v0[0 +1]
           5      require length of v0 >= 16
           6    stage fields
           7    rule 2 warning at v0[8 +1]
           8      r2 = v0[8] as i32be
           9      r3 = lessOrEqual r2, 0x10000
          10      require r3
          11      if r3
          12        r4 = checked divideUp r2, 8
          13      else
          14        fail
          15      r5 = v0[0 +2] == x0aff
          16      verify digest 0(v0[0 ..< r1], 4 zeroes, u32le(r2), initial 0xffffffff) & 0xffff == r2
          17      r7, known r8 = digest 0(v0[0 ..< r1], 4 zeroes, u32le(r2), initial 0xffffffff) == v0[4 +8], written if r3
          18      unverified
          19    for r6 in 0 ..< r2, at most 9
          20      v2 = v0[4 + r6 * 12 +12]
          21      leave loop

        """)
  }
}
