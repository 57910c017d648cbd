public import VexBytes
public import VexCodecs
import VexFormatSpec
public import VexPlugins

/// Decodes the structures of an image, whatever state they are in: rules only tell which of several copies counts.
public struct ImageDecoder {
  /// So many elements of a region are decoded unless a path names one.
  public static let elementLimit = 16
  /// So many elements that do not exist or are free are passed on the way.
  static let stepLimit = 1 << 20

  let format: Format
  let walker: RegionWalker
  private let elements: ImageElements?
  private let decoder: StructureDecoder

  /// Makes a decoder of an image.
  public init(program: Program, source: any ByteSource, checksums: ChecksumRegistry = .builtIn) {
    let elements = ImageElements(source)
    self.init(program: program, walker: RegionWalker(program: program, source: elements), elements: elements)
    // What lies behind a copy that is damaged is found by one that is sound.
    if program.format.regions.dropFirst().contains(where: { $0.copies != nil }),
      let validator = try? ImageValidator(program: program, checksums: checksums)
    {
      for (region, copy) in validator.laterCopies(source) { walker.setStanding(copy, for: region) }
    }
  }

  /// Makes a decoder of what a walker finds.
  init(program: Program, walker: RegionWalker, elements: ImageElements? = nil) {
    format = program.format
    self.elements = elements
    self.walker = walker
    decoder = StructureDecoder(format: format)
  }

  /// The version that the image says it has.
  public var version: UInt64? { format.versions == nil ? nil : try? walker.evaluator.version() }

  /// The first error that reading the image met.
  public var failure: ImageError? { elements?.failure }

  /// Decodes the first elements of all regions.
  public func image() -> DecodedImage {
    let there = format.regions.indices.filter { id in
      // A region of another version is no problem of this image.
      (try? walker.exists(format.regions[id], id)) != false
    }
    return DecodedImage(format: format.name, version: version, regions: there.map { region($0) })
  }

  /// Decodes what a path names: `superblock`, `inodes[1]`, `inodes[1].mode.kind`, `superblock.regions[0].start`.
  ///
  /// Throws when the path is malformed, or names what the format or the image does not have.
  public func select(_ text: String) throws(ShowError) -> Selection {
    let path = try DecodePath(text)
    let id = try path.region(in: format)
    let region = format.regions[id]
    if path.index == nil, path.steps.isEmpty {
      return .image(
        DecodedImage(format: format.name, version: version, regions: [self.region(id, single: region.isSingle)]))
    }
    let index: UInt64
    if path.index == nil, let standing = walker.standing[id] {
      index = standing.index
    } else {
      index = try path.element(of: region)
    }
    let element: DecodedElement
    do throws(NoValue) { element = try self.element(id, index) } catch {
      throw ShowError(path: text, reason: "there is no \(region.name)[\(index)] to show: \(error)")
    }
    let part = DecodedRegion(name: region.name, isTable: !region.isSingle, elements: [element], isCut: false)
    let image = DecodedImage(format: format.name, version: version, regions: [part])
    if path.steps.isEmpty { return .image(image) }
    guard let object = element.object else {
      throw ShowError(path: text, reason: "\(region.name) is just bytes and has no fields")
    }
    return .field(try path.follow(into: object), in: image)
  }

  private func region(_ id: RegionID, single: Bool = false) -> DecodedRegion {
    let region = format.regions[id]
    var decoded = DecodedRegion(name: region.name, isTable: !region.isSingle, elements: [], isCut: false)
    var passed = 0
    let limit = single ? 1 : Self.elementLimit
    do throws(NoValue) {
      try walker.walk(id) { (step: WalkStep) throws(NoValue) -> Bool in
        passed += 1
        guard decoded.elements.count < limit, passed < Self.stepLimit else {
          decoded.isCut = !single
          return false
        }
        switch step {
        case .vacant: return true
        case .element(let element): decoded.elements.append(try self.decode(element))
        case .failed(let failure):
          decoded.problem = decoded.problem ?? failure.description
          return region.copies != nil || failure.ordinal != nil
        }
        return true
      }
    } catch { decoded.problem = decoded.problem ?? "\(error)" }
    return decoded
  }

  /// The element with a number, whether or not the region walks over others.
  private func element(_ id: RegionID, _ index: UInt64) throws(NoValue) -> DecodedElement {
    if format.regions[id].walks.isEmpty { return try decode(try walker.find(id, index)) }
    var found: DecodedElement?
    var passed = 0
    try walker.walk(id) { (step: WalkStep) throws(NoValue) -> Bool in
      passed += 1
      if case .element(let element) = step, element.ordinal == index { found = try self.decode(element) }
      return found == nil && passed < Self.stepLimit
    }
    guard let found else { throw .absent("\(format.regions[id].name)[\(index)]") }
    return found
  }

  private func decode(_ element: Element) throws(NoValue) -> DecodedElement {
    var decoded = DecodedElement(ordinal: element.ordinal, offset: element.place, length: element.length)
    guard let structure = format.regions[element.region].structure else { return decoded }
    let instance = try walker.instance(of: element)
    let evaluator = walker.evaluator.within(instance)
    decoded.object = decoder.object(evaluator)
    let size = format.structures[structure].size
    let wanted = min(UInt64(size.maximum), (try? evaluator.size(of: instance)) ?? UInt64(size.minimum))
    if UInt64(instance.bytes.count) < wanted {
      decoded.problem = "ends with the image, after \(instance.bytes.count) of its \(wanted) bytes"
    }
    return decoded
  }
}
