public import VexBytes

/// Checks that were generated from a format and compiled: of the same verdicts as its table, and faster.
public struct CompiledChecks: Sendable {
  /// The finding that decides about a structure, `clean` when no rule fails; nil when the code has no such check.
  ///
  /// The structure is named as in the specification, and the context is as for a table.
  public let check: @Sendable (_ structure: String, _ bytes: RawSpan, _ context: CheckContext) -> Finding?

  /// Wraps generated code.
  public init(check: @escaping @Sendable (_ structure: String, _ bytes: RawSpan, _ context: CheckContext) -> Finding?) {
    self.check = check
  }
}
