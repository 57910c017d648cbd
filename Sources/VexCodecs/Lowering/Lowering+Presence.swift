import VexBytes
import VexFormatSpec

extension Lowering {
  /// 1 where a field is there: its versions and condition hold, and it ends within its structure.
  ///
  /// nil when it never is.
  mutating func presence(of field: FieldID, in scope: InstanceScope) -> Operand? {
    let declared = format.structures[scope.structure].fields[field]
    let instance = FieldInstance(view: scope.view, base: scope.base, structure: scope.structure, field: field)
    if present.contains(instance) { return .constant(1) }
    var test = Operand.constant(1)
    var possible = versions
    if let needed = declared.versions, let known = versions {
      let both = known.intersection(needed)
      if both.members.isEmpty { return nil }
      if both != known { test = isVersion(in: needed) }
      possible = both
    }
    if let inside = isInside(declared, scope, possible) { test = compute(.and, test, inside) } else { return nil }
    if let condition = declared.condition {
      let rest = test
      let holds = lazily(rest) { lowering in lowering.within(scope) { $0.value(of: condition) } }
      test = holds
    }
    return test
  }

  /// `body`'s value where `test` is 1, and 0 elsewhere.
  mutating func lazily(_ test: Operand, _ body: (inout Lowering) -> Operand) -> Operand {
    if test == .constant(1) { return body(&self) }
    let result = register()
    emit(.copy(result, .constant(0)))
    let steps = collect(blocks.last?.kind == .rule ? .rule : .outer) { lowering in
      let value = body(&lowering)
      lowering.emit(.copy(result, value))
    }
    emit(.branch(test, then: steps, otherwise: []))
    return .register(result)
  }

  /// Whether all bytes of a field are within the instance's size, as of the elements that an array could have.
  mutating func isWhollyInside(_ field: Field, _ scope: InstanceScope) -> Operand? {
    guard let offset = field.offset, let count = field.byteCount else { return .constant(1) }
    return isInside(offset + count, scope, versions)
  }

  /// Whether a field ends within the instance's size, or an array of varying length begins there: 1, a test, or nil when
  /// it cannot.
  mutating func isInside(_ field: Field, _ scope: InstanceScope, _ possible: VersionSet?) -> Operand? {
    guard let end = field.leastEnd else { return .constant(1) }
    return isInside(end, scope, possible)
  }

  /// Whether an instance has so many bytes.
  private mutating func isInside(_ end: Int, _ scope: InstanceScope, _ possible: VersionSet?) -> Operand? {
    let size = format.structures[scope.structure].size
    if end <= size.minimum { return .constant(1) }
    if let possible, !possible.members.isEmpty,
      possible.members.allSatisfy({ (size.byVersion[$0] ?? 0) >= end })
    {
      // Before the size is proven, the bytes may be missing even if the version has them.
      return scope.isSource || stage > .size || scope.view != 0 ? .constant(1) : nil
    }
    if scope.isSource {
      guard size.isTold, blocks.last?.kind == .rule, let expression = size.expression else { return .constant(1) }
      return compute(.lessOrEqual, .constant(UInt64(end)), within(scope) { $0.value(of: expression) })
    }
    if let register = scope.frame.flatMap({ sizeRegisters[$0] }), scope.frame != 0 || stage > .size {
      return compute(.lessOrEqual, .constant(UInt64(end)), .register(register))
    }
    // Before the size of the whole is proven, what lies beyond the smallest one is not there.
    guard scope.frame != 0, let expression = size.expression else { return nil }
    let value = within(scope) { $0.value(of: expression) }
    return compute(.lessOrEqual, .constant(UInt64(end)), value)
  }
}
