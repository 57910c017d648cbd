import VexBytes
import VexFormatSpec

extension StepPrinter {
  /// Prints one step.
  mutating func print(_ step: Step, _ code: inout CodePrinter) {
    if step.writes.count == 1, let value = value(of: step) { return assign(step.writes[0], value.text, &code) }
    switch step {
    case .stage(let stage):
      code.separate()
      code.print("// Stage \(stage.rawValue): \(stage.name).")
    case .frame(let path, let steps):
      if !path.isEmpty { code.print("// In `\(SwiftText.plain(path))`.") }
      printSteps(steps, &code)
    case .rule(let rule): print(rule, &code)
    case .require(let operand):
      if case .constant(let value) = operand {
        if value == 0 { code.print(lines: failure) }
      } else {
        unless(boolean(operand), &code)
      }
    case .requireLength(let view, let operand): printLength(view, operand, &code)
    case .fail: code.print(lines: failure)
    case .checked(let register, let op, let a, let b):
      let call = "\(Self.function(op))(\(number(a)), \(number(b)))"
      if !analysis.live.contains(register) {
        unless("\(call) != nil", &code)
      } else if analysis.variables.contains(register) {
        unless("let value\(register) = \(call)", &code)
        code.print("\(name(register)) = value\(register)")
      } else {
        unless("let \(name(register)) = \(call)", &code)
      }
    case .copy(let register, let operand):
      let isBoolean = analysis.booleans.contains(register)
      assign(register, isBoolean ? boolean(operand) : number(operand), &code)
    case .view: printView(step, &code)
    case .branch(let operand, let then, let otherwise): printBranch(operand, then, otherwise, &code)
    case .loop(let loop): print(loop, &code)
    case .leaveLoop: code.print("break \(loops.last ?? "")")
    case .digest(let register, let known, let digest): print(digest, into: register, known: known, &code)
    case .verify(let digest, let stored): verify(digest, stored, &code)
    case .compare(let equal, let known, let digest, let stored, let isWritten):
      compare(digest, stored, into: equal, known: known, isWritten, &code)
    case .unverified: code.print(lines: notVerified)
    default: break
    }
  }

  /// Prints a guard that ends the rule as failed.
  func unless(_ condition: String, _ code: inout CodePrinter) {
    let line = "guard \(condition) else { \(failure.joined(separator: "; ")) }"
    if failure.count == 1, line.count + code.depth * 2 <= 120 { return code.print(line) }
    code.block("guard \(condition) else {") { $0.print(lines: failure) }
  }

  func assign(_ register: Register, _ text: String, _ code: inout CodePrinter) {
    if analysis.variables.contains(register) { return code.print("\(name(register)) = \(text)") }
    let type = analysis.booleans.contains(register) ? "" : ": UInt64"
    code.print("let \(name(register))\(type) = \(text)")
  }

  private mutating func print(_ rule: RuleStep, _ code: inout CodePrinter) {
    let outer = (self.rule, digests)
    self.rule = rule
    digests = 0
    if let info = emitter.format.rule(rule.number) {
      let statement = info.statement.isEmpty ? "" : ": \(info.statement)"
      code.wrap(SwiftText.plain("\(info.name)\(statement)"), prefix: "// ")
    }
    let label = "rule\(rule.number)"
    // The label is printed only if something leaves by it, and the scope only if something is declared in it.
    var inner = CodePrinter(indent: code.indent, depth: code.depth + 1)
    let before = self
    printSteps(rule.body, &inner)
    let declared = String(repeating: code.indent, count: code.depth + 1)
    let isLeft = inner.text.contains("break \(label)\n") || inner.text.contains("break \(label) ")
    let declares = ["let ", "var ", "guard let "].contains {
      inner.text.hasPrefix(declared + $0) || inner.text.contains("\n" + declared + $0)
    }
    if isLeft || declares {
      code.print(isLeft ? "\(label): do {" : "do {")
      append(inner, &code)
      code.print("}")
    } else {
      self = before
      printSteps(rule.body, &code)
    }
    (self.rule, digests) = outer
  }

  /// Adds what was printed apart at the right depth.
  func append(_ inner: CodePrinter, _ code: inout CodePrinter) {
    var text = inner.text
    if text.hasSuffix("\n") { text.removeLast() }
    guard !text.isEmpty else { return }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { code.printFlush(String(line)) }
  }

  private func printLength(_ view: ViewID, _ operand: Operand, _ code: inout CodePrinter) {
    if let size = places[view]?.size {
      // A view that was made has a size that never changes.
      guard case .constant(let needed) = operand else { return unless("\(number(operand)) <= \(size)", &code) }
      if UInt64(size) < needed { code.print(lines: failure) }
      return
    }
    if case .constant(let needed) = operand, let small = Int(exactly: needed) {
      return unless("\(span(view)).byteCount >= \(small)", &code)
    }
    unless("\(number(operand)) <= UInt64(\(span(view)).byteCount)", &code)
  }

  private mutating func printView(_ step: Step, _ code: inout CodePrinter) {
    guard case .view(let view, of: let parent, let base, let index, let stride, let size, _) = step,
      let holder = places[parent]
    else { return }
    var text = offset(parent, base)
    switch index {
    case .constant(0): break
    case .constant, .register: text += " &+ \(integer(index)) &* \(stride)"
    }
    code.print("let base\(view) = \(text)")
    places[view] = Place(root: holder.root, span: holder.span, base: "base\(view)", size: size)
  }

  private mutating func printBranch(_ operand: Operand, _ then: [Step], _ otherwise: [Step], _ code: inout CodePrinter)
  {
    let matters = { [analysis] (steps: [Step]) in steps.contains { !analysis.isDead($0) && !$0.isStage } }
    if case .constant(let value) = operand {
      // A scope of its own, as the other branch would be.
      code.print("do {")
      code.indented { printSteps(value != 0 ? then : otherwise, &$0) }
      return code.print("}")
    }
    if matters(then) {
      code.print("if \(boolean(operand)) {")
      code.indented { printSteps(then, &$0) }
      if matters(otherwise) {
        code.print("} else {")
        code.indented { printSteps(otherwise, &$0) }
      }
    } else {
      code.print("if \(negated(operand)) {")
      code.indented { printSteps(otherwise, &$0) }
    }
    code.print("}")
  }

  private mutating func print(_ loop: LoopStep, _ code: inout CodePrinter) {
    let label = "loop\(loop.index)"
    loops.append(label)
    var inner = CodePrinter(indent: code.indent, depth: code.depth + 1)
    let isVariable = analysis.variables.contains(loop.index)
    if isVariable { inner.print("\(name(loop.index)) = round") }
    printSteps(loop.body, &inner)
    loops.removeLast()
    let variable = isVariable ? "round" : analysis.live.contains(loop.index) ? name(loop.index) : "_"
    let range = "from: \(number(loop.from)), to: \(number(loop.to)), cap: \(SwiftText.number(loop.cap))"
    let head = "for \(variable) in rounds(\(range)) {"
    code.print((inner.text.contains("break \(label)\n") ? "\(label): " : "") + head)
    append(inner, &code)
    code.print("}")
  }

  private static func function(_ op: CheckedOperator) -> String {
    switch op {
    case .add: "checkedAdd"
    case .subtract: "checkedSub"
    case .multiply: "checkedMul"
    case .divide: "checkedDiv"
    case .remainder: "checkedMod"
    case .power: "checkedPower"
    case .shiftLeft: "checkedShiftLeft"
    case .shiftRight: "checkedShiftRight"
    case .divideUp: "checkedDivUp"
    case .floor: "checkedFloor"
    case .ceiling: "checkedCeil"
    case .divideExactly: "checkedDivExact"
    }
  }
}
