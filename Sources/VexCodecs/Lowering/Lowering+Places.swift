import VexBytes
import VexFormatSpec

extension PlaceProgram {
  /// Lowers the place of a region's elements; nil where that needs more than a kernel has at hand.
  init?(of id: RegionID, in format: Format) {
    let region = format.regions[id]
    guard region.isLocal, case .formula(let place) = region.places,
      let rule = region.rules.first(where: { if case .inside = $0.kind { true } else { false } })
    else { return nil }
    var lowering = Lowering(outsideOf: format)
    self = lowering.lower(place, of: region, id, rule.number)
  }
}

extension Lowering {
  /// Lowers expressions in terms of the whole image: nothing is under test, and `index` is what the caller asks for.
  fileprivate init(outsideOf format: Format) {
    self.init(
      format: format, check: .ofNothing, algorithms: [],
      versions: format.versions.map { VersionSet(members: $0.known) })
  }

  fileprivate mutating func lower(
    _ place: Expression, of region: Region, _ id: RegionID, _ rule: UInt32
  ) -> PlaceProgram {
    var scan = SourceScan(format: format, tested: nil)
    if region.versions != nil { scan.note(.region(0)) }
    for expression in [region.count, region.condition, place].compactMap({ $0 }) + region.arguments {
      scan.read(expression, in: 0, isRoot: false)
    }
    sources = scan.origins.map(source)
    viewCount = 1 + sources.count

    func step(_ body: [Step]) -> Step {
      .rule(RuleStep(number: rule, severity: .error, view: 0, offset: 0, length: 0, body: body))
    }
    let results = ([place] + region.arguments).map { _ in register() }
    for result in results { emit(.copy(result, .constant(0))) }
    let body = collect(.rule) { lowering in
      lowering.demandElement(of: region)
      let found = lowering.value(of: place)
      let end = lowering.checked(.add, found, .constant(lowering.minimumLength(region)))
      lowering.demand(lowering.compute(.lessOrEqual, end, lowering.input(.imageSize)))
      let values = [found] + region.arguments.map { lowering.value(of: $0) }
      for (result, value) in zip(results, values) { lowering.emit(.copy(result, value)) }
    }
    emit(step(body))
    // How much of the sources is read is known only now; it is tested before anything is loaded.
    let lengths = sources.enumerated().filter { $0.element.length > 0 }
      .map { Step.requireLength($0.offset + 1, .constant(UInt64($0.element.length))) }
    let given = region.structure.map { format.structures[$0].given } ?? []
    let parameters = given.indices.map { Parameter(given: $0, name: given[$0].name) }
    return PlaceProgram(
      region: id, name: region.name, sources: sources, registerCount: registerCount, viewCount: viewCount,
      body: [step(lengths)] + blocks[0].steps, place: results[0],
      parameters: zip(parameters, results.dropFirst()).map { ($0, $1) })
  }

  /// Requires that the region has an element with the index, as far as the element itself is not asked.
  private mutating func demandElement(of region: Region) {
    if let needed = region.versions, let possible = versions, !possible.isSubset(of: needed) {
      demand(isVersion(in: needed))
      versions = possible.intersection(needed)
    }
    if let count = region.count {
      let limit = value(of: count)
      demand(compute(.lessOrEqual, limit, .constant(region.maximumCount)))
      // No more than could fit the image.
      let needed = checked(.multiply, limit, .constant(max(minimumLength(region), 1)))
      demand(compute(.lessOrEqual, needed, input(.imageSize)))
      demand(compute(.less, input(.index), limit))
    } else {
      demand(compute(.equal, input(.index), .constant(0)))
    }
    if let condition = region.condition { demand(value(of: condition)) }
  }

  private func minimumLength(_ region: Region) -> UInt64 {
    region.structure.map { UInt64(format.structures[$0].size.minimum) } ?? 0
  }
}
