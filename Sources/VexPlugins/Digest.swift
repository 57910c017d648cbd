/// The result of a checksum, up to 32 bytes.
///
/// An integer digest (CRC, xxhash) is `low`, or for 128 bits `high` and `low`; as bytes it is little-endian. A digest
/// that is defined as a byte string (sha256) keeps its bytes in order: byte 0 is the lowest byte of `words.0`.
public struct Digest: Equatable, Hashable, Sendable {
  /// The bytes as four little-endian words, first word first; what lies beyond `width` is zero.
  public var words: InlineWords
  /// Number of bytes that count.
  public var width: Int

  /// Four words; a struct, since tuples have no conformances.
  public struct InlineWords: Equatable, Hashable, Sendable {
    /// Word 0 to 3.
    public var w0, w1, w2, w3: UInt64

    /// Makes the four words.
    @inlinable
    public init(_ w0: UInt64, _ w1: UInt64 = 0, _ w2: UInt64 = 0, _ w3: UInt64 = 0) {
      self.w0 = w0
      self.w1 = w1
      self.w2 = w2
      self.w3 = w3
    }
  }

  /// Makes the digest of an integer algorithm of at most 128 bits.
  @inlinable
  public init(low: UInt64, high: UInt64 = 0, width: Int) {
    self.words = InlineWords(low, high)
    self.width = width
  }

  /// The lowest 64 bits.
  @inlinable
  public var low: UInt64 { words.w0 }

  /// Byte `index` of the digest; 0 beyond the end.
  @inlinable
  public func byte(_ index: Int) -> UInt8 {
    let word =
      switch index >> 3 {
      case 0: words.w0
      case 1: words.w1
      case 2: words.w2
      case 3: words.w3
      default: 0 as UInt64
      }
    return UInt8(truncatingIfNeeded: word >> UInt64((index & 7) * 8))
  }
}
