import Testing
import VexBytes
import VexFormatSpec
import VexPlugins

@testable import VexCodecs

@Suite struct StepTests {
  private let bytes: [UInt8] = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0, 0xff, 0xfe]

  @Test func loadsEveryWidthInBothOrders() throws {
    for width in 1...8 {
      for offset in 0...(bytes.count - width) {
        let run = bytes[offset..<offset + width]
        let big = run.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        let little = run.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        for (order, expected) in [(ByteOrder.big, big), (.little, little)] {
          let type = IntegerType(width: width, order: order)
          #expect(try value([.load(2, 0, offset: offset, type)], bytes) == expected)
          let view: [Step] = [.view(1, of: 0, base: 0, index: c(1), stride: offset, size: width)]
          #expect(try value(view + [.load(2, 1, offset: 0, type)], bytes) == expected)
          let moving: [Step] = [.copy(5, c(UInt64(offset)))]
          let far: [Step] = [.view(1, of: 0, base: 0, index: r(5), stride: 1, size: width)]
          #expect(try value(moving + far + [.load(2, 1, offset: 0, type)], bytes) == expected)
        }
      }
    }
    #expect(try value([.load(2, 0, offset: 9, u32)], bytes) == nil)
    #expect(try value([.load(2, 0, offset: 12, u8)], bytes) == nil)
  }

  @Test func viewsEndWithWhatTheyAreOf() throws {
    // Two bytes of an element are there for certain, and up to five if the buffer has them.
    func element(at place: UInt64) -> [Step] {
      [.copy(5, c(place)), .view(1, of: 0, base: 1, index: r(5), stride: 1, size: 5, least: 2)]
    }
    let last = UInt64(bytes.count)
    #expect(try value(element(at: 0) + [.load(2, 1, offset: 4, u8)], bytes) == UInt64(bytes[5]))
    #expect(try value(element(at: 0) + [.load(2, 1, offset: 5, u8)], bytes) == nil)
    #expect(try value(element(at: last - 3) + [.load(2, 1, offset: 1, u8)], bytes) == UInt64(bytes[bytes.count - 1]))
    #expect(try value(element(at: last - 3) + [.load(2, 1, offset: 2, u8)], bytes) == nil)
    #expect(try value(element(at: last - 2) + [.load(2, 1, offset: 0, u8)], bytes) == nil)
  }

  @Test func extendsSigns() throws {
    let signed = IntegerType(width: 2, isSigned: true, order: .big)
    #expect(try value([.load(2, 0, offset: 10, signed)], bytes) == UInt64(bitPattern: -2))
    #expect(try value([.load(2, 0, offset: 0, signed)], bytes) == 0x1122)
  }

  @Test(
    arguments: [
      (TotalOperator.equal, 3, 3, 1), (.equal, 3, 4, 0), (.notEqual, 3, 4, 1), (.notEqual, 3, 3, 0), (.less, 3, 4, 1),
      (.less, 4, 4, 0), (.less, .max, 0, 0), (.lessOrEqual, 4, 4, 1), (.lessOrEqual, 5, 4, 0),
      (.signedLess, .max, 0, 1),
      (.signedLess, 0, .max, 0), (.signedLessOrEqual, 1 << 63, 0, 1), (.signedLessOrEqual, 0, 0, 1), (.and, 12, 10, 8),
      (.or, 12, 10, 14), (.exclusiveOr, 12, 10, 6), (.shiftRight, 256, 4, 16), (.shiftRight, .max, 64, 0),
      (.minimum, 3, 9, 3), (.maximum, 3, 9, 9), (.isPower, 2, 1, 1), (.isPower, 2, 64, 1), (.isPower, 2, 0, 0),
      (.isPower, 3, 6, 0), (.isPower, 0, 1, 1), (.isPower, 0, 0, 1), (.isPower, 0, 2, 0), (.isPower, 1, 1, 1),
      (.isPower, 1, 2, 0), (.signExtend, 0x80, 8, 0xffff_ffff_ffff_ff80), (.signExtend, 0x7f, 8, 0x7f),
      (.signExtend, 5, 64, 5), (.signExtend, 5, 0, 5),
    ] as [(TotalOperator, UInt64, UInt64, UInt64)])
  func computes(_ operation: TotalOperator, _ left: UInt64, _ right: UInt64, _ expected: UInt64) throws {
    #expect(try value([.compute(2, operation, c(left), c(right))]) == expected)
    // Merged with the requirement behind it, it means the same.
    let rules = [rule(1, [.compute(2, operation, c(left), c(right)), .require(r(2))])]
    #expect(try failures(rules) == (expected == 0 ? [1] : []))
    let branches = rule(
      1, [.compute(2, operation, c(left), c(right)), .branch(r(2), then: [], otherwise: [.fail])])
    #expect(try failures([branches]) == (expected == 0 ? [1] : []))
  }

  @Test(
    arguments: [
      (CheckedOperator.add, 3, 4, 7), (.add, .max, 1, nil), (.subtract, 4, 3, 1), (.subtract, 3, 4, nil),
      (.multiply, 3, 4, 12), (.multiply, 1 << 32, 1 << 32, nil), (.divide, 7, 2, 3), (.divide, 7, 0, nil),
      (.remainder, 7, 4, 3), (.remainder, 7, 0, nil), (.power, 2, 63, 1 << 63), (.power, 2, 64, nil),
      (.shiftLeft, 1, 63, 1 << 63), (.shiftLeft, 2, 63, nil), (.shiftLeft, 1, 64, nil), (.shiftRight, 256, 8, 1),
      (.shiftRight, 1, 64, nil), (.divideUp, 7, 2, 4), (.divideUp, 7, 0, nil), (.floor, 4, 7, 4), (.floor, 0, 7, nil),
      (.ceiling, 4, 7, 8), (.ceiling, 2, .max, nil), (.divideExactly, 8, 4, 2), (.divideExactly, 7, 4, nil),
    ] as [(CheckedOperator, UInt64, UInt64, UInt64?)])
  func computesWithChecks(
    _ operation: CheckedOperator, _ left: UInt64, _ right: UInt64, _ expected: UInt64?
  ) throws {
    #expect(try value([.checked(2, operation, c(left), c(right))]) == expected)
  }

  @Test func takesInputs() throws {
    let context = CheckContext(imageSize: 11, place: 22, index: 33, parameters: [44, 55])
    let inputs: [(Input, UInt64)] = [
      (.imageSize, 11), (.place, 22), (.index, 33), (.parameter(0), 44), (.parameter(1), 55),
    ]
    for (input, expected) in inputs {
      #expect(try value([.input(2, input)], [], context, parameters: 2) == expected)
    }
  }

  @Test func asksRuns() throws {
    let context = CheckContext(imageSize: 0, sources: [[9, 0x33, 0x44, 9]])
    func ask(_ step: Step) throws -> UInt64? { try value([step], bytes, context, sources: 1) }
    #expect(try ask(.bytesEqual(2, .view(0, offset: 2, count: 2), .view(1, offset: 1, count: 2))) == 1)
    #expect(try ask(.bytesEqual(2, .view(0, offset: 1, count: 2), .view(1, offset: 1, count: 2))) == 0)
    #expect(try ask(.bytesEqual(2, .constant([0x22, 0x33]), .view(0, offset: 1, count: 2))) == 1)
    #expect(try ask(.bytesEqual(2, .view(0, offset: 11, count: 2), .constant([1, 2]))) == nil)
    #expect(try ask(.isZero(2, .view(0, offset: 9, count: 1))) == 1)
    #expect(try ask(.isZero(2, .view(0, offset: 8, count: 2))) == 0)
    #expect(try ask(.ones(2, .view(0, offset: 8, count: 4))) == 4 + 0 + 8 + 7)
    #expect(try ask(.ones(2, .view(0, offset: 8, count: 5))) == nil)
    for (from, to) in [(0, 24), (0, 0), (24, 24), (1, 23), (7, 9), (8, 16), (3, 5)] as [(UInt64, UInt64)] {
      let expected = (from..<to).count { bytes[Int(9 + $0 / 8)] >> UInt8($0 % 8) & 1 == 1 }
      #expect(try ask(.onesIn(2, 0, offset: 9, from: c(from), to: c(to))) == UInt64(expected), "\(from) \(to)")
    }
    #expect(try ask(.onesIn(2, 0, offset: 9, from: c(0), to: c(25))) == nil)
    #expect(try ask(.onesIn(2, 0, offset: 9, from: c(2), to: c(1))) == nil)
    #expect(try ask(.onesIn(2, 1, offset: 1, from: c(0), to: c(24))) == 4 + 2 + 2)
    #expect(try ask(.hasNul(2, .view(0, offset: 0, count: 9))) == 0)
    #expect(try ask(.hasNul(2, .view(0, offset: 0, count: 10))) == 1)
    #expect(try ask(.hasNul(2, .view(0, offset: 2, count: 8))) == 1)
    for index in 0..<24 as Range<UInt64> {
      let expected = bytes[Int(9 + index / 8)] >> UInt8(index % 8) & 1
      #expect(try ask(.bit(2, .view(0, offset: 9, count: 3), index: c(index))) == UInt64(expected))
    }
    #expect(try ask(.bit(2, .view(0, offset: 9, count: 3), index: c(24))) == nil)
    #expect(try ask(.load(2, 1, offset: 1, u16)) == 0x4433)
    #expect(try ask(.load(2, 1, offset: 3, u16)) == nil)
  }

  @Test func demandsLengths() throws {
    let demand = [rule(1, [.requireLength(0, c(12))]), rule(2, .warning, [.requireLength(1, c(4))])]
    #expect(try failures(demand, bytes, CheckContext(imageSize: 0, sources: [[0, 0, 0, 0]]), sources: 1) == [])
    #expect(try failures(demand, [0], CheckContext(imageSize: 0, sources: [[0, 0, 0]]), sources: 1) == [1, 2])
  }

  @Test func runsOneBranch() throws {
    func chosen(_ condition: UInt64) throws -> UInt64? {
      try value([
        .copy(5, c(condition)), .copy(2, c(0)), .branch(r(5), then: [.copy(2, c(7))], otherwise: [.copy(2, c(8))]),
      ])
    }
    #expect(try chosen(1) == 7)
    #expect(try chosen(.max) == 7)
    #expect(try chosen(0) == 8)
  }

  @Test func loopsUnderCaps() throws {
    func sum(_ from: UInt64, _ to: UInt64, cap: UInt64, leave: UInt64 = .max) throws -> UInt64? {
      let body: [Step] = [
        .compute(6, .equal, r(5), c(leave)), .branch(r(6), then: [.leaveLoop], otherwise: []),
        .checked(7, .add, r(2), r(5)), .copy(2, r(7)),
        // A body that writes the index prolongs nothing.
        .copy(5, c(0)),
      ]
      return try value([.copy(2, c(0)), .loop(LoopStep(index: 5, from: c(from), to: c(to), cap: cap, body: body))])
    }
    #expect(try sum(1, 5, cap: 100) == 10)
    #expect(try sum(1, 5, cap: 2) == 3)
    #expect(try sum(1, 5, cap: 0) == 0)
    #expect(try sum(5, 1, cap: 100) == 0)
    #expect(try sum(1, 1_000, cap: 1_000, leave: 4) == 6)
    #expect(try sum(0, .max, cap: 10) == 45)
  }

  @Test func leavesTheInnermostLoopOnly() throws {
    let inner = LoopStep(
      index: 6, from: c(0), to: c(10), cap: 10,
      body: [
        .checked(7, .add, r(2), c(1)), .copy(2, r(7)), .leaveLoop,
      ])
    let outer = LoopStep(index: 5, from: c(0), to: c(3), cap: 10, body: [.loop(inner)])
    #expect(try value([.copy(2, c(0)), .loop(outer)]) == 3)
  }
}
