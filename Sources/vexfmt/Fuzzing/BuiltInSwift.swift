import VexFSFuzz
import VexFSLayout
import VexFormatSpec
import VexFuzz

/// The generated Swift that is linked into the program.
enum BuiltInSwift {
  /// Asks the generated Swift of a specification; nil when what is linked was generated from another one, or none is.
  static func evaluator(of specification: CompiledSpecification) -> (any CheckEvaluator)? {
    guard ShippedSpecs.all.contains(where: { specification.source.isSame(as: $0) }) else { return nil }
    switch specification.format.name {
    case "vexfs": return VexFS.evaluator(specification.format)
    default: return nil
    }
  }
}
