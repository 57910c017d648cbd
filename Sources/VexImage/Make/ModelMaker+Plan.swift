import VexBytes
import VexCodecs
import VexFormatSpec

extension ModelMaker {
  /// What is written, in order: the first region last, its elements last to first, so that element 0 commits.
  ///
  /// With `onBlank`, the place is zero already, and what is nothing but zeroes is left out.
  func plan(onBlank: Bool) throws(MakeError) -> ImagePlan {
    var writes: [ImagePlan.Write] = []
    for region in format.regions.indices.dropFirst() {
      for ordinal in elements[region].keys.sorted() {
        if let write = try write(region, ordinal), !(onBlank && write.bytes.allZero) { writes.append(write) }
      }
    }
    for ordinal in elements[0].keys.sorted(by: >) { if let write = try write(0, ordinal) { writes.append(write) } }
    try requireDisjoint(writes)
    return ImagePlan(size: imageSize, writes: writes)
  }

  /// The bytes of an element, at their place; nil when it has none.
  func write(_ region: RegionID, _ ordinal: UInt64) throws(MakeError) -> ImagePlan.Write? {
    let declared = format.regions[region]
    guard let structure = declared.structure, let made = elements[region][ordinal], let place = made.place else {
      return nil
    }
    let name = "\(declared.name)[\(ordinal)]"
    let count: Int
    do throws(NoValue) {
      var cursor = cursor(region, structure, ordinal, made)
      let evaluator = cursor.evaluator()
      guard let instance = evaluator.current else { return nil }
      count = Int(min(try evaluator.size(of: instance), UInt64(made.bytes.count)))
    } catch {
      throw MakeError(
        kind: .noValue, subject: "\(name)", reason: "its size has no value: \(error)", specification: format.path,
        location: declared.location)
    }
    guard UInt64(count) <= imageSize, place <= imageSize - UInt64(count) else {
      throw MakeError(
        kind: .overlap, subject: name,
        reason: "\(count) bytes at \(place) are not inside the image's \(imageSize) bytes",
        specification: format.path, location: declared.location)
    }
    let bytes = count == made.bytes.count ? made.bytes : Array(made.bytes.prefix(count))
    return ImagePlan.Write(offset: place, bytes: bytes, name: name)
  }

  /// Throws when two writes are about common bytes.
  func requireDisjoint(_ writes: [ImagePlan.Write]) throws(MakeError) {
    let sorted = writes.sorted { $0.offset < $1.offset }
    for (first, second) in zip(sorted, sorted.dropFirst())
    where first.offset + UInt64(first.bytes.count) > second.offset {
      throw MakeError(
        kind: .overlap, subject: second.name,
        reason: "begins at \(second.offset), inside of \(first.name) at \(first.offset); the image may be too small",
        specification: format.path, location: nil)
    }
  }
}

extension [UInt8] {
  /// Whether all bytes are zero.
  var allZero: Bool { withBytes { $0.isZero(from: 0, to: $0.byteCount) } == true }
}
