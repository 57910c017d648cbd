public import VexBytes
public import VexFormatSpec

/// Runs generated C in a process of its own, so that a sanitizer may end it.
public final class GeneratedCEvaluator: CheckEvaluator {
  /// What reports call it.
  public let name: String
  private let compiled: CompiledC
  private let cases: DispatchedCases

  /// Makes an evaluator of a compiled program.
  public init(_ compiled: CompiledC, _ format: Format, name: String = "c") {
    self.compiled = compiled
    self.name = name
    cases = DispatchedCases(format)
  }

  /// Checks all mutants in one run of the process.
  ///
  /// Throws when it ends early, with what the sanitizer said.
  public func check(_ batch: MutantBatch, into findings: inout [Finding]) throws {
    let output = try compiled.run(input: cases.input(batch))
    try cases.decode(output, count: batch.entries.count, into: &findings)
  }
}
