import CCRC32C
import VexBytes

/// What CRC-32C needs ready-made, all of it computed from the polynomial.
final class CRC32CTables: Sendable {
  /// 0x1edc6f41, reflected.
  static let polynomial: UInt32 = 0x82f6_3b78

  static let shared = CRC32CTables()

  /// Eight tables of 256: entry `256 * t + b` is the register after byte `b` and `t` zero bytes, from register 0.
  let slices: InlineArray<2048, UInt32>
  /// x^(64 i - 33) modulo the polynomial, reflected, as `ccrc32c.h` wants it.
  let powers: [UInt32]

  private init() {
    var slices = InlineArray<2048, UInt32>(repeating: 0)
    for byte in 0..<256 {
      slices[byte] = (0..<8).reduce(UInt32(byte)) { register, _ in Self.shifted(register) }
    }
    for index in 256..<2048 {
      let before = slices[index - 256]
      slices[index] = before >> 8 ^ slices[Int(before & 0xff)]
    }
    self.slices = slices

    var powers: [UInt32] = [0]
    var power: UInt32 = 0x8000_0000  // x^0, reflected
    var exponent = 0
    while powers.count < Int(CCRC32C_POWERS) {
      while exponent < 64 * powers.count - 33 {
        power = Self.shifted(power)
        exponent += 1
      }
      powers.append(power)
    }
    self.powers = powers
  }

  /// The register times x, modulo the polynomial: the effect of one zero bit.
  private static func shifted(_ register: UInt32) -> UInt32 {
    register >> 1 ^ (register & 1 == 1 ? polynomial : 0)
  }

  /// The register after `bytes`, eight at a time.
  func update(_ register: UInt32, _ bytes: RawSpan) -> UInt32 {
    var register = register
    var at = 0
    while bytes.byteCount &- at >= 8 {
      let word = bytes.proven(UInt64.self, at: at, .little) ^ UInt64(register)
      // The first byte has seven more behind it, hence the last table.
      let early = slice(7, word) ^ slice(6, word &>> 8) ^ slice(5, word &>> 16) ^ slice(4, word &>> 24)
      let late = slice(3, word &>> 32) ^ slice(2, word &>> 40) ^ slice(1, word &>> 48) ^ slice(0, word &>> 56)
      register = early ^ late
      at &+= 8
    }
    while at < bytes.byteCount {
      register = register &>> 8 ^ slice(0, UInt64(register) ^ UInt64(bytes.proven(UInt8.self, at: at, .little)))
      at &+= 1
    }
    return register
  }

  @inline(__always)
  private func slice(_ table: Int, _ word: UInt64) -> UInt32 {
    slices[table &* 256 &+ Int(truncatingIfNeeded: word & 0xff)]
  }
}
