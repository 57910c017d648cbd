import VexFormatSpec

// Bit arrays, of which some vary in length.
extension Lowering {
  /// Whether a bit is 1; the index is required to be below the number of bits.
  mutating func bit(_ access: Access, _ index: Expression) -> Operand {
    guard let place = place(of: access), case .bits(let count)? = place.type else { return failed() }
    let position = value(of: index)
    guard case .fixed(let fixed) = count else {
      demand(compute(.less, position, self.count(count, of: place)))
      noteSourceLength(place)
      // Its byte alone is known to be there.
      let byte = compute(.shiftRight, position, .constant(3))
      let view = newView(of: place.view, base: place.offset, index: byte, stride: 1)
      let result = register()
      emit(.bit(result, .view(view, offset: 0, count: 1), index: compute(.and, position, .constant(7))))
      return .register(result)
    }
    switch position {
    case .constant(let position) where position >= UInt64(fixed): return failed()
    case .constant: break
    case .register:
      if format.mayFail(Expression(.bit(access, index), type: .boolean, location: index.location), versions: versions) {
        demand(compute(.less, position, .constant(UInt64(fixed))))
      }
    }
    let result = register()
    emit(.bit(result, run(place), index: position))
    return .register(result)
  }

  /// The number of 1 bits, of all or of a range, which is required to be in order and within them.
  mutating func ones(_ access: Access, _ range: RangeExpression?) -> Operand {
    guard let place = place(of: access), case .bits(let count)? = place.type else { return failed() }
    if case .fixed = count, range == nil {
      let result = register()
      emit(.ones(result, run(place)))
      return .register(result)
    }
    let limit = self.count(count, of: place)
    let from = range?.lower.map { value(of: $0) } ?? .constant(0)
    var to = range?.upper.map { value(of: $0) } ?? limit
    if range?.isClosed == true { to = checked(.add, to, .constant(1)) }
    if range != nil {
      demand(compute(.lessOrEqual, from, to))
      demand(compute(.lessOrEqual, to, limit))
    }
    noteSourceLength(place)
    let result = register()
    emit(.onesIn(result, place.view, offset: place.offset, from: from, to: to))
    return .register(result)
  }
}
