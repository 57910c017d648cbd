import VexCodecs
import VexFSFuzz
import VexFSLayout
import VexFormatSpec
import VexFuzz

/// The generated Swift that is linked into the program.
enum BuiltInSwift {
  /// Asks the generated Swift of a specification; nil when what is linked was generated from another one, or none is.
  static func evaluator(of specification: CompiledSpecification) -> (any CheckEvaluator)? {
    isVexFS(specification) ? VexFS.evaluator(specification.format) : nil
  }

  /// The checks of a specification; nil when what is linked was generated from another one, or none is.
  static func checks(of specification: CompiledSpecification) -> CompiledChecks? {
    isVexFS(specification) ? VexFS.checks : nil
  }

  private static func isVexFS(_ specification: CompiledSpecification) -> Bool {
    specification.format.name == "vexfs" && ShippedSpecs.all.contains { specification.source.isSame(as: $0) }
  }
}
