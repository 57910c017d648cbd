import VexFormatSpec

extension Lowering {
  /// 1 where two byte strings are equal.
  ///
  /// Each is read in the terms of its own instance.
  mutating func bytesEqual(_ a: (Expression, InstanceScope), _ b: (Expression, InstanceScope)) -> Operand {
    if let unfolded = unfold(a) {
      return unfolded.isChoice
        ? chooseBytes(unfolded.expression, a.1, b) : bytesEqual((unfolded.expression, unfolded.scope), b)
    }
    if let unfolded = unfold(b) {
      return unfolded.isChoice
        ? chooseBytes(unfolded.expression, b.1, a) : bytesEqual(a, (unfolded.expression, unfolded.scope))
    }
    guard let x = run(a), let y = run(b), count(x) == count(y) else { return failed() }
    let result = register()
    emit(.bytesEqual(result, x, y))
    return .register(result)
  }

  /// What a byte string is computed from: a choice, or a virtual field's expression.
  private mutating func unfold(_ side: (Expression, InstanceScope)) -> (
    expression: Expression, scope: InstanceScope, isChoice: Bool
  )? {
    switch side.0.node {
    case .conditional: return (side.0, side.1, true)
    case .read(let access):
      if case .given(let index) = access.root, access.steps.isEmpty, let number = side.1.frame,
        let parent = check.frames[number].parent, let field = check.frames[number].field,
        let holder = frameScopes[parent]
      {
        return (format.structures[holder.structure].fields[field].arguments[index], holder, false)
      }
      guard case .field(let field, let structure)? = access.steps.last,
        case .computed(let expression) = format.structures[structure].fields[field].storage,
        let place = within(side.1, { $0.place(of: access) }), let scope = place.field?.scope
      else { return nil }
      return (expression, scope, false)
    default: return nil
    }
  }

  private mutating func chooseBytes(_ choice: Expression, _ scope: InstanceScope, _ other: (Expression, InstanceScope))
    -> Operand
  {
    guard case .conditional(let test, let a, let b) = choice.node else { return failed() }
    let condition = within(scope) { $0.value(of: test) }
    return choose(condition, { $0.bytesEqual((a, scope), other) }, { $0.bytesEqual((b, scope), other) })
  }

  private mutating func run(_ side: (Expression, InstanceScope)) -> ByteRun? {
    switch side.0.node {
    case .bytes(let bytes): return .constant(bytes)
    case .read(let access):
      guard let place = within(side.1, { $0.place(of: access) }) else { return nil }
      return run(place)
    default: return nil
    }
  }

  private func count(_ run: ByteRun) -> Int {
    switch run {
    case .view(_, _, let count): count
    case .constant(let bytes): bytes.count
    }
  }
}
