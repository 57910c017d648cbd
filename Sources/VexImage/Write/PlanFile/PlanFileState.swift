/// What was done with a plan of which the bytes from before are saved.
public enum PlanFileState: UInt8, Sendable {
  /// Nobody noted anything: it may have been begun.
  case begun = 0
  /// All of it was written.
  case applied = 1
  /// What was there before is there again.
  case undone = 2

  /// The state in one word, for people and programs.
  public var word: String {
    switch self {
    case .begun: "interrupted"
    case .applied: "applied"
    case .undone: "undone"
    }
  }
}
