/// A checksum as a specification declares it.
public struct ChecksumObject: Sendable {
  /// Which algorithm computes it.
  public var algorithm: AlgorithmChoice
  /// What is covered, fed in order.
  public var pieces: [Piece]
  /// What stands for the stored digest's own bytes where a range covers them.
  public var own: OwnBytes
  /// Whether only the low bits of a digest wider than its field are kept.
  public var keepsLow: Bool
  /// The value's place if another structure holds it; nil when the field itself does.
  public var stored: Access?
  /// The versions in which it holds; nil for all.
  public var versions: VersionSet?
  /// When it holds; nil for always.
  public var condition: Expression?
  /// Where the specification declares it.
  public var location: SourceLocation

  /// Which algorithm computes a checksum.
  public enum AlgorithmChoice: Sendable {
    /// Always this one.
    case fixed(Algorithm)
    /// Those that belong to the values that an enumeration has at some places.
    ///
    /// Any of them verifies; writers store the digest of the first. A value to which none belongs is not verified.
    case selected(by: [Expression], [(value: UInt64, algorithm: Algorithm)])

    /// All that may compute the checksum.
    public var algorithms: [Algorithm] {
      switch self {
      case .fixed(let algorithm): [algorithm]
      case .selected(_, let choices): choices.map(\.algorithm)
      }
    }
  }

  /// An algorithm with its parameters.
  public struct Algorithm: Sendable {
    /// Its registered name.
    public var name: String
    /// What replaces the initial register or seed; nil for the algorithm's own.
    public var initial: Expression?
    /// What replaces the final xor; nil for the algorithm's own.
    public var xorOut: Expression?
  }

  /// Something that is covered.
  public enum Piece: Sendable {
    /// Bytes of the structure, half-open; offsets from its start.
    case range(from: Expression, to: Expression, maximum: UInt64?)
    /// The bytes of a field, also of another structure.
    case field(Access)
    /// An encoded integer.
    case integer(Expression, IntegerType)
  }

  /// What stands for the stored digest's own bytes.
  public enum OwnBytes: String, Sendable, CaseIterable {
    /// Zero bytes.
    case zeroed
    /// Nothing.
    case skipped
  }
}
