import VexBytes
public import VexCodecs
public import VexFSLayout
public import VexFormatSpec
public import VexFuzz
import VexPlugins

extension VexFS {
  /// The generated Swift as checks of structures by their names; of the checksum algorithms that are built in.
  public static var checks: CompiledChecks {
    CompiledChecks { imageSize in
      let context = Context(imageSize: imageSize, checksums: .builtIn)
      return { structure, bytes, around in check(structure, bytes, in: context, around) }
    }
  }

  /// Asks the generated Swift about structures.
  ///
  /// - `format`: what it was generated from, which tells structures apart by their names.
  public static func evaluator(_ format: Format) -> GeneratedSwiftEvaluator {
    // Algorithms are looked up once.
    let known = Context(imageSize: 0, checksums: .builtIn)
    return GeneratedSwiftEvaluator(format) { structure, bytes, around in
      var context = known
      context.imageSize = around.imageSize
      return check(structure, bytes, in: context, around.checkContext)
    }
  }

  private static func check(
    _ structure: String, _ bytes: RawSpan, in context: Context, _ around: CheckContext
  ) -> Finding? {
    check(
      structure, bytes, in: context, place: around.place, index: around.index, sources: around.sources,
      parameters: around.parameters)
  }
}
