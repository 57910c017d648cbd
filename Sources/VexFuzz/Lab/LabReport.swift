/// What a run of the lab found in one kernel.
public struct LabReport: Sendable {
  /// What the caller calls the kernel.
  public var kernel: String
  /// What the kernel calls itself; nil when it did not come up.
  public var release: String?
  /// Number of boots.
  public var boots = 0
  /// How long they took, in seconds; 0 when that is not known.
  public var seconds = 0.0
  /// How much of a processor's time they took, in seconds: what remains of `seconds` went to others on a busy machine.
  public var processorSeconds = 0.0
  /// Mounts that were timed, by kind of device.
  public var times: [LabDevice: (mounts: UInt64, microseconds: UInt64)] = [:]
  /// What was wrong besides items.
  public var troubles: [String] = []
  /// Every item, in order.
  public var results: [Result] = []

  /// What became of an item.
  public struct Result: Sendable {
    /// The item, and what was expected of it.
    public var expectation: LabExpectation
    /// What was wrong; nil for nothing.
    public var problem: Problem?
    /// What the guest said.
    public var text: String
  }

  /// What was wrong with an item.
  public enum Problem: Sendable, Equatable {
    /// The kernel and the evaluators do not all say the same.
    case disagreement(kernel: MountDecision)
    /// Something did not do what it should.
    case failed(String)
    /// The kernel died; the end of what it said.
    case crashed(console: String)
    /// Nothing happened any more.
    case hung
    /// The item was not run.
    case missing
  }

  /// Makes an empty report.
  public init(kernel: String) { self.kernel = kernel }

  /// Items with something wrong.
  public var problems: [Result] { results.filter { $0.problem != nil } }

  /// Whether all is well: every item was run and passed, and the kernel had no trouble.
  public var passes: Bool { !results.isEmpty && troubles.isEmpty && problems.isEmpty }

  /// Mounts a second on a kind of device; nil when none were timed.
  public func rate(_ device: LabDevice) -> Double? {
    guard let time = times[device], time.microseconds > 0 else { return nil }
    return Double(time.mounts) * 1e6 / Double(time.microseconds)
  }
}

extension LabReport.Result {
  /// One line: the item, what was wrong, and who said what.
  public var description: String {
    let item = "item \(expectation.number), \(expectation.device.name), \(expectation.title)"
    switch problem {
    case nil: return "\(item): ok"
    case .failed(let text): return "\(item): \(text)"
    case .crashed(let console): return "\(item): the kernel crashed: \(console)"
    case .hung: return "\(item): the kernel hung"
    case .missing: return "\(item): not run"
    case .disagreement(let kernel):
      let said = expectation.decisions.map { "\($0.evaluator): \($0.decision)" }
      return "\(item): disagreement: kernel: \(kernel); \(said.joined(separator: "; "))"
    }
  }
}
