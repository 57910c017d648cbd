import CCRC32C

/// CRC-32C (Castagnoli), as in iSCSI, ext4, btrfs, xfs and VexFS.
///
/// Polynomial 0x1edc6f41, reflected; `initial` is the register before the first byte, `xorOut` what is xored into the
/// register after the last. Both are 0xffffffff by default. Check value e3069283; further vectors in RFC 3720, B.4.
public struct CRC32C: ChecksumAlgorithm {
  /// How the digest is computed; all give the same.
  public enum Implementation: String, Sendable, CaseIterable {
    /// Tables, eight bytes at a time; runs everywhere.
    case portable
    /// The crc32 instruction of x86-64, in three streams joined by pclmulqdq.
    case sse42
    /// Folding of 256 bytes by the vpclmulqdq instruction of x86-64.
    case avx512
    /// The crc32c instruction of AArch64.
    case armv8

    /// Whether this machine can run it.
    public var isAvailable: Bool { self == .portable || ccrc32c_supported(level) != 0 }

    @inline(__always)
    fileprivate var level: Int32 {
      switch self {
      case .portable: Int32(CCRC32C_NONE.rawValue)
      case .sse42: Int32(CCRC32C_SSE42.rawValue)
      case .avx512: Int32(CCRC32C_AVX512.rawValue)
      case .armv8: Int32(CCRC32C_ARMV8.rawValue)
      }
    }

    /// The fastest one that this machine can run.
    public static let fastest: Implementation = [.avx512, .sse42, .armv8].first { $0.isAvailable } ?? .portable
  }

  /// How this value computes digests.
  public let implementation: Implementation
  private let tables: CRC32CTables

  /// Makes the algorithm in the fastest way that this machine has.
  public init() {
    implementation = .fastest
    tables = .shared
  }

  /// Makes the algorithm in the given way; nil when this machine cannot run it.
  public init?(_ implementation: Implementation) {
    guard implementation.isAvailable else { return nil }
    self.implementation = implementation
    tables = .shared
  }

  /// The registered name.
  public var name: String { "crc32c" }
  /// Four bytes.
  public var width: Int { 4 }
  /// The digest of `123456789`.
  public var checkValue: Digest { Digest(low: 0xe306_9283, width: 4) }

  /// Begins a digest that is fed in pieces.
  public func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    State(
      tables: tables, implementation: implementation, register: parameters.initialRegister, xorOut: parameters.finalXor)
  }

  // Inlined into the witness, which otherwise copies the digest once more; that shows on small structures.
  /// The digest of one run of bytes.
  @inline(__always)
  public func digest(of bytes: RawSpan, _ parameters: ChecksumParameters) -> Digest {
    let register = Self.update(parameters.initialRegister, bytes, implementation, tables)
    return Digest(low: UInt64(register ^ parameters.finalXor), width: 4)
  }

  /// The register after `bytes`.
  @inline(__always)
  private static func update(
    _ register: UInt32, _ bytes: RawSpan, _ implementation: Implementation, _ tables: CRC32CTables
  ) -> UInt32 {
    if implementation == .portable { return tables.update(register, bytes) }
    return unsafe bytes.withUnsafeBytes { buffer in
      unsafe ccrc32c_update(implementation.level, tables.powers, register, buffer.baseAddress, buffer.count)
    }
  }

  private struct State: ChecksumState {
    let tables: CRC32CTables
    let implementation: Implementation
    var register: UInt32
    let xorOut: UInt32

    mutating func update(_ bytes: RawSpan) { register = CRC32C.update(register, bytes, implementation, tables) }
    func finish() -> Digest { Digest(low: UInt64(register ^ xorOut), width: 4) }
  }
}
