import VexBytes
import VexImage
import VexPlugins

/// An image with the format that its bytes, or the user, chose.
struct OpenedImage {
  /// Its path as the user gave it.
  var path: String
  /// Its bytes.
  var file: ImageFile
  /// Its format.
  var specification: CompiledSpecification

  /// Opens an image; nil when it is of no format.
  ///
  /// Throws one line when it cannot be read.
  static func open(_ path: String, _ formats: Formats) throws(Failure) -> OpenedImage? {
    let file: ImageFile
    do { file = try ImageFile(path: path) } catch { throw .message(oneLine(error)) }
    guard let specification = try formats.format(of: file) else { return nil }
    return OpenedImage(path: path, file: file, specification: specification)
  }

  /// Tests every rule; `progress` is told how far it is.
  func validate(_ progress: ProgressHandler? = nil) throws(Failure) -> ValidationReport {
    let validator: ImageValidator
    do {
      validator = try ImageValidator(
        program: specification.program, checksums: .builtIn, compiled: BuiltInSwift.checks(of: specification))
    } catch {
      throw .message("\(shown(specification.source.path)): its checks cannot be run: \(oneLine("\(error)"))")
    }
    do { return try validator.validate(file, name: path, progress: progress) } catch { throw .message(oneLine(error)) }
  }
}
