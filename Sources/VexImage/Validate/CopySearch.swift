import VexBytes
import VexCodecs
import VexFormatSpec

extension CopyExamination {
  /// The first sound copy of what an image is known by at a place that is known without the first one; nil if there is none.
  static func found(_ validator: ImageValidator, _ source: any ByteSource) -> CopyExamination? {
    let format = validator.program.format
    let signature = FormatSignature(format)
    for (ordinal, place) in format.copyPlaces(imageSize: source.size) where signature.matches(source, at: place) {
      // Nothing tells which one is there that was searched for, and its rules may ask.
      for ordinal in ordinal.map({ $0...$0 }) ?? 1...max(1, format.lastCopy) {
        guard let copy = CopyExamination(validator, source, at: place, ordinal: ordinal), copy.isSound else { continue }
        return copy
      }
    }
    return nil
  }
}

extension Format {
  /// The number of the last copy of the first structure that a list has a place for; 0 if there is no such list.
  var lastCopy: UInt64 {
    guard let region = regions.first, region.copies != nil, case .list(let places) = region.places else { return 0 }
    return UInt64(places.count - 1)
  }
}
