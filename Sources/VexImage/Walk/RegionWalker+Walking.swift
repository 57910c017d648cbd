import VexBytes
public import VexCodecs
public import VexFormatSpec

extension RegionWalker {
  /// Calls `body` for what the region has, element after element, until it returns false.
  ///
  /// An error of `body` ends the walk; whatever else goes wrong is a step of its own. Throws besides only when the version
  /// cannot be read.
  public func walk(_ id: RegionID, _ body: (WalkStep) throws(NoValue) -> Bool) throws(NoValue) {
    let region = format.regions[id]
    guard try exists(region, id) else { return }
    var walk = ElementWalk(walker: self, region: region, id: id)
    _ = try walk.loop(0, evaluator, body)
  }

  /// Whether the image's version has the region.
  func exists(_ region: Region, _ id: RegionID) throws(NoValue) -> Bool {
    guard id != 0, let versions = region.versions else { return true }
    return versions.contains(try evaluator.version())
  }

  /// An element of a region that walks over nothing.
  func find(_ id: RegionID, _ index: UInt64) throws(NoValue) -> Element {
    let region = format.regions[id]
    guard region.walks.isEmpty else { throw .absent("an element of \(region.name), which is walked,") }
    var walk = ElementWalk(walker: self, region: region, id: id)
    if let known = finders?[id] {
      guard index < known.count else { throw .absent(name(id, index)) }
      walk.strided = known.strided
    } else {
      guard try exists(region, id) else { throw .absent("region \(region.name) in this version") }
      // The first element comes before its region's count, which may read it.
      if id != 0 || index != 0 {
        let count = try walk.count(evaluator)
        guard index < count else { throw .absent(name(id, index)) }
        if finders != nil, case .formula(let place) = region.places {
          walk.strided = StridedPlace(place)
          finders?[id] = Finder(count: count, strided: walk.strided)
        }
      }
    }
    // What it learns of places is of use to the next.
    defer { finders?[id]?.strided = walk.strided }
    var inner = evaluator
    inner.index = index
    switch walk.step(index, index, inner) {
    case .element(let element)?: return element
    case .vacant?: throw .absent("\(name(id, index)), which is free,")
    case .failed(let failure)?: throw failure.cause
    case nil: throw .absent(name(id, index))
    }
  }
}
