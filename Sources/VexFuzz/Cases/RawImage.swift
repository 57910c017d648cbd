public import VexBytes
public import VexCodecs
public import VexFormatSpec

/// An image whose elements are taken as they lie, without any check.
///
/// The fuzzer finds the places of structures in it, in sound images and in damaged ones, by the regions' own expressions.
public final class RawImage: World {
  /// The format.
  public let format: Format
  /// The image.
  public let source: any ByteSource
  /// The pieces of spaces that were asked for.
  private var spaces: [SpaceID: SpaceMap] = [:]

  /// Makes an image of what a source holds.
  public init(format: Format, source: any ByteSource) {
    self.format = format
    self.source = source
  }

  /// Makes an image of bytes.
  public convenience init(format: Format, bytes: [UInt8]) { self.init(format: format, source: MemorySource(bytes)) }

  /// The size of the image in bytes.
  public var imageSize: UInt64 { source.size }

  /// The one thing of a region; of copies, the first.
  public func single(_ region: RegionID) throws(NoValue) -> Instance { try element(region, 0) }

  /// An element, with as many of its bytes as the image has.
  public func element(_ region: RegionID, _ index: UInt64) throws(NoValue) -> Instance {
    let declared = format.regions[region]
    guard let structure = declared.structure else { throw .absent("a structure") }
    // The first element of all comes before its region's count, which may read it.
    if region != 0 || index != 0 {
      guard index < (try count(of: region)) else { throw .absent("element \(index)") }
    }
    return try instance(of: structure, in: region, index, terms(index))
  }

  /// An element in the terms of a walk to it.
  private func instance(
    of structure: StructureID, in region: RegionID, _ index: UInt64, _ evaluator: Evaluator
  ) throws(NoValue) -> Instance {
    let declared = format.regions[region]
    var place: UInt64
    switch declared.places {
    case .list(let places):
      guard index < UInt64(places.count) else { throw .absent("place \(index)") }
      place = try evaluator.integer(places[Int(index)])
    case .formula(let formula): place = try evaluator.integer(formula)
    }
    let size = format.reach(of: structure)
    if let space = declared.space {
      let count = UInt64(format.structures[structure].size.minimum)
      guard let mapped = try map(of: space).place(of: place, count: count, declared, index) else {
        throw .absent("a place on this device")
      }
      place = mapped
    }
    guard place <= imageSize else { throw .absent("a place inside the image") }
    var bytes: [UInt8] = []
    do {
      try source.read(at: place, into: &bytes, count: Int(min(imageSize - place, UInt64(size))))
    } catch {
      throw .unreadable("\(error)")
    }
    var instance = Instance(structure: structure, bytes: bytes, place: place, index: index, region: region)
    for argument in declared.arguments { instance.given.append(try evaluator.value(argument)) }
    return instance
  }

  /// The pieces of a space.
  private func map(of space: SpaceID) throws(NoValue) -> SpaceMap {
    if let known = spaces[space] { return known }
    let map = try SpaceMap(format.spaces[space], Evaluator(format: format, world: self))
    spaces[space] = map
    return map
  }

  /// How many places the address of a mirrored region has; nil for other regions.
  private func mirrorCount(_ region: Region, _ evaluator: Evaluator) throws(NoValue) -> UInt64? {
    guard region.isMirrored, let space = region.space else { return nil }
    return try map(of: space).mirrorCount(of: region, evaluator)
  }

  /// Calls `body` for each element that is there and not free.
  public func visit(_ region: RegionID, _ body: (Instance) throws(NoValue) -> Bool) throws(NoValue) {
    guard format.regions[region].walks.isEmpty else {
      _ = try walk(region, 0, Evaluator(format: format, world: self), body)
      return
    }
    for index in 0..<(try count(of: region)) where try exists(region, index) {
      if !(try body(try element(region, index))) { return }
    }
  }

  /// Goes through the loops of a region from `depth` on; false when `body` wants no more.
  private func walk(
    _ region: RegionID, _ depth: Int, _ evaluator: Evaluator, _ body: (Instance) throws(NoValue) -> Bool
  ) throws(NoValue) -> Bool {
    let declared = format.regions[region]
    guard depth < declared.walks.count else { return try elements(of: region, evaluator, body) }
    var goesOn = true
    let loop = declared.walks[depth]
    try evaluator.visit(loop.sequence, as: loop.variable) { (inner: Evaluator) throws(NoValue) -> Bool in
      goesOn = try walk(region, depth + 1, inner, body)
      return goesOn
    }
    return goesOn
  }

  /// The elements for one combination of a region's loops.
  private func elements(
    of region: RegionID, _ evaluator: Evaluator, _ body: (Instance) throws(NoValue) -> Bool
  ) throws(NoValue) -> Bool {
    let declared = format.regions[region]
    guard let structure = declared.structure else { throw .absent("a structure") }
    var count = try mirrorCount(declared, evaluator) ?? 1
    if case .list(let places) = declared.places { count = UInt64(places.count) }
    if let expression = declared.count { count = try evaluator.integer(expression) }
    guard count <= min(imageSize, declared.count == nil ? .max : declared.maximumCount) else {
      throw .tooLarge("\(count) elements")
    }
    for index in 0..<count {
      var inner = evaluator
      inner.index = index
      if let condition = declared.condition, !(try inner.isTrue(condition)) { continue }
      if !(try body(try instance(of: structure, in: region, index, inner))) { return false }
    }
    return true
  }

  /// Claimed space is not known here.
  public func owned(_ unit: Unit) throws(NoValue) -> IntegerSet { throw .absent("claimed space") }

  /// Nothing is supplied to what only reads.
  public func supplied(_ value: SuppliedValue) throws(NoValue) -> UInt64 { throw .absent("a supplied value") }

  /// Whether an element is there and holds something.
  public func exists(_ region: RegionID, _ index: UInt64) throws(NoValue) -> Bool {
    let declared = format.regions[region]
    if let versions = declared.versions, !versions.contains(try Evaluator(format: format, world: self).version()) {
      return false
    }
    let evaluator = terms(index)
    if let condition = declared.condition, !(try evaluator.isTrue(condition)) { return false }
    guard let vacant = declared.vacant else { return true }
    var inner = evaluator
    if declared.vacantReadsElement {
      inner.variables[Region.variable(of: region)] = .instance(try element(region, index))
    }
    if try inner.isTrue(vacant) { return false }
    return true
  }

  /// The number of elements; more than the image could hold is none.
  public func count(of region: RegionID) throws(NoValue) -> UInt64 {
    let declared = format.regions[region]
    guard declared.walks.isEmpty else { throw .absent("a region without walks") }
    var count = try mirrorCount(declared, terms(0)) ?? 1
    if case .list(let places) = declared.places { count = UInt64(places.count) }
    if let expression = declared.count { count = try Evaluator(format: format, world: self).integer(expression) }
    let smallest = UInt64(declared.structure.map { format.structures[$0].size.minimum } ?? 1)
    guard count <= declared.maximumCount || declared.count == nil, count <= imageSize / max(1, smallest) + 2 else {
      throw .tooLarge("\(count) elements")
    }
    return count
  }

  private func terms(_ index: UInt64) -> Evaluator {
    var evaluator = Evaluator(format: format, world: self)
    evaluator.index = index
    return evaluator
  }
}
