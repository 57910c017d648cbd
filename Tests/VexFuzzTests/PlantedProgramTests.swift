import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

/// Defects planted in lowered programs: each must be seen when the table is compared with predictions.
@Suite struct PlantedProgramTests {
  /// How many mutants a program decides wrongly.
  private func found(_ program: Program, only structure: String? = nil) throws -> Int {
    let id = structure.flatMap { name in program.format.structures.firstIndex { $0.name == name } }
    let run = try RecordedRun.shipped.get()
    return try run.disagreements(try TableEvaluator(program, checksums: .builtIn), only: id).values.reduce(0, +)
  }

  @Test func theProgramItselfIsRight() throws { #expect(try found(try Shipped.program.get()) == 0) }

  /// Without a rule, the mutants it decides are decided otherwise; there must be some for each rule.
  @Test func everyDroppedRuleIsFound() throws {
    let program = try Shipped.program.get()
    let run = try RecordedRun.shipped.get()
    for rule in program.format.rules where rule.structure != nil && !rule.isImplied {
      var defective = program
      defective.checks = program.checks.filter { $0.structure == rule.structure }
      // What a rule's steps set is still needed behind it, so they stay and never fail.
      defective.rewrite { step in
        guard case .rule(var body) = step, body.number == rule.number else { return [step] }
        body.body = body.body.map(\.neverFailing)
        return [.rule(body)]
      }
      let mutants = run.decided(by: rule.number)
      let evaluator = try TableEvaluator(defective, checksums: .builtIn)
      #expect(try mutants.disagreements(evaluator).values.reduce(0, +) > 0, "without \(rule.name)")
    }
  }

  @Test func swappedComparisonsAreFound() throws {
    let swaps: [(TotalOperator, TotalOperator)] = [
      (.equal, .notEqual), (.lessOrEqual, .less), (.less, .lessOrEqual), (.and, .or),
    ]
    for (old, new) in swaps {
      var defective = try Shipped.program.get()
      defective.rewrite { step in
        if case .compute(let register, old, let a, let b) = step { return [.compute(register, new, a, b)] }
        return [step]
      }
      #expect(try found(defective) > 0, "\(old) became \(new)")
    }
  }

  @Test func wrongLoadsAreFound() throws {
    let changes: [(String, (Int, IntegerType) -> (Int, IntegerType))] = [
      ("offset", { offset, type in (offset == 16 ? 20 : offset, type) }),
      ("width", { offset, type in (offset, offset == 16 ? IntegerType(width: 4, order: .little) : type) }),
      ("order", { offset, type in (offset, IntegerType(width: type.width, isSigned: type.isSigned, order: .big)) }),
    ]
    for (name, change) in changes {
      var defective = try Shipped.program.get()
      defective.rewrite { step in
        guard case .load(let register, 0, let offset, let type) = step else { return [step] }
        let (newOffset, newType) = change(offset, type)
        return [.load(register, 0, offset: newOffset, newType)]
      }
      #expect(try found(defective, only: "superblock") > 0, "wrong \(name)")
    }
  }

  /// An overflow gives 0 instead of ending the rule.
  @Test func droppedOverflowChecksAreFound() throws {
    for dropped in [CheckedOperator.add, .subtract, .divideExactly] {
      var defective = try Shipped.program.get()
      var helper = defective.checks.map(\.registerCount).max() ?? 0
      for index in defective.checks.indices { defective.checks[index].registerCount = helper + 4000 }
      defective.rewrite { step in
        guard case .checked(let register, dropped, let a, let b) = step else { return [step] }
        if dropped == .divideExactly { return [.checked(register, .divide, a, b)] }
        helper += 2
        let fits: [Step] =
          dropped == .subtract
          ? [.compute(helper, .lessOrEqual, b, a)]
          : [
            .compute(helper + 1, .exclusiveOr, a, .constant(.max)),
            .compute(helper, .lessOrEqual, b, .register(helper + 1)),
          ]
        return fits + [
          .copy(register, .constant(0)),
          .branch(
            .register(helper), then: [.checked(helper + 1, dropped, a, b), .copy(register, .register(helper + 1))],
            otherwise: []),
        ]
      }
      #expect(try found(defective) > 0, "\(dropped) without its test")
    }
  }

  @Test func swappedStagesAreFound() throws {
    for (first, second) in [(Stage.magic, Stage.shape), (.checksum, .features), (.fields, .relations)] {
      var defective = try Shipped.program.get()
      for index in defective.checks.indices where defective.checks[index].name == "superblock" {
        guard case .frame(let path, let steps)? = defective.checks[index].body.first else { continue }
        defective.checks[index].body = [.frame(path: path, Self.swapping(first, second, in: steps))]
      }
      // Registers of a later stage may not be there yet; then the table refuses the program, which is as good.
      let wrong: Int
      do { wrong = try found(defective, only: "superblock") } catch is TableError { wrong = 1 }
      #expect(wrong > 0, "\(first) and \(second)")
    }
  }

  @Test func aShorterChecksumIsFound() throws {
    var defective = try Shipped.program.get()
    defective.rewrite { step in
      switch step {
      case .verify(let digest, let stored): return [.verify(Self.shorter(digest), stored)]
      case .compare(let equal, let known, let digest, let stored, let isWritten):
        return [.compare(equal, known: known, Self.shorter(digest), stored, isWritten: isWritten)]
      default: return [step]
      }
    }
    for structure in ["superblock", "inode", "inode_chunk", "space_map", "bitmap_block"] {
      #expect(try found(defective, only: structure) > 0, "\(structure)")
    }
  }

  private static func shorter(_ digest: DigestStep) -> DigestStep {
    var digest = digest
    digest.pieces = digest.pieces.map { piece in
      if case .bytes(let view, let from, .constant(let end)) = piece {
        return .bytes(view, from: from, to: .constant(end - 8))
      }
      return piece
    }
    return digest
  }

  /// What is not verified must not count as good, and what is not right must not count as not verified.
  @Test func wrongVerdictsOfDigestsAreFound() throws {
    let changes: [(String, Step)] = [("good", .branch(.constant(0), then: [], otherwise: [])), ("bad", .fail)]
    for (name, change) in changes {
      var defective = try Shipped.program.get()
      defective.rewrite { step in
        if case .unverified = step { return [change] }
        return [step]
      }
      #expect(try found(defective) > 0, "what nobody can tell became \(name)")
    }
  }

  private static func swapping(_ first: Stage, _ second: Stage, in steps: [Step]) -> [Step] {
    var parts: [(stage: Stage?, steps: [Step])] = [(nil, [])]
    for step in steps {
      if case .stage(let stage) = step { parts.append((stage, [])) }
      parts[parts.count - 1].steps.append(step)
    }
    if let a = parts.firstIndex(where: { $0.stage == first }), let b = parts.firstIndex(where: { $0.stage == second }) {
      parts.swapAt(a, b)
    }
    return parts.flatMap(\.steps)
  }
}

extension Program {
  /// Replaces steps, inner ones first.
  mutating func rewrite(_ change: (Step) -> [Step]) {
    for index in checks.indices { checks[index].body = checks[index].body.flatMap { $0.rewritten(change) } }
  }
}

extension Step {
  func rewritten(_ change: (Step) -> [Step]) -> [Step] {
    switch self {
    case .frame(let path, let steps): return change(.frame(path: path, steps.flatMap { $0.rewritten(change) }))
    case .rule(var rule):
      rule.body = rule.body.flatMap { $0.rewritten(change) }
      return change(.rule(rule))
    case .branch(let test, let then, let otherwise):
      return change(
        .branch(
          test, then: then.flatMap { $0.rewritten(change) }, otherwise: otherwise.flatMap { $0.rewritten(change) }))
    case .loop(var loop):
      loop.body = loop.body.flatMap { $0.rewritten(change) }
      return change(.loop(loop))
    default: return change(self)
    }
  }

  /// The step without what ends a rule, but with what it writes.
  var neverFailing: Step {
    switch self {
    case .require, .requireLength, .fail, .unverified, .verify: .branch(.constant(0), then: [], otherwise: [])
    case .branch(let test, let then, let otherwise):
      .branch(test, then: then.map(\.neverFailing), otherwise: otherwise.map(\.neverFailing))
    case .loop(var loop):
      {
        loop.body = loop.body.map(\.neverFailing)
        return .loop(loop)
      }()
    default: self
    }
  }
}
