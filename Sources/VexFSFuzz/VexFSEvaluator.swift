public import VexCodecs
public import VexFSLayout
public import VexFormatSpec
public import VexFuzz
import VexPlugins

extension VexFS {
  /// The generated Swift as checks of structures by their names; of the checksum algorithms that are built in.
  public static var checks: CompiledChecks {
    // Algorithms are looked up once.
    let known = Context(imageSize: 0, checksums: .builtIn)
    return CompiledChecks { structure, bytes, around in
      var context = known
      context.imageSize = around.imageSize
      return check(
        structure, bytes, in: context, place: around.place, index: around.index, sources: around.sources,
        parameters: around.parameters)
    }
  }

  /// Asks the generated Swift about structures.
  ///
  /// - `format`: what it was generated from, which tells structures apart by their names.
  public static func evaluator(_ format: Format) -> GeneratedSwiftEvaluator {
    let checks = checks
    return GeneratedSwiftEvaluator(format) { structure, bytes, around in
      checks.check(structure, bytes, around.checkContext)
    }
  }
}
