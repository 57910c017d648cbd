import VexBytes
import VexCodecs
import VexFormatSpec

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
  /// How deep elements are being made or given for others; what reads itself has no value.
  var depth = 0
  private var random: RandomBytes
  private var drawn: [FieldKey: [UInt8]] = [:]
  private var space: [Unit: (revisions: [UInt64], space: IntegerSet)] = [:]

  init(program: Program, options: MakeOptions, version: UInt64?) {
    self.program = program
    self.options = options
    format = program.format
    recipes = RecipeBook(format: program.format, version: version)
    dependencies = RegionDependencies(format: program.format, recipes: recipes)
    now = options.clock.nanoseconds
    random = RandomBytes(options.random)
    elements = Array(repeating: [:], count: program.format.regions.count)
    revisions = Array(repeating: 0, count: program.format.regions.count)
    missing = Array(repeating: [], count: program.format.regions.count)
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

  /// Random bytes for a field, always the same ones for the same field.
  func draw(_ key: FieldKey, _ field: Field) -> [UInt8] {
    if let known = drawn[key] { return known }
    let bytes = FieldValue.random(random.bytes(field.byteCount ?? 0), as: field.type)
    drawn[key] = bytes
    return bytes
  }

  /// Puts bytes into an element that another one was given.
  func put(_ bytes: [UInt8], at place: MadePlace) throws(NoValue) -> Bool {
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

  /// A place in an element.
  struct MadePlace {
    var region: RegionID
    var ordinal: UInt64
    var offset: Int
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
