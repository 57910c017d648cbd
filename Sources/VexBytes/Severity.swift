/// What a failed rule does to a mount, from nothing to refusal.
///
/// The order is that of the mount decision: a later case outweighs every earlier one.
public enum Severity: UInt8, Sendable, Comparable, CaseIterable {
  /// No rule failed.
  case none = 0
  /// Reported, and nothing else.
  case warning = 1
  /// Reading is allowed, writing is not.
  case readonly = 2
  /// The mount is refused, and nothing that rests on the structure is looked at.
  case error = 3

  /// Whether `lhs` weighs less than `rhs` in the mount decision.
  @inlinable
  public static func < (lhs: Severity, rhs: Severity) -> Bool { lhs.rawValue < rhs.rawValue }
}
