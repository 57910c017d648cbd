import VexBytes
import VexFormatSpec

extension Lowering {
  /// The value of a number or condition as an operand; steps that may have no value end the rule.
  mutating func value(of expression: Expression) -> Operand {
    let expression = expression.folded()
    switch expression.node {
    case .integer(let value): return .constant(value)
    case .boolean(let value): return .constant(value ? 1 : 0)
    case .read(let access): return read(access)
    case .arithmetic(let op, let a, let b): return arithmetic(op, value(of: a), value(of: b))
    case .compare(let op, let a, let b, let signed): return compare(op, value(of: a), value(of: b), signed: signed)
    case .compareBytes(let a, let b, let negated):
      guard let scope = scopes.last else { return failed() }
      let equal = bytesEqual((a, scope), (b, scope))
      return negated ? compute(.exclusiveOr, equal, .constant(1)) : equal
    case .has(let a, let b):
      let (word, mask) = (value(of: a), value(of: b))
      return compute(.equal, compute(.and, word, mask), mask)
    case .isOneOf(let a, let choices): return isOneOf(a, choices)
    case .isInside(let a, let range): return isInside(a, range)
    case .not(let a): return negation(of: a)
    case .and(let a, let b):
      let first = value(of: a)
      if isTotal(b) { return compute(.and, first, value(of: b)) }
      return lazily(first) { $0.value(of: b) }
    case .or(let a, let b):
      let first = value(of: a)
      if isTotal(b) { return compute(.or, first, value(of: b)) }
      return choose(first, { _ in .constant(1) }, { $0.value(of: b) })
    case .conditional(let test, let a, let b):
      return choose(value(of: test), { $0.value(of: a) }, { $0.value(of: b) })
    case .function(let function, let arguments):
      guard arguments.count == 2 else { return failed() }
      return apply(function, value(of: arguments[0]), value(of: arguments[1]))
    case .isPresent(let access): return isPresent(access)
    case .isZero(let access): return overRun(access) { .isZero($0, $1) }
    case .ones(let access, let range): return ones(access, range)
    case .hasUnknown(let a, let flags):
      let unknown = ~format.flagSets[flags].knownMask
      return compute(.notEqual, compute(.and, value(of: a), .constant(unknown)), .constant(0))
    case .decode(let access, let at, let type):
      guard let place = place(of: access) else { return failed() }
      return load(place.view, place.offset + at, type)
    case .bit(let access, let index): return bit(access, index)
    case .index: return index()
    case .imageSize: return input(.imageSize)
    case .placeOf(let access): return placeOf(access)
    case .sizeOf(let access): return sizeOf(access)
    case .aggregate(let aggregate): return self.aggregate(aggregate)
    case .bytes, .compareSets, .rangeSet, .union, .setBits, .owned, .setCount, .references, .indexOf, .supplied,
      .before:
      // Sets, supplied values and other images are no part of a local rule.
      return failed()
    }
  }

  /// The opposite of a condition; a comparison is turned round instead of inverting its result.
  private mutating func negation(of expression: Expression) -> Operand {
    switch expression.node {
    case .has(let a, let b):
      let (word, mask) = (value(of: a), value(of: b))
      return compute(.notEqual, compute(.and, word, mask), mask)
    case .hasUnknown(let a, let flags):
      return compute(.equal, compute(.and, value(of: a), .constant(~format.flagSets[flags].knownMask)), .constant(0))
    case .compare(.equal, let a, let b, _): return compute(.notEqual, value(of: a), value(of: b))
    case .compare(.notEqual, let a, let b, _): return compute(.equal, value(of: a), value(of: b))
    default: return compute(.exclusiveOr, value(of: expression), .constant(1))
    }
  }

  /// Whether evaluating the expression in full does no harm and costs little.
  private func isTotal(_ expression: Expression) -> Bool {
    guard !format.mayFail(expression, versions: versions) else { return false }
    var isCheap = true
    expression.visit { inner in
      switch inner.node {
      case .aggregate, .isZero, .ones, .compareBytes: isCheap = false
      default: break
      }
      // Presence is decided at run time in some versions of a structure whose size varies.
      for access in inner.accesses { if case .given = access.root { isCheap = false } }
    }
    return isCheap
  }

  /// Ends the rule and stands for its value in the steps that follow and never run.
  mutating func failed() -> Operand {
    emit(.fail)
    return .constant(0)
  }

  /// One of two values, of which only one is computed.
  mutating func choose(
    _ test: Operand, _ a: (inout Lowering) -> Operand, _ b: (inout Lowering) -> Operand
  ) -> Operand {
    if case .constant(let known) = test { return known != 0 ? a(&self) : b(&self) }
    let result = register()
    emit(.copy(result, .constant(0)))
    let kind = blocks.last?.kind ?? .outer
    let then = collect(kind) { lowering in
      let value = a(&lowering)
      lowering.emit(.copy(result, value))
    }
    let otherwise = collect(kind) { lowering in
      let value = b(&lowering)
      lowering.emit(.copy(result, value))
    }
    emit(.branch(test, then: then, otherwise: otherwise))
    return .register(result)
  }

  private mutating func read(_ access: Access) -> Operand {
    if access.steps.isEmpty {
      switch access.root {
      case .variable(let id):
        if case .integer(let operand)? = variables[id] { return operand }
      case .given(let index): return given(index)
      default: break
      }
    }
    guard let place = place(of: access) else { return failed() }
    if let (field, scope) = place.field {
      switch format.structures[scope.structure].fields[field].storage {
      case .computed(let expression): return within(scope) { $0.value(of: expression) }
      case .joined(let parts): return join(parts, in: scope)
      case .digest(let object): return within(scope) { $0.digest(object) }
      case .stored, .moving, .storedElsewhere: break
      }
    }
    guard let type = place.type?.integerType else { return failed() }
    let value = load(place.view, place.offset, type)
    return place.bits.map { part(of: value, $0) } ?? value
  }

  /// Some bits of an integer.
  mutating func part(of word: Operand, _ bits: BitField) -> Operand {
    compute(.and, compute(.shiftRight, word, .constant(UInt64(bits.at))), .constant(bits.mask))
  }

  /// What the caller or the holder supplies.
  private mutating func given(_ index: Int) -> Operand {
    guard let scope = scopes.last, let number = scope.frame else { return failed() }
    let frame = check.frames[number]
    guard let parent = frame.parent, let field = frame.field else {
      guard let parameter = parameters.firstIndex(where: { $0.given == index }) else { return failed() }
      return input(.parameter(parameter))
    }
    guard let holder = frameScopes[parent] else { return failed() }
    let argument = format.structures[holder.structure].fields[field].arguments[index]
    return within(holder) { $0.value(of: argument) }
  }

  private mutating func join(_ parts: [FieldID], in scope: InstanceScope) -> Operand {
    var result = Operand.constant(0)
    var shift: UInt64 = 0
    for part in parts {
      let declared = format.structures[scope.structure].fields[part]
      guard let type = declared.type?.integerType, let offset = declared.offset else { continue }
      let amount = shift
      shift += UInt64(type.width * 8)
      // An absent part is 0.
      guard let test = presence(of: part, in: scope) else { continue }
      let piece = lazily(test) { lowering in
        let value = lowering.load(scope.view, scope.base + offset, type)
        return amount == 0 ? value : lowering.checked(.shiftLeft, value, .constant(amount))
      }
      result = compute(.or, result, piece)
    }
    return result
  }

  private mutating func arithmetic(_ op: ArithmeticOperator, _ a: Operand, _ b: Operand) -> Operand {
    switch op {
    case .and: compute(.and, a, b)
    case .or: compute(.or, a, b)
    case .add: checked(.add, a, b)
    case .subtract: checked(.subtract, a, b)
    case .multiply: checked(.multiply, a, b)
    case .divide: checked(.divide, a, b)
    case .remainder: checked(.remainder, a, b)
    case .power: checked(.power, a, b)
    case .shiftLeft: checked(.shiftLeft, a, b)
    case .shiftRight: checked(.shiftRight, a, b)
    }
  }

  mutating func compare(_ op: ComparisonOperator, _ a: Operand, _ b: Operand, signed: Bool) -> Operand {
    switch op {
    case .equal: compute(.equal, a, b)
    case .notEqual: compute(.notEqual, a, b)
    case .less: compute(signed ? .signedLess : .less, a, b)
    case .lessOrEqual: compute(signed ? .signedLessOrEqual : .lessOrEqual, a, b)
    case .greater: compute(signed ? .signedLess : .less, b, a)
    case .greaterOrEqual: compute(signed ? .signedLessOrEqual : .lessOrEqual, b, a)
    }
  }

  private mutating func apply(_ function: Function, _ a: Operand, _ b: Operand) -> Operand {
    switch function {
    case .minimum: compute(.minimum, a, b)
    case .maximum: compute(.maximum, a, b)
    case .exclusiveOr: compute(.exclusiveOr, a, b)
    case .isPower: compute(.isPower, a, b)
    case .divideUp: checked(.divideUp, a, b)
    case .floor: checked(.floor, a, b)
    case .ceiling: checked(.ceiling, a, b)
    case .divideExactly: checked(.divideExactly, a, b)
    }
  }

  private mutating func overRun(_ access: Access, _ step: (Register, ByteRun) -> Step) -> Operand {
    guard let place = place(of: access) else { return failed() }
    let result = register()
    emit(step(result, run(place)))
    return .register(result)
  }

  private mutating func index() -> Operand {
    guard let scope = scopes.last else { return input(.index) }
    // A merged structure is part of its holder, and counted as its holder is.
    if let number = scope.frame, check.frames[number].isMerged, let parent = check.frames[number].parent,
      let holder = frameScopes[parent]
    {
      return within(holder) { $0.index() }
    }
    return scope.index ?? input(.index)
  }

  private mutating func sizeOf(_ access: Access) -> Operand {
    guard let place = place(of: access), let scope = place.instance else { return failed() }
    if let register = scope.frame.flatMap({ sizeRegisters[$0] }) { return .register(register) }
    guard let expression = format.structures[scope.structure].size.expression else {
      return .constant(UInt64(place.size))
    }
    return within(scope) { $0.value(of: expression) }
  }
}
