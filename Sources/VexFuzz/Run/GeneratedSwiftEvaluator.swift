public import VexBytes
public import VexFormatSpec

/// Runs generated Swift that is linked into the program.
public final class GeneratedSwiftEvaluator: CheckEvaluator {
  /// What reports call it.
  public let name: String
  private let structures: [String]
  private let checkOne: (_ structure: String, _ bytes: RawSpan, _ context: CaseContext) -> Finding?

  /// Makes an evaluator of the generated code of a format.
  ///
  /// - `check`: calls the generated `check` that takes the structure's name; nil where that has no answer.
  public init(
    _ format: Format, name: String = "swift",
    check: @escaping (_ structure: String, _ bytes: RawSpan, _ context: CaseContext) -> Finding?
  ) {
    self.name = name
    structures = format.structures.map(\.name)
    checkOne = check
  }

  /// The generated code does not know a structure of the format.
  public struct UnknownStructure: Error, CustomStringConvertible {
    /// The structure's name.
    public var name: String
    /// What was found, and what to do.
    public var description: String {
      "the generated Swift has no check of '\(name)' with these sources and parameters; generate it again"
    }
  }

  /// Checks all mutants.
  ///
  /// Throws `UnknownStructure` when the code is of another format.
  public func check(_ batch: MutantBatch, into findings: inout [Finding]) throws {
    let structure = structures[batch.structure]
    var isKnown = true
    batch.forEach { bytes, context in
      guard let finding = checkOne(structure, bytes, context) else {
        isKnown = false
        return
      }
      findings.append(finding)
    }
    guard isKnown else { throw UnknownStructure(name: structure) }
  }
}
