/// A checksum algorithm, built in or from a plugin.
///
/// A conformance is a value without mutable state; one instance serves every thread.
public protocol ChecksumAlgorithm: Sendable {
  /// The registered name, as specifications spell it (`crc32c`).
  var name: String { get }
  /// Size of the digest in bytes, 1 to 32.
  var width: Int { get }
  /// The digest of the nine ASCII bytes `123456789` with default parameters, as published.
  var checkValue: Digest { get }

  /// Whether `ChecksumParameters.initial` means anything to it.
  ///
  /// One to which it does not is never given one: what needs it counts as not verified.
  var takesInitial: Bool { get }

  /// Begins a digest that is fed in pieces.
  func begin(_ parameters: ChecksumParameters) -> any ChecksumState

  /// The digest of one run of bytes. The default feeds it to `begin`; algorithms may do better.
  func digest(of bytes: RawSpan, _ parameters: ChecksumParameters) -> Digest
}

/// A digest in progress.
public protocol ChecksumState {
  /// Feeds `bytes`, which follow all bytes fed before.
  mutating func update(_ bytes: RawSpan)
  /// The digest of all bytes fed so far. More may be fed afterwards.
  func finish() -> Digest
}

/// What a specification may replace in an algorithm.
public struct ChecksumParameters: Sendable, Equatable {
  /// The initial register of a CRC, the seed of an xxhash; nil for the algorithm's own.
  ///
  /// An algorithm with fewer bits takes the lowest ones.
  public var initial: UInt64?
  /// The final xor of a CRC; nil for the algorithm's own.
  ///
  /// Algorithms without one xor the lowest 64 bits, or as many as the digest has.
  public var xorOut: UInt64?

  /// Makes parameters; both default to the algorithm's own.
  public init(initial: UInt64? = nil, xorOut: UInt64? = nil) {
    self.initial = initial
    self.xorOut = xorOut
  }
}

extension ChecksumAlgorithm {
  /// It does.
  public var takesInitial: Bool { true }

  /// The digest of one run of bytes, fed to `begin` in one piece.
  public func digest(of bytes: RawSpan, _ parameters: ChecksumParameters) -> Digest {
    var state = begin(parameters)
    state.update(bytes)
    return state.finish()
  }
}
