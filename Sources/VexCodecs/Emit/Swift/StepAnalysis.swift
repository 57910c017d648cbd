import VexFormatSpec

/// What printing needs to know about all steps together: which registers and views are used, which hold booleans, and which must
/// be declared before the branches that write them.
struct StepAnalysis {
  /// Registers that something reads which matters.
  private(set) var live: Set<Register> = []
  /// Views that something reads which matters.
  private(set) var liveViews: Set<ViewID> = []
  /// Registers that only ever hold 0 or 1.
  private(set) var booleans: Set<Register> = []
  /// Registers that are written in more than one place by a copy.
  private(set) var variables: [Register] = []

  /// - `extra`: what a step needs besides, in the mode in which it is printed; nil for what the step says itself.
  init(_ steps: [Step], extra: (Step) -> (reads: [Operand], views: [ViewID])?) {
    var size = -1
    while live.count + liveViews.count != size {
      size = live.count + liveViews.count
      for step in steps { visit(step, extra) }
    }
    findBooleans(steps)
    var writes: [Register: Int] = [:]
    var copied: Set<Register> = []
    Self.forEach(steps) { step in
      for register in step.writes { writes[register, default: 0] += 1 }
      if case .copy(let register, _) = step { copied.insert(register) }
    }
    variables = copied.filter { writes[$0, default: 0] > 1 && live.contains($0) }.sorted()
  }

  /// Whether leaving the step out changes nothing.
  func isDead(_ step: Step) -> Bool {
    switch step {
    case .stage: false
    case .view(let view, _, _, _, _, _, _): !liveViews.contains(view)
    case .frame, .rule, .branch, .loop: !step.children.joined().contains { !isDead($0) && !$0.isStage }
    default: !step.hasEffect && !step.writes.contains(where: live.contains)
    }
  }

  private mutating func visit(_ step: Step, _ extra: (Step) -> (reads: [Operand], views: [ViewID])?) {
    for child in step.children.joined() { visit(child, extra) }
    guard !isDead(step) else { return }
    let needs = extra(step) ?? (step.reads, step.views)
    for case .register(let register) in needs.reads { live.insert(register) }
    liveViews.formUnion(needs.views)
  }

  private mutating func findBooleans(_ steps: [Step]) {
    Self.forEach(steps) { booleans.formUnion($0.writes) }
    var size = -1
    while booleans.count != size {
      size = booleans.count
      Self.forEach(steps) { step in
        for register in step.writes where !writesBoolean(step, register) { booleans.remove(register) }
      }
    }
  }

  private func writesBoolean(_ step: Step, _ register: Register) -> Bool {
    switch step {
    case .compute(_, let op, let a, let b):
      switch op {
      case .equal, .notEqual, .less, .lessOrEqual, .signedLess, .signedLessOrEqual, .isPower: true
      case .and, .or, .exclusiveOr: isBoolean(a) && isBoolean(b)
      default: false
      }
    case .copy(_, let a): isBoolean(a)
    case .bytesEqual, .isZero, .bit, .hasNul: true
    case .digest(let value, let known, _): register == known && register != value
    case .compare: true
    default: false
    }
  }

  private func isBoolean(_ operand: Operand) -> Bool {
    switch operand {
    case .register(let register): booleans.contains(register)
    case .constant(let value): value <= 1
    }
  }

  private static func forEach(_ steps: [Step], _ body: (Step) -> Void) {
    for step in steps {
      body(step)
      for child in step.children { forEach(child, body) }
    }
  }
}

extension Step {
  /// Whether it only says where others belong.
  var isStage: Bool {
    if case .stage = self { return true }
    return false
  }
}
