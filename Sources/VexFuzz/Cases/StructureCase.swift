import VexBytes
import VexCodecs
public import VexFormatSpec

/// One structure instance with everything that decides whether it is sound.
public struct StructureCase: Sendable {
  /// The structure.
  public var structure: StructureID
  /// The region whose element it is.
  public var region: RegionID
  /// Its bytes.
  public var bytes: [UInt8]
  /// What surrounds it.
  public var context: CaseContext

  /// Makes a case.
  public init(structure: StructureID, region: RegionID, bytes: [UInt8], context: CaseContext) {
    self.structure = structure
    self.region = region
    self.bytes = bytes
    self.context = context
  }
}

extension StructureCase {
  /// The instance as expressions see it, with what its region supplies.
  func instance(_ format: Format) -> Instance {
    let wanted = format.structures[structure].given
    var given = [Value](repeating: .missing, count: wanted.count)
    for parameter in context.parameters where given.indices.contains(parameter.given) {
      given[parameter.given] = .integer(parameter.value)
    }
    for source in context.sources {
      guard case .given(let index) = source.origin, given.indices.contains(index) else { continue }
      given[index] = .instance(Instance(structure: source.structure, bytes: source.bytes, place: source.place))
    }
    return Instance(
      structure: structure, bytes: bytes, place: context.place, index: context.index, region: region, given: given)
  }

  /// An evaluator in the terms of the structure.
  func evaluator(_ format: Format) -> Evaluator {
    let instance = instance(format)
    return Evaluator(format: format, world: CaseWorld(root: instance, context: context)).within(instance)
  }
}

extension Value {
  /// Stands for an argument without a value: no rule reads a set that it was given, so whatever reads it has none either.
  static var missing: Value { .set(.init()) }
}

/// The image as one structure's rules see it: itself, and the sources it was given.
private final class CaseWorld: World {
  let root: Instance
  let context: CaseContext

  init(root: Instance, context: CaseContext) {
    self.root = root
    self.context = context
  }

  var imageSize: UInt64 { context.imageSize }

  func single(_ region: RegionID) throws(NoValue) -> Instance {
    if region == root.region { return root }
    for source in context.sources where source.origin == .region(region) {
      return Instance(structure: source.structure, bytes: source.bytes, place: source.place, region: region)
    }
    throw .absent("region \(region)")
  }

  // Rules that read whole regions are no part of a check.
  func element(_ region: RegionID, _ index: UInt64) throws(NoValue) -> Instance { throw .absent("region \(region)") }

  func visit(_ region: RegionID, _ body: (Instance) throws(NoValue) -> Bool) throws(NoValue) {
    throw .absent("region \(region)")
  }

  func owned(_ unit: Unit) throws(NoValue) -> IntegerSet { throw .absent("claimed space") }

  func supplied(_ value: SuppliedValue) throws(NoValue) -> UInt64 { throw .absent("a supplied value") }
}
