import VexBytes
import VexCodecs
import VexFormatSpec

extension ModelMaker {
  /// Makes all elements of a region once; false when the values of one never come to rest.
  func make(_ region: RegionID) -> Bool {
    missing[region] = []
    let before = elements[region].keys
    var kept: Set<UInt64> = []
    var changed = false
    var isStable = true
    var ordinal: UInt64 = 0
    do throws(NoValue) {
      if try exists(region) {
        try candidates(region, 0, Evaluator(format: format, world: self)) { (index, evaluator) throws(NoValue) in
          defer { ordinal += 1 }
          self.progress.tell("planning", self.format.regions[region].name, ordinal)
          let outcome = self.make(region, ordinal, index, evaluator)
          if outcome.isKept { kept.insert(ordinal) }
          if outcome.changed { changed = true }
          if !outcome.isStable { isStable = false }
          return outcome.isStable
        }
      }
    } catch {
      let declared = format.regions[region]
      missing[region].append(
        MissingValue(subject: "image.\(declared.name)", reason: error, location: declared.location))
    }
    for old in before where !kept.contains(old) && isStable {
      elements[region][old] = nil
      changed = true
    }
    if changed { revisions[region] += 1 }
    return isStable
  }

  /// Whether the version has the region.
  func exists(_ region: RegionID) throws(NoValue) -> Bool {
    region == 0 || recipes.holds(format.regions[region].versions)
  }

  /// Calls `body` with the index of each element there may be, and an evaluator of the region's expressions.
  private func candidates(
    _ region: RegionID, _ walk: Int, _ evaluator: Evaluator, _ body: (UInt64, Evaluator) throws(NoValue) -> Bool
  ) throws(NoValue) {
    let declared = format.regions[region]
    if walk < declared.walks.count {
      let loop = declared.walks[walk]
      try evaluator.visit(loop.sequence, as: loop.variable) { (inner: Evaluator) throws(NoValue) -> Bool in
        try candidates(region, walk + 1, inner, body)
        return true
      }
      return
    }
    var index: UInt64 = 0
    // The first element says how many there are, so it is made before it is asked.
    var count: UInt64 = region == 0 ? 1 : try self.count(region, evaluator)
    while index < count {
      var inner = evaluator
      inner.index = index
      guard try body(index, inner) else { return }
      index += 1
      if region == 0, index == 1 { count = try self.count(region, evaluator) }
    }
  }

  private func count(_ region: RegionID, _ evaluator: Evaluator) throws(NoValue) -> UInt64 {
    let declared = format.regions[region]
    if declared.isMirrored, let space = declared.space {
      return try map(of: space).mirrorCount(of: declared, evaluator)
    }
    var listed: UInt64 = 1
    if case .list(let places) = declared.places { listed = UInt64(places.count) }
    guard let expression = declared.count else { return listed }
    let count = try evaluator.integer(expression)
    guard count <= declared.maximumCount else {
      throw .operation("\(count) elements are more than the \(declared.maximumCount) that there may be")
    }
    // What cannot fit is not tried.
    let size = UInt64(max(declared.structure.map { format.structures[$0].size.minimum } ?? 1, 1))
    guard let bytes = checkedMul(count, size), bytes <= imageSize else {
      throw .operation("\(count) elements of at least \(size) bytes do not fit the image's \(imageSize) bytes")
    }
    return count
  }

  private func place(_ region: RegionID, _ index: UInt64, _ evaluator: Evaluator) throws(NoValue) -> UInt64 {
    switch format.regions[region].places {
    case .formula(let place): return try self.place(of: try evaluator.integer(place), region, index)
    case .list(let places):
      guard index < UInt64(places.count) else { throw .absent("place \(index)") }
      return try self.place(of: try evaluator.integer(places[Int(index)]), region, index)
    }
  }

  /// The place in the image of what a region's formula says.
  private func place(of address: UInt64, _ region: RegionID, _ index: UInt64) throws(NoValue) -> UInt64 {
    let declared = format.regions[region]
    guard let space = declared.space else { return address }
    let count = declared.structure.map { format.structures[$0].size.minimum } ?? 0
    guard let place = try map(of: space).place(of: address, count: UInt64(count), declared, index) else {
      throw .absent("a place on this device")
    }
    return place
  }

  /// What came of making an element.
  private struct Outcome {
    var isKept = false
    var changed = false
    var isStable = true
  }

  private func make(_ region: RegionID, _ ordinal: UInt64, _ index: UInt64, _ evaluator: Evaluator) -> Outcome {
    let declared = format.regions[region]
    guard let structure = declared.structure else { return Outcome() }
    var outcome = Outcome()
    do throws(NoValue) {
      if let condition = declared.condition, !(try evaluator.isTrue(condition)) { return outcome }
      var place =
        dependencies.usesPlace[region] || declared.vacant == nil ? try self.place(region, index, evaluator) : 0
      let given = arguments(declared, evaluator)
      let old = elements[region][ordinal]
      let bytes = old?.bytes ?? initialBytes(region, structure, ordinal)
      var filler = ElementFiller(
        maker: self,
        cursor: ElementCursor(
          format: format, world: self, region: region, structure: structure, index: index, place: place, given: given,
          bytes: bytes, isInherited: inheritance?.has(region, ordinal) == true),
        ordinal: ordinal)
      outcome.isStable = filler.fill()
      // One is reported; a region may have very many elements.
      if missing[region].isEmpty { missing[region] += filler.missing.prefix(1) }
      try update(structure, declared, evaluator, &filler.cursor)
      // What it put elsewhere may say that it is vacant.
      if let vacant = declared.vacant, try evaluator.isTrue(vacant) {
        outcome.changed = old != nil
        return outcome
      }
      if declared.vacant != nil { place = try self.place(region, index, evaluator) }
      outcome.isKept = true
      let made = MadeElement(
        bytes: filler.cursor.bytes, index: index, place: place, given: given, variables: evaluator.variables)
      outcome.changed = old?.bytes != made.bytes || old?.place != place
      elements[region][ordinal] = made
    } catch {
      if missing[region].isEmpty {
        missing[region] = [
          MissingValue(subject: "image.\(declared.name)[\(ordinal)]", reason: error, location: declared.location)
        ]
      }
      // What was made stays; a later pass may find what is missing now.
      outcome.isKept = elements[region][ordinal] != nil
    }
    return outcome
  }

  /// What a region supplies to its structure; an empty set stands for what has no value yet, and reads as none.
  func arguments(_ region: Region, _ evaluator: Evaluator) -> [Value] {
    region.arguments.map { argument in
      do throws(NoValue) { return try evaluator.value(argument) } catch { return .set(IntegerSet()) }
    }
  }

  /// An element that was dropped, made again for someone who reads it; nil when there is none.
  func vacantElement(_ region: RegionID, _ index: UInt64) throws(NoValue) -> MadeElement? {
    let declared = format.regions[region]
    guard let structure = declared.structure, declared.vacant != nil, declared.walks.isEmpty, try exists(region),
      depth < 4
    else {
      return nil
    }
    depth += 1
    defer { depth -= 1 }
    var evaluator = Evaluator(format: format, world: self)
    guard index < (try count(region, evaluator)) else { return nil }
    evaluator.index = index
    if let condition = declared.condition, !(try evaluator.isTrue(condition)) { return nil }
    let place = try self.place(region, index, evaluator)
    let given = arguments(declared, evaluator)
    var filler = ElementFiller(
      maker: self,
      cursor: ElementCursor(
        format: format, world: self, region: region, structure: structure, index: index, place: place, given: given,
        bytes: initialBytes(region, structure, index), isInherited: inheritance?.has(region, index) == true),
      ordinal: index)
    guard filler.fill() else { return nil }
    return MadeElement(bytes: filler.cursor.bytes, index: index, place: place, given: given, variables: [:])
  }
}
