/// What is written to a target, in which order, and what the target must be for it: the only way in which anything here
/// writes to an image.
///
/// A plan is a value. It can be shown, saved (`PlanFile`), applied, resumed and undone (`PlanRun`).
public struct WritePlan: Sendable, Equatable {
  /// What it does, for people: `mkfs vexfs version 2`.
  public var title: String
  /// Size of the target before, in bytes.
  public var sizeBefore: UInt64
  /// Size of the target after, in bytes; only regular files become longer or shorter.
  public var size: UInt64
  /// What is done, in order; each stage is on the disk before the next one begins.
  public var stages: [Stage]
  /// What the plan was made from: disjoint ranges of the target, ascending, and digests of what they held.
  public var basis: [Basis] = []
  /// What may be lost: `blank` when the target had nothing but zeroes, or the fingerprint that the user named.
  ///
  /// Empty when the basis says enough.
  public var ground = ""

  /// The ground of a target without anything but zeroes.
  public static let blank = "blank"

  /// Writes that may reach the disk in any order.
  public struct Stage: Sendable, Equatable {
    /// What it is, for people: `space_map`, `superblock[0]`.
    public var name: String
    /// What it does to the image.
    public var role: Role
    /// The writes; no two of one stage overlap.
    public var writes: [Write]

    /// Makes a stage.
    public init(name: String, role: Role, writes: [Write]) {
      self.name = name
      self.role = role
      self.writes = writes
    }
  }

  /// What a stage does to the image.
  public enum Role: String, Sendable, CaseIterable {
    /// Nobody looks at it before the commit.
    case preparation = "prepare"
    /// From here on the image says of itself that a change was begun and not ended.
    case mark
    /// From here on the image is the new one.
    case commit
    /// It takes away what nobody looks at any more.
    case clearing = "clear"
  }

  /// A range that gets new content.
  public struct Write: Sendable, Equatable {
    /// The first byte's place in the target.
    public var offset: UInt64
    /// What is there after.
    public var content: Content
    /// What it is, for people: `superblock[0]`.
    public var name: String

    /// Makes a write.
    public init(offset: UInt64, content: Content, name: String) {
      self.offset = offset
      self.content = content
      self.name = name
    }

    /// The place of the bytes; what does not fit 64 bits is no place of a target.
    public var range: Range<UInt64> { offset..<max(offset, offset &+ content.count) }
  }

  /// Where the new content of a range comes from.
  public enum Content: Sendable, Equatable {
    /// These bytes.
    case bytes([UInt8])
    /// So many zero bytes.
    case zeroes(UInt64)
    /// So many zero bytes that need no room: a hole of a file, blocks that a device is told to forget.
    case discard(UInt64)

    /// Number of bytes.
    public var count: UInt64 {
      switch self {
      case .bytes(let bytes): UInt64(bytes.count)
      case .zeroes(let count), .discard(let count): count
      }
    }
  }

  /// A range of the target, and what was there when the plan was made.
  public struct Basis: Sendable, Equatable {
    /// The bytes' place.
    public var range: Range<UInt64>
    /// xxh64 of them.
    public var digest: UInt64
  }

  /// Makes a plan.
  public init(title: String, sizeBefore: UInt64, size: UInt64, stages: [Stage]) {
    self.title = title
    self.sizeBefore = sizeBefore
    self.size = size
    self.stages = stages
  }

  /// All writes, in order.
  public var writes: [Write] { stages.flatMap(\.writes) }
  /// How many bytes are written or discarded.
  var touchedCount: UInt64 { writes.reduce(0) { $0 &+ $1.content.count } }
  /// How many bytes are written; zeroes that need no room do not count.
  public var byteCount: UInt64 {
    writes.reduce(0) { sum, write in
      if case .discard = write.content { return sum }
      return sum &+ write.content.count
    }
  }
}
