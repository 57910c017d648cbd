import VexBytes
import VexCodecs
import VexFormatSpec

extension ModelMaker: SealedElements {
  var imageSize: UInt64 { options.size }
  var before: Evaluator? { inheritance?.walker.evaluator }

  func single(_ region: RegionID) throws(NoValue) -> Instance { try element(region, 0) }

  /// The element as far as it is made; one that was dropped because it is vacant is made again.
  func element(_ region: RegionID, _ index: UInt64) throws(NoValue) -> Instance {
    guard format.regions.indices.contains(region), let structure = format.regions[region].structure else {
      throw .absent("a structure")
    }
    if let made = elements[region][index] { return instance(made, structure, region) }
    let name = "\(format.regions[region].name)[\(index)]"
    guard let element = try vacantElement(region, index) else { throw .absent(name) }
    return instance(element, structure, region)
  }

  func visit(_ region: RegionID, _ body: (Instance) throws(NoValue) -> Bool) throws(NoValue) {
    guard format.regions.indices.contains(region), let structure = format.regions[region].structure else {
      throw .absent("a structure")
    }
    if format.regions[region].copies != nil {
      _ = try body(try single(region))
      return
    }
    for ordinal in elements[region].keys.sorted() {
      guard let made = elements[region][ordinal] else { continue }
      if !(try body(instance(made, structure, region))) { return }
    }
  }

  func owned(_ unit: Unit) throws(NoValue) -> IntegerSet { try claimed(unit) }

  func supplied(_ value: SuppliedValue) throws(NoValue) -> UInt64 {
    // Fields say `new: random` and `new: now`; expressions have no field to draw for.
    throw .absent(value.rawValue)
  }

  func instance(_ made: MadeElement, _ structure: StructureID, _ region: RegionID) -> Instance {
    Instance(
      structure: structure, bytes: made.bytes, place: made.place ?? 0, index: made.index, region: region,
      given: made.given)
  }
}

/// The image under construction as the walker reads it.
struct ModelSource: ElementSource {
  let maker: ModelMaker

  var imageSize: UInt64 { maker.imageSize }

  func bytes(of element: Element, count: Int) throws(NoValue) -> [UInt8] {
    guard let made = maker.elements[element.region][element.ordinal] else {
      throw .absent("\(maker.format.regions[element.region].name)[\(element.ordinal)]")
    }
    return made.bytes
  }
}
