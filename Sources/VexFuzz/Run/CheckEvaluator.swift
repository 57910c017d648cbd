public import VexBytes
public import VexCodecs
public import VexPlugins

/// Something that decides about structures: the table, generated Swift, generated C.
public protocol CheckEvaluator: AnyObject {
  /// What reports call it.
  var name: String { get }
  /// Appends the deciding finding of each mutant, in order.
  ///
  /// Throws an `EvaluatorEnd` when it ends over some mutant, and anything else when it cannot work at all.
  func check(_ batch: MutantBatch, into findings: inout [Finding]) throws
}

/// An evaluator ended over what it was asked: by a sanitizer, a signal, or because its time was over.
public protocol EvaluatorEnd: Error {}

/// Runs a program's table.
public final class TableEvaluator: CheckEvaluator {
  /// What reports call it.
  public let name = "table"
  private var runner: TableRunner
  private var result = CheckResult()

  /// Makes an evaluator of a program.
  ///
  /// Throws when the program is unsound.
  public init(_ program: Program, checksums: ChecksumRegistry) throws {
    runner = TableRunner(try Table(program, checksums))
  }

  /// Checks all mutants as a kernel would.
  public func check(_ batch: MutantBatch, into findings: inout [Finding]) {
    let contexts = batch.contexts.map(\.checkContext)
    batch.bytes.withBytes { all in
      for entry in batch.entries {
        let bytes = all.extracting(entry.start..<entry.start + entry.count)
        runner.check(batch.structure, bytes: bytes, context: contexts[entry.context], mode: .kernel, into: &result)
        findings.append(result.decisive)
      }
    }
  }
}
