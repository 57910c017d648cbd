import VexBytes

/// CRC-16 as in ext4 and Modbus; Linux calls it `crc16`.
///
/// Polynomial 0x8005, reflected; `initial` is the register before the first byte, 0xffff by default, and `xorOut` what
/// is xored into the register after the last, 0 by default. Check value 4b37.
public struct CRC16: ChecksumAlgorithm {
  /// Makes the algorithm.
  public init() {}

  /// The registered name.
  public var name: String { "crc16" }
  /// Two bytes.
  public var width: Int { 2 }
  /// The digest of `123456789`.
  public var checkValue: Digest { Digest(low: 0x4b37, width: 2) }

  /// Begins a digest that is fed in pieces.
  public func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    State(
      register: UInt16(truncatingIfNeeded: parameters.initial ?? 0xffff),
      xorOut: UInt16(truncatingIfNeeded: parameters.xorOut ?? 0))
  }

  /// What becomes of the register's low byte.
  private static let table: [UInt16] = (0..<256 as Range<UInt16>).map { byte in
    (0..<8).reduce(byte) { register, _ in register >> 1 ^ (register & 1 == 0 ? 0 : 0xa001) }
  }

  private struct State: ChecksumState {
    var register: UInt16
    let xorOut: UInt16

    mutating func update(_ bytes: RawSpan) {
      let table = CRC16.table.span
      for at in 0..<bytes.byteCount {
        register = register >> 8 ^ table[Int((register ^ UInt16(bytes.proven(UInt8.self, at: at, .little))) & 0xff)]
      }
    }

    func finish() -> Digest { Digest(low: UInt64(register ^ xorOut), width: 2) }
  }
}
