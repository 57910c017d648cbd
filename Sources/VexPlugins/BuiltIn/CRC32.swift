import CZlib

/// CRC-32 as in zip, gzip and Ethernet, computed by zlib.
///
/// Polynomial 0x04c11db7, reflected; `initial` is the register before the first byte, `xorOut` what is xored into the
/// register after the last. Both are 0xffffffff by default. Check value cbf43926.
public struct CRC32: ChecksumAlgorithm {
  /// Makes the algorithm.
  public init() {}

  /// The registered name.
  public var name: String { "crc32" }
  /// Four bytes.
  public var width: Int { 4 }
  /// The digest of `123456789`.
  public var checkValue: Digest { Digest(low: 0xcbf4_3926, width: 4) }

  /// Begins a digest that is fed in pieces.
  public func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    State(register: parameters.initialRegister, xorOut: parameters.finalXor)
  }

  // Inlined into the witness, which otherwise copies the digest once more; that shows on small structures.
  /// The digest of one run of bytes.
  @inline(__always)
  public func digest(of bytes: RawSpan, _ parameters: ChecksumParameters) -> Digest {
    Digest(low: UInt64(Self.update(parameters.initialRegister, bytes) ^ parameters.finalXor), width: 4)
  }

  /// The register after `bytes`.
  static func update(_ register: UInt32, _ bytes: RawSpan) -> UInt32 {
    // zlib takes and gives the register complemented. It takes a null pointer, which an empty span may have, for a
    // request to start over.
    guard !bytes.isEmpty else { return register }
    return unsafe bytes.withUnsafeBytes { buffer in
      let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      return ~UInt32(truncatingIfNeeded: unsafe crc32_z(uLong(~register), start, buffer.count))
    }
  }

  private struct State: ChecksumState {
    var register: UInt32
    let xorOut: UInt32

    mutating func update(_ bytes: RawSpan) { register = CRC32.update(register, bytes) }
    func finish() -> Digest { Digest(low: UInt64(register ^ xorOut), width: 4) }
  }
}

extension ChecksumParameters {
  /// The initial register of a reflected 32-bit CRC.
  @inline(__always)
  var initialRegister: UInt32 { initial.map { UInt32(truncatingIfNeeded: $0) } ?? 0xffff_ffff }

  /// The final xor of a reflected 32-bit CRC.
  @inline(__always)
  var finalXor: UInt32 { xorOut.map { UInt32(truncatingIfNeeded: $0) } ?? 0xffff_ffff }
}
