/// A checksum as a specification declares it.
public struct ChecksumObject: Sendable {
  /// Which algorithm computes it.
  public var algorithm: AlgorithmChoice
  /// What replaces the initial register or seed; nil for the algorithm's own.
  public var initial: Expression?
  /// What replaces the final xor; nil for the algorithm's own.
  public var xorOut: Expression?
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
    /// Always this one, by its registered name.
    case fixed(String)
    /// The one that belongs to the value of an enumeration.
    case selected(by: Expression, [(value: UInt64, name: String)])
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
  public enum OwnBytes: String, Sendable {
    /// Zero bytes.
    case zeroed
    /// Nothing.
    case skipped
  }
}
