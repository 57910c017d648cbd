/// What a fresh image consists of: ranges of bytes in the order in which they are written; everything else is zero.
public struct ImagePlan: Sendable, Equatable {
  /// Size of the image in bytes.
  public var size: UInt64
  /// The ranges, in order; no two overlap, and all lie inside the image.
  ///
  /// The last one commits: without it nobody takes the image for one of this format.
  public var writes: [Write]

  /// Bytes that begin at a place of the image.
  public struct Write: Sendable, Equatable {
    /// The first byte's place in the image.
    public var offset: UInt64
    /// The bytes.
    public var bytes: [UInt8]
    /// What they are, for people: `superblock[0]`.
    public var name: String

    /// Makes a write.
    public init(offset: UInt64, bytes: [UInt8], name: String) {
      self.offset = offset
      self.bytes = bytes
      self.name = name
    }
  }

  /// Makes a plan.
  public init(size: UInt64, writes: [Write]) {
    self.size = size
    self.writes = writes
  }

  /// How many bytes are written.
  public var byteCount: UInt64 { writes.reduce(0) { $0 + UInt64($1.bytes.count) } }
}
