public import VexBytes

/// Checks that were generated from a format and compiled: of the same verdicts as its table, and faster.
public struct CompiledChecks: Sendable {
  /// The finding that decides about a structure, `clean` when no rule fails; nil when the code has no such check.
  ///
  /// The structure is named as in the specification, and the context is as for a table.
  public typealias Check = @Sendable (_ structure: String, _ bytes: RawSpan, _ context: CheckContext) -> Finding?

  /// Makes a check for images of a size.
  ///
  /// Each thread makes its own: to count references to what all of them use takes longer than to check a small structure.
  public let makeCheck: @Sendable (_ imageSize: UInt64) -> Check

  /// Wraps generated code.
  public init(makeCheck: @escaping @Sendable (_ imageSize: UInt64) -> Check) { self.makeCheck = makeCheck }
}
