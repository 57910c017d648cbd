/// Addresses that are no places in the image: pieces of it, each mapped to a place.
///
/// Btrfs's trees point to logical addresses, of which its chunks are the pieces; a file's bytes are those of its extents. A
/// region is in a space when its `at` is an address there.
public struct AddressSpace: Sendable {
  /// The name.
  public var name: String
  /// What it holds.
  public var doc: String?
  /// Nested loops over regions and arrays, outermost first; a piece for each combination.
  public var walks: [Region.Walk]
  /// Whether a combination is a piece; nil for always.
  public var condition: Expression?
  /// The first address of a piece; nil when pieces follow each other from address 0 on.
  ///
  /// In bytes, as are the others.
  public var start: Expression?
  /// The length of a piece.
  public var length: Expression
  /// The place of a piece in the image.
  public var place: Expression
  /// Whether an address of no piece may be elsewhere, as on another device; nil for never.
  public var partial: Expression?
  /// Where the specification declares it.
  public var location: SourceLocation

  /// One address has at most so many places.
  public static let maximumMirrors = 64

  /// The last of the regions that say what its pieces are; a region in the space comes after it.
  public var lastRegion: RegionID { mappingRegions.last ?? 0 }

  /// The regions that say what its pieces are, ascending.
  public var mappingRegions: [RegionID] {
    var regions: Set<RegionID> = []
    for walk in walks {
      switch walk.sequence {
      case .region(let region, _): regions.insert(region)
      case .array(let access): access.collectRegions(into: &regions)
      case .integers: break
      }
    }
    for expression in expressions { expression.visit { $0.collectRegions(into: &regions, owners: []) } }
    return regions.sorted()
  }

  /// All its expressions.
  public var expressions: [Expression] {
    walks.flatMap(\.sequence.expressions) + [condition, start, length, place, partial].compactMap(\.self)
  }
}

/// Index of an address space in `Format.spaces`.
public typealias SpaceID = Int
