import VexBytes
import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexPlugins

/// The generated Swift that is linked into the program.
enum BuiltInSwift {
  /// Asks the generated Swift of a specification; nil when what is linked was generated from another one, or none is.
  static func evaluator(of specification: CompiledSpecification) -> (any CheckEvaluator)? {
    guard ShippedSpecs.all.contains(where: { specification.source.isSame(as: $0) }) else { return nil }
    switch specification.format.name {
    case "vexfs":
      let context = VexFS.Context(imageSize: 0, checksums: .builtIn)
      return GeneratedSwiftEvaluator(specification.format) { structure, bytes, around in
        var context = context
        context.imageSize = around.imageSize
        return VexFS.check(
          structure, bytes, in: context, place: around.place, index: around.index, sources: around.sources.map(\.bytes),
          parameters: around.parameters.map(\.value))
      }
    default: return nil
    }
  }
}
