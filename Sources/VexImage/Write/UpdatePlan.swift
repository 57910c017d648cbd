/// What is changed in an image that exists: ranges of bytes with what is there before and after, in the order in which they
/// are written.
public struct UpdatePlan: Sendable, Equatable {
  /// Size of the image in bytes; it does not change.
  public var size: UInt64
  /// The parts, in order; each is on the disk before the next one begins.
  public var parts: [Part]

  /// Changes that may reach the disk in any order.
  public struct Part: Sendable, Equatable {
    /// What it is, for people: `space_map`, `superblock[0]`.
    public var name: String
    /// What it does to the image.
    public var role: Role
    /// The changes; no two of a plan overlap.
    public var changes: [Change]
  }

  /// What a part does to the image.
  public enum Role: String, Sendable {
    /// Nobody looks at it before the commit.
    case preparation = "prepare"
    /// From here on the image is the new one.
    case commit
    /// It takes away what nobody looks at any more.
    case clearing = "clear"
  }

  /// A range of bytes.
  public struct Change: Sendable, Equatable {
    /// The first byte's place in the image.
    public var offset: UInt64
    /// What is there before.
    public var old: [UInt8]
    /// What is there after; as many bytes.
    public var new: [UInt8]
    /// What they are, for people: `superblock[0]`.
    public var name: String

    /// The place of the bytes; what does not fit 64 bits is no place of an image.
    public var range: Range<UInt64> { offset..<offset &+ UInt64(new.count) }
  }

  /// All changes, in order.
  public var changes: [Change] { parts.flatMap(\.changes) }
  /// How many bytes are written.
  public var byteCount: UInt64 { changes.reduce(0) { $0 + UInt64($1.new.count) } }
}
