import VexCodecs
import VexFSFuzz
import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexPlugins

/// The generated Swift that is linked into the program.
enum BuiltInSwift {
  /// Asks the generated Swift of a specification; nil when what is linked was generated from another one, or none is.
  static func evaluator(of specification: CompiledSpecification) -> (any CheckEvaluator)? {
    isVexFS(specification) ? VexFS.evaluator(specification.format) : nil
  }

  /// The checks of a specification; nil when what is linked was generated from another one, or none is.
  static func checks(of specification: CompiledSpecification) -> CompiledChecks? {
    guard isVexFS(specification) else { return nil }
    let known = VexFS.Context(imageSize: 0, checksums: .builtIn)
    return CompiledChecks { structure, bytes, context in
      var around = known
      around.imageSize = context.imageSize
      return VexFS.check(
        structure, bytes, in: around, place: context.place, index: context.index, sources: context.sources,
        parameters: context.parameters)
    }
  }

  private static func isVexFS(_ specification: CompiledSpecification) -> Bool {
    specification.format.name == "vexfs" && ShippedSpecs.all.contains { specification.source.isSame(as: $0) }
  }
}
