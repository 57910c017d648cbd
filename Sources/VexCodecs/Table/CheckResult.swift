public import VexBytes
public import VexFormatSpec

/// What a check found.
///
/// One value serves many checks; its storage is kept.
public struct CheckResult: Sendable {
  /// More findings than these are counted, and not kept: a table of damaged elements must not fill the memory.
  public static let findingLimit = 4096

  /// What was found, in the order of the checks.
  public private(set) var findings: [RuleFinding] = []
  /// How many findings there were beyond `findingLimit`.
  public private(set) var omitted = 0
  /// The first finding of the greatest severity; `Finding.clean` if no rule failed.
  ///
  /// The same in both modes.
  public private(set) var decisive = Finding.clean
  /// Why the check could not be carried through; nil when it was.
  ///
  /// No rule is to blame, and the bytes are not clean.
  public private(set) var fault: CheckFault?

  /// Makes an empty result.
  public init() {}

  /// The greatest severity found.
  public var severity: Severity { decisive.severity }

  /// Forgets everything, and keeps the storage.
  mutating func reset() {
    if !findings.isEmpty { findings.removeAll(keepingCapacity: true) }
    omitted = 0
    decisive = .clean
    fault = nil
  }

  mutating func record(_ finding: RuleFinding) {
    if findings.count < Self.findingLimit { findings.append(finding) } else { omitted &+= 1 }
    if finding.severity > decisive.severity { decisive = finding.finding }
  }

  /// Ends a check that cannot go on.
  ///
  /// Its decision is a refusal, unless an earlier finding refuses already.
  mutating func stop(_ fault: CheckFault, place: UInt64) {
    self.fault = fault
    if decisive.severity < .error { decisive = Finding(rule: 0, severity: .error, offset: place) }
  }
}

/// One rule that failed or could not be verified.
public struct RuleFinding: Sendable, Hashable {
  /// Number of the rule.
  public var rule: UInt32
  /// What the failure does to a mount; `warning` when the rule was not verified.
  public var severity: Severity
  /// Where the rule's field begins in the image, in bytes; the structure's place when the field is in another structure.
  public var offset: UInt64
  /// Number of bytes of the rule's field.
  public var length: Int
  /// The stage of the rule's frame in which it was found.
  public var stage: Stage
  /// The checksum's algorithm is not known or not loaded, so that nothing is known.
  public var isUnverified: Bool
  /// Found after a checksum had failed, on bytes that may mean something else.
  ///
  /// Only in `CheckMode.report`.
  public var restsOnUnverified: Bool

  /// Makes a finding.
  public init(
    rule: UInt32, severity: Severity, offset: UInt64, length: Int, stage: Stage, isUnverified: Bool = false,
    restsOnUnverified: Bool = false
  ) {
    self.rule = rule
    self.severity = severity
    self.offset = offset
    self.length = length
    self.stage = stage
    self.isUnverified = isUnverified
    self.restsOnUnverified = restsOnUnverified
  }

  /// What all evaluators report of it.
  public var finding: Finding { Finding(rule: rule, severity: severity, offset: offset) }
}

/// Why a check could not be carried through.
///
/// The caller or the program is wrong, not the bytes.
public enum CheckFault: Sendable, Hashable {
  /// The format has no check of that structure.
  case noCheck
  /// The context has fewer sources than the check reads.
  case missingSource
  /// The context has fewer parameters than the check reads.
  case missingParameter
  /// A step outside every rule read bytes that are not inside its view.
  case outside
  /// The check took more rounds than any sound program takes.
  case tooLong
}
