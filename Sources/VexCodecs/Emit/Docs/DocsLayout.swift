public import VexFormatSpec

/// Where the regions of an image are, as a walk over it found them.
public struct DocsLayout: Sendable, Equatable {
  /// The image: `a fresh image`, or its name.
  public var subject: String
  /// Its size in bytes.
  public var size: UInt64
  /// The version that it says it has.
  public var version: UInt64?
  /// Places, in no order.
  public var runs: [Run]
  /// Regions of which not all is there: the walk was ended, or something has no value.
  public var incomplete: Set<RegionID>

  /// Makes a layout.
  public init(subject: String, size: UInt64, version: UInt64?, runs: [Run], incomplete: Set<RegionID> = []) {
    (self.subject, self.size, self.version) = (subject, size, version)
    (self.runs, self.incomplete) = (runs, incomplete)
  }

  /// Elements of a region, one behind the other.
  public struct Run: Sendable, Equatable {
    /// The region.
    public var region: RegionID
    /// Where the first one begins, in bytes.
    public var offset: UInt64
    /// The bytes of all of them.
    public var length: UInt64
    /// How many they are.
    public var count: UInt64

    /// Makes a run.
    public init(region: RegionID, offset: UInt64, length: UInt64, count: UInt64) {
      (self.region, self.offset, self.length, self.count) = (region, offset, length, count)
    }
  }
}
