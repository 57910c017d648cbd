/// What the steps of a check say of its registers, for languages with types and with values that never change.
struct RegisterFacts {
  /// How often each is read.
  let reads: [Register: Int]
  /// Those that `copy` sets, which may be set again; all others are set at one place.
  private(set) var copied: Set<Register> = []
  /// Those that some step sets to what may be neither 0 nor 1, whatever others hold.
  private var integers: Set<Register> = []
  /// What each is set to besides: it is boolean if all of them are.
  private var sources: [Register: [Operand]] = [:]

  init(_ steps: [Step]) {
    reads = steps.registerReads
    collect(steps)
    // Until nothing changes: what is made of an integer is one.
    var count: Int
    repeat {
      count = integers.count
      for (register, operands) in sources where !operands.allSatisfy(isBoolean) { integers.insert(register) }
    } while integers.count != count
  }

  /// Whether a register holds 0 or 1 and nothing else, wherever it is read.
  func isBoolean(_ register: Register) -> Bool { sources[register] != nil && !integers.contains(register) }

  private func isBoolean(_ operand: Operand) -> Bool {
    switch operand {
    case .constant(let value): value <= 1
    case .register(let register): !integers.contains(register)
    }
  }

  private mutating func set(_ register: Register, _ operands: Operand...) {
    sources[register, default: []] += operands
  }

  private mutating func collect(_ steps: [Step]) {
    for step in steps {
      switch step {
      case .frame(_, let steps): collect(steps)
      case .rule(let rule): collect(rule.body)
      case .branch(_, let then, let otherwise):
        collect(then)
        collect(otherwise)
      case .loop(let loop):
        integers.insert(loop.index)
        collect(loop.body)
      case .copy(let register, let operand):
        copied.insert(register)
        set(register, operand)
      case .compute(let register, let operation, let left, let right):
        switch operation {
        case .equal, .notEqual, .less, .lessOrEqual, .signedLess, .signedLessOrEqual, .isPower: set(register)
        case .and, .or, .exclusiveOr, .minimum, .maximum: set(register, left, right)
        case .shiftRight, .signExtend: integers.insert(register)
        }
      case .bytesEqual(let register, _, _), .isZero(let register, _), .hasNul(let register, _),
        .bit(let register, _, _):
        set(register)
      case .digest(let register, let known, _):
        integers.insert(register)
        set(known)
      case .compare(let register, let known, _, _, _):
        set(register)
        set(known)
      case .load(let register, _, _, _), .checked(let register, _, _, _), .input(let register, _),
        .ones(let register, _), .onesIn(let register, _, _, _, _):
        integers.insert(register)
      case .stage, .require, .requireLength, .fail, .unverified, .view, .leaveLoop, .verify: break
      }
    }
  }
}
