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
}
