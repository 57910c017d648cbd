/// A loaded checksum algorithm that is held by reference.
///
/// Whoever looks one up for every structure shares it at the price of a pointer; copying an optional `any
/// ChecksumAlgorithm` goes through the runtime, and takes longer than checking a small structure.
public final class SharedAlgorithm: ChecksumAlgorithm {
  private let algorithm: any ChecksumAlgorithm

  /// Shares `algorithm`.
  public init(_ algorithm: any ChecksumAlgorithm) { self.algorithm = algorithm }

  /// The registered name.
  public var name: String { algorithm.name }
  /// Size of the digest in bytes.
  public var width: Int { algorithm.width }
  /// The digest of the nine ASCII bytes `123456789`, as published.
  public var checkValue: Digest { algorithm.checkValue }
  /// Whether an initial value means anything to it.
  public var takesInitial: Bool { algorithm.takesInitial }

  /// Begins a digest that is fed in pieces.
  public func begin(_ parameters: ChecksumParameters) -> any ChecksumState { algorithm.begin(parameters) }

  /// The digest of one run of bytes.
  public func digest(of bytes: RawSpan, _ parameters: ChecksumParameters) -> Digest {
    algorithm.digest(of: bytes, parameters)
  }
}
