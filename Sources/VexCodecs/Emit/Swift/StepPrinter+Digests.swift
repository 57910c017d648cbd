import VexBytes
import VexFormatSpec

extension StepPrinter {
  /// A digest used as a value.
  mutating func print(_ step: DigestStep, into register: Register, known: Register, _ code: inout CodePrinter) {
    let targets = [register, known].filter { analysis.live.contains($0) }
    for target in targets where !analysis.variables.contains(target) {
      code.print("let \(name(target)): \(analysis.booleans.contains(target) ? "Bool" : "UInt64")")
    }
    let give = { [analysis] (value: String, isKnown: Bool) -> [String] in
      targets.map { target in
        if target == register { return "r\(target) = \(value)" }
        return "r\(target) = \(analysis.booleans.contains(target) ? String(isKnown) : isKnown ? "1" : "0")"
      }
    }
    code.print("if let algorithm = context.\(emitter.typeNames.algorithms[step.algorithm]) {")
    code.indented { code in
      printDigest(step, names: ("algorithm", "digest", "state"), &code)
      code.print(lines: give("digest.low", true))
    }
    code.print("} else {")
    code.indented { $0.print(lines: give("0", false)) }
    code.print("}")
  }

  /// A digest that is compared, or that is to be stored.
  mutating func verify(_ step: DigestStep, _ stored: StoredDigest, _ code: inout CodePrinter) {
    guard let rule else { return }
    digests += 1
    let suffix = digests == 1 ? "" : String(digests)
    let names = ("algorithm" + suffix, "digest" + suffix, "state" + suffix)
    code.block("guard let \(names.0) = context.\(emitter.typeNames.algorithms[step.algorithm]) else {") {
      $0.print(lines: notVerified)
    }
    printDigest(step, names: names, &code)
    switch mode {
    case .check: unless(comparison(stored, names.1), &code)
    case .digests: printPatches(stored, names.1, rule, &code)
    }
  }

  /// One of several digests that may be stored; writers store those of which `isWritten` says so.
  mutating func compare(
    _ step: DigestStep, _ stored: StoredDigest, into equal: Register, known: Register, _ isWritten: Operand,
    _ code: inout CodePrinter
  ) {
    guard let rule else { return }
    let targets = [equal, known].filter { analysis.live.contains($0) }
    let assign = { [analysis] (register: Register, value: String) -> [String] in
      guard targets.contains(register) else { return [] }
      return ["r\(register) = \(analysis.booleans.contains(register) ? value : "(\(value)) ? 1 : 0")"]
    }
    for target in targets where !analysis.variables.contains(target) {
      code.print("let \(name(target)): \(analysis.booleans.contains(target) ? "Bool" : "UInt64")")
    }
    let algorithm = "let algorithm = context.\(emitter.typeNames.algorithms[step.algorithm])"
    switch mode {
    case .check:
      code.print("if \(algorithm) {")
      code.indented { code in
        printDigest(step, names: ("algorithm", "digest", "state"), &code)
        code.print(lines: assign(equal, comparison(stored, "digest")) + assign(known, "true"))
      }
      code.print("} else {")
      code.indented { $0.print(lines: assign(equal, "false") + assign(known, "false")) }
    case .digests:
      let others = assign(equal, "false") + assign(known, "true")
      if isWritten == .constant(0) { return code.print(lines: others) }
      if case .register = isWritten { code.print("if \(boolean(isWritten)) {") } else { code.print("do {") }
      code.indented { code in
        code.block("guard \(algorithm) else {") { $0.print(lines: notVerified) }
        printDigest(step, names: ("algorithm", "digest", "state"), &code)
        printPatches(stored, "digest", rule, &code)
        code.print(lines: assign(equal, "true") + assign(known, "true"))
      }
      if case .register = isWritten {
        code.print("} else {")
        code.indented { $0.print(lines: others) }
      }
    }
    code.print("}")
  }

  /// Statements that end the rule as not verified; a writer cannot go on without a digest.
  var notVerified: [String] {
    guard let rule else { return ["return .clean"] }
    let place = place(of: rule)
    switch mode {
    case .check: return ["finding.raise(\(rule.number), .warning, at: \(place))", "break rule\(rule.number)"]
    case .digests: return ["throw Finding(rule: \(rule.number), severity: .error, offset: \(place))"]
    }
  }

  private func comparison(_ stored: StoredDigest, _ digest: String) -> String {
    switch stored {
    case .integer(let register, .max): "\(digest).low == \(number(.register(register)))"
    case .integer(let register, let mask):
      "\(digest).low & 0x\(String(mask, radix: 16)) == \(number(.register(register)))"
    case .bytes(.view(let view, let at, _)): "\(digest).isStored(in: \(span(view)), at: \(offset(view, at)))"
    case .bytes(.constant(let bytes)): "\(digest).bytes == \(bytes)"
    }
  }

  /// Records where a digest belongs; nothing when that cannot be told, and then verifying fails.
  private func printPatches(_ stored: StoredDigest, _ digest: String, _ rule: RuleStep, _ code: inout CodePrinter) {
    switch stored {
    case .bytes(.view(let view, let at, _)):
      let root = places[view]?.root ?? 0
      code.print("patches.append(DigestPatch(view: \(root), offset: \(offset(view, at)), \(digest)))")
    case .bytes(.constant): code.print("_ = \(digest)")
    case .integer(let register, let mask):
      guard let stores = plan.stores(of: register, in: rule), !stores.isEmpty else {
        return code.print("_ = \(digest)")
      }
      let low = mask == .max ? "\(digest).low" : "\(digest).low & 0x\(String(mask, radix: 16))"
      for store in stores {
        let root = places[store.view]?.root ?? 0
        let value = store.shift == 0 ? low : "(\(low)) &>> \(store.shift)"
        let integer = "\(SwiftText.integer(store.type))(truncatingIfNeeded: \(value))"
        let order = SwiftText.order(store.type.order)
        let line =
          "patches.append(DigestPatch(view: \(root), offset: \(offset(store.view, store.offset)), \(integer), \(order)))"
        if store.conditions.isEmpty {
          code.print(line)
        } else {
          let tests = store.conditions.map { $0.holds ? boolean($0.operand) : negated($0.operand) }
          code.block("if \(tests.joined(separator: ", ")) {") { $0.print(line) }
        }
      }
    }
  }

  /// Statements that compute a digest into `names.1`.
  private func printDigest(_ step: DigestStep, names: (String, String, String), _ code: inout CodePrinter) {
    var arguments: [String] = []
    if let initial = step.initial { arguments.append("initial: \(number(initial))") }
    if let xorOut = step.xorOut { arguments.append("xorOut: \(number(xorOut))") }
    let parameters = "ChecksumParameters(\(arguments.joined(separator: ", ")))"
    if step.pieces.count == 1, case .bytes(let view, let from, let to) = step.pieces[0] {
      return code.print("let \(names.1) = \(names.0).digest(of: \(extracting(view, from, to)), \(parameters))")
    }
    code.print("\(step.pieces.isEmpty ? "let" : "var") \(names.2) = \(names.0).begin(\(parameters))")
    for piece in step.pieces {
      switch piece {
      case .bytes(let view, let from, let to): code.print("\(names.2).update(\(extracting(view, from, to)))")
      case .zeroes(let count): code.print("\(names.2).update(zeroes: \(count))")
      case .integer(let value, let type):
        let integer = SwiftText.integer(type)
        let text = type.width == 8 && !type.isSigned ? number(value) : "truncatingIfNeeded: \(number(value))"
        code.print("\(names.2).update(\(integer)(\(text)), \(SwiftText.order(type.order)))")
      }
    }
    code.print("let \(names.1) = \(names.2).finish()")
  }

  private func extracting(_ view: ViewID, _ from: Operand, _ to: Operand) -> String {
    let ends = [from, to].map { operand in
      guard let base = places[view]?.base else { return integer(operand) }
      return operand == .constant(0) ? base : "\(base) &+ \(integer(operand))"
    }
    let isPlain = !ends.contains { $0.contains(" ") }
    return "\(span(view)).extracting(\(ends[0])\(isPlain ? "..<" : " ..< ")\(ends[1]))"
  }
}
