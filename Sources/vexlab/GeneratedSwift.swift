import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexPlugins

/// The generated Swift that is linked into the program.
enum GeneratedSwift {
  /// Asks it about structures of the format that it was generated from.
  static func evaluator(_ format: Format) -> GeneratedSwiftEvaluator {
    let context = VexFS.Context(imageSize: 0, checksums: .builtIn)
    return GeneratedSwiftEvaluator(format) { structure, bytes, around in
      var context = context
      context.imageSize = around.imageSize
      return VexFS.check(
        structure, bytes, in: context, place: around.place, index: around.index, sources: around.sources.map(\.bytes),
        parameters: around.parameters.map(\.value))
    }
  }
}
