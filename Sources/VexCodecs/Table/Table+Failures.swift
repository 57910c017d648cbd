import VexBytes
import VexFormatSpec

/// How a check goes on after a failure.
struct Continuation {
  /// The next instruction.
  var next: Int
  /// The hidden register of the frame; nil where nothing is tracked.
  var frame: UInt32?
  /// What becomes part of the frame's state.
  var state: UInt64
}

extension Table {
  /// Records that the rule at `index` failed or, if `unverified`, could not be verified.
  ///
  /// Answers where to go on; nil when the check is done.
  @inline(never)
  func failed(
    _ index: UInt32, unverified: Bool, _ context: CheckContext, _ mode: CheckMode, _ registers: Span<UInt64>,
    _ views: Span<TableView>, _ result: inout CheckResult
  ) -> Continuation? {
    let rule = rules[Int(truncatingIfNeeded: index)]
    if rule.isFrame { return frameFailed(rule, context, &result) }
    let view = views[rule.view]
    // A field of another structure has no place of its own here.
    let offset =
      view.buffer == 0 ? context.place &+ UInt64(truncatingIfNeeded: view.start) &+ rule.offset : context.place
    let severity = unverified ? .warning : rule.severity
    var finding = RuleFinding(
      rule: rule.number, severity: severity, offset: offset, length: rule.length, stage: rule.stage,
      isUnverified: unverified)
    var state: UInt64 = 0
    if let frame = rule.frame {
      finding.restsOnUnverified =
        registers[Int(truncatingIfNeeded: frame)] & FrameState.restsOnUnverified != 0
      state = Self.state(after: finding)
    }
    result.record(finding)
    if mode == .kernel && severity == .error { return nil }
    return Continuation(next: rule.end, frame: rule.frame, state: state)
  }

  /// Ends a frame in which a step outside of rules had no value.
  ///
  /// In a report this is no surprise after an error: the rule may have failed that proves the step safe. Without one, the
  /// program is wrong.
  private func frameFailed(
    _ rule: TableRule, _ context: CheckContext, _ result: inout CheckResult
  ) -> Continuation? {
    guard result.severity == .error, let frame = rule.frame else {
      result.stop(.outside, place: context.place)
      return nil
    }
    return Continuation(next: rule.end, frame: frame, state: FrameState.failed)
  }

  /// What a failure does to its frame.
  private static func state(after finding: RuleFinding) -> UInt64 {
    if finding.isUnverified { return 0 }
    if finding.stage == .checksum { return FrameState.unverified }
    return finding.severity == .error ? FrameState.failed : 0
  }
}
