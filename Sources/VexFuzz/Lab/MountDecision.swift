import VexBytes
import VexFormatSpec

import VexBytes

/// What an attempt to mount an image ends with, as the kernel logs it.
public struct MountDecision: Sendable, Hashable {
  /// What becomes of the mount.
  public var verdict: Verdict
  /// The rule that decides; nil for none.
  public var rule: String?
  /// Where in the image the bytes begin that the rule is about; 0 without a rule.
  public var offset: UInt64
  /// The error number of a refusal; 0 otherwise.
  public var errno: Int32

  /// What becomes of a mount.
  public enum Verdict: String, Sendable, CaseIterable {
    case rw, ro, refuse
  }

  /// Makes a decision.
  public init(verdict: Verdict, rule: String?, offset: UInt64, errno: Int32) {
    self.verdict = verdict
    self.rule = rule
    self.offset = rule == nil ? 0 : offset
    self.errno = errno
  }

  /// The decision that follows from the finding that weighs most.
  init(_ finding: Finding, _ format: Format) {
    let rule = format.rule(finding.rule)
    let verdict: Verdict =
      finding.severity == .error ? .refuse : finding.severity == .readonly || format.mount.isReadOnly ? .ro : .rw
    self.init(
      verdict: verdict, rule: rule?.name, offset: finding.offset,
      errno: verdict == .refuse ? rule?.errno.number ?? 0 : 0)
  }

  /// A device that cannot be read.
  static let unreadable = MountDecision(
    verdict: .refuse, rule: nil, offset: 0, errno: ErrorNumber.inputOutput.number)
}

extension MountDecision: CustomStringConvertible {
  /// As the kernel writes it: `verdict=refuse rule=vexfs/superblock.magic/magic offset=0 errno=22`.
  public var description: String {
    "verdict=\(verdict.rawValue) rule=\(rule ?? "none") offset=\(offset) errno=\(errno)"
  }

  /// Finds a decision in what the kernel says; nil when there is none.
  public init?(_ text: some StringProtocol) {
    var values: [Substring: Substring] = [:]
    for word in text.split(separator: " ") {
      guard let equals = word.firstIndex(of: "=") else { continue }
      values[Substring(word[..<equals])] = Substring(word[word.index(after: equals)...])
    }
    guard let verdict = values["verdict"].flatMap({ Verdict(rawValue: String($0)) }), let rule = values["rule"],
      let offset = values["offset"].flatMap({ UInt64($0) }), let errno = values["errno"].flatMap({ Int32($0) })
    else { return nil }
    self.init(verdict: verdict, rule: rule == "none" ? nil : String(rule), offset: offset, errno: errno)
  }
}
