import VexBytes
import VexCodecs
import VexFormatSpec

/// Where the image before a migration has something, in bytes.
struct OccupiedSpace {
  /// Bytes that elements consist of: nobody else's.
  private(set) var described = IntegerSet()
  /// Those, and what is claimed around them.
  private(set) var claimed = IntegerSet()
  /// The copies of each thing that there are.
  private(set) var copies: [(region: RegionID, ordinal: UInt64, bytes: Range<UInt64>)] = []

  /// Walks over everything that the image's version describes.
  init(_ walker: RegionWalker) throws(NoValue) {
    var (described, claimed) = (ClaimSet(), ClaimSet())
    for (id, region) in walker.format.regions.enumerated() {
      try walker.walk(id) { (step: WalkStep) throws(NoValue) -> Bool in
        switch step {
        case .vacant: break
        case .failed(let failure): throw failure.cause
        case .element(let element):
          let length = try walker.length(of: element)
          guard let end = checkedAdd(element.place, length) else { throw .operation("\(element.place) + \(length)") }
          _ = described.insert(element.place..<end)
          if region.copies != nil { copies.append((id, element.ordinal, element.place..<end)) }
          guard let unit = region.owns else { break }
          let claim = try walker.claim(element, in: unit)
          let size = try walker.byteCount(of: unit)
          guard let from = checkedMul(claim.lowerBound, size), let to = checkedMul(claim.upperBound, size) else {
            throw .operation("\(claim) units of \(size) bytes")
          }
          _ = claimed.insert(from..<to)
        }
        return true
      }
    }
    self.described = described.all
    self.claimed = claimed.all.union(described.all)
  }
}
