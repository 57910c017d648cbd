import VexBytes
import VexFormatSpec

/// Where the digests of a check are stored, found by following the registers they are compared with back to their loads.
struct DigestPlan {
  /// The steps up to the last digest: what proves that its bytes are inside, and what its parameters are computed from.
  let steps: [Step]
  /// What writes each register outside of rules; a rule's own writes come first.
  private var outer: Definitions

  private typealias Definitions = [Register: [(step: Step, path: [Condition])]]

  /// The side of a branch.
  struct Condition: Hashable {
    var operand: Operand
    var holds: Bool
  }

  /// A place that takes part of a digest.
  struct Store {
    var view: ViewID
    var offset: Int
    var type: IntegerType
    /// The digest's bits from here on belong there.
    var shift: UInt64
    var conditions: [Condition]
  }

  init(_ check: CheckProgram) {
    steps = Self.upToLastDigest(check.body)
    outer = Self.definitions(steps)
  }

  /// The places of an integer digest that is compared in `rule` with what `register` holds; nil when they cannot be told.
  func stores(of register: Register, in rule: RuleStep) -> [Store]? {
    let definitions = Self.definitions(rule.body).merging(outer) { inner, _ in inner }
    return Self.trace(.register(register), definitions, shift: 0, visiting: [])
  }

  private static func trace(
    _ operand: Operand, _ definitions: Definitions, shift: UInt64, visiting: Set<Register>
  ) -> [Store]? {
    // An absent part counts as zero and has no place.
    guard case .register(let register) = operand else { return [] }
    guard !visiting.contains(register), shift < 64, let found = definitions[register] else { return nil }
    let visiting = visiting.union([register])
    var stores: [Store] = []
    for (step, path) in found {
      let parts: [Store]?
      switch step {
      case .load(_, let view, let offset, let type):
        parts = [Store(view: view, offset: offset, type: type, shift: shift, conditions: path)]
      case .copy(_, let a), .compute(_, .and, let a, .constant):
        parts = trace(a, definitions, shift: shift, visiting: visiting)
      case .checked(_, .shiftLeft, let a, .constant(let bits)):
        parts = bits < 64 ? trace(a, definitions, shift: shift + bits, visiting: visiting) : nil
      case .checked(_, .multiply, let a, .constant(let factor)) where factor.nonzeroBitCount == 1:
        parts = trace(a, definitions, shift: shift + UInt64(factor.trailingZeroBitCount), visiting: visiting)
      case .compute(_, .or, let a, let b), .checked(_, .add, let a, let b):
        let low = trace(a, definitions, shift: shift, visiting: visiting)
        let high = trace(b, definitions, shift: shift, visiting: visiting)
        parts = low.flatMap { low in high.map { low + $0 } }
      default: parts = nil
      }
      guard let parts else { return nil }
      stores += parts
    }
    return stores
  }

  private static func definitions(_ steps: [Step], path: [Condition] = []) -> Definitions {
    var result: Definitions = [:]
    let take = { (inner: Definitions) in result.merge(inner) { $0 + $1 } }
    for step in steps {
      for register in step.writes { result[register, default: []].append((step, path)) }
      switch step {
      case .branch(let operand, let then, let otherwise):
        take(definitions(then, path: path + [Condition(operand: operand, holds: true)]))
        take(definitions(otherwise, path: path + [Condition(operand: operand, holds: false)]))
      case .frame(_, let inner): take(definitions(inner, path: path))
      case .loop(let loop): take(definitions(loop.body, path: path))
      default: break
      }
    }
    return result
  }

  /// Leaves out what follows the last digest, and rules that can neither end the check nor hold a digest.
  private static func upToLastDigest(_ steps: [Step]) -> [Step] {
    guard let last = steps.lastIndex(where: \.verifies) else { return steps }
    return steps[...last].compactMap { step in
      switch step {
      case .rule(let rule): rule.severity == .error || step.verifies ? step : nil
      case .frame(let path, let inner): .frame(path: path, step.verifies ? upToLastDigest(inner) : inner)
      case .branch(let operand, let then, let otherwise):
        step.verifies ? .branch(operand, then: upToLastDigest(then), otherwise: upToLastDigest(otherwise)) : step
      case .loop(let loop): step.verifies ? .loop(shortened(loop)) : step
      default: step
      }
    }
  }

  private static func shortened(_ loop: LoopStep) -> LoopStep {
    var loop = loop
    loop.body = upToLastDigest(loop.body)
    return loop
  }
}
