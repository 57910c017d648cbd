import VexBytes
public import VexFormatSpec

extension Format {
  /// Where a copy of the first structure may be, without anything that an image says: places that the format lists and that no
  /// structure tells, and those that its `search` names.
  ///
  /// With each place comes the number of the copy; of those that `search` names, nothing says it, and it is nil.
  public func copyPlaces(imageSize: UInt64) -> [(ordinal: UInt64?, place: UInt64)] {
    guard let region = regions.first, region.copies != nil else { return [] }
    let evaluator = Evaluator(format: self, world: SizedWorld(imageSize: imageSize))
    var result: [(ordinal: UInt64?, place: UInt64)] = []
    func add(_ ordinal: UInt64?, _ expression: Expression) {
      var inner = evaluator
      inner.index = ordinal ?? 0
      guard let place = try? inner.integer(expression), place < imageSize,
        !result.contains(where: { $0.place == place })
      else { return }
      result.append((ordinal, place))
    }
    if case .list(let places) = region.places {
      for (ordinal, place) in places.enumerated().dropFirst() { add(UInt64(ordinal), place) }
    }
    for place in region.search { add(nil, place) }
    return result
  }
}

/// A world of which only the size is known.
final class SizedWorld: World {
  let imageSize: UInt64

  init(imageSize: UInt64) { self.imageSize = imageSize }

  func single(_ region: RegionID) throws(NoValue) -> Instance { throw .absent("an image") }
  func element(_ region: RegionID, _ index: UInt64) throws(NoValue) -> Instance { throw .absent("an image") }
  func visit(_ region: RegionID, _ body: (Instance) throws(NoValue) -> Bool) throws(NoValue) {
    throw .absent("an image")
  }
  func owned(_ unit: Unit) throws(NoValue) -> IntegerSet { throw .absent("an image") }
  func supplied(_ value: SuppliedValue) throws(NoValue) -> UInt64 { throw .absent("an image") }
}
