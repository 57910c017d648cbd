import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

/// Finds the regions that `vexfmt gen-docs` draws to scale.
struct RegionDrawing {
  var specification: CompiledSpecification

  /// Sizes of fresh images that are tried, in bytes: small, so that what is in them can be seen.
  private static let sizes: [UInt64] = [1 << 20, 16 << 20, 256 << 20]

  /// The regions of an image; without one, of a fresh image; nil if none can be made.
  func layout(_ path: String?) throws(Failure) -> DocsLayout? {
    guard let path else { return fresh() }
    let file: ImageFile
    do { file = try ImageFile(path: path) } catch { throw .message(oneLine(error)) }
    guard FormatSignature(specification.format).matches(file) else {
      throw .message(
        "\(shown(path)): does not have the magic of \(specification.format.name); expected an image of that format to draw"
      )
    }
    let decoder = ImageDecoder(program: specification.program, source: file)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let layout = RegionRuns(decoder).layout(of: name)
    if let failure = decoder.failure { throw .message(oneLine(failure)) }
    return layout
  }

  /// The regions of an image that is made in memory, the same every time.
  private func fresh() -> DocsLayout? {
    guard specification.format.maker == nil else { return nil }
    for size in Self.sizes {
      let made = try? FreshImage(specification.program, version: nil, size: size, checksums: .builtIn)
      guard let made else { continue }
      return RegionRuns(ImageDecoder(program: specification.program, source: made.source)).layout(of: "a fresh image")
    }
    return nil
  }
}
