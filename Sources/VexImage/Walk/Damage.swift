public import VexFormatSpec

/// Which elements of an image broke a rule, or cannot be found.
///
/// A region with very many damaged elements counts as damaged as a whole, so that what is kept stays small.
public struct Damage: Sendable {
  /// So many elements of one region are remembered.
  static let limit = 1 << 16

  private var elements: [RegionID: Set<UInt64>] = [:]
  private var whole: Set<RegionID> = []
  /// Regions of which a part has an unknown number of elements.
  private var partial: Set<RegionID> = []

  /// Whether an element is damaged, or its whole region is.
  public func contains(_ region: RegionID, _ ordinal: UInt64) -> Bool {
    whole.contains(region) || elements[region]?.contains(ordinal) == true
  }

  /// Whether nothing of a region can be relied on.
  public func isWhole(_ region: RegionID) -> Bool { whole.contains(region) }

  /// Whether anything of a region is damaged or unknown.
  public func affects(_ region: RegionID) -> Bool {
    whole.contains(region) || partial.contains(region) || elements[region] != nil
  }

  /// The least damaged element of a region; nil when none is known, though the region may be affected otherwise.
  public func first(_ region: RegionID) -> UInt64? { elements[region]?.min() }

  /// Whether a failure of a walk has been met before.
  func isKnown(_ failure: WalkFailure) -> Bool {
    guard let ordinal = failure.ordinal else {
      return partial.contains(failure.region) || whole.contains(failure.region)
    }
    return contains(failure.region, ordinal)
  }

  mutating func insert(_ region: RegionID, _ ordinal: UInt64) {
    guard !whole.contains(region) else { return }
    elements[region, default: []].insert(ordinal)
    if elements[region]?.count ?? 0 > Self.limit { insertWhole(region) }
  }

  mutating func insertWhole(_ region: RegionID) {
    let first = elements[region]?.min()
    whole.insert(region)
    elements[region] = first.map { [$0] }
  }

  mutating func insertPart(of region: RegionID) { partial.insert(region) }

  mutating func insert(_ failure: WalkFailure) {
    if let ordinal = failure.ordinal { insert(failure.region, ordinal) } else { partial.insert(failure.region) }
  }
}
