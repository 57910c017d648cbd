import VexBytes
import VexImage

/// Decodes an image, or a part of it, and prints that, for `vexfmt show`.
struct ImageDisplay {
  var image: OpenedImage
  /// What is wanted; nil for the first elements of every region.
  var path: String?
  var reporter: Reporter

  /// Answers with the exit status.
  func run() throws(Failure) -> Int32 {
    let decoder = ImageDecoder(program: image.specification.program, source: image.file)
    let selection: Selection
    do throws(ShowError) {
      selection = try path.map { path throws(ShowError) in try decoder.select(path) } ?? .image(decoder.image())
    } catch {
      // Of a path that leads nowhere since the image cannot be read, the reading is to blame.
      let cause = decoder.failure.map { oneLine($0) } ?? "\(shown(image.path)): \(error)"
      throw .message(oneLine(cause))
    }
    if reporter.isJSON {
      reporter.json(selection.json)
    } else {
      reporter.text(TextRenderer().text(selection))
    }
    guard let failure = decoder.failure else { return ExitStatus.success }
    throw .message(oneLine(failure))
  }
}
