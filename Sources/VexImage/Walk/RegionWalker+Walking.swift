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
    var walk = Walk(walker: self, region: region, id: id)
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
    guard try exists(region, id) else { throw .absent("region \(region.name) in this version") }
    var walk = Walk(walker: self, region: region, id: id)
    // The first element comes before its region's count, which may read it.
    if id != 0 || index != 0 {
      guard index < (try walk.count(evaluator)) else { throw .absent(name(id, index)) }
    }
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

/// A walk under way.
private struct Walk {
  let walker: RegionWalker
  let region: Region
  let id: RegionID
  /// Number of the next element.
  var ordinal: UInt64 = 0
  /// Where elements are, if a formula for single ones is not needed.
  private var strided: StridedPlace?

  init(walker: RegionWalker, region: Region, id: RegionID) {
    self.walker = walker
    self.region = region
    self.id = id
  }

  /// Runs the loop at `depth` and those inside it; false when the body wants no more.
  mutating func loop(
    _ depth: Int, _ evaluator: Evaluator, _ body: (WalkStep) throws(NoValue) -> Bool
  ) throws(NoValue) -> Bool {
    guard depth < region.walks.count else { return try elements(evaluator, body) }
    let walk = region.walks[depth]
    // The body's errors go through; the sequence's own are a step.
    var thrown: NoValue?
    var goesOn = true
    var inner = self
    do throws(NoValue) {
      try evaluator.visit(walk.sequence, as: walk.variable) { (evaluator: Evaluator) throws(NoValue) -> Bool in
        do throws(NoValue) { goesOn = try inner.loop(depth + 1, evaluator, body) } catch {
          thrown = error
          goesOn = false
        }
        return goesOn
      }
    } catch {
      ordinal = inner.ordinal
      return try body(.failed(failure(.walk, error, evaluator)))
    }
    ordinal = inner.ordinal
    if let thrown { throw thrown }
    return goesOn
  }

  private mutating func elements(
    _ evaluator: Evaluator, _ body: (WalkStep) throws(NoValue) -> Bool
  ) throws(NoValue) -> Bool {
    let count: UInt64
    // The first element may say how many there are, so it is met before it is asked.
    let known: UInt64 = id == 0 && ordinal == 0 ? 1 : 0
    if known == 1, !(try element(0, evaluator, body)) { return false }
    do throws(NoValue) { count = try self.count(evaluator) } catch {
      return try body(.failed(failure(.count, error, evaluator)))
    }
    guard known < count else { return true }
    return try elements(known..<count, evaluator, body)
  }

  /// Meets the elements of a range of indices; those that are free together, where that can be told.
  private mutating func elements(
    _ range: Range<UInt64>, _ evaluator: Evaluator, _ body: (WalkStep) throws(NoValue) -> Bool
  ) throws(NoValue) -> Bool {
    let vacancy =
      region.condition == nil && !region.vacantReadsElement ? region.vacant.flatMap { PeriodicCondition($0) } : nil
    if case .formula(let place) = region.places { strided = StridedPlace(place) }
    defer { strided = nil }
    var index = range.lowerBound
    while index < range.upperBound {
      var end = range.upperBound
      var known: IntegerSet?
      if let vacancy {
        end = min(end, vacancy.end(of: index))
        // Where it has no value, each element tells so.
        known = try? vacancy.members(around: index, evaluator)
      }
      let isUsed = known != nil
      for run in known?.runs ?? [] where run.lowerBound < end && run.upperBound > index {
        if !(try elements(oneByOne: index..<max(index, run.lowerBound), isUsed: isUsed, evaluator, body)) {
          return false
        }
        index = max(index, run.lowerBound)
        let count = min(run.upperBound, end) - index
        if !(try body(.vacant(ordinal: ordinal, index: index, count: count))) { return false }
        ordinal += count
        index += count
      }
      if !(try elements(oneByOne: index..<end, isUsed: isUsed, evaluator, body)) { return false }
      index = end
    }
    return true
  }

  private mutating func elements(
    oneByOne range: Range<UInt64>, isUsed: Bool, _ evaluator: Evaluator, _ body: (WalkStep) throws(NoValue) -> Bool
  ) throws(NoValue) -> Bool {
    for index in range {
      if !(try element(index, isUsed: isUsed, evaluator, body)) { return false }
    }
    return true
  }

  private mutating func element(
    _ index: UInt64, isUsed: Bool = false, _ evaluator: Evaluator, _ body: (WalkStep) throws(NoValue) -> Bool
  ) throws(NoValue) -> Bool {
    var inner = evaluator
    inner.index = index
    defer { ordinal += 1 }
    guard let step = step(ordinal, index, isUsed: isUsed, inner) else { return true }
    return try body(step)
  }

  /// The number of elements for one combination of the walks.
  func count(_ evaluator: Evaluator) throws(NoValue) -> UInt64 {
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
      let found = try self.place(index, evaluator)
      place = found
      part = .length
      let length =
        try region.byteCount.map { count throws(NoValue) in try evaluator.integer(count) }
        ?? walker.minimumLength(region)
      part = .inside
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

  private func failure(_ part: WalkFailure.Part, _ cause: NoValue, _ evaluator: Evaluator) -> WalkFailure {
    WalkFailure(region: id, part: part, cause: cause, evaluator: evaluator)
  }
}
