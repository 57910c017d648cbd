import VexBytes
import VexFormatSpec

extension CCheckEmitter {
  /// Prints steps.
  ///
  /// `isLast` tells that nothing of the current rule follows them, so that a failure need not jump.
  mutating func print(steps: [Step], isLast: Bool, _ code: inout CodePrinter, _ helpers: inout CHelpers) {
    for (number, step) in steps.enumerated() {
      print(step, isLast: isLast && number == steps.count - 1, &code, &helpers)
    }
  }

  private mutating func print(_ step: Step, isLast: Bool, _ code: inout CodePrinter, _ helpers: inout CHelpers) {
    switch step {
    case .stage(let stage):
      code.separate()
      code.print("/* Stage \(stage.rawValue): \(stage.name). */")
    case .frame(let path, let steps):
      code.separate()
      if !path.isEmpty { code.print(lines: CText.comment("\(path):", depth: code.depth)) }
      print(steps: steps, isLast: false, &code, &helpers)
    case .rule(let rule): print(rule, &code, &helpers)
    case .require(.constant(let value)):
      if value == 0 { fail(isLast: isLast, &code, &helpers) }
    case .require(.register(let register)): fail(if: "!r\(register)", isLast: isLast, &code, &helpers)
    case .requireLength(let view, let operand): requireLength(view, operand, isLast: isLast, &code, &helpers)
    case .fail: fail(isLast: isLast, &code, &helpers)
    case .checked(let register, let function, let left, let right):
      fail(if: expression(function, left, right, register, &helpers), isLast: isLast, &code, &helpers)
      discard(register, &code)
    case .view(let view, let of, let base, let index, let stride, let size, _):
      viewSizes[view] = size
      if ownViews.contains(of) { ownViews.insert(view) } else { ownViews.remove(view) }
      code.print("v\(view) = \(address(of, base: base, index: index, stride: stride));")
      if let knownUses, !knownUses.contains("v\(view)") { code.print("(void)v\(view);") }
    case .branch(let condition, let then, let otherwise):
      branch(condition, then, otherwise, isLast: isLast, &code, &helpers)
    case .loop(let loop): print(loop, &code, &helpers)
    case .leaveLoop: code.print("break;")
    case .digest(let register, let known, let digest):
      print(digest, &code, &helpers) { emitter, code, _ in
        code.print("r\(known) = width != 0;\nr\(register) = digest[0];")
        emitter.discard(known, &code)
        emitter.discard(register, &code)
      }
    case .verify(let digest, let stored): verify(digest, stored, isLast: isLast, &code, &helpers)
    case .compare(let equal, let known, let digest, let stored, _):
      print(digest, &code, &helpers) { emitter, code, helpers in
        let isEqual = emitter.comparison(with: stored, isEqual: true, &helpers)
        code.print("r\(known) = width != 0;\nr\(equal) = width && \(isEqual);")
        emitter.discard(known, &code)
        emitter.discard(equal, &code)
      }
    case .unverified: unverified(isLast: isLast, &code, &helpers)
    case .load, .compute, .copy, .input, .bytesEqual, .isZero, .ones, .onesIn, .bit, .hasNul:
      guard let (register, value) = assignment(step, &helpers) else { return }
      code.print("r\(register) = \(value);")
      discard(register, &code)
    }
  }

  /// Quiets the compiler about a register that nothing reads.
  func discard(_ register: Register, _ code: inout CodePrinter) {
    if !scopes.readRegisters.contains(register) { code.print("(void)r\(register);") }
  }

  private mutating func print(_ rule: RuleStep, _ code: inout CodePrinter, _ helpers: inout CHelpers) {
    let outer = (self.rule, label)
    self.rule = rule
    label = nil
    let block = blockCount
    blockCount += 1

    code.separate()
    let info = validator.program.format.rule(rule.number)
    let text = info.map { $0.statement.isEmpty ? $0.name : "\($0.name): \($0.statement)" } ?? "rule \(rule.number)"
    code.print(lines: CText.comment(text, depth: code.depth))
    let needsBlock = scopes.registers[block] != nil || scopes.views[block] != nil
    var body = CodePrinter(indent: "\t", depth: code.depth + (needsBlock ? 1 : 0))
    requireSources(&body, &helpers)
    print(steps: rule.body, isLast: true, &body, &helpers)
    if needsBlock {
      code.print("{")
      code.indented { code in
        declare(block: block, &code)
        code.print()
      }
    }
    code.print(raw: body)
    if needsBlock { code.print("}") }
    if let label {
      code.printFlush("\(label):")
      // A label needs a statement, and a declaration or a closing brace is none.
      code.print(";")
    }
    (self.rule, label) = outer
  }

  /// Tests, in the first rule of all, the length of sources that no step tests.
  private mutating func requireSources(_ code: inout CodePrinter, _ helpers: inout CHelpers) {
    for source in untestedSources {
      let length = UInt64(max(0, check.sources[source].length))
      requireLength(source + 1, .constant(length), isLast: false, &code, &helpers)
    }
    untestedSources = []
  }

  private mutating func requireLength(
    _ view: ViewID, _ operand: Operand, isLast: Bool, _ code: inout CodePrinter, _ helpers: inout CHelpers
  ) {
    if let size = viewSizes[view] {
      switch operand {
      case .constant(let bytes): if bytes > UInt64(max(0, size)) { fail(isLast: isLast, &code, &helpers) }
      case .register(let register): fail(if: "r\(register) > \(size)", isLast: isLast, &code, &helpers)
      }
      return
    }
    if operand == .constant(0) { return }
    fail(if: "\(length(of: view)) < \(text(operand))", isLast: isLast, &code, &helpers)
  }

  private mutating func length(of view: ViewID) -> String {
    var name = "len"
    if view > 0, check.sources.indices.contains(view - 1) {
      if let argument = sourceArguments[view - 1] {
        name = "\(argument)_len"
      } else if case .region(let region) = check.sources[view - 1].origin {
        used.insert("ctx")
        name = "ctx->\(validator.member(of: region))_len"
      }
    }
    used.insert(name)
    return name
  }

  private mutating func branch(
    _ condition: Operand, _ then: [Step], _ otherwise: [Step], isLast: Bool, _ code: inout CodePrinter,
    _ helpers: inout CHelpers
  ) {
    let first = block(then, isLast: isLast, code.depth + 1, &helpers)
    let second = block(otherwise, isLast: isLast, code.depth + 1, &helpers)
    if first.text.isEmpty && second.text.isEmpty { return }
    if second.text.isEmpty, first.isOneLine {
      code.print("if (\(text(condition)))")
      code.print(raw: first)
      return
    }
    if first.text.isEmpty {
      code.print("if (!\(text(condition))) {")
      code.print(raw: second)
    } else {
      code.print("if (\(text(condition))) {")
      code.print(raw: first)
      if !second.text.isEmpty {
        code.print("} else {")
        code.print(raw: second)
      }
    }
    code.print("}")
  }

  private mutating func print(_ loop: LoopStep, _ code: inout CodePrinter, _ helpers: inout CHelpers) {
    let index = "r\(loop.index)"
    let body = block(loop.body, isLast: false, code.depth + 1, &helpers)
    let from = text(loop.from)
    // Compilers warn of unsigned numbers below 0.
    let isBelow = loop.to == .constant(0) ? "\(helpers.use("less"))(\(index), 0)" : "\(index) < \(text(loop.to))"
    var isCapped = "\(loop.from == .constant(0) ? index : "\(index) - \(from)") < \(CText.integer(loop.cap))"
    if loop.cap == 0 { isCapped = "\(helpers.use("less"))(\(index), 0)" }
    if case .constant(let first) = loop.from, case .constant(let end) = loop.to, end >= first, end - first <= loop.cap {
      code.print("for (\(index) = \(from); \(isBelow); \(index)++) {")
    } else {
      code.print("for (\(index) = \(from); \(isBelow) && \(isCapped); \(index)++) {")
    }
    code.print(raw: body)
    code.print("}")
  }

  private mutating func block(
    _ steps: [Step], isLast: Bool, _ depth: Int, _ helpers: inout CHelpers
  ) -> CodePrinter {
    let block = blockCount
    blockCount += 1
    var code = CodePrinter(indent: "\t", depth: depth)
    declare(block: block, &code)
    code.separate()
    print(steps: steps, isLast: isLast, &code, &helpers)
    return code
  }
}
