import VexBytes
import VexFormatSpec

// Elements of a packed array lie one behind the other, and each says itself how long it is. So they are gone through from the
// first on, with a register that holds the place of the current one.

extension Lowering {
  /// Lowers the loop over the elements that a frame stands for.
  ///
  /// The `bytes` rule of the array has gone through them before; where it failed, there are none.
  mutating func lowerPackedElements(_ number: Int, _ declared: Field, _ scope: InstanceScope, _ offset: Int) {
    guard case .array(let element, let count)? = declared.type, case .structure(let id) = element,
      let field = check.frames[number].field,
      let bytes = countRegister(
        FieldInstance(view: scope.view, base: scope.base, structure: scope.structure, field: field))
    else { return }
    let size = format.structures[id].size
    let (index, position, next) = (register(), register(), register())
    emit(.copy(position, .constant(0)))
    let body = collect { lowering in
      lowering.leaveLoop(at: position, behind: .register(bytes))
      let view = lowering.newView(
        of: scope.view, base: scope.base + offset, index: .register(position), stride: 1, size: size.maximum,
        least: size.minimum)
      lowering.frameScopes[number] = InstanceScope(
        frame: number, structure: id, view: view, base: 0, index: .register(index), isSource: false,
        packing: Packing(bytes: .register(bytes), position: position, next: next))
      // An element that fails before its size is proven is the last that is looked at.
      lowering.emit(.copy(next, .constant(.max)))
      lowering.lowerFrame(number)
      lowering.emit(.copy(position, .register(next)))
    }
    let cap = UInt64(format.capacity(of: element, count))
    emit(.loop(LoopStep(index: index, from: .constant(0), to: .constant(cap), cap: cap, body: body)))
  }

  /// Emits the loop of an aggregate over a packed array: `visit` is what runs in each round.
  ///
  /// An element that does not fit makes the rule fail, as far as the aggregate gets to it.
  mutating func loop(
    _ aggregate: Aggregate, packedIn array: LoweredPlace, _ id: StructureID,
    _ visit: (inout Lowering) -> Void
  ) {
    guard let bytes = packedBytes(of: array) else { return }
    let size = format.structures[id].size
    let (index, start, position) = (register(), register(), register())
    emit(.copy(position, .constant(0)))
    let body = collect(blocks.last?.kind ?? .outer) { lowering in
      lowering.leaveLoop(at: position, behind: bytes)
      let rest = lowering.checked(.subtract, bytes, .register(position))
      lowering.demand(lowering.compute(.lessOrEqual, .constant(UInt64(size.minimum)), rest))
      lowering.emit(.copy(start, .register(position)))
      let view = lowering.newView(
        of: array.view, base: array.offset, index: .register(start), stride: 1, size: size.maximum,
        least: size.minimum)
      let scope = InstanceScope(
        frame: nil, structure: id, view: view, base: 0, index: .register(index), isSource: false)
      if let expression = size.expression {
        let length = lowering.within(scope) { $0.value(of: expression) }
        lowering.demandSize(length, of: id, within: rest)
        // Before the round, which may leave the loop.
        let end = lowering.checked(.add, .register(position), length)
        lowering.emit(.copy(position, end))
      }
      lowering.variables[aggregate.variable] = .element(view, .structure(id))
      visit(&lowering)
    }
    // One more, in which what is left over behind as many elements as there may be is found.
    let cap = aggregate.cap + 1
    emit(.loop(LoopStep(index: index, from: .constant(0), to: .constant(cap), cap: cap, body: body)))
  }

  /// Proves the size of the element that a frame stands for, and so where the next one begins.
  mutating func lowerPackedSize(_ value: Operand, _ packing: Packing, of id: StructureID) {
    let rest = checked(.subtract, packing.bytes, .register(packing.position))
    demandSize(value, of: id, within: rest)
    emit(.copy(packing.next, checked(.add, .register(packing.position), value)))
  }

  private mutating func demandSize(_ value: Operand, of id: StructureID, within rest: Operand) {
    let size = format.structures[id].size
    demand(compute(.lessOrEqual, .constant(UInt64(size.minimum)), value))
    demand(compute(.lessOrEqual, value, .constant(UInt64(size.maximum))))
    demand(compute(.lessOrEqual, value, rest))
  }

  private mutating func leaveLoop(at position: Register, behind bytes: Operand) {
    let isDone = compute(.lessOrEqual, bytes, .register(position))
    emit(.branch(isDone, then: [.leaveLoop], otherwise: []))
  }

  /// The bytes that the elements of a packed array fill, required to respect their cap and to be there.
  private mutating func packedBytes(of place: LoweredPlace) -> Operand? {
    guard let (field, scope) = place.field, case .array(_, .packed(let steering, let maximum))? = place.type else {
      return nil
    }
    noteSourceLength(place)
    let instance = FieldInstance(view: scope.view, base: scope.base, structure: scope.structure, field: field)
    if instance != proving, let register = countRegister(instance) { return .register(register) }
    let result = within(scope) { $0.value(of: steering.expression) }
    demand(compute(.lessOrEqual, result, .constant(UInt64(maximum))))
    demandInside(result, of: field, in: scope)
    return result
  }

  /// Requires that so many elements of an array at the end of a structure are within its size; of a packed one so many
  /// bytes, of a bit array so many bits.
  mutating func demandInside(_ count: Operand, of field: FieldID, in scope: InstanceScope) {
    let (declared, size) = (format.structures[scope.structure].fields[field], format.structures[scope.structure].size)
    guard !scope.isSource, let offset = declared.offset, let bytes = declared.byteCount, offset + bytes > size.minimum,
      let expression = size.expression
    else { return }
    if let versions, !versions.members.isEmpty,
      versions.members.allSatisfy({ (size.byVersion[$0] ?? 0) >= offset + bytes })
    {
      return
    }
    let length: Operand
    switch declared.type {
    case .array(let element, .counted)?:
      guard let stride = byteCount(element) else { return }
      length = checked(.multiply, count, .constant(UInt64(stride)))
    case .bits?: length = checked(.divideUp, count, .constant(8))
    default: length = count
    }
    let end = checked(.add, length, .constant(UInt64(offset)))
    let whole: Operand
    if let register = scope.frame.flatMap({ sizeRegisters[$0] }), scope.frame != 0 || stage > .size {
      whole = .register(register)
    } else if scope.frame == 0 {
      whole = .constant(UInt64(size.minimum))
    } else {
      whole = within(scope) { $0.value(of: expression) }
    }
    demand(compute(.lessOrEqual, end, whole))
  }
}
