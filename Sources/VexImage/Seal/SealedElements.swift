import VexCodecs
import VexFormatSpec

/// Whatever has elements whose checksums are computed: an image under construction, or a draft of a change.
protocol SealedElements: World {
  /// The format.
  var format: Format { get }
  /// What elements of the image's version consist of.
  var recipes: RecipeBook { get }
  /// Puts bytes into an element; whether that changed anything.
  func put(_ bytes: [UInt8], at place: ElementPlace) throws(NoValue) -> Bool
}

/// A place in an element.
struct ElementPlace {
  var region: RegionID
  var ordinal: UInt64
  /// Bytes from the element's first one on.
  var offset: Int
}

extension SealedElements {
  /// Where a number in what a region supplies to its structure lies: in which element, at which byte.
  func place(
    of access: Access, _ region: Region, _ evaluator: Evaluator
  ) throws(NoValue) -> (ElementPlace, IntegerType, BitField?) {
    guard case .given(let index) = access.root, region.arguments.indices.contains(index),
      case .read(let outer) = region.arguments[index].node
    else { throw .absent("what is given") }
    let place: (region: RegionID, ordinal: UInt64)
    switch outer.root {
    case .element(let region, let index): place = (region, try evaluator.integer(index))
    case .single(let region): place = (region, 0)
    case .current, .given, .variable: throw .absent("an element that can be written")
    }
    let whole = Access(root: outer.root, steps: outer.steps + access.steps, type: access.type)
    let located = try evaluator.locate(whole)
    guard let type = located.type?.integerType else { throw .absent("a number") }
    return (
      ElementPlace(region: place.region, ordinal: place.ordinal, offset: located.holder.base + located.offset), type,
      located.bits
    )
  }
}
