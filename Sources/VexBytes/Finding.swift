/// One failed rule, as every evaluator reports it.
///
/// - `rule`: the number that the lock file gave the rule; 0 when none failed.
/// - `offset`: where in the image the bytes begin that the rule is about, in bytes.
/// - `severity`: what the failure does to a mount.
public struct Finding: Error, Equatable, Hashable, Sendable {
  /// Number of the rule, from the lock file.
  public var rule: UInt32
  /// What the failure does to a mount.
  public var severity: Severity
  /// Place in the image of the bytes that the rule is about, in bytes.
  public var offset: UInt64

  /// Makes a finding.
  @inlinable
  public init(rule: UInt32, severity: Severity, offset: UInt64) {
    self.rule = rule
    self.severity = severity
    self.offset = offset
  }

  /// The finding of a structure in which no rule failed.
  @inlinable
  public static var clean: Finding { Finding(rule: 0, severity: .none, offset: 0) }
}
