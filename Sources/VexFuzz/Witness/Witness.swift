public import VexBytes

/// A structure that breaks one rule and no other that a check comes to.
public struct Witness: Sendable {
  /// The rule's number.
  public var rule: UInt32
  /// What the check answers.
  public var finding: Finding
  /// The baseline it was made from.
  public var baseline: Baseline
  /// The structure that breaks the rule.
  public var subject: StructureCase

  /// Bytes of the structure that differ from the baseline's, and those that are missing.
  public var cost: Int {
    let sound = baseline.subject
    let changed = zip(sound.bytes, subject.bytes).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
    let sources = zip(sound.context.sources, subject.context.sources).reduce(0) { sum, pair in
      zip(pair.0.bytes, pair.1.bytes).reduce(sum) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
    }
    let missing = (sound.bytes.count - subject.bytes.count) * 8
    return changed + sources + missing + (sound.context.imageSize == subject.context.imageSize ? 0 : 1)
  }
}
