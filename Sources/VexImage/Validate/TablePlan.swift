import VexBytes
import VexCodecs
import VexFormatSpec

/// How the elements of a long table are checked many at a time, without a step for each.
///
/// For regions whose elements are all of one size, count from 0 and depend on nothing but their index and on what is known of
/// the image as a whole. There is none for others: those go the ordinary way, as does every stretch in which anything is found,
/// so that what is reported is the same.
struct TablePlan {
  let region: Region
  let id: RegionID
  let structure: StructureID
  /// The structure's name, as generated code knows it.
  let name: String
  /// Bytes of an element.
  let size: Int
  /// What decides which elements of a stretch are free; nil when none is.
  let vacancy: PeriodicCondition?
  /// The formula of places.
  let place: Expression
  let strided: StridedPlace?
  /// Regions whose one thing the check reads.
  let sources: [RegionID]
  /// What the check is given.
  let parameters: [Parameter]
  /// All that the region gives and that is the same for a whole stretch, also such as no check reads: it must have a value.
  let constants: [Expression]
  /// Regions that any of this reads; as long as none is damaged, each element has its context.
  let reads: Set<RegionID>

  /// An integer that a check is given.
  enum Parameter {
    case index
    /// The same for all elements of a stretch.
    case constant(Expression)
  }

  init?(_ id: RegionID, _ validator: ImageValidator) {
    let format = validator.program.format
    let region = format.regions[id]
    guard region.walks.isEmpty, region.space == nil, region.condition == nil, !region.vacantReadsElement,
      region.byteCount == nil, region.copies == nil, region.owns == nil, region.count != nil,
      case .formula(let place) = region.places, let structure = region.structure,
      !region.rules.contains(where: { if case .valid = $0.kind { true } else { false } }),
      let check = validator.program.check(of: structure), validator.table.missingAlgorithms.isEmpty
    else { return nil }
    let declared = format.structures[structure]
    guard declared.size.isFixed, check.maximumSize <= declared.size.maximum else { return nil }
    var vacancy: PeriodicCondition?
    if let vacant = region.vacant {
      guard let periodic = PeriodicCondition(vacant) else { return nil }
      vacancy = periodic
    }
    var (sources, parameters): ([RegionID], [Parameter]) = ([], [])
    for source in check.sources {
      guard case .region(let other) = source.origin, other != id else { return nil }
      sources.append(other)
    }
    let constants = region.arguments.filter { if case .index = $0.node { false } else { true } }
    guard !constants.contains(where: \.readsTheIndex) else { return nil }
    for parameter in check.parameters {
      guard region.arguments.indices.contains(parameter.given) else { return nil }
      let argument = region.arguments[parameter.given]
      if case .index = argument.node { parameters.append(.index) } else { parameters.append(.constant(argument)) }
    }
    var reads = Set(sources)
    for expression in [place, region.count, region.vacant].compactMap({ $0 }) + region.arguments {
      expression.visit { $0.collectRegions(into: &reads, owners: format.regions) }
    }
    guard !reads.contains(id) else { return nil }
    (self.region, self.id, self.structure, name) = (region, id, structure, declared.name)
    (size, self.vacancy, self.place, strided) = (declared.size.maximum, vacancy, place, StridedPlace(place))
    (self.sources, self.parameters, self.constants, self.reads) = (sources, parameters, constants, reads)
  }

  /// Indices that are checked together at most, when nothing else divides them.
  private static let usualStretch: UInt64 = 1024

  /// Number of indices that are checked together.
  var stretch: UInt64 {
    guard let vacancy else { return Self.usualStretch }
    return vacancy.period * max(1, Self.usualStretch / vacancy.period)
  }
}
