import VexBytes
import VexImage

/// Prints fields of an image, for `vexfmt get`.
struct FieldReading {
  var image: OpenedImage
  var fields: [String]
  var reporter: Reporter

  /// Answers with the exit status.
  func run() throws(Failure) -> Int32 {
    let decoder = ImageDecoder(program: image.specification.program, source: image.file)
    // All of them or none, so that a script is not left with half of what it asked for.
    var values: [(String, DecodedField, String)] = []
    for path in fields {
      let selection: Selection
      do throws(ShowError) { selection = try decoder.select(path) } catch {
        throw .message(oneLine(decoder.failure.map { oneLine($0) } ?? "\(shown(image.path)): \(error)"))
      }
      guard case .field(let field, _) = selection, let plain = field.value.plain else {
        throw .message("\(shown(image.path)): \(shown(path)): is no single field; see vexfmt show")
      }
      values.append((path, field, plain))
    }
    for (path, field, plain) in values {
      guard reporter.isJSON else {
        reporter.line(printable(plain))
        continue
      }
      // `{"image", "path", "offset", "value"}`, the value as in `show --json`.
      reporter.json(
        .object([
          ("image", .string(image.path)), ("path", .string(path)),
          ("offset", field.offset.map { .unsigned($0) } ?? .null), ("value", field.value.json),
        ]))
    }
    return ExitStatus.success
  }
}
