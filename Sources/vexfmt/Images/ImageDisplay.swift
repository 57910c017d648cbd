import VexBytes
import VexImage

/// Decodes an image, or a part of it, and prints that, for `vexfmt show`.
struct ImageDisplay {
  var image: OpenedImage
  /// What is wanted; nil for the first elements of every region.
  var path: String?
  /// The formats that the image was compared with.
  var formats: Formats
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
    if let failure = decoder.failure { throw .message(oneLine(failure)) }
    let problems = selection.problems
    guard let first = problems.first else { return ExitStatus.success }
    let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
    let spec = formats.name.map { " --spec \(quoted($0))" } ?? ""
    throw .message(
      "\(shown(image.path)): not all could be decoded: \(oneLine(first))\(more); for what is wrong: "
        + "vexfmt validate\(spec) \(quoted(image.path))")
  }
}
