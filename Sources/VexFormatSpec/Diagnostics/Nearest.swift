/// The candidate that `name` was probably meant to be; nil when none is near enough.
package func nearest(_ name: String, in candidates: some Sequence<String>) -> String? {
  var effort = NameComparison.maximumEffort
  return NameComparison.nearest(name, in: candidates, effort: &effort)
}

/// Finds names that somebody may have meant.
///
/// Near is a third of the length in insertions, deletions, replacements and swaps of neighbours, at least one. Among
/// equals the first wins.
enum NameComparison {
  /// Longer names are not compared.
  private static let longest = 64
  /// A hostile specification may have as many wrong names as right ones; only so many are worth comparing with one.
  private static let maximumCandidates = 1000
  /// So many pairs of characters are compared for all names of one specification.
  static let maximumEffort = 1 << 20

  /// The candidate nearest to `name`; takes what that costs off `effort`, and finds nothing once it is used up.
  static func nearest(_ name: String, in candidates: some Sequence<String>, effort: inout Int) -> String? {
    let wanted = Array(name.unicodeScalars.prefix(longest + 1))
    guard !wanted.isEmpty, wanted.count <= longest else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates.prefix(maximumCandidates) where candidate != name {
      guard effort > 0 else { break }
      effort -= wanted.count
      let scalars = Array(candidate.unicodeScalars.prefix(longest + 1))
      guard !scalars.isEmpty, scalars.count <= longest else { continue }
      // A third of the longer one; a name of one letter is near to nothing.
      let allowed = max(wanted.count, scalars.count) < 2 ? 0 : max(1, max(wanted.count, scalars.count) / 3)
      let limit = min(allowed, (best?.distance ?? .max) - 1)
      guard abs(wanted.count - scalars.count) <= limit else { continue }
      effort -= wanted.count * scalars.count
      if let distance = editDistance(wanted, scalars, limit: limit) { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// The Damerau-Levenshtein distance in its form without edits between swapped neighbours; nil when it exceeds `limit`.
  private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int? {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for (row, scalar) in a.enumerated() {
      var current = [row + 1]
      current.reserveCapacity(b.count + 1)
      for (column, other) in b.enumerated() {
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (scalar == other ? 0 : 1))
        if row > 0, column > 0, scalar == b[column - 1], other == a[row - 1] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      if (current.min() ?? 0) > limit { return nil }
      (beforeLast, last) = (last, current)
    }
    return last[b.count] <= limit ? last[b.count] : nil
  }
}
