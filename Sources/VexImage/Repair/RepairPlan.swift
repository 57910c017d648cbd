/// What a repair of an image would do.
public struct RepairPlan: Sendable {
  /// What is wrong now.
  public var before: ValidationReport
  /// What is done, in words: what becomes what, and why.
  public var actions: [String]
  /// What is written; nil when there is nothing to do, or nothing that could be done.
  public var writes: WritePlan?
  /// What will be wrong then.
  public var after: ValidationReport
  /// Why more is not done; nil when all is well afterwards.
  public var obstacle: String?

  /// Whether no rule will be broken afterwards, warnings aside.
  public var isComplete: Bool { after.verdict == .clean || after.verdict == .warnings }
}

/// Why nothing is known of what a repair would do; `description` is one line for people.
public enum RepairError: Error, Sendable, CustomStringConvertible {
  /// A change of it was begun and not ended.
  case underWay
  /// It is of a version, or has features, that are not known.
  case unsupported(ValidationReport)
  /// No copy of what it is known by is sound; with the rule that each breaks, and whether the first has the magic at least.
  case noCopy([String], isRecognised: Bool)
  /// There is no copy of this number; with how many there are.
  case noSuchCopy(UInt64, count: Int)
  /// A copy is sound and may be of something else that was there before; with what speaks against it.
  case doubtfulCopy(UInt64, String)
  /// An element cannot be trusted, since there is none, or it is not sound for other reasons.
  case untrusted(String, String)
  /// It could not be done.
  case failed(String)

  /// One line.
  public var description: String {
    switch self {
    case .underWay:
      "a migration of it was begun and not ended: complete it with vexfmt migrate --resume, or take it back with "
        + "vexfmt migrate --rollback"
    case .unsupported(let report):
      "has a version or features that are not known"
        + (report.findings.first.map { ": \($0.message) [\($0.rule)]" } ?? "") + "; use a newer vexfmt"
    case .noCopy(let rules, _):
      "no copy of what it is known by is sound (\(rules.joined(separator: "; "))), and what was there is not guessed; "
        + "see vexfmt identify for undo files and other backups"
    case .noSuchCopy(let number, let count):
      "there is no copy \(number) of what it is known by; the copies are 0 to \(max(count, 1) - 1)"
    case .doubtfulCopy(let ordinal, let doubt):
      "copy \(ordinal) of what it is known by is sound, but may be of what was there before: \(doubt); look at both, and "
        + "if the copy is right: --from \(ordinal)"
    case .untrusted(let element, let reason): "'\(element)' cannot be trusted: \(reason)"
    case .failed(let reason): reason
    }
  }
}
