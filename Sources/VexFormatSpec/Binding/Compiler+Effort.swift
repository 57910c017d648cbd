/// Limits of what a specification may cost, so that a hostile one is refused soon.
extension Compiler {
  /// All expressions of a specification have at most so many operations, with those of rules that follow from types.
  static let maximumBoundOperations = 1 << 15

  /// Counts operations of an expression or of a rule; false when there are too many, which is reported once.
  mutating func spend(_ count: Int = 1, at location: SourceLocation) -> Bool {
    guard operations <= Self.maximumBoundOperations else { return false }
    operations += count
    guard operations > Self.maximumBoundOperations else { return true }
    diagnostics.report(
      "structure/too-large", at: location,
      "the expressions up to here have more than \(Self.maximumBoundOperations) operations")
    return false
  }
}
