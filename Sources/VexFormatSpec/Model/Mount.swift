/// What mounting an image of the format means.
public struct Mount: Sendable {
  /// Whether the format is never written in place.
  public var isReadOnly: Bool
  /// The elements that a mount reads and checks, in order; the first is that of the first region.
  ///
  /// Those of regions that a version does not have are left out. A mount is refused at the first rule of severity `error`.
  public var reads: [Read]

  /// An element that a mount reads.
  public struct Read: Sendable {
    /// The region.
    public var region: RegionID
    /// The element's number in it.
    public var index: UInt64
    /// Where the specification says so.
    public var location: SourceLocation
  }
}
