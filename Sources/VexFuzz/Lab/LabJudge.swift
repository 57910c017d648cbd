import VexBytes

/// Compares what the guest said with what was expected.
public enum LabJudge {
  /// Judges all boots of one kernel.
  ///
  /// - `evaluators`: who must have been asked about every mount.
  /// - `least`: so many items of each kind at least must have been tried.
  public static func report(
    _ expectations: [LabExpectation], _ boots: [GuestBoots.Boot], kernel: String,
    evaluators: [String] = LabExpectation.evaluators, least: [LabItem.Kind: Int] = [:]
  ) -> LabReport {
    var report = LabReport(kernel: kernel)
    report.release = boots.compactMap(\.answers.release).first
    report.boots = boots.count
    for host in boots.compactMap(\.answers.host) {
      report.seconds += Double(host.wall) / 1000
      report.processorSeconds += Double(host.processor) / 1000
    }
    for (index, boot) in boots.enumerated() {
      for (device, time) in boot.answers.times {
        let known = report.times[device] ?? (0, 0)
        report.times[device] = (known.mounts &+ time.mounts, known.microseconds &+ time.microseconds)
      }
      report.troubles += troubles(boot) + ending(boot, number: index + 1, isLast: index == boots.count - 1)
    }
    for kind in LabItem.Kind.allCases {
      let (count, wanted) = (expectations.count { $0.kind == kind }, least[kind] ?? 0)
      guard count < wanted else { continue }
      report.troubles.append("\(count) items of kind \(kind.rawValue) were packed, and \(wanted) must be tried")
    }
    for expectation in expectations {
      let problem = undecided(expectation, evaluators) ?? problem(expectation, boots)
      report.results.append(
        LabReport.Result(expectation: expectation, problem: problem, text: text(expectation, boots)))
    }
    return report
  }

  /// Whether everybody was asked who can say what an item must end with; steps know it themselves.
  private static func undecided(_ expected: LabExpectation, _ evaluators: [String]) -> LabReport.Problem? {
    let asked = expected.decisions.map(\.evaluator)
    let wanted =
      expected.kind == .step ? [] : expected.device.isBroken ? [LabExpectation.deviceEvaluator] : evaluators
    guard asked.sorted() != wanted.sorted() else { return nil }
    return .failed("decided by '\(asked.joined(separator: ", "))', not by '\(wanted.joined(separator: ", "))'")
  }

  /// What is wrong with how a boot ended: the last must have run everything, others must have an item to blame.
  private static func ending(_ boot: GuestBoots.Boot, number: Int, isLast: Bool) -> [String] {
    let answers = boot.answers
    var troubles: [String] = []
    if answers.isDone, answers.isHung { troubles.append("boot \(number) did everything and hung then") }
    if !answers.isDone, isLast || answers.unfinished == nil {
      let last = answers.last.map { "behind item \($0)" } ?? "before the first item"
      troubles.append("boot \(number) \(answers.isHung ? "hung" : "ended") \(last), and was not done")
    }
    if let host = answers.host, host.status != 0, !answers.isHung {
      troubles.append("the emulator ended boot \(number) with status \(host.status)")
    }
    return troubles
  }

  /// What a boot did besides its items that it should not have done.
  private static func troubles(_ boot: GuestBoots.Boot) -> [String] {
    var troubles: [String] = []
    if let failure = boot.answers.failure { troubles.append("the guest gave up: \(failure)") }
    if boot.answers.release == nil { troubles.append("the guest did not come up; its console ends with: \(end(boot))") }
    let bad = boot.console.split(whereSeparator: \.isNewline).filter { line in signs.contains { line.contains($0) } }
    troubles += bad.prefix(5).map { "the kernel's log: \($0)" }
    return troubles
  }

  /// What a kernel prints when something is wrong with it.
  private static let signs = [
    "WARNING:", "BUG:", "Oops", "KASAN", "UBSAN", "KCSAN", "Kernel panic", "Call Trace", "INFO: task",
    "general protection",
    "lockdep", "possible recursive locking", "unreferenced object", "Objects remaining", "refcount_t", "Busy inodes",
    "VFS: Close:", "soft lockup", "bad unlock balance", "circular locking", "scheduling while atomic",
    "suspicious RCU usage",
  ]

  /// The last of what the kernel said, on one line.
  private static func end(_ boot: GuestBoots.Boot) -> String {
    boot.console.split(whereSeparator: \.isNewline).suffix(12).joined(separator: " | ")
  }

  private static func problem(_ expected: LabExpectation, _ boots: [GuestBoots.Boot]) -> LabReport.Problem? {
    for boot in boots {
      if let outcome = boot.answers.outcomes[expected.number] { return problem(expected, outcome) }
      if boot.answers.unfinished == expected.number {
        return boot.answers.isHung ? .hung : .crashed(console: end(boot))
      }
    }
    return .missing
  }

  private static func text(_ expected: LabExpectation, _ boots: [GuestBoots.Boot]) -> String {
    for boot in boots {
      switch boot.answers.outcomes[expected.number] {
      case .step(_, let text): return text
      case .mount(_, _, let messages): return messages
      case nil: continue
      }
    }
    return ""
  }

  private static func problem(_ expected: LabExpectation, _ outcome: GuestAnswers.Outcome) -> LabReport.Problem? {
    switch outcome {
    case .step(let passed, let text):
      guard expected.kind == .step else { return .failed("a mount was answered as a step: '\(text)'") }
      return passed ? nil : .failed(text)
    case .mount(let errno, let entries, let messages):
      guard expected.kind != .step else { return .failed("a step was answered as a mount: '\(messages)'") }
      guard let decision = MountDecision(messages) else {
        return .failed("the kernel gives no verdict: errno \(errno), '\(messages)'")
      }
      guard decision.errno == errno else {
        return .failed("the kernel logs errno=\(decision.errno) and answers \(errno): '\(messages)'")
      }
      // Rules see to it that the root directory is empty.
      guard decision.verdict == .refuse || entries == 0 else {
        return .failed(entries < 0 ? "the root directory cannot be read" : "the root directory has \(entries) entries")
      }
      let others = expected.decisions.filter { $0.decision != decision }
      let differ = Set(expected.decisions.map(\.decision)).count > 1
      guard !others.isEmpty || differ else { return nil }
      return .disagreement(kernel: decision)
    }
  }
}
