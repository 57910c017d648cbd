import VexBytes
import VexCodecs
import VexFormatSpec

extension CopyExamination {
  /// The first sound copy of what an image is known by at a place that is known without the first one; nil if there is none.
  static func found(_ validator: ImageValidator, _ source: any ByteSource) -> CopyExamination? {
    let format = validator.program.format
    let signature = FormatSignature(format)
    for (ordinals, place) in format.copyPlaces(imageSize: source.size) where signature.matches(source, at: place) {
      // Nothing tells which one is there that was searched for, and its rules may ask.
      for ordinal in ordinals {
        guard let copy = CopyExamination(validator, source, at: place, ordinal: ordinal), copy.isSound else { continue }
        return copy
      }
    }
    return nil
  }
}
