public import VexCodecs
public import VexFormatSpec

/// A sound structure from which mutants are made.
public struct Baseline: Sendable {
  /// What to call it (`inode[1]`).
  public var name: String
  /// The structure and what surrounds it.
  public var subject: StructureCase
  /// Which of its owner's images it was taken from.
  public var image: Int

  /// Makes a baseline.
  public init(name: String, subject: StructureCase, image: Int = 0) {
    self.name = name
    self.subject = subject
    self.image = image
  }
}

extension RawImage {
  /// The element of a region as a case; nil when it cannot be found.
  ///
  /// - `check`: the program of its structure, for what it reads besides.
  public func structureCase(_ region: RegionID, _ index: UInt64, _ check: CheckProgram) -> StructureCase? {
    (try? element(region, index)).flatMap { structureCase($0, in: region, check) }
  }

  private func structureCase(_ instance: Instance, in region: RegionID, _ check: CheckProgram) -> StructureCase? {
    guard instance.structure == check.structure else { return nil }
    var context = CaseContext(place: instance.place, index: instance.index, imageSize: imageSize)
    for source in check.sources {
      let origin: Instance?
      switch source.origin {
      case .region(let region): origin = try? single(region)
      case .given(let given):
        if case .instance(let instance)? = instance.given.dropFirst(given).first {
          origin = instance
        } else {
          origin = nil
        }
      }
      guard let origin else { return nil }
      let size = format.structures[source.structure].size.maximum
      let bytes = Array(origin.bytes.dropFirst(origin.base).prefix(size))
      context.sources.append(
        CaseSource(origin: source.origin, structure: source.structure, bytes: bytes, place: origin.place))
    }
    for parameter in check.parameters {
      guard case .integer(let value)? = instance.given.dropFirst(parameter.given).first else { return nil }
      context.parameters.append(CaseParameter(given: parameter.given, value: value))
    }
    return StructureCase(structure: instance.structure, region: region, bytes: instance.bytes, context: context)
  }

  /// Cases of every structure that is there: of each region the first elements, at most `limit`.
  public func baselines(_ program: Program, limit: Int = 2) -> [Baseline] {
    var result: [Baseline] = []
    for (region, declared) in format.regions.enumerated() {
      guard let structure = declared.structure, let check = program.check(of: structure) else { continue }
      guard declared.walks.isEmpty else {
        result += walkedBaselines(of: region, check, limit: limit)
        continue
      }
      guard let count = try? count(of: region) else { continue }
      var taken = 0
      for index in 0..<count where taken < limit {
        guard (try? exists(region, index)) == true, let subject = structureCase(region, index, check) else { continue }
        result.append(Baseline(name: "\(declared.name)[\(index)]", subject: subject))
        taken += 1
      }
    }
    return result
  }
  /// The first elements of a region that walks over others.
  private func walkedBaselines(of region: RegionID, _ check: CheckProgram, limit: Int) -> [Baseline] {
    var result: [Baseline] = []
    // What has no value behind the first elements takes nothing from those.
    try? visit(region) { (instance: Instance) throws(NoValue) -> Bool in
      if let subject = structureCase(instance, in: region, check) {
        result.append(Baseline(name: "\(format.regions[region].name)[\(result.count)]", subject: subject))
      }
      return result.count < limit
    }
    return result
  }
}
