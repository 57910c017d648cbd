import VexBytes
import VexCodecs
import VexFormatSpec

/// A walk over the elements of a region, under way.
struct ElementWalk {
  let walker: RegionWalker
  let region: Region
  let id: RegionID
  /// Number of the next element.
  var ordinal: UInt64 = 0
  /// Where elements are, if a formula for single ones is not needed.
  var strided: StridedPlace?

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
      return try body(.failed(failure(region.isMirrored ? .inside : .count, error, evaluator)))
    }
    guard known < count else { return true }
    return try elements(known..<count, evaluator, body)
  }

  /// Meets the elements of a stretch of a region without walks, as a part of the walk over all of it.
  mutating func stretch(
    _ range: Range<UInt64>, _ evaluator: Evaluator, _ body: (WalkStep) throws(NoValue) -> Bool
  ) throws(NoValue) -> Bool {
    ordinal = range.lowerBound
    return try elements(range, evaluator, body)
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

  private func failure(_ part: WalkFailure.Part, _ cause: NoValue, _ evaluator: Evaluator) -> WalkFailure {
    WalkFailure(region: id, part: part, cause: cause, evaluator: evaluator)
  }
}
