import VexBytes
import VexFormatSpec

@testable import VexCodecs

/// Makes programs that are well formed and mean nothing.
struct RandomProgram {
  private var generator: SplitMix
  /// Whether the rule at hand has set registers 4 to 7.
  private var hasOwn = false
  private let wild: Bool
  private var ruleNumber: UInt32 = 0
  /// Views 0 to 2 are there from the start (the buffer, a source, and one that the program makes first).
  private let viewCount = 5

  /// Makes programs from `seed`; `wild` ones name what is not there, about once in forty numbers.
  init(seed: UInt64, wild: Bool = false) {
    generator = SplitMix(state: seed)
    self.wild = wild
  }

  mutating func program() -> CheckProgram {
    let setUp: [Step] =
      (0..<16).map { .copy($0, c(UInt64($0))) }
      + (2..<viewCount).map {
        .view($0, of: pick([0, 0, 1]), base: name(3), index: c(1), stride: 1, size: name(9))
      }
    return VexCodecs.CheckProgram(
      structure: 0, name: "random", sources: [Source(origin: .given(0), structure: 1, name: "source", length: 8)],
      parameters: [], registerCount: 16, viewCount: viewCount, maximumSize: 64,
      body: setUp + [.frame(path: "", frame(depth: 0))])
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in number(3) == 0 ? UInt8(number(256)) : UInt8(number(3)) }
  }

  mutating func number(_ limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }

  /// A number of a register, view or byte.
  private mutating func name(_ limit: Int) -> Int {
    wild && number(40) == 0 ? pick([-1, limit, limit + 1, 5, 1 << 20, Int(Int32.max), .min, .max]) : number(limit)
  }

  private mutating func pick<T>(_ choices: [T]) -> T { choices[number(choices.count)] }

  private mutating func frame(depth: Int) -> [Step] {
    var steps: [Step] = []
    for stage in Stage.allCases where number(2) == 0 {
      steps.append(.stage(stage))
      for _ in 0...number(4) { steps += outside(depth: depth) }
    }
    return steps
  }

  /// A step outside of rules.
  private mutating func outside(depth: Int) -> [Step] {
    switch number(12) {
    case 0 where depth < 3: return [.frame(path: "nested", frame(depth: depth + 1))]
    case 1 where depth < 3:
      return [.branch(operand(), then: outside(depth: depth + 1), otherwise: outside(depth: depth + 1))]
    case 2 where depth < 3:
      return [loop(outside(depth: depth + 1) + (number(3) == 0 ? [.leaveLoop] : []))]
    case 3: return [load(0)]
    case 4:
      return [
        .view(
          2 + number(viewCount - 2), of: name(3), base: name(4), index: operand(), stride: name(3),
          size: name(6), least: number(3) == 0 ? name(6) : nil)
      ]
    default: return [rule(), rule()]
    }
  }

  private mutating func rule() -> Step {
    ruleNumber += 1
    let severity = pick([Severity.error, .warning, .readonly, .warning])
    // A rule's registers are its own: it sets what it reads.
    var body: [Step] = number(2) == 0 ? [] : (4..<8).map { .copy($0, c(UInt64($0))) }
    let isSimple = body.isEmpty
    hasOwn = !isSimple
    for _ in 0...number(3) { body += isSimple ? simple() : inside(depth: 0) }
    return .rule(
      RuleStep(
        number: ruleNumber, severity: severity, view: name(viewCount), offset: name(9), length: 1, body: body))
  }

  /// Steps of a rule that read nothing beyond the first eight bytes, which are always there; they merge.
  private mutating func simple() -> [Step] {
    let offset = number(8)
    let type = IntegerType(
      width: 1 + number(8 - offset), isSigned: number(4) == 0, order: pick([.little, .big]))
    let load = Step.load(12, 0, offset: offset, type)
    let bound = pick([inner(), c(UInt64(number(4))), c(.max)])
    let limit = pick([inner(), c(UInt64(number(40))), c(.max)])
    switch number(7) {
    case 0: return [load, .compute(13, comparison(), r(12), bound), .require(r(13))]
    case 1: return [load, .compute(13, comparison(), bound, r(12)), .require(r(13))]
    case 2:
      return [
        load, .compute(13, .lessOrEqual, bound, r(12)), .require(r(13)),
        .compute(14, pick([.less, .lessOrEqual]), r(12), limit), .require(r(14)),
      ]
    case 3:
      return [
        load, .compute(13, comparison(), bound, r(12)), .compute(14, comparison(), r(12), limit),
        .compute(15, .and, r(13), r(14)), .require(r(15)),
      ]
    case 4:
      let run = ByteRun.view(0, offset: offset, count: 8 - offset)
      return [.bytesEqual(13, run, .constant(bytes(8 - offset).map { $0 & 1 })), .require(r(13))]
    case 5: return [.isZero(13, .view(0, offset: offset, count: 1)), .require(r(13))]
    default: return [load, .compute(13, comparison(), r(12), limit), .branch(r(13), then: [], otherwise: [.fail])]
    }
  }

  /// Any step of a rule.
  private mutating func inside(depth: Int) -> [Step] {
    switch number(10) {
    case 0 where depth < 2:
      return [.branch(inner(), then: inside(depth: depth + 1), otherwise: inside(depth: depth + 1))]
    case 1 where depth < 2: return [loop(inside(depth: depth + 1) + (number(2) == 0 ? [.leaveLoop] : []))]
    case 2: return [.checked(4 + number(4), pick([.add, .subtract, .multiply]), inner(), inner())]
    case 3: return [.requireLength(name(viewCount), c(UInt64(number(12))))]
    case 4 where number(3) == 0:
      return [.onesIn(4 + number(4), name(viewCount), offset: name(4), from: inner(), to: inner())]
    case 4: return [.ones(4 + number(4), .view(name(viewCount), offset: name(4), count: name(4)))]
    case 5: return [.require(inner())]
    case 6: return [load(4)]
    case 7:
      return [
        .view(
          2 + number(viewCount - 2), of: name(3), base: name(3), index: inner(), stride: name(3),
          size: name(6), least: number(3) == 0 ? name(6) : nil)
      ]
    case 8: return [.compute(4 + number(4), comparison(), inner(), inner())]
    default: return simple()
    }
  }

  private mutating func load(_ first: Int) -> Step {
    .load(
      first + number(4), name(viewCount), offset: name(4),
      IntegerType(width: pick([1, 1, 2, 3, 8]), isSigned: number(2) == 0, order: pick([.little, .big])))
  }

  private mutating func loop(_ body: [Step]) -> Step {
    .loop(LoopStep(index: 8 + number(3), from: c(UInt64(number(3))), to: operand(), cap: UInt64(number(4)), body: body))
  }

  /// An operand outside of rules.
  private mutating func operand() -> Operand {
    number(3) == 0 ? c(UInt64(number(9))) : r(pick([0, 1, 2, 3, 8, 9, 10]))
  }

  /// An operand of a rule.
  ///
  /// Those that set none of their own only read what is set outside.
  private mutating func inner() -> Operand { hasOwn && number(2) == 0 ? r(wild ? name(16) : 4 + number(4)) : operand() }

  private mutating func comparison() -> TotalOperator {
    pick([.equal, .notEqual, .less, .lessOrEqual, .signedLess, .signedLessOrEqual, .and, .exclusiveOr])
  }
}

/// A small generator whose numbers are the same everywhere.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}
