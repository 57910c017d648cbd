import VexBytes
import VexFormatSpec
import VexPlugins

extension TableRunner {
  /// Runs instructions from `start` on to the end of the check; a fault if it has none.
  ///
  /// A case that succeeds continues with the next instruction. One that does not leaves the switch, behind which its rule fails.
  static func run(
    _ table: borrowing Table, from start: Int, _ limit: Int, _ registerFile: inout ContiguousArray<UInt64>,
    _ viewFile: inout ContiguousArray<TableView>, _ scratch: inout [UInt8], _ bytes: RawSpan, _ context: CheckContext,
    _ mode: CheckMode, _ result: inout CheckResult
  ) -> CheckFault? {
    let code = table.code.span
    var registers = registerFile.mutableSpan
    var views = viewFile.mutableSpan
    var fuel = limit
    var next = start
    var failedField = -1
    var isUnverified = false
    while true {
      let i = code[next]
      next &+= 1
      switch i.opcode {
      case .fields:
        let end = Int(truncatingIfNeeded: i.b)
        // Not negative when a rule of this instruction failed and the rules behind it are still to be tested.
        let first = failedField < 0 ? Int(truncatingIfNeeded: i.a) : failedField
        let bad = table.firstBadField(first, end, bytes)
        failedField = bad < end ? bad : -1
        if bad == end { continue }
      case .halt:
        return nil
      case .jump:
        next = Int(truncatingIfNeeded: i.d)
        continue
      case .jumpIfZero:
        if registers[at: i.a] == 0 { next = Int(truncatingIfNeeded: i.d) }
        continue
      case .jumpUnlessEqual:
        if registers[at: i.a] != registers[at: i.b] { next = Int(truncatingIfNeeded: i.d) }
        continue
      case .jumpUnlessNotEqual:
        if registers[at: i.a] == registers[at: i.b] { next = Int(truncatingIfNeeded: i.d) }
        continue
      case .jumpUnlessLess:
        if registers[at: i.a] >= registers[at: i.b] { next = Int(truncatingIfNeeded: i.d) }
        continue
      case .jumpUnlessLessOrEqual:
        if registers[at: i.a] > registers[at: i.b] { next = Int(truncatingIfNeeded: i.d) }
        continue

      case .require:
        if registers[at: i.a] != 0 { continue }
      case .requireEqual:
        if registers[at: i.a] == registers[at: i.b] { continue }
      case .requireNotEqual:
        if registers[at: i.a] != registers[at: i.b] { continue }
      case .requireLess:
        if registers[at: i.a] < registers[at: i.b] { continue }
      case .requireLessOrEqual:
        if registers[at: i.a] <= registers[at: i.b] { continue }
      case .requireSignedLess:
        if Int64(bitPattern: registers[at: i.a]) < Int64(bitPattern: registers[at: i.b]) { continue }
      case .requireSignedLessOrEqual:
        if Int64(bitPattern: registers[at: i.a]) <= Int64(bitPattern: registers[at: i.b]) { continue }
      case .requireLength:
        if registers[at: i.b] <= UInt64(truncatingIfNeeded: views[at: i.a].count) { continue }
      case .fail:
        break
      case .unverified:
        isUnverified = true

      case .load:
        if let value = i.shape.integer(in: bytes, at: Int(truncatingIfNeeded: i.d)) {
          registers[at: i.a] = value
          continue
        }
      case .loadBetween:
        if let value = i.shape.integer(in: bytes, at: Int(truncatingIfNeeded: i.d)) {
          registers[at: i.a] = value
          if value >= registers[at: i.b], value <= registers[at: i.c] { continue }
        }
      case .loadWithin:
        if let value = i.shape.integer(in: bytes, at: Int(truncatingIfNeeded: i.d)) {
          registers[at: i.a] = value
          if value >= registers[at: i.b], value < registers[at: i.c] { continue }
        }
      case .viewLoad:
        let view = views[at: i.b]
        let offset = Int(truncatingIfNeeded: i.d)
        if offset <= view.count &- i.shape.width {
          let place = view.start &+ offset
          let value =
            view.buffer == 0
            ? i.shape.integer(in: bytes, at: place) : table.loadSource(i.shape, buffer: view.buffer, at: place, context)
          if let value {
            registers[at: i.a] = value
            continue
          }
        }

      case .copy:
        registers[at: i.a] = registers[at: i.b]
        continue
      case .equal:
        registers[at: i.a] = registers[at: i.b] == registers[at: i.c] ? 1 : 0
        continue
      case .notEqual:
        registers[at: i.a] = registers[at: i.b] != registers[at: i.c] ? 1 : 0
        continue
      case .less:
        registers[at: i.a] = registers[at: i.b] < registers[at: i.c] ? 1 : 0
        continue
      case .lessOrEqual:
        registers[at: i.a] = registers[at: i.b] <= registers[at: i.c] ? 1 : 0
        continue
      case .and:
        registers[at: i.a] = registers[at: i.b] & registers[at: i.c]
        continue
      case .or:
        registers[at: i.a] = registers[at: i.b] | registers[at: i.c]
        continue
      case .exclusiveOr, .shiftRight, .minimum, .maximum, .isPower, .signExtend, .signedLess, .signedLessOrEqual:
        registers[at: i.a] = i.opcode.total(registers[at: i.b], registers[at: i.c])
        continue

      case .add:
        if let value = checkedAdd(registers[at: i.b], registers[at: i.c]) {
          registers[at: i.a] = value
          continue
        }
      case .subtract:
        if let value = checkedSub(registers[at: i.b], registers[at: i.c]) {
          registers[at: i.a] = value
          continue
        }
      case .multiply:
        if let value = checkedMul(registers[at: i.b], registers[at: i.c]) {
          registers[at: i.a] = value
          continue
        }
      case .divide, .remainder, .power, .shiftLeft, .checkedShiftRight, .divideUp, .floor, .ceiling, .divideExactly:
        if let value = i.opcode.checked(registers[at: i.b], registers[at: i.c]) {
          registers[at: i.a] = value
          continue
        }

      case .imageSize:
        registers[at: i.a] = context.imageSize
        continue
      case .place:
        registers[at: i.a] = context.place
        continue
      case .index:
        registers[at: i.a] = context.index
        continue
      case .parameter:
        registers[at: i.a] = context.parameters[Int(truncatingIfNeeded: i.b)]
        continue

      case .bytesEqual, .isZero, .ones, .bit, .hasNul:
        let bit = i.opcode == .bit ? registers[at: i.c] : 0
        let value = table.value(of: i, bit: bit, bytes, context, views.span, &fuel)
        if fuel < 0 { return .tooLong }
        if let value {
          registers[at: i.a] = value
          continue
        }
      case .onesIn:
        let value = table.ones(i, from: registers[at: i.c], to: registers[at: i.d], bytes, context, views.span, &fuel)
        if fuel < 0 { return .tooLong }
        if let value {
          registers[at: i.a] = value
          continue
        }
      case .view:
        let row = table.viewRows[Int(truncatingIfNeeded: i.b)]
        if let view = row.view(of: views[row.parent], index: registers[at: i.a]) {
          views[row.view] = view
          continue
        }

      case .loopBegin:
        let (from, to) = (registers[at: i.b], registers[at: i.d])
        registers[at: i.a] = from
        registers[at: i.c] = to > from ? to &- from : 0
        continue
      case .loopNext:
        fuel &-= 1
        if fuel < 0 { return .tooLong }
        let remaining = registers[at: i.b]
        if remaining == 0 {
          next = Int(truncatingIfNeeded: i.d)
          continue
        }
        registers[at: i.b] = remaining &- 1
        let index = registers[at: i.a]
        registers[at: i.c] = index
        registers[at: i.a] = index &+ 1
        continue

      case .digest, .compare, .verifyInteger, .verifyBytes:
        let outcome = table.outcome(of: i, bytes, context, registers.span, views.span, &scratch, &fuel)
        if fuel < 0 { return .tooLong }
        switch outcome {
        case .value(let value, let known):
          registers[at: i.a] = value
          registers[at: i.b] = known
          continue
        case .verified: continue
        case .unknown: isUnverified = true
        case .failed: break
        }

      case .frameBegin:
        registers[at: i.a] = registers[at: i.b] & FrameState.restsOnUnverified
        continue
      case .stage:
        let state = registers[at: i.a]
        if state & FrameState.failed != 0 {
          next = Int(truncatingIfNeeded: i.d)
        } else if state & FrameState.unverified != 0 {
          registers[at: i.a] = state | FrameState.restsOnUnverified
        }
        continue
      case .frameEnd:
        registers[at: i.b] |= registers[at: i.a] & (FrameState.failed | FrameState.unverified)
        continue
      }

      // Taken from the code again: what only failures need is not worth loading before.
      let rule = failedField < 0 ? code[next &- 1].rule : table.fields[failedField].rule
      if rule == TableInstruction.none { return .outside }
      guard
        let after = table.failed(rule, unverified: isUnverified, context, mode, registers.span, views.span, &result)
      else { return nil }
      isUnverified = false
      if let frame = after.frame { registers[at: frame] |= after.state }
      if failedField < 0 || after.next > next {
        next = after.next
        failedField = -1
      } else {
        // The rule was one of several in this instruction, which runs again behind it.
        next &-= 1
        let end = Int(truncatingIfNeeded: code[next].b)
        while failedField < end, table.fields[failedField].rule == rule { failedField &+= 1 }
      }
    }
  }
}

extension MutableSpan where Element: BitwiseCopyable {
  /// The element that an operand names.
  @inline(__always)
  fileprivate subscript(at operand: UInt32) -> Element {
    get { self[Int(truncatingIfNeeded: operand)] }
    set { self[Int(truncatingIfNeeded: operand)] = newValue }
  }
}
