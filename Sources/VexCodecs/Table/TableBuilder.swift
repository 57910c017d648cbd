import VexBytes
import VexFormatSpec

/// Flattens verified programs.
struct TableBuilder {
  var code: ContiguousArray<TableInstruction> = []
  var fields: ContiguousArray<TableField> = []
  var rules: ContiguousArray<TableRule> = []
  var runs: ContiguousArray<TableRun> = []
  var viewRows: ContiguousArray<TableViewRow> = []
  var digests: ContiguousArray<TableDigest> = []
  var stored: ContiguousArray<TableStored> = []
  var constantBytes: [UInt8] = []
  var registers: ContiguousArray<UInt64> = []

  /// How often the rule at hand, or outside of rules the check, reads each register: what is read once can be merged with
  /// its reader.
  var reads: [Register: Int] = [:]
  /// Where a view begins in the buffer under test, for views whose place never varies.
  var fixedViews: [(start: Int, size: Int)?] = []
  private var viewWrites: [Int] = []
  private var base: UInt32 = 0
  private var constantSlots: [UInt64: UInt32] = [:]
  private var mode = CheckMode.kernel

  /// The rule and frame at hand.
  private(set) var rule = TableInstruction.none
  private var frame: UInt32?
  private var frameExits: [Int] = []
  private var loopExits: [Int] = []
  private var stage = Stage.bytes
  /// A position to which a jump or a failed rule goes; what comes there cannot become a part of the instruction before.
  private var landing = -1

  /// Adds a check, once for each mode: a kernel's has no instructions that only keep track of frames and stages.
  mutating func add(_ verified: ProgramVerifier) throws(TableError) -> TableEntry {
    let check = verified.check
    (reads, viewWrites, constantSlots) = (check.body.registerReads, verified.viewWrites, [:])
    let first = registers.count
    base = UInt32(truncatingIfNeeded: first)
    registers.append(contentsOf: repeatElement(0, count: check.registerCount))

    let kernel = code.count
    flatten(check, mode: .kernel)
    let report = code.count
    flatten(check, mode: .report)
    let limit = 1 << 28
    guard code.count < limit, registers.count < limit, constantBytes.count < limit else {
      throw verified.error(.tooLarge)
    }
    return TableEntry(
      kernel: kernel, report: report, end: code.count, registers: first..<first + check.registerCount,
      sourceCount: check.sources.count, parameterCount: check.parameters.count, viewCount: check.viewCount)
  }

  private mutating func flatten(_ check: CheckProgram, mode: CheckMode) {
    self.mode = mode
    fixedViews = Array(repeating: nil, count: check.viewCount)
    fixedViews[0] = (0, Int(Int32.max))
    rule = TableInstruction.none
    frame = nil
    // Steps outside of every frame are in one that has no holder.
    flattenFrame(check.body)
    emit(.halt)
  }

  private mutating func flattenFrame(_ steps: [Step]) {
    let outer = (frame, frameExits, stage)
    stage = .bytes
    guard mode == .report else {
      flatten(steps)
      stage = outer.2
      return
    }
    let state = hidden()
    frame = state
    frameExits = []
    emit(.frameBegin, a: state, b: outer.0 ?? slot(.constant(0)))
    let outerRule = rule
    let place = addRule(TableRule(number: 0, severity: .error, stage: .bytes, view: 0, offset: 0, length: 0))
    rules[place].isFrame = true
    flatten(steps)
    rules[place].end = code.count
    land(frameExits)
    (frame, frameExits, stage) = outer
    rule = outerRule
    emit(.frameEnd, a: state, b: frame ?? hidden())
  }

  mutating func flatten(_ steps: [Step]) {
    let steps = splitConjunctions(steps)
    var position = 0
    while position < steps.count {
      let taken = merge(steps[position...])
      if taken == 0 { flatten(steps[position]) }
      position += max(taken, 1)
    }
  }

  private mutating func flatten(_ step: Step) {
    switch step {
    case .stage(let next):
      stage = next
      if let frame { frameExits.append(emit(.stage, a: frame)) }
    case .frame(_, let steps):
      flattenFrame(steps)
    case .rule(let step):
      let outerRule = rule
      let place = addRule(
        TableRule(
          number: step.number, severity: step.severity, stage: stage, view: step.view, offset: UInt64(step.offset),
          length: step.length))
      let (outerReads, first) = (reads, code.count)
      reads = step.body.registerReads
      flatten(step.body)
      (rule, reads) = (outerRule, outerReads)
      rules[place].end = code.count
      // A rule of nothing but fields needs no landing: they know where the next rule's begin.
      if code.count != first, code.count != first + 1 || code.last?.opcode != .fields { landing = code.count }
    case .branch(let operand, let then, let otherwise):
      flattenBranch(emit(.jumpIfZero, a: slot(operand)), then, otherwise)
    case .loop(let loop):
      flattenLoop(loop)
    case .leaveLoop:
      loopExits.append(emit(.jump))
    case .view(let view, let parent, let base, let index, let stride, let size, let least):
      fixedViews[view] =
        least == nil ? fixedPlace(view, parent, base: base, index: index, stride: stride, size: size) : nil
      viewRows.append(
        TableViewRow(
          view: view, parent: parent, base: UInt64(base), stride: UInt64(stride), size: UInt64(size),
          least: UInt64(least ?? size)))
      emit(.view, a: slot(index), b: UInt32(truncatingIfNeeded: viewRows.count - 1))
    default:
      flattenPlain(step)
    }
  }

  /// Adds a rule of the frame at hand, to which instructions belong from here on.
  private mutating func addRule(_ row: TableRule) -> Int {
    rules.append(row)
    rules[rules.count - 1].frame = frame
    rule = UInt32(truncatingIfNeeded: rules.count - 1)
    return rules.count - 1
  }

  /// Emits both lists after the instruction at `jump`, which goes to the second.
  mutating func flattenBranch(_ jump: Int, _ then: [Step], _ otherwise: [Step]) {
    flatten(then)
    if otherwise.isEmpty { return land([jump]) }
    let skip = emit(.jump)
    land([jump])
    flatten(otherwise)
    land([skip])
  }

  private mutating func flattenLoop(_ loop: LoopStep) {
    // The index's own register may be written by the body; what ends the loop is out of its reach.
    let (counter, remaining) = (hidden(), hidden())
    emit(.loopBegin, a: counter, b: slot(loop.from), c: remaining, d: slot(loop.to))
    emit(.minimum, a: remaining, b: remaining, c: slot(.constant(loop.cap)))
    let outer = loopExits
    let top = emit(.loopNext, a: counter, b: remaining, c: register(loop.index))
    loopExits = [top]
    flatten(loop.body)
    emit(.jump, d: UInt32(truncatingIfNeeded: top))
    land(loopExits)
    loopExits = outer
  }

  private func fixedPlace(
    _ view: ViewID, _ parent: ViewID, base: Int, index: Operand, stride: Int, size: Int
  ) -> (start: Int, size: Int)? {
    guard case .constant(let index) = index, viewWrites[view] == 1, let outer = fixedViews[parent],
      let index = Int32(exactly: index)
    else { return nil }
    let (skipped, overflow) = Int(index).multipliedReportingOverflow(by: stride)
    guard !overflow, skipped <= Int(Int32.max), base + skipped + size <= outer.size,
      outer.start + base + skipped + size <= Int(Int32.max)
    else { return nil }
    return (outer.start + base + skipped, size)
  }
}

extension TableBuilder {
  /// Appends an instruction of the rule at hand; its position is returned for jumps that land later.
  @discardableResult
  mutating func emit(_ opcode: TableOpcode, a: UInt32 = 0, b: UInt32 = 0, c: UInt32 = 0, d: UInt32 = 0) -> Int {
    code.append(TableInstruction(opcode, rule: rule, a: a, b: b, c: c, d: d))
    return code.count - 1
  }

  /// Demands that the integer at `offset` of the buffer less `low` is at most `span`.
  mutating func emitField(at offset: UInt32, _ type: IntegerType, low: UInt64, span: UInt64) {
    if code.last?.opcode != .fields || landing == code.count {
      let first = UInt32(truncatingIfNeeded: fields.count)
      emit(.fields, a: first, b: first)
    }
    fields.append(TableField(offset: offset, rule: rule, low: low, span: span, shape: TableShape(type)))
    code[code.count - 1].b = UInt32(truncatingIfNeeded: fields.count)
  }

  /// Lets jumps go to the next instruction.
  mutating func land(_ jumps: [Int]) {
    landing = code.count
    for jump in jumps { code[jump].d = UInt32(truncatingIfNeeded: code.count) }
  }

  /// Where a register is in the table.
  func register(_ number: Register) -> UInt32 { base &+ UInt32(truncatingIfNeeded: number) }

  /// Where an operand is in the table; constants are registers that nothing writes.
  mutating func slot(_ operand: Operand) -> UInt32 {
    switch operand {
    case .register(let number):
      return register(number)
    case .constant(let value):
      if let known = constantSlots[value] { return known }
      let new = hidden()
      registers[Int(new)] = value
      constantSlots[value] = new
      return new
    }
  }

  /// A register that the program has no name for.
  mutating func hidden() -> UInt32 {
    registers.append(0)
    return UInt32(truncatingIfNeeded: registers.count - 1)
  }
}
