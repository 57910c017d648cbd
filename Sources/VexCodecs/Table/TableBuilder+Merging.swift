import VexBytes
import VexFormatSpec

/// How a loaded integer is compared with a bound.
private enum Comparison {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

// Steps that are merged into one instruction. A register whose only reader is merged with its writer is never written.
extension TableBuilder {
  /// Replaces the requirement of a conjunction by two requirements, which merge better.
  func splitConjunctions(_ steps: [Step]) -> [Step] {
    var result: [Step] = []
    result.reserveCapacity(steps.count)
    for step in steps {
      if case .require(.register(let both)) = step, readOnce(both), result.count >= 3,
        case .compute(both, .and, .register(let left), .register(let right)) = result[result.count - 1],
        case .compute(right, _, _, _) = result[result.count - 2], readOnce(right),
        case .compute(left, _, _, _) = result[result.count - 3], readOnce(left), left != right,
        isComparison(result[result.count - 2]), isComparison(result[result.count - 3])
      {
        result.removeLast()
        let second = result.removeLast()
        result += [.require(.register(left)), second, .require(.register(right))]
      } else {
        result.append(step)
      }
    }
    return result
  }

  /// Emits one instruction for the first few steps, and answers how many those are; 0 if they do not merge.
  mutating func merge(_ steps: ArraySlice<Step>) -> Int {
    guard let first = steps.first else { return 0 }
    let rest = steps.dropFirst()
    switch first {
    case .load(let target, let view, let offset, let type):
      guard let place = fixedOffset(view, offset, count: type.width) else { return 0 }
      return mergeLoad(target, place, type, rest)
    case .compute(let target, let operation, let left, let right):
      return mergeComparison(target, operation, left, right, rest)
    case .bytesEqual(let target, .view(let view, let offset, let count), .constant(let bytes)),
      .bytesEqual(let target, .constant(let bytes), .view(let view, let offset, let count)):
      return mergeBytes(target, view, offset, count, bytes, rest)
    case .isZero(let target, .view(let view, let offset, let count)):
      return mergeBytes(target, view, offset, count, [], rest)
    default:
      return 0
    }
  }

  private mutating func mergeLoad(
    _ target: Register, _ place: UInt32, _ type: IntegerType, _ rest: ArraySlice<Step>
  ) -> Int {
    let taken = mergeField(target, place, type, rest)
    if taken > 0 { return taken }
    guard let (first, bound) = comparison(of: target, rest) else { return 0 }
    switch first {
    case .equal:
      return emitLoad(.loadBetween, target, place, type, bound, bound, steps: 3)
    case .lessOrEqual:
      return emitLoad(.loadBetween, target, place, type, .constant(0), bound, steps: 3)
    case .less:
      return emitLoad(.loadWithin, target, place, type, .constant(0), bound, steps: 3)
    case .greaterOrEqual:
      switch comparison(of: target, rest.dropFirst(2)) {
      case (.less, let limit)?: return emitLoad(.loadWithin, target, place, type, bound, limit, steps: 5)
      case (.lessOrEqual, let limit)?: return emitLoad(.loadBetween, target, place, type, bound, limit, steps: 5)
      default: return emitLoad(.loadBetween, target, place, type, bound, .constant(.max), steps: 3)
      }
    case .notEqual, .greater:
      return 0
    }
  }

  private mutating func emitLoad(
    _ opcode: TableOpcode, _ target: Register, _ place: UInt32, _ type: IntegerType, _ low: Operand, _ high: Operand,
    steps: Int
  ) -> Int {
    let load = emit(opcode, a: register(target), b: slot(low), c: slot(high), d: place)
    code[load].shape = TableShape(type)
    return steps
  }

  /// Merges an integer that is only compared with constants into a field.
  private mutating func mergeField(
    _ target: Register, _ place: UInt32, _ type: IntegerType, _ rest: ArraySlice<Step>
  ) -> Int {
    guard rule != TableInstruction.none else { return 0 }
    var (lowest, highest): (UInt64, UInt64) = (0, .max)
    var excluded: [UInt64] = []
    var taken = 0
    while case let (operation, .constant(bound))? = comparison(of: target, rest.dropFirst(2 * taken)) {
      switch operation {
      case .equal: (lowest, highest) = (max(lowest, bound), min(highest, bound))
      case .notEqual: excluded.append(bound)
      case .less where bound > 0: highest = min(highest, bound - 1)
      case .lessOrEqual: highest = min(highest, bound)
      case .greater where bound < .max: lowest = max(lowest, bound + 1)
      case .greaterOrEqual: lowest = max(lowest, bound)
      default: return 0
      }
      taken += 1
    }
    guard taken > 0, reads[target] == taken, lowest <= highest else { return 0 }
    if taken > excluded.count { emitField(at: place, type, low: lowest, span: highest - lowest) }
    for value in excluded { emitField(at: place, type, low: value &+ 1, span: .max - 1) }
    return 1 + 2 * taken
  }

  /// What is demanded in `load target; compute c: target ? bound; require c`, of which `steps` begins after the load.
  private func comparison(of target: Register, _ steps: ArraySlice<Step>) -> (Comparison, Operand)? {
    guard steps.count >= 2, case .compute(let truth, let operation, let left, let right) = steps[steps.startIndex],
      case .require(.register(truth)) = steps[steps.startIndex + 1], readOnce(truth), truth != target, left != right
    else { return nil }
    let loaded = Operand.register(target)
    switch operation {
    case .equal: return left == loaded ? (.equal, right) : right == loaded ? (.equal, left) : nil
    case .notEqual: return left == loaded ? (.notEqual, right) : right == loaded ? (.notEqual, left) : nil
    case .less: return left == loaded ? (.less, right) : right == loaded ? (.greater, left) : nil
    case .lessOrEqual:
      return left == loaded ? (.lessOrEqual, right) : right == loaded ? (.greaterOrEqual, left) : nil
    default: return nil
    }
  }

  private mutating func mergeComparison(
    _ target: Register, _ operation: TotalOperator, _ left: Operand, _ right: Operand, _ rest: ArraySlice<Step>
  ) -> Int {
    guard readOnce(target), let next = rest.first else { return 0 }
    switch next {
    case .require(.register(target)):
      guard let opcode = operation.requirement else { return 0 }
      emit(opcode, a: slot(left), b: slot(right))
      return 2
    case .branch(.register(target), let then, let otherwise):
      guard let opcode = operation.jump else { return 0 }
      flattenBranch(emit(opcode, a: slot(left), b: slot(right)), then, otherwise)
      return 2
    default:
      return 0
    }
  }

  /// A run of up to eight bytes is compared as an integer; missing bytes of the constant are zero.
  private mutating func mergeBytes(
    _ target: Register, _ view: ViewID, _ offset: Int, _ count: Int, _ bytes: [UInt8], _ rest: ArraySlice<Step>
  ) -> Int {
    guard (1...8).contains(count), bytes.count <= 8, let place = fixedOffset(view, offset, count: count),
      case .require(.register(target)) = rest.first, readOnce(target)
    else { return 0 }
    let value = bytes.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    emitField(at: place, IntegerType(width: count, order: .little), low: value, span: 0)
    return 2
  }

  private func readOnce(_ register: Register) -> Bool { reads[register] == 1 }

  private func isComparison(_ step: Step) -> Bool {
    guard case .compute(_, let operation, _, _) = step else { return false }
    return operation.requirement != nil
  }
}

extension TotalOperator {
  /// The instruction that fails its rule unless the comparison is true; nil for what is no comparison.
  fileprivate var requirement: TableOpcode? {
    switch self {
    case .equal: .requireEqual
    case .notEqual: .requireNotEqual
    case .less: .requireLess
    case .lessOrEqual: .requireLessOrEqual
    case .signedLess: .requireSignedLess
    case .signedLessOrEqual: .requireSignedLessOrEqual
    default: nil
    }
  }

  /// The instruction that jumps unless the comparison is true; nil if there is none.
  fileprivate var jump: TableOpcode? {
    switch self {
    case .equal: .jumpUnlessEqual
    case .notEqual: .jumpUnlessNotEqual
    case .less: .jumpUnlessLess
    case .lessOrEqual: .jumpUnlessLessOrEqual
    default: nil
    }
  }
}
