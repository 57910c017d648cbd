import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// The image under construction: its elements in memory, made again and again until nothing changes.
///
/// Only elements that will be written are kept; what is vacant is made for what it puts into others, and dropped.
final class ModelMaker {
  /// So often is anything made again; what has not come to rest by then never will.
  static let maximumPasses = 64

  let format: Format
  let program: Program
  let options: MakeOptions
  let recipes: RecipeBook
  let dependencies: RegionDependencies
  /// What is taken over from an image of another version; nil for a fresh image.
  let inheritance: Inheritance?
  /// Values that a migration gives to fields, by region.
  let assignments: [RegionID: [Migration.Assignment]]
  /// The time that all of the image has.
  let now: Int64
  /// Bytes of the first structure that the user or the version settles.
  var overrides: [Override] = []
  var overridden: Set<Int> = []
  /// Elements by region and ordinal.
  var elements: [[UInt64: MadeElement]]
  /// Counts the changes of each region.
  var revisions: [UInt64]
  /// Fields with a condition that have got a value.
  var filled: Set<FieldKey> = []
  /// What had no value when its region was last made.
  var missing: [[MissingValue]]
  /// Is told how far it is.
  var progress: ElementProgress { ElementProgress(handler: options.progress) }
  /// How deep elements are being made or given for others; what reads itself has no value.
  var depth = 0
  private var random: RandomBytes
  private var drawn: [FieldKey: [UInt8]] = [:]
  private var maps: [SpaceID: (revisions: [UInt64], map: SpaceMap)] = [:]
  private var space: [Unit: (revisions: [UInt64], space: IntegerSet)] = [:]

  init(program: Program, options: MakeOptions, version: UInt64?, inheritance: Inheritance? = nil) {
    self.program = program
    self.inheritance = inheritance
    assignments = Dictionary(grouping: inheritance?.edge.assignments ?? []) { $0.region }
    self.options = options
    format = program.format
    recipes = RecipeBook(format: program.format, version: version)
    dependencies = RegionDependencies(format: program.format, recipes: recipes, assignments: assignments)
    now = options.clock.nanoseconds
    random = RandomBytes(options.random)
    elements = Array(repeating: [:], count: program.format.regions.count)
    revisions = Array(repeating: 0, count: program.format.regions.count)
    missing = Array(repeating: [], count: program.format.regions.count)
  }

  /// Makes everything, with checksums, and checks it by the format's own rules.
  func finish(_ table: Table, _ checksums: ChecksumRegistry) throws(MakeError) {
    try prepareOverrides(version: recipes.version)
    guard settle() else {
      throw MakeError(
        kind: .unstable, subject: format.name,
        reason: "values depend on each other in a circle and never come to rest", specification: format.path,
        location: nil)
    }
    if let missing = missing.joined().first {
      if let rule = firstBrokenRule() { throw rule }
      throw MakeError(
        kind: .noValue, subject: missing.subject,
        reason: "has no value in an image of \(options.size) bytes: \(missing.reason)",
        specification: format.path, location: missing.location)
    }
    try seal(checksums)
    try check(table)
  }

  /// Makes all regions, again when something that they read has changed; false when that never ends.
  func settle() -> Bool {
    var seen = [[UInt64]?](repeating: nil, count: format.regions.count)
    for _ in 0..<Self.maximumPasses {
      var isSettled = true
      for region in format.regions.indices where format.regions[region].structure != nil {
        let current = dependencies.reads[region].sorted().map { revisions[$0] }
        if seen[region] == current { continue }
        seen[region] = current
        isSettled = false
        guard make(region) else { return false }
      }
      if isSettled { return true }
    }
    return false
  }

  /// Whether the user, the version or a migration settles the field at an offset of a region's elements.
  func isSettled(_ offset: Int, in region: RegionID) -> Bool {
    region == 0 && overridden.contains(offset) || assignments[region]?.contains { $0.offset == offset } == true
  }

  /// The bytes with which an element begins to be made.
  func initialBytes(_ region: RegionID, _ structure: StructureID, _ ordinal: UInt64) -> [UInt8] {
    inheritance?.bytes(region, structure, ordinal)
      ?? [UInt8](repeating: 0, count: format.structures[structure].size.maximum)
  }

  /// Random bytes for a field, always the same ones for the same field.
  func draw(_ key: FieldKey, _ field: Field) -> [UInt8] {
    if let known = drawn[key] { return known }
    let bytes = FieldValue.random(random.bytes(field.byteCount ?? 0), as: field.type)
    drawn[key] = bytes
    return bytes
  }

  /// Puts bytes into an element that another one was given.
  func put(_ bytes: [UInt8], at place: ElementPlace) throws(NoValue) -> Bool {
    guard var element = elements[place.region][place.ordinal] else {
      throw .absent("\(format.regions[place.region].name)[\(place.ordinal)]")
    }
    let isSame = element.bytes.withBytes { old in
      bytes.withBytes { old.equals(from: place.offset, to: place.offset &+ $0.byteCount, $0, at: 0) }
    }
    guard let isSame else { throw .absent("byte \(place.offset) of \(format.regions[place.region].name)") }
    if isSame { return false }
    elements[place.region][place.ordinal] = nil
    element.bytes.withMutableBytes { old in _ = bytes.withBytes { old.copy(from: $0, to: place.offset) } }
    elements[place.region][place.ordinal] = element
    return true
  }

  /// The space that regions claim, as long as nothing changes that says so.
  func claimed(_ unit: Unit) throws(NoValue) -> IntegerSet {
    var current = [revisions[0]]
    for (id, region) in format.regions.enumerated() where region.owns == unit {
      for other in dependencies.placement[id] { current.append(revisions[other]) }
    }
    if let known = space[unit], known.revisions == current { return known.space }
    let walker = RegionWalker(program: program, source: ModelSource(maker: self))
    let result = try walker.owned(unit)
    space[unit] = (current, result)
    return result
  }

  /// The pieces of a space, as they are by now.
  func map(of space: SpaceID) throws(NoValue) -> SpaceMap {
    let current = format.spaces[space].mappingRegions.map { revisions[$0] }
    if let known = maps[space], known.revisions == current { return known.map }
    let map = try SpaceMap(format.spaces[space], Evaluator(format: format, world: self))
    maps[space] = (current, map)
    return map
  }

  /// Bytes of the first structure that nothing else may fill.
  struct Override {
    var offset: Int
    var bytes: [UInt8]
    var path: String
  }
}

/// An element that will be written.
struct MadeElement {
  var bytes: [UInt8]
  var index: UInt64
  var place: UInt64?
  var given: [Value]
  /// What the variables of the region's walks stand for.
  var variables: [VariableID: Value]
}
