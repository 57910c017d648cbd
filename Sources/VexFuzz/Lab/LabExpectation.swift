/// What is expected of an item of a plan.
public struct LabExpectation: Sendable, Equatable {
  /// The item's number.
  public var number: UInt32
  /// What kind of case it is.
  public var kind: LabItem.Kind
  /// The kind of device it runs on.
  public var device: LabDevice
  /// What it is, for people.
  public var title: String
  /// What each evaluator says a mount ends with; empty for steps, which know themselves what they expect.
  public var decisions: [Decision]

  /// What one evaluator says.
  public struct Decision: Sendable, Equatable {
    /// What reports call the evaluator.
    public var evaluator: String
    /// What a mount ends with.
    public var decision: MountDecision

    /// Makes a decision.
    public init(evaluator: String, decision: MountDecision) {
      self.evaluator = evaluator
      self.decision = decision
    }
  }

  /// Makes an expectation.
  public init(number: UInt32, kind: LabItem.Kind, device: LabDevice, title: String, decisions: [Decision]) {
    self.number = number
    self.kind = kind
    self.device = device
    self.title = title
    self.decisions = decisions
  }
}

extension LabExpectation {
  /// Who is asked about every mount of a device that can be read.
  public static let evaluators = ["prediction", "table", "swift", "c"]
  /// Who knows what mounting a device ends with that cannot be read.
  public static let deviceEvaluator = "device"
}

extension LabDevice {
  /// Whether some reads fail.
  var isBroken: Bool { self == .brokenFirst || self == .brokenLast }
}

extension LabExpectation {
  /// One line of a file of expectations: number, kind, device, title and decisions, with tabs between them.
  public var text: String {
    let fields = ["\(number)", kind.rawValue, "\(device.rawValue)", title.replacing("\t", with: " ")]
    return (fields + decisions.map { "\($0.evaluator) \($0.decision)" }).joined(separator: "\t")
  }

  /// Reads a line; nil when it is none.
  public init?(text: some StringProtocol) {
    let fields = text.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count >= 4, let number = UInt32(fields[0]), let kind = LabItem.Kind(rawValue: String(fields[1])),
      let device = UInt32(fields[2]).flatMap({ LabDevice(rawValue: $0) })
    else { return nil }
    self.init(number: number, kind: kind, device: device, title: String(fields[3]), decisions: [])
    for field in fields.dropFirst(4) {
      guard let name = field.split(separator: " ").first, let decision = MountDecision(field) else { return nil }
      decisions.append(Decision(evaluator: String(name), decision: decision))
    }
  }
}
