import VexBytes
import VexCodecs
import VexFormatSpec

extension ModelMaker {
  /// Stores what an element's structure puts into others.
  func update(
    _ structure: StructureID, _ region: Region, _ evaluator: Evaluator, _ cursor: inout ElementCursor
  ) throws(NoValue) {
    for update in format.structures[structure].updates {
      let value = try cursor.evaluator().integer(update.value)
      let (place, type, bits) = try self.place(of: update.target, region, evaluator)
      var word = value
      if let bits {
        guard value <= bits.mask else { throw .operation("\(value) does not fit into \(bits.width) bits") }
        let old =
          elements[place.region][place.ordinal]?.bytes
          .withBytes { $0.integer(at: place.offset, width: type.width, type.order) } ?? 0
        word = old & ~(bits.mask << UInt64(bits.at)) | value << UInt64(bits.at)
      }
      if try put(try FieldValue.encode(word, as: type), at: place) { revisions[place.region] += 1 }
    }
  }

  /// Where a field of what was given lies: in which element, at which byte.
  func place(
    of access: Access, _ region: Region, _ evaluator: Evaluator
  ) throws(NoValue) -> (MadePlace, IntegerType, BitField?) {
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
      MadePlace(region: place.region, ordinal: place.ordinal, offset: located.holder.base + located.offset), type,
      located.bits
    )
  }
}
