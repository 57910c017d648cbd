import Testing
import VexBytes

@Suite struct CheckedArithmeticTests {
  static let edges: [UInt64] = [
    0, 1, 2, 3, 7, 8, 63, 64, 65, 255, 4095, 4096, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, 0x4000_0000_0000_0000,
    0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0xffff_ffff_ffff_fffe, 0xffff_ffff_ffff_ffff,
  ]

  /// The value when it fits 64 bits and is not negative.
  static func fitted(_ value: Int128) -> UInt64? { UInt64(exactly: value) }

  @Test func everyPairOfEdgesAgreesWithWiderArithmetic() {
    for a in Self.edges {
      for b in Self.edges {
        let (x, y) = (Int128(a), Int128(b))
        #expect(checkedAdd(a, b) == Self.fitted(x + y))
        #expect(checkedSub(a, b) == Self.fitted(x - y))
        // The largest product is below 2^128 but not below 2^127, so this one is unsigned.
        #expect(checkedMul(a, b) == UInt64(exactly: UInt128(a) * UInt128(b)))
        #expect(checkedDiv(a, b) == (b == 0 ? nil : Self.fitted(x / y)))
        #expect(checkedMod(a, b) == (b == 0 ? nil : Self.fitted(x % y)))
        #expect(checkedDivExact(a, b) == (b == 0 || a % b != 0 ? nil : a / b))
        #expect(checkedDivUp(a, b) == (b == 0 ? nil : Self.fitted((x + y - 1) / y)))
        #expect(checkedFloor(b, a) == (b == 0 ? nil : Self.fitted(x / y * y)))
        #expect(checkedCeil(b, a) == (b == 0 ? nil : Self.fitted((x + y - 1) / y * y)))
        #expect(checkedShiftLeft(a, b) == (b >= 64 ? nil : UInt64(exactly: UInt128(a) << UInt128(b))))
        #expect(checkedShiftRight(a, b) == (b >= 64 ? nil : a >> b))
      }
    }
  }

  @Test func powersAgreeWithRepeatedMultiplication() {
    for base in Self.edges {
      var expected: UInt64? = 1
      for exponent in UInt64(0)...70 {
        #expect(checkedPower(base, exponent) == expected, "\(base) ^ \(exponent)")
        expected = expected.flatMap { checkedMul($0, base) }
      }
    }
    #expect(checkedPower(0, .max) == 0)
    #expect(checkedPower(1, .max) == 1)
    #expect(checkedPower(2, .max) == nil)
    #expect(checkedPower(2, 63) == 1 << 63)
    #expect(checkedPower(2, 64) == nil)
    #expect(checkedPower(3, 40) == 12_157_665_459_056_928_801)
  }

  @Test func powersAreRecognised() {
    for base in UInt64(2)...10 {
      var powers: Set<UInt64> = [1]
      var power = base
      while power <= 2000 {
        powers.insert(power)
        power *= base
      }
      for x in UInt64(0)...2000 { #expect(isPower(x, of: base) == powers.contains(x), "\(x) of \(base)") }
    }
    #expect(isPower(1 << 63, of: 2))
    #expect(!isPower(.max, of: 2))
    #expect(isPower(0, of: 0) && isPower(1, of: 0) && !isPower(2, of: 0))
    #expect(isPower(1, of: 1) && !isPower(0, of: 1) && !isPower(2, of: 1))
    #expect(isPower(.max, of: .max))
  }
}
