import VexFormatSpec

extension Lowering {
  /// Requires that the bytes of a field are zero while it is absent.
  mutating func lowerUnused(_ field: FieldID, in scope: InstanceScope) {
    let declared = format.structures[scope.structure].fields[field]
    guard let condition = declared.condition, let offset = declared.offset, let count = declared.byteCount else {
      return
    }
    let holds = value(of: condition)
    // Bytes behind the end of the structure are nobody's.
    guard let inside = isInside(declared, scope, versions) else { return }
    let absent = compute(.and, compute(.exclusiveOr, holds, .constant(1)), inside)
    guarded(absent) { lowering in
      let result = lowering.register()
      lowering.emit(.isZero(result, .view(scope.view, offset: scope.base + offset, count: count)))
      lowering.demand(.register(result))
    }
  }

  /// Requires that the bytes behind the last element of an array are zero.
  mutating func lowerRest(_ rule: PlacedRule, in scope: InstanceScope) {
    guard let field = rule.field else { return }
    let declared = format.structures[scope.structure].fields[field]
    guard case .array(let element, let count)? = declared.type, let stride = byteCount(element),
      let offset = declared.offset,
      let bytes = declared.byteCount, case .counted(_, let maximum) = count
    else { return }
    let place = LoweredPlace(
      view: scope.view, offset: scope.base + offset, type: declared.type, size: bytes, field: (field, scope))
    // Bytes behind the end of the structure are nobody's.
    guard let inside = isWhollyInside(declared, scope) else { return }
    guarded(inside) { $0.lowerRest(place, element, count, stride: stride, maximum: maximum) }
  }

  private mutating func lowerRest(
    _ place: LoweredPlace, _ element: FieldType, _ count: ArrayCount, stride: Int, maximum: Int
  ) {
    let from = self.count(count, of: place)
    let index = register()
    let steps = collect(.rule) { lowering in
      let view = lowering.newView(of: place.view, base: place.offset, index: .register(index), stride: stride)
      let result = lowering.register()
      lowering.emit(.isZero(result, .view(view, offset: 0, count: stride)))
      lowering.demand(.register(result))
    }
    emit(.loop(LoopStep(index: index, from: from, to: .constant(UInt64(maximum)), cap: UInt64(maximum), body: steps)))
    let rest = place.size - maximum * stride
    if rest > 0 {
      let result = register()
      emit(.isZero(result, .view(place.view, offset: place.offset + maximum * stride, count: rest)))
      demand(.register(result))
    }
  }
}
