/// A set of integers, kept as its maximal runs in ascending order.
public struct IntegerSet: Sendable, Equatable {
  /// The runs, ascending, neither empty nor touching.
  public private(set) var runs: [Range<UInt64>]

  /// Makes the empty set.
  public init() { runs = [] }

  /// Makes the set of the integers of a range.
  public init(_ range: Range<UInt64>) { runs = range.isEmpty ? [] : [range] }

  /// Number of members.
  public var count: UInt64 { runs.reduce(0) { $0 &+ ($1.upperBound - $1.lowerBound) } }

  /// Whether `member` is in the set.
  public func contains(_ member: UInt64) -> Bool {
    let index = firstRun(endingAfter: member)
    return index < runs.count && runs[index].lowerBound <= member
  }

  /// The position of the first run that ends behind `member`.
  private func firstRun(endingAfter member: UInt64) -> Int { runs.partitioningIndex(where: { $0.upperBound > member }) }

  /// The members of either set.
  public func union(_ other: IntegerSet) -> IntegerSet {
    if other.runs.isEmpty { return self }
    if runs.isEmpty { return other }
    var result = IntegerSet()
    result.runs.reserveCapacity(runs.count + other.runs.count)
    var (i, j) = (0, 0)
    while i < runs.count || j < other.runs.count {
      if j >= other.runs.count || (i < runs.count && runs[i].lowerBound <= other.runs[j].lowerBound) {
        result.append(runs[i])
        i += 1
      } else {
        result.append(other.runs[j])
        j += 1
      }
    }
    return result
  }

  /// Adds the integers of a range; cheap at the end, and a search and a move of what is behind it elsewhere.
  public mutating func insert(_ range: Range<UInt64>) {
    guard !range.isEmpty else { return }
    guard let last = runs.last, range.lowerBound < last.lowerBound else { return append(range) }
    // The first run that the range touches, and the first one behind it that it does not.
    let first = range.lowerBound == 0 ? 0 : firstRun(endingAfter: range.lowerBound - 1)
    var end = first
    var (low, high) = (range.lowerBound, range.upperBound)
    while end < runs.count, runs[end].lowerBound <= high {
      low = min(low, runs[end].lowerBound)
      high = max(high, runs[end].upperBound)
      end += 1
    }
    runs.replaceSubrange(first..<end, with: CollectionOfOne(low..<high))
  }

  /// The least member that lies in a range.
  public func firstCommon(_ range: Range<UInt64>) -> UInt64? {
    let index = firstRun(endingAfter: range.lowerBound)
    guard index < runs.count, !range.isEmpty else { return nil }
    let low = max(runs[index].lowerBound, range.lowerBound)
    return low < range.upperBound ? low : nil
  }

  /// The runs of a range that are not in the set, ascending.
  public func gaps(in range: Range<UInt64>) -> [Range<UInt64>] {
    var gaps: [Range<UInt64>] = []
    var next = range.lowerBound
    var index = firstRun(endingAfter: next)
    while index < runs.count, runs[index].lowerBound < range.upperBound {
      if runs[index].lowerBound > next { gaps.append(next..<runs[index].lowerBound) }
      next = runs[index].upperBound
      index += 1
    }
    if next < range.upperBound { gaps.append(next..<range.upperBound) }
    return gaps
  }

  /// Adds the members of another set; cheap when they lie behind those that are there.
  public mutating func formUnion(_ other: IntegerSet) {
    guard let last = runs.last, let first = other.runs.first else {
      if runs.isEmpty { runs = other.runs }
      return
    }
    guard first.lowerBound >= last.lowerBound else {
      self = union(other)
      return
    }
    for run in other.runs { append(run) }
  }

  /// Adds a run that begins nowhere before the last one.
  private mutating func append(_ run: Range<UInt64>) {
    guard let last = runs.last, run.lowerBound <= last.upperBound else {
      runs.append(run)
      return
    }
    runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, run.upperBound)
  }

  /// The least integer that is in one set and not in the other.
  public func firstDifference(_ other: IntegerSet) -> UInt64? {
    for index in 0..<max(runs.count, other.runs.count) {
      guard index < runs.count else { return other.runs[index].lowerBound }
      guard index < other.runs.count else { return runs[index].lowerBound }
      let (a, b) = (runs[index], other.runs[index])
      if a == b { continue }
      return a.lowerBound != b.lowerBound ? min(a.lowerBound, b.lowerBound) : min(a.upperBound, b.upperBound)
    }
    return nil
  }

  /// Adds `base + i` for each 1 bit i of `bytes`, bit 0 lowest in byte 0.
  public mutating func insert(bits bytes: ArraySlice<UInt8>, from base: UInt64) {
    var found = IntegerSet()
    var start: UInt64?
    var position = base
    for byte in bytes {
      if byte == 0 || byte == 0xff {
        if byte == 0, let open = start {
          found.append(open..<position)
          start = nil
        } else if byte == 0xff, start == nil {
          start = position
        }
        position &+= 8
        continue
      }
      for bit in 0..<8 {
        let isSet = byte >> bit & 1 != 0
        if isSet, start == nil { start = position }
        if !isSet, let open = start {
          found.append(open..<position)
          start = nil
        }
        position &+= 1
      }
    }
    if let open = start { found.append(open..<position) }
    formUnion(found)
  }
}
