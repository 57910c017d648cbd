/// A cyclic redundancy check, told by its parameters as catalogues print them.
///
/// Of the register, the initial value and the final xor the lowest `width` bits count, whatever the reflection: that of
/// the bits of each byte, and of the register, is one choice, as with all but one of the CRCs that are catalogued.
public struct CRCModel: Hashable, Sendable {
  /// Bits of the register, 1 to 64.
  public var width: Int
  /// The polynomial without its highest term, the highest remaining one first.
  public var polynomial: UInt64
  /// Whether the lowest bit of each byte goes first, and the result is reflected.
  public var isReflected: Bool
  /// The register before the first byte, highest bit first.
  public var initial: UInt64
  /// What is xored into the result.
  public var xorOut: UInt64
  /// The digest of the nine ASCII bytes `123456789`.
  public var check: UInt64

  /// Makes a model.
  public init(
    width: Int, polynomial: UInt64, isReflected: Bool, initial: UInt64 = 0, xorOut: UInt64 = 0, check: UInt64
  ) {
    self.width = width
    self.polynomial = polynomial
    self.isReflected = isReflected
    self.initial = initial
    self.xorOut = xorOut
    self.check = check
  }

  /// The bits of the register, all set.
  public var mask: UInt64 { width >= 64 ? .max : 1 << UInt64(max(width, 0)) &- 1 }

  /// Bytes of a digest.
  public var byteCount: Int { (max(width, 1) &+ 7) / 8 }

  /// The initial register as it is shifted: reflected if the CRC is.
  public var initialRegister: UInt64 { isReflected ? Self.reflected(initial, width) : initial & mask }

  /// What a register becomes by so many zero bits, as it is shifted.
  ///
  /// One that is not reflected lies in the highest bits of 64.
  public func shifted(_ register: UInt64, by bits: Int) -> UInt64 {
    let divisor = isReflected ? Self.reflected(polynomial, width) : (polynomial & mask) << leftShift
    var register = register
    for _ in 0..<max(bits, 0) {
      if isReflected {
        register = register >> 1 ^ (register & 1 == 0 ? 0 : divisor)
      } else {
        register = register << 1 ^ (register >> 63 == 0 ? 0 : divisor)
      }
    }
    return register
  }

  /// How far a register that is not reflected lies from the lowest bit.
  public var leftShift: UInt64 { UInt64(64 &- min(max(width, 1), 64)) }

  /// The lowest `width` bits in reverse.
  static func reflected(_ value: UInt64, _ width: Int) -> UInt64 {
    var result: UInt64 = 0
    for bit in 0..<UInt64(max(width, 0)) where value >> bit & 1 == 1 { result |= 1 << (UInt64(width) &- 1 &- bit) }
    return result
  }
}
