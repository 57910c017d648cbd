import VexFormatSpec

/// Which regions must be looked at again when another one changes.
struct RegionDependencies {
  /// For each region, the regions that its elements' values, places and updates read; itself included.
  let reads: [Set<RegionID>]
  /// For each region, whether an element asks for its own place, so that it must be known before the element is vacant.
  let usesPlace: [Bool]
  /// For each region, the regions that say which space its elements take, ascending.
  let placement: [[RegionID]]

  /// `assignments` are values that fields get besides their recipes.
  init(format: Format, recipes: RecipeBook, assignments: [RegionID: [Migration.Assignment]]) {
    var reads: [Set<RegionID>] = []
    var usesPlace: [Bool] = []
    var placement: [[RegionID]] = []
    for id in format.regions.indices {
      var scan = DependencyScan(format: format, recipes: recipes)
      scan.addRegion(id)
      for assignment in assignments[id] ?? [] {
        if case .expression(let expression) = assignment.value { scan.add(expression) }
      }
      scan.run()
      reads.append(scan.regions.union([id]))
      usesPlace.append(scan.usesPlace)
      var placing = DependencyScan(format: format, recipes: recipes)
      placing.addPlacement(of: id)
      placing.run()
      let isFixed = format.regions[id].structure.map { format.structures[$0].size.isFixed } ?? true
      placement.append(placing.regions.union(isFixed ? [] : [id]).sorted())
    }
    self.placement = placement
    self.reads = reads
    self.usesPlace = usesPlace
  }
}

/// Follows expressions to the regions that they read, also through what fields are computed from.
private struct DependencyScan {
  let format: Format
  let recipes: RecipeBook
  var regions: Set<RegionID> = []
  var usesPlace = false
  private var work: [Expression] = []
  private var fields: Set<FieldRow> = []
  private var structures: Set<StructureID> = []
  private var placed: Set<RegionID> = []

  private struct FieldRow: Hashable {
    var structure: StructureID
    var field: FieldID
  }

  init(format: Format, recipes: RecipeBook) {
    self.format = format
    self.recipes = recipes
  }

  mutating func add(_ expression: Expression) { work.append(expression) }

  mutating func addRegion(_ id: RegionID) {
    addPlacement(of: id)
    work += format.regions[id].arguments
    guard let structure = format.regions[id].structure else { return }
    addStructure(structure)
    for update in format.structures[structure].updates {
      work.append(update.value)
      work += update.target.expressions
    }
  }

  /// What says where the elements of a region are, and how many.
  mutating func addPlacement(of id: RegionID) {
    guard placed.insert(id).inserted else { return }
    let region = format.regions[id]
    switch region.places {
    case .list(let places): work += places
    case .formula(let place): work.append(place)
    }
    work += [region.count, region.condition, region.vacant, region.byteCount].compactMap { $0 }
    let space = region.space.map { format.spaces[$0] }
    for walk in region.walks + (space?.walks ?? []) {
      work += walk.sequence.expressions
      add(walk.sequence)
    }
    work += space?.expressions ?? []
    if let size = region.structure.flatMap({ format.structures[$0].size.expression }) { work.append(size) }
  }

  private mutating func addStructure(_ id: StructureID) {
    guard structures.insert(id).inserted else { return }
    let structure = format.structures[id]
    if let size = structure.size.expression { work.append(size) }
    for item in recipes.values[id].items {
      let field = structure.fields[item.field]
      work += field.arguments
      steer(field)
      switch item.source {
      case .expression(let expression): work.append(expression)
      case .bits(let parts): work += parts.map(\.1)
      case .nested(let nested), .array(let nested, _): addStructure(nested)
      case .random, .now: break
      }
    }
  }

  private mutating func steer(_ field: Field) {
    if let condition = field.condition { work.append(condition) }
    if case .computed(let expression) = field.storage { work.append(expression) }
    if let steering = field.type?.count?.steering { work.append(steering) }
  }

  private mutating func add(_ sequence: Aggregate.Sequence) {
    switch sequence {
    case .integers: break
    case .array(let access): add(access)
    case .region(let region, let access):
      regions.insert(region)
      if let access { add(access) }
    }
  }

  private mutating func add(_ access: Access) {
    switch access.root {
    case .single(let region), .element(let region, _): regions.insert(region)
    case .current, .given, .variable: break
    }
    for case .field(let field, let structure) in access.steps
    where fields.insert(FieldRow(structure: structure, field: field)).inserted {
      steer(format.structures[structure].fields[field])
    }
  }

  mutating func run() {
    while let next = work.popLast() {
      // The image before does not change.
      if case .before = next.node { continue }
      for access in next.accesses { add(access) }
      switch next.node {
      case .placeOf: usesPlace = true
      case .aggregate(let aggregate): add(aggregate.sequence)
      case .owned(let unit):
        for (id, region) in format.regions.enumerated() where region.owns == unit {
          regions.insert(id)
          addPlacement(of: id)
        }
        if let definition = format.units.first(where: { $0.name == unit.name }) { work.append(definition.bytes) }
      default: break
      }
      work += next.children
    }
  }
}
