import VexBytes
import VexCodecs
import VexFormatSpec

extension ElementWalk {
  /// The number of elements for one combination of the walks.
  func count(_ evaluator: Evaluator) throws(NoValue) -> UInt64 {
    if region.isMirrored, let space = region.space {
      return try inSpace(space) { map throws(NoValue) in try map.mirrorCount(of: region, evaluator) }
    }
    var listed: UInt64 = 1
    if case .list(let places) = region.places { listed = UInt64(places.count) }
    guard let expression = region.count else { return listed }
    let count = try evaluator.integer(expression)
    guard count <= region.maximumCount else {
      throw .operation("\(count) elements are more than the \(region.maximumCount) that there may be")
    }
    if case .list = region.places, count > listed {
      throw .operation("\(count) elements are more than the \(listed) places that there are")
    }
    let size = max(walker.minimumLength(region), 1)
    guard let needed = checkedMul(count, size), needed <= walker.imageSize else {
      throw .operation("\(count) elements of at least \(size) bytes do not fit the image's \(walker.imageSize) bytes")
    }
    return count
  }

  /// The element, or nil when it does not exist.
  ///
  /// - `isUsed`: whether it is known to exist and not to be free.
  mutating func step(
    _ ordinal: UInt64, _ index: UInt64, isUsed: Bool = false, _ evaluator: Evaluator
  ) -> WalkStep? {
    var part = WalkFailure.Part.condition
    var place: UInt64?
    do throws(NoValue) {
      if !isUsed, let condition = region.condition, !(try evaluator.isTrue(condition)) { return nil }
      part = .vacant
      if !isUsed, !region.vacantReadsElement, let vacant = region.vacant, try evaluator.isTrue(vacant) {
        return .vacant(ordinal: ordinal, index: index, count: 1)
      }
      part = .place
      var found = try self.place(index, evaluator)
      // An address is no place.
      if region.space == nil { place = found }
      part = .length
      let length =
        try region.byteCount.map { count throws(NoValue) in try evaluator.integer(count) }
        ?? walker.minimumLength(region)
      part = .inside
      if let space = region.space {
        let mapped = try inSpace(space) { map throws(NoValue) in
          try map.place(of: found, count: length, region, index)
        }
        guard let mapped else { return nil }
        (found, place) = (mapped, mapped)
      }
      // Whether all of the first element is there is the first rule of its structure.
      if id != 0 || ordinal != 0 { try requireInside(found, length) }
      let element = Element(
        region: id, ordinal: ordinal, index: index, place: found, length: length, evaluator: evaluator)
      part = .vacant
      if !isUsed, region.vacantReadsElement, let vacant = region.vacant {
        var inner = evaluator
        inner.variables[Region.variable(of: id)] = .instance(try walker.instance(of: element))
        if try inner.isTrue(vacant) { return .vacant(ordinal: ordinal, index: index, count: 1) }
      }
      return .element(element)
    } catch {
      return .failed(
        WalkFailure(
          region: id, ordinal: ordinal, index: index, place: place, part: part, cause: error, evaluator: evaluator))
    }
  }

  /// The place of an element, or its address in the region's space.
  private mutating func place(_ index: UInt64, _ evaluator: Evaluator) throws(NoValue) -> UInt64 {
    if let place = strided?.place(index, evaluator) { return place }
    switch region.places {
    case .formula(let place): return try evaluator.integer(place)
    case .list(let places):
      guard index < UInt64(places.count) else { throw .absent("place \(index)") }
      return try evaluator.integer(places[Int(index)])
    }
  }

  private func requireInside(_ place: UInt64, _ length: UInt64) throws(NoValue) {
    guard let end = checkedAdd(place, length), end <= walker.imageSize else {
      throw .operation("\(length) bytes at \(place) are not inside the image's \(walker.imageSize) bytes")
    }
  }

  /// Asks the map of a space; what nobody finds there may be in pieces that damaged elements would tell.
  private func inSpace<Answer>(
    _ space: SpaceID, _ ask: (SpaceMap) throws(NoValue) -> Answer
  ) throws(NoValue) -> Answer {
    do throws(NoValue) { return try ask(try walker.map(of: space)) } catch {
      guard let damaged = walker.damagedRegion(mapping: space) else { throw error }
      throw .broken(damaged, walker.damage.first(damaged) ?? 0)
    }
  }
}
