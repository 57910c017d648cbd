import VexBytes
import VexFormatSpec
import VexPlugins

@testable import VexCodecs

/// The meaning of steps as their documentation has it: walks the tree, merges nothing, and is in no hurry.
struct ReferenceEvaluator {
  private enum Exit: Error { case rule, leaveLoop, frame, check }

  private struct FrameNote {
    var stage = Stage.bytes
    var failed = false
    var unverified = false
    var rests = false
  }

  let bytes: [UInt8]
  let context: CheckContext
  let mode: CheckMode
  private var registers: [Int: UInt64] = [:]
  private var views: [Int: (bytes: ArraySlice<UInt8>, isBuffer: Bool)] = [:]
  private var frames: [FrameNote] = []
  private var isInRule = false
  private(set) var findings: [RuleFinding] = []
  private(set) var faulted = false

  init(_ check: CheckProgram, _ bytes: [UInt8], _ context: CheckContext, _ mode: CheckMode) {
    (self.bytes, self.context, self.mode) = (bytes, context, mode)
    views[0] = (bytes[...], true)
    for number in check.sources.indices { views[number + 1] = (context.sources[number][...], false) }
    try? runFrame(check.body)
  }

  var decisive: Finding {
    let worst = findings.map(\.severity).max()
    let found = findings.first { $0.severity == worst }?.finding ?? .clean
    return faulted && found.severity < .error ? Finding(rule: 0, severity: .error, offset: context.place) : found
  }

  private mutating func runFrame(_ steps: [Step]) throws {
    let holder = frames.last
    frames.append(FrameNote(rests: holder?.rests ?? false))
    do { try run(steps) } catch Exit.frame {}
    let note = frames.removeLast()
    guard !frames.isEmpty else { return }
    if note.failed { frames[frames.count - 1].failed = true }
    if note.unverified { frames[frames.count - 1].unverified = true }
  }

  private mutating func run(_ steps: [Step]) throws { for step in steps { try run(step) } }

  private mutating func run(_ step: Step) throws {
    switch step {
    case .stage(let stage):
      let last = frames.count - 1
      if mode == .report, frames[last].failed { throw Exit.frame }
      if frames[last].unverified { frames[last].rests = true }
      frames[last].stage = stage
    case .frame(_, let steps): try runFrame(steps)
    case .rule(let rule):
      isInRule = true
      defer { isInRule = false }
      do { try run(rule.body) } catch Exit.rule { try record(rule) }
    case .branch(let operand, let then, let otherwise): try run(value(operand) != 0 ? then : otherwise)
    case .loop(let loop):
      let (from, to) = (value(loop.from), value(loop.to))
      var round: UInt64 = 0
      do {
        while round < loop.cap, from < to, round < to - from {
          registers[loop.index] = from + round
          try run(loop.body)
          round += 1
        }
      } catch Exit.leaveLoop {}
    case .leaveLoop: throw Exit.leaveLoop
    case .view(let view, let parent, let base, let index, let stride, let size, let least):
      let outer = views[parent] ?? ([], true)
      let (skipped, overflow) = value(index).multipliedReportingOverflow(by: UInt64(stride))
      let fits = !overflow && skipped < 1 << 32 && base + Int(skipped) + (least ?? size) <= outer.bytes.count
      guard fits else { return try fail() }
      let start = outer.bytes.startIndex + base + Int(skipped)
      views[view] = (outer.bytes[start...].prefix(size), outer.isBuffer)
    default: try runPlain(step)
    }
  }

  private mutating func runPlain(_ step: Step) throws {
    switch step {
    case .require(let operand): if value(operand) == 0 { throw Exit.rule }
    case .requireLength(let view, let operand):
      if UInt64(views[view]?.bytes.count ?? 0) < value(operand) { throw Exit.rule }
    case .fail: throw Exit.rule
    case .load(let target, let view, let offset, let type):
      guard let run = run(of: .view(view, offset: offset, count: type.width)) else { return try fail() }
      let ordered = type.order == .big ? Array(run) : run.reversed()
      var number = ordered.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      if type.isSigned, type.width < 8, number >> UInt64(type.width * 8 - 1) == 1 {
        number |= UInt64.max << UInt64(type.width * 8)
      }
      registers[target] = number
    case .compute(let target, let operation, let left, let right):
      registers[target] = compute(operation, value(left), value(right))
    case .checked(let target, let operation, let left, let right):
      guard let result = compute(operation, value(left), value(right)) else { throw Exit.rule }
      registers[target] = result
    case .copy(let target, let operand): registers[target] = value(operand)
    case .input(let target, .place): registers[target] = context.place
    case .bytesEqual(let target, let left, let right):
      guard let left = run(of: left), let right = run(of: right) else { return try fail() }
      registers[target] = left.elementsEqual(right) ? 1 : 0
    case .isZero(let target, let run):
      guard let bytes = self.run(of: run) else { return try fail() }
      registers[target] = bytes.allSatisfy { $0 == 0 } ? 1 : 0
    case .ones(let target, let run):
      guard let bytes = self.run(of: run) else { return try fail() }
      registers[target] = bytes.reduce(0) { $0 + UInt64($1.nonzeroBitCount) }
    case .onesIn(let target, let view, let offset, let from, let to):
      let (from, to) = (value(from), value(to))
      guard from <= to, to <= 1 << 20, let bytes = self.run(of: .view(view, offset: offset, count: Int(to + 7) / 8))
      else { return try fail() }
      registers[target] = UInt64((from..<to).count { bytes[bytes.startIndex + Int($0 / 8)] >> UInt8($0 % 8) & 1 == 1 })
    default: fatalError("a step that the generator does not make")
    }
  }

  private func compute(_ operation: TotalOperator, _ left: UInt64, _ right: UInt64) -> UInt64 {
    switch operation {
    case .equal: left == right ? 1 : 0
    case .notEqual: left != right ? 1 : 0
    case .less: left < right ? 1 : 0
    case .lessOrEqual: left <= right ? 1 : 0
    case .signedLess: Int64(bitPattern: left) < Int64(bitPattern: right) ? 1 : 0
    case .signedLessOrEqual: Int64(bitPattern: left) <= Int64(bitPattern: right) ? 1 : 0
    case .and: left & right
    case .or: left | right
    default: left ^ right
    }
  }

  private func compute(_ operation: CheckedOperator, _ left: UInt64, _ right: UInt64) -> UInt64? {
    switch operation {
    case .add: checkedAdd(left, right)
    case .subtract: checkedSub(left, right)
    default: checkedMul(left, right)
    }
  }

  private func value(_ operand: Operand) -> UInt64 {
    switch operand {
    case .register(let register): registers[register] ?? 0
    case .constant(let value): value
    }
  }

  private func run(of run: ByteRun) -> ArraySlice<UInt8>? {
    switch run {
    case .constant(let bytes): return bytes[...]
    case .view(let view, let offset, let count):
      guard let bytes = views[view]?.bytes, offset + count <= bytes.count else { return nil }
      return bytes[(bytes.startIndex + offset)..<(bytes.startIndex + offset + count)]
    }
  }

  /// What happens where bytes are missing.
  private mutating func fail() throws {
    if isInRule { throw Exit.rule }
    if findings.contains(where: { $0.severity == .error }), mode == .report {
      frames[frames.count - 1].failed = true
      throw Exit.frame
    }
    faulted = true
    throw Exit.check
  }

  private mutating func record(_ rule: RuleStep) throws {
    let last = frames.count - 1
    let view = views[rule.view] ?? ([], true)
    let place = context.place + (view.isBuffer ? UInt64(view.bytes.startIndex + rule.offset) : 0)
    let note = frames[last]
    findings.append(
      RuleFinding(
        rule: rule.number, severity: rule.severity, offset: place, length: rule.length, stage: note.stage,
        restsOnUnverified: mode == .report && note.rests))
    if rule.severity == .error, mode == .kernel { throw Exit.check }
    if note.stage == .checksum {
      frames[last].unverified = true
    } else if rule.severity == .error {
      frames[last].failed = true
    }
  }
}
