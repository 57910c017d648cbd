import VexBytes
import VexFormatSpec

/// Prints the steps of a check as Swift statements.
///
/// Registers are `r1`, `r2`, ..., and views a span and, if they lie inside another one, an offset into it. A failed rule returns
/// or throws its finding, or records it and leaves the rule's block.
struct StepPrinter {
  let emitter: SwiftEmitter
  let check: CheckProgram
  let mode: Mode
  let analysis: StepAnalysis
  let plan: DigestPlan
  /// The rule whose steps are being printed.
  var rule: RuleStep?
  /// Number of digests printed in the rule, for names.
  var digests = 0
  /// Steps of the innermost loop leave it by this label.
  var loops: [String] = []
  /// Where each view lies: the name of a span, and of the offset in it.
  var places: [ViewID: Place] = [:]

  /// What is made of the steps.
  enum Mode {
    /// A finding.
    case check
    /// The digests that are to be stored.
    case digests
  }

  /// Where a view lies.
  struct Place {
    /// The view of a whole span that it lies in.
    var root: ViewID
    /// The span's name.
    var span: String
    /// The name of the offset in it; nil for its beginning.
    var base: String?
    /// Number of bytes; nil when only the span knows.
    var size: Int?
  }

  init(_ emitter: SwiftEmitter, _ check: CheckProgram, _ mode: Mode) {
    self.emitter = emitter
    self.check = check
    self.mode = mode
    let plan = DigestPlan(check)
    self.plan = plan
    let names = emitter.sourceNames(check)
    places[0] = Place(root: 0, span: "bytes")
    for (index, name) in names.sources.enumerated() { places[index + 1] = Place(root: index + 1, span: name) }
    let steps = mode == .check ? check.body : plan.steps
    let rules = Self.rulesOfDigests(steps)
    analysis = StepAnalysis(steps) { step in
      guard mode == .digests, step.children.isEmpty, step.verifies else { return nil }
      var (reads, views): ([Operand], [ViewID])
      let stored: StoredDigest
      switch step {
      case .verify(let digest, let compared): (reads, views, stored) = (digest.reads, digest.views, compared)
      case .compare(_, _, let digest, let compared, let isWritten):
        (reads, views, stored) = (digest.reads + [isWritten], digest.views, compared)
      default: return nil
      }
      switch stored {
      case .integer(let register, _):
        // Any rule that compares with the register may need the conditions of its loads.
        for rule in rules {
          for store in plan.stores(of: register, in: rule) ?? [] {
            reads += store.conditions.map(\.operand)
            views.append(store.view)
          }
        }
      case .bytes(let run): views += run.views
      }
      return (reads, views)
    }
  }

  private static func rulesOfDigests(_ steps: [Step]) -> [RuleStep] {
    steps.flatMap { step in
      if case .rule(let rule) = step { return step.verifies ? [rule] : [] }
      return step.children.flatMap(rulesOfDigests)
    }
  }

  /// Prints all steps.
  mutating func printBody(_ code: inout CodePrinter) {
    for register in analysis.variables {
      code.print("var \(name(register))\(analysis.booleans.contains(register) ? " = false" : ": UInt64 = 0")")
    }
    printSteps(mode == .check ? check.body : plan.steps, &code)
  }

  /// Prints a list, up to the first step that nothing can follow.
  mutating func printSteps(_ steps: [Step], _ code: inout CodePrinter) {
    var index = 0
    while index < steps.count {
      let step = steps[index]
      let next = index + 1 < steps.count ? steps[index + 1] : nil
      index += 1
      if analysis.isDead(step) { continue }
      if let condition = fused(step, next) {
        unless(condition, &code)
        index += 1
        continue
      }
      print(step, &code)
      switch step {
      case .fail, .unverified, .leaveLoop, .require(.constant(0)): return
      default: break
      }
    }
  }

  /// A comparison that only the next step, a `require`, looks at.
  private func fused(_ step: Step, _ next: Step?) -> String? {
    guard step.writes.count == 1, let next, case .require(.register(let register)) = next, step.writes == [register],
      !analysis.variables.contains(register), analysis.booleans.contains(register), readers(of: register) == 1
    else { return nil }
    return value(of: step)?.text
  }

  private func readers(of register: Register) -> Int {
    var count = 0
    func visit(_ steps: [Step]) {
      for step in steps {
        count += step.reads.filter { $0 == .register(register) }.count
        step.children.forEach(visit)
      }
    }
    visit(rule?.body ?? [])
    return count
  }

  func name(_ register: Register) -> String { "r\(register)" }

  /// Statements that end the rule as failed.
  var failure: [String] {
    guard let rule else { return ["return .clean"] }
    let place = place(of: rule)
    if rule.severity == .error {
      return [
        "\(mode == .check ? "return" : "throw") Finding(rule: \(rule.number), severity: .error, offset: \(place))"
      ]
    }
    let leave = "break rule\(rule.number)"
    return mode == .check ? ["finding.raise(\(rule.number), .\(rule.severity), at: \(place))", leave] : [leave]
  }

  /// The place in the image of a rule's field.
  func place(of rule: RuleStep) -> String {
    guard let view = places[rule.view], view.root == 0 else { return "place" }
    guard let base = view.base else { return rule.offset == 0 ? "place" : "place &+ \(rule.offset)" }
    return "place &+ UInt64(truncatingIfNeeded: \(base)\(rule.offset == 0 ? "" : " &+ \(rule.offset)"))"
  }

  /// The offset in a view's span.
  func offset(_ view: ViewID, _ offset: Int) -> String {
    guard let base = places[view]?.base else { return String(offset) }
    return offset == 0 ? base : "\(base) &+ \(offset)"
  }

  /// The name of a view's span.
  func span(_ view: ViewID) -> String { places[view]?.span ?? "bytes" }

  /// An operand as a number.
  func number(_ operand: Operand) -> String {
    switch operand {
    case .constant(let value): SwiftText.number(value)
    case .register(let register):
      analysis.booleans.contains(register) ? "(\(name(register)) ? 1 : 0)" : name(register)
    }
  }

  /// An operand as a boolean.
  func boolean(_ operand: Operand) -> String {
    switch operand {
    case .constant(let value): String(value != 0)
    case .register(let register):
      analysis.booleans.contains(register) ? name(register) : "\(name(register)) != 0"
    }
  }

  /// The negation of an operand.
  func negated(_ operand: Operand) -> String {
    switch operand {
    case .constant(let value): String(value == 0)
    case .register(let register):
      analysis.booleans.contains(register) ? "!\(name(register))" : "\(name(register)) == 0"
    }
  }

  /// An operand as a signed number.
  func signed(_ operand: Operand) -> String {
    if case .constant(let value) = operand { return String(Int64(bitPattern: value)) }
    return "Int64(bitPattern: \(number(operand)))"
  }

  /// An operand as an offset.
  func integer(_ operand: Operand) -> String {
    if case .constant(let value) = operand, let small = Int(exactly: value) { return String(small) }
    return "Int(truncatingIfNeeded: \(number(operand)))"
  }
}
