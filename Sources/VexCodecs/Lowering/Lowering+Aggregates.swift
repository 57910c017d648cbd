import VexFormatSpec

extension Lowering {
  /// The value of an aggregate: a bounded loop.
  mutating func aggregate(_ aggregate: Aggregate) -> Operand {
    let result = register()
    let seen = register()
    switch aggregate.kind {
    case .all:
      emit(.copy(result, .constant(1)))
      loop(aggregate) { lowering, body in
        let violated = lowering.compute(.exclusiveOr, body, .constant(1))
        lowering.emit(.branch(violated, then: [.copy(result, .constant(0)), .leaveLoop], otherwise: []))
      }
    case .any:
      emit(.copy(result, .constant(0)))
      loop(aggregate) { lowering, body in
        lowering.emit(.branch(body, then: [.copy(result, .constant(1)), .leaveLoop], otherwise: []))
      }
    case .count, .sum:
      emit(.copy(result, .constant(0)))
      loop(aggregate) { lowering, body in
        let next = lowering.checked(.add, .register(result), body)
        lowering.emit(.copy(result, next))
      }
    case .min, .max:
      // The least or greatest of nothing has no value.
      emit(.copy(result, .constant(aggregate.kind == .min ? .max : 0)))
      emit(.copy(seen, .constant(0)))
      loop(aggregate) { lowering, body in
        let next = lowering.compute(aggregate.kind == .min ? .minimum : .maximum, .register(result), body)
        lowering.emit(.copy(result, next))
        lowering.emit(.copy(seen, .constant(1)))
      }
      demand(.register(seen))
    case .one:
      emit(.copy(result, .constant(0)))
      emit(.copy(seen, .constant(0)))
      loop(aggregate) { lowering, body in
        lowering.demand(lowering.compute(.exclusiveOr, .register(seen), .constant(1)))
        lowering.emit(.copy(result, body))
        lowering.emit(.copy(seen, .constant(1)))
      }
      demand(.register(seen))
    case .sorted:
      let previous = register()
      emit(.copy(result, .constant(1)))
      emit(.copy(seen, .constant(0)))
      emit(.copy(previous, .constant(0)))
      loop(aggregate) { lowering, body in
        let falls = lowering.compute(.and, .register(seen), lowering.compute(.less, body, .register(previous)))
        // Only `all` and `any` stop early; an element without a value behind this one still counts.
        lowering.emit(.branch(falls, then: [.copy(result, .constant(0))], otherwise: []))
        lowering.emit(.copy(previous, body))
        lowering.emit(.copy(seen, .constant(1)))
      }
    case .unique, .disjoint, .union:
      return failed()
    }
    return .register(result)
  }

  /// Emits the loop; `round` gets the value of the body, 1 for `count`.
  mutating func loop(_ aggregate: Aggregate, _ round: (inout Lowering, Operand) -> Void) {
    switch aggregate.sequence {
    case .integers(let range):
      let from = range.lower.map { value(of: $0) } ?? .constant(0)
      let end = range.upper.map { value(of: $0) } ?? .constant(0)
      loop(aggregate, from, range.isClosed ? checked(.add, end, .constant(1)) : end, over: nil, round)
    case .array(let access):
      // What is not there is an empty sequence.
      let isThere = isPresent(access)
      func rounds(_ lowering: inout Lowering) {
        guard let array = lowering.place(of: access), case .array(let element, let count)? = array.type else { return }
        if case .packed = count, case .structure(let id) = element {
          return lowering.loop(aggregate, packedIn: array, id) { $0.visit(aggregate, round) }
        }
        lowering.loop(aggregate, .constant(0), lowering.count(count, of: array), over: array, round)
      }
      switch isThere {
      case .constant(0): break
      case .constant: rounds(&self)
      case .register:
        let steps = collect(blocks.last?.kind ?? .outer, rounds)
        emit(.branch(isThere, then: steps, otherwise: []))
      }
    case .region:
      emit(.fail)
    }
  }

  private mutating func loop(
    _ aggregate: Aggregate, _ from: Operand, _ to: Operand, over array: LoweredPlace?,
    _ round: (inout Lowering, Operand) -> Void
  ) {
    let index = register()
    let kind = blocks.last?.kind ?? .outer
    let body = collect(kind) { lowering in
      lowering.bind(aggregate.variable, index, array)
      lowering.visit(aggregate, round)
    }
    emit(.loop(LoopStep(index: index, from: from, to: to, cap: aggregate.cap, body: body)))
  }

  /// What runs for one element: the body, if it counts.
  private mutating func visit(_ aggregate: Aggregate, _ round: (inout Lowering, Operand) -> Void) {
    func visit(_ lowering: inout Lowering) {
      let value = aggregate.body.map { lowering.value(of: $0) } ?? .constant(1)
      round(&lowering, value)
    }
    guard let filter = aggregate.filter else { return visit(&self) }
    let test = value(of: filter)
    let steps = collect(blocks.last?.kind ?? .outer) { visit(&$0) }
    emit(.branch(test, then: steps, otherwise: []))
  }

  private mutating func bind(_ variable: VariableID, _ index: Register, _ place: LoweredPlace?) {
    guard let place, case .array(let element, _)? = place.type, let stride = byteCount(element) else {
      variables[variable] = .integer(.register(index))
      return
    }
    let view = newView(of: place.view, base: place.offset, index: .register(index), stride: stride)
    noteSourceLength(place)
    variables[variable] = .element(view, element)
  }
}
