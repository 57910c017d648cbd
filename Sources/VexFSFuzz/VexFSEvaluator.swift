public import VexFSLayout
public import VexFormatSpec
public import VexFuzz
import VexPlugins

extension VexFS {
  /// Asks the generated Swift about structures.
  ///
  /// - `format`: what it was generated from, which tells structures apart by their names.
  public static func evaluator(_ format: Format) -> GeneratedSwiftEvaluator {
    let context = Context(imageSize: 0, checksums: .builtIn)
    return GeneratedSwiftEvaluator(format) { structure, bytes, around in
      var context = context
      context.imageSize = around.imageSize
      return check(
        structure, bytes, in: context, place: around.place, index: around.index, sources: around.sources.map(\.bytes),
        parameters: around.parameters.map(\.value))
    }
  }
}
