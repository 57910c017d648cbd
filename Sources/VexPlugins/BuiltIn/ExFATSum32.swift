import VexBytes

/// The sum of 32 bits that exFAT has of its boot regions (`BootChecksum`) and of its up-case table (`TableChecksum`).
///
/// For each byte the register turns right by one bit, and the byte is added. `initial` is the register before the first
/// byte, 0 by default, and `xorOut` what is xored into the register after the last, 0 by default. The specification of
/// exFAT publishes no check value: d100006f follows from its definition.
public struct ExFATSum32: ChecksumAlgorithm {
  /// Makes the algorithm.
  public init() {}

  /// The registered name.
  public var name: String { "exfat-sum32" }
  /// Four bytes.
  public var width: Int { 4 }
  /// The digest of `123456789`.
  public var checkValue: Digest { Digest(low: 0xd100_006f, width: 4) }

  /// Begins a digest that is fed in pieces.
  public func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    State(
      register: UInt32(truncatingIfNeeded: parameters.initial ?? 0),
      xorOut: UInt32(truncatingIfNeeded: parameters.xorOut ?? 0))
  }

  private struct State: ChecksumState {
    var register: UInt32
    let xorOut: UInt32

    mutating func update(_ bytes: RawSpan) {
      for at in 0..<bytes.byteCount {
        register = (register << 31 | register >> 1) &+ UInt32(bytes.proven(UInt8.self, at: at, .little))
      }
    }

    func finish() -> Digest { Digest(low: UInt64(register ^ xorOut), width: 4) }
  }
}
