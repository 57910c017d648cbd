import VexBytes
public import VexFormatSpec

extension Format {
  /// Where the first structure is, in bytes; 0 where that depends on the image.
  public var firstPlace: UInt64 { FormatSignature(self).place ?? 0 }

  /// The number of the last copy of the first structure that a list has a place for; 0 if there is no such list.
  public var lastCopy: UInt64 {
    guard let region = regions.first, region.copies != nil, case .list(let places) = region.places else { return 0 }
    return UInt64(places.count - 1)
  }

  /// Where a copy of the first structure may be, without anything that an image says: places that the format lists and that no
  /// structure tells, and those that its `search` names.
  ///
  /// With each place come the numbers that a copy there may have: any of those that `search` names.
  public func copyPlaces(imageSize: UInt64) -> [(ordinals: ClosedRange<UInt64>, place: UInt64)] {
    guard let region = regions.first, region.copies != nil else { return [] }
    let evaluator = Evaluator(format: self, world: SizedWorld(imageSize: imageSize))
    var result: [(ordinals: ClosedRange<UInt64>, place: UInt64)] = []
    func add(_ ordinals: ClosedRange<UInt64>, _ expression: Expression, index: UInt64) {
      var inner = evaluator
      inner.index = index
      guard let place = try? inner.integer(expression), place < imageSize,
        !result.contains(where: { $0.place == place })
      else { return }
      result.append((ordinals, place))
    }
    if case .list(let places) = region.places {
      for (number, place) in places.enumerated().dropFirst() {
        let ordinal = UInt64(number)
        add(ordinal...ordinal, place, index: ordinal)
      }
    }
    for place in region.search { add(1...max(1, lastCopy), place, index: 0) }
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
