/// A way from one version of a format to another, in place.
///
/// What the edge does not speak of carries over: regions that both versions have, and in their structures the fields that
/// both have, unless a constraint demands their value or a checksum computes it.
public struct Migration: Sendable {
  /// The version before.
  public var from: UInt64
  /// The version after.
  public var to: UInt64
  /// What must hold of the image before, in declaration order.
  public var needs: [Fact]
  /// Number of the edge's own rule, `room`: whatever is written before the commit lies where the image before has nothing.
  public var room: UInt32
  /// Regions whose elements are made new, as in a fresh image.
  public var built: Set<RegionID>
  /// Values that fields get, in declaration order.
  public var assignments: [Assignment]
  /// What is given up, and why, in declaration order.
  public var drops: [Drop]
  /// What is written, in this order; what is in one part is on the disk before the next one begins, and the last commits.
  public var order: [Part]
  /// What it is for.
  public var doc: String?
  /// Where the specification declares it.
  public var location: SourceLocation

  /// The part of a rule's name that tells the edge: `1-2`.
  public var name: String { "\(from)-\(to)" }

  /// A field of the image after, and where its value comes from.
  public struct Assignment: Sendable {
    /// The region.
    public var region: RegionID
    /// The field as the specification names it: `superblock.migration.cursor`.
    public var path: String
    /// Offset in the region's structure, in bytes.
    public var offset: Int
    /// The field itself.
    public var field: Field
    /// The value, in terms of both images; never `derived`.
    public var value: InitialValue
    /// Where the specification declares it.
    public var location: SourceLocation
  }

  /// Something of the image before that is given up.
  public struct Drop: Sendable {
    /// The region.
    public var region: RegionID
    /// The field of its structure; nil for all that the version after lacks.
    public var field: FieldID?
    /// Why, in the author's words.
    public var reason: String
  }

  /// Something that is written as one part.
  public struct Part: Sendable {
    /// The region.
    public var region: RegionID
    /// The element; nil for all of them, of the first region from the last to the first.
    public var element: UInt64?

    /// Makes a part.
    public init(region: RegionID, element: UInt64?) {
      self.region = region
      self.element = element
    }
  }
}

extension Format {
  /// The edges by which a version is reached from another with the fewest steps; empty if they are the same, nil if there is
  /// no way.
  public func migrations(from: UInt64, to: UInt64) -> [Migration]? {
    let leaving = Dictionary(grouping: migrations.indices) { migrations[$0].from }
    // Breadth first: the edge by which each version was reached.
    var ways: [UInt64: Int] = [:]
    var reached = [from]
    var next = 0
    while next < reached.count, reached[next] != to {
      for edge in leaving[reached[next]] ?? [] {
        let target = migrations[edge].to
        guard target != from, ways[target] == nil else { continue }
        ways[target] = edge
        reached.append(target)
      }
      next += 1
    }
    var result: [Migration] = []
    var version = to
    while version != from {
      guard let way = ways[version] else { return nil }
      result.append(migrations[way])
      version = migrations[way].from
    }
    return result.reversed()
  }

  /// Whether a version has a region.
  public func has(_ region: RegionID, in version: UInt64) -> Bool {
    let declared = regions[region]
    // The first region tells the version, so every version has it.
    guard region != 0 else { return true }
    let structure = declared.structure.flatMap { structures[$0].versions }
    return (declared.versions?.contains(version) ?? true) && (structure?.contains(version) ?? true)
  }
}

extension Field {
  /// Whether a version has the field.
  public func isPresent(in version: UInt64) -> Bool { versions?.contains(version) ?? true }

  /// Whether its value follows from the other bytes of an image of a version: a constraint demands it, or it is a checksum.
  public func isDerived(in version: UInt64) -> Bool {
    if !checksums.isEmpty { return true }
    guard none == nil else { return false }
    return rules.contains { rule in
      ["is", "magic"].contains(rule.kind) && rule.bitField == nil && rule.condition == nil
        && rule.versions?.contains(version) ?? true
    }
  }

  /// Whether its bytes, or those of what is nested in it, carry over from one version to another.
  public func carries(from: UInt64, to: UInt64) -> Bool {
    offset != nil && isPresent(in: from) && isPresent(in: to) && !isDerived(in: to)
  }
}
