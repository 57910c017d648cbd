public import VexBytes
public import VexCodecs
public import VexFormatSpec

/// The regions of an image as expressions see them: finds elements, reads them, and knows which are damaged.
///
/// Nothing is read before it is asked for, and what is kept is bounded: a cache of elements, and numbers of damaged ones.
/// Places, counts and conditions are evaluated each time, unless there are `finders`, so a model may change between two walks; call
/// `invalidate`.
public final class RegionWalker: World {
  /// The format.
  public let format: Format
  /// Where bytes come from.
  public let source: any ElementSource
  /// The copy that stands for a region; without one, its first element does.
  public internal(set) var standing: [RegionID: Instance] = [:]
  /// Which elements are damaged.
  public internal(set) var damage = Damage()
  /// How many bytes a check of each structure may look at; at least its size.
  private let reach: [StructureID: Int]
  private var cache = ElementCache()
  private var ownedSpace: [Unit: IntegerSet] = [:]
  /// The pieces of spaces that were asked for, or why there are none.
  var spaces: [SpaceID: Result<SpaceMap, NoValue>] = [:]
  /// What finding an element of a region has in common with finding another one; nil where that is worked out each time.
  ///
  /// It holds as long as neither the bytes, nor what stands for regions, nor what is damaged changes.
  var finders: [RegionID: Finder]?
  /// Elements whose places are being evaluated, so that a place that depends on itself has no value.
  private var locating: Set<ElementKey> = []

  /// How many elements a region has, and where they are.
  struct Finder {
    var count: UInt64
    var strided: StridedPlace?
  }

  /// Makes a walker for the format of `program`.
  public init(program: Program, source: any ElementSource) {
    format = program.format
    self.source = source
    var reach: [StructureID: Int] = [:]
    for check in program.checks { reach[check.structure] = check.maximumSize }
    self.reach = reach
  }

  /// The size of the image in bytes.
  public var imageSize: UInt64 { source.imageSize }

  /// An evaluator in terms of the whole image.
  public var evaluator: Evaluator { Evaluator(format: format, world: self) }

  /// Random bytes or the time.
  public func supplied(_ value: SuppliedValue) throws(NoValue) -> UInt64 { try source.supplied(value) }

  /// Forgets what was read and computed, for when the bytes below change; damage is kept.
  public func invalidate() {
    cache = ElementCache()
    ownedSpace = [:]
    spaces = [:]
    if finders != nil { finders = [:] }
  }

  /// Forgets what was read of an element.
  func forget(_ element: Element) { cache.remove(ElementKey(region: element.region, ordinal: element.ordinal)) }

  /// The one thing of a region, or the copy that stands for it.
  public func single(_ region: RegionID) throws(NoValue) -> Instance {
    if let standing = standing[region] { return standing }
    return try element(region, 0)
  }

  /// Element `index` of a region that walks over nothing; throws when it does not exist, is free or is damaged.
  public func element(_ region: RegionID, _ index: UInt64) throws(NoValue) -> Instance {
    guard format.regions.indices.contains(region) else { throw .absent("region \(region)") }
    if damage.contains(region, index) { throw .broken(region, index) }
    let key = ElementKey(region: region, ordinal: index)
    if let known = cache[key] { return known }
    guard locating.insert(key).inserted else { throw .absent("\(name(region, index)), which depends on itself,") }
    defer { locating.remove(key) }
    return try instance(of: try find(region, index))
  }

  /// Calls `body` for each element that exists, is neither free nor damaged, until it returns false.
  public func visit(_ region: RegionID, _ body: (Instance) throws(NoValue) -> Bool) throws(NoValue) {
    guard format.regions.indices.contains(region) else { throw .absent("region \(region)") }
    if damage.isWhole(region) { throw .broken(region, 0) }
    // Copies are one thing.
    if format.regions[region].copies != nil {
      if try hasElements(region) { _ = try body(try single(region)) }
      return
    }
    try walk(region) { (step: WalkStep) throws(NoValue) -> Bool in
      switch step {
      case .vacant: return true
      case .element(let element):
        if self.damage.contains(region, element.ordinal) { return true }
        return try body(try self.instance(of: element))
      case .failed(let failure):
        if self.damage.isKnown(failure) { return true }
        throw failure.cause
      }
    }
  }

  /// Whether any element of a region is there, or should be.
  private func hasElements(_ region: RegionID) throws(NoValue) -> Bool {
    if standing[region] != nil || region == 0 { return true }
    var found = false
    try walk(region) { (_: WalkStep) throws(NoValue) -> Bool in
      found = true
      return false
    }
    return found
  }

  /// The element's instance: its bytes, and what the region supplies to it.
  public func instance(of element: Element) throws(NoValue) -> Instance {
    let key = ElementKey(region: element.region, ordinal: element.ordinal)
    if let known = cache[key] { return known }
    guard let structure = format.regions[element.region].structure else {
      throw .absent("a structure in region \(format.regions[element.region].name)")
    }
    let bytes = try source.bytes(of: element, count: byteCount(of: structure, element))
    var given: [Value] = []
    for argument in format.regions[element.region].arguments { given.append(try element.evaluator.value(argument)) }
    let instance = Instance(
      structure: structure, bytes: bytes, place: element.place, index: element.index, region: element.region,
      given: given)
    cache[key] = instance
    return instance
  }

  /// How many bytes of an element may be looked at.
  ///
  /// A size that others decide, as superblocks do for inodes, is known before the element is read.
  private func byteCount(of structure: StructureID, _ element: Element) -> Int {
    let size = format.structures[structure].size
    let count = max(reach[structure] ?? 0, size.maximum)
    guard count == size.maximum, element.region != 0, let expression = size.expression,
      let known = try? element.evaluator.integer(expression)
    else { return count }
    return Int(min(max(known, UInt64(size.minimum)), UInt64(count)))
  }

  /// Marks an element as damaged: reading it has no value, and walks skip it.
  public func markDamaged(_ region: RegionID, _ ordinal: UInt64) {
    damage.insert(region, ordinal)
    forgetSpaces(mappedBy: region)
    cache.remove(ElementKey(region: region, ordinal: ordinal))
  }

  /// Marks what a failure hides: an element, or a part of the region whose size is unknown.
  public func markDamaged(_ failure: WalkFailure) {
    damage.insert(failure)
    forgetSpaces(mappedBy: failure.region)
  }

  /// Marks a region of which an unknown part is not walked, since it walks over something damaged.
  public func markIncomplete(_ region: RegionID) { damage.insertPart(of: region) }

  /// Marks a region of which nothing is known at all.
  public func markDamaged(_ region: RegionID) {
    damage.insertWhole(region)
    forgetSpaces(mappedBy: region)
  }

  /// All space that regions claim, in a unit.
  public func owned(_ unit: Unit) throws(NoValue) -> IntegerSet {
    if let known = ownedSpace[unit] { return known }
    var claims = ClaimSet()
    for region in format.regions.indices where format.regions[region].owns == unit {
      if damage.affects(region) { throw .broken(region, damage.first(region) ?? 0) }
      try walk(region) { (step: WalkStep) throws(NoValue) -> Bool in
        switch step {
        case .vacant: break
        case .failed(let failure): throw failure.cause
        case .element(let element): _ = claims.insert(try self.claim(element, in: unit))
        }
        return true
      }
    }
    let set = claims.all
    ownedSpace[unit] = set
    return set
  }

  /// What people call an element.
  func name(_ region: RegionID, _ index: UInt64) -> String { "\(format.regions[region].name)[\(index)]" }
}
