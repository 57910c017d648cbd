import VexBytes
import VexFormatSpec

extension Lowering {
  mutating func lowerRule(_ rule: PlacedRule) {
    guard let scope = scope(ofFrame: rule.frame) else { return }
    within(scope) { $0.lowerRule(rule, in: scope) }
  }

  /// The instance of a frame, which is the current one or merged into it.
  private mutating func scope(ofFrame number: Int) -> InstanceScope? {
    if let scope = frameScopes[number] { return scope }
    let frame = check.frames[number]
    guard let parent = frame.parent, let field = frame.field, let holder = scope(ofFrame: parent),
      let offset = format.structures[holder.structure].fields[field].offset
    else { return nil }
    let scope = InstanceScope(
      frame: number, structure: frame.structure, view: holder.view, base: holder.base + offset, index: nil,
      isSource: false)
    frameScopes[number] = scope
    return scope
  }

  private mutating func lowerRule(_ rule: PlacedRule, in scope: InstanceScope) {
    let template = rule.template
    prepare(rule, in: scope)
    let place = findingPlace(rule, in: scope)
    lowerSeverity(template.severity.cases[...], otherwise: template.severity.otherwise) { lowering, severity in
      // Each severity has a body of its own, so that no register is written in two places.
      let body = lowering.collect(.rule) { $0.lowerBody(rule, in: scope) }
      lowering.emit(
        .rule(
          RuleStep(
            number: rule.number, severity: severity, view: scope.view, offset: place.offset, length: place.length,
            body: body)))
    }
  }

  /// Registers that later steps read and the rule's body sets.
  private mutating func prepare(_ rule: PlacedRule, in scope: InstanceScope) {
    switch rule.template.predicate {
    case .size:
      let size = register()
      emit(.copy(size, .constant(UInt64(format.structures[scope.structure].size.minimum))))
      if let frame = scope.frame { sizeRegisters[frame] = size }
    case .isAtMost, .isFilled:
      guard let field = rule.field else { return }
      let count = register()
      emit(.copy(count, .constant(0)))
      blocks[blocks.count - 1].counts[
        FieldInstance(view: scope.view, base: scope.base, structure: scope.structure, field: field)] = count
    default: break
    }
  }

  /// Emits the rule once for each severity that it may have.
  private mutating func lowerSeverity(
    _ cases: ArraySlice<(versions: VersionSet?, condition: Expression?, severity: Severity)>, otherwise: Severity,
    _ emitRule: (inout Lowering, Severity) -> Void
  ) {
    guard let first = cases.first else {
      emitRule(&self, otherwise)
      return
    }
    var test = Operand.constant(1)
    if let needed = first.versions, let possible = versions {
      if possible.isSubset(of: needed) {
        test = .constant(1)
      } else {
        test = possible.isDisjoint(with: needed) ? .constant(0) : isVersion(in: needed)
      }
    }
    if let condition = first.condition { test = lazily(test) { $0.value(of: condition) } }
    switch test {
    case .constant(0): lowerSeverity(cases.dropFirst(), otherwise: otherwise, emitRule)
    case .constant: emitRule(&self, first.severity)
    case .register:
      let then = collect { emitRule(&$0, first.severity) }
      let rest = collect { $0.lowerSeverity(cases.dropFirst(), otherwise: otherwise, emitRule) }
      emit(.branch(test, then: then, otherwise: rest))
    }
  }

  /// The bytes a finding points at: the field's, or the whole structure's.
  private func findingPlace(_ rule: PlacedRule, in scope: InstanceScope) -> (offset: Int, length: Int) {
    if let field = rule.field, let offset = format.structures[scope.structure].fields[field].offset {
      return (scope.base + offset, format.structures[scope.structure].fields[field].byteCount ?? 0)
    }
    return (scope.base, format.structures[scope.structure].size.minimum)
  }

  private mutating func lowerBody(_ rule: PlacedRule, in scope: InstanceScope) {
    let template = rule.template
    guard let field = rule.field else {
      lowerConditional(template.condition) { $0.lowerPredicate(rule, in: scope) }
      return
    }
    let declared = format.structures[scope.structure].fields[field]
    if case .unusedIsZero = template.predicate {
      lowerUnused(field, in: scope)
      return
    }
    guard let test = presence(of: field, in: scope) else { return }
    let instance = FieldInstance(view: scope.view, base: scope.base, structure: scope.structure, field: field)
    guarded(test) { lowering in
      lowering.present.insert(instance)
      lowering.lowerConditional(template.condition) { lowering in
        // `none` means that there is nothing for a constraint to apply to.
        guard let none = declared.none else {
          lowering.lowerPredicate(rule, in: scope)
          return
        }
        let value = lowering.value(of: lowering.reading(field, of: scope.structure))
        let isThere = lowering.compute(.notEqual, value, lowering.value(of: none))
        lowering.guarded(isThere) { $0.lowerPredicate(rule, in: scope) }
      }
      lowering.present.remove(instance)
    }
  }

  private mutating func lowerConditional(_ condition: Expression?, _ body: (inout Lowering) -> Void) {
    guard let condition else {
      body(&self)
      return
    }
    let test = value(of: condition)
    guarded(test, body)
  }

  /// Runs `body` where `test` is not 0.
  mutating func guarded(_ test: Operand, _ body: (inout Lowering) -> Void) {
    switch test {
    case .constant(0): break
    case .constant: body(&self)
    case .register:
      let steps = collect(.rule, body)
      emit(.branch(test, then: steps, otherwise: []))
    }
  }

  private mutating func lowerPredicate(_ rule: PlacedRule, in scope: InstanceScope) {
    switch rule.template.predicate {
    case .bytes:
      emit(.requireLength(scope.view, .constant(UInt64(format.structures[scope.structure].size.minimum))))
    case .size: lowerSize(in: scope)
    case .holds(let expression): require(expression)
    case .hasValue(let expression): _ = value(of: expression)
    case .isAtMost(let expression, let maximum):
      let count = value(of: expression)
      demand(compute(.lessOrEqual, count, .constant(maximum)))
      guard let field = rule.field else { return }
      demandInside(count, of: field, in: scope)
      noteCount(count, of: field, in: scope)
    case .isFilled(let expression):
      guard let field = rule.field,
        case .array(_, let count)? = format.structures[scope.structure].fields[field].type,
        let steering = count.steering
      else { return }
      proving = FieldInstance(view: scope.view, base: scope.base, structure: scope.structure, field: field)
      _ = value(of: expression)
      proving = nil
      noteCount(value(of: steering), of: field, in: scope)
    case .unusedIsZero: break
    case .restIsZero: lowerRest(rule, in: scope)
    case .hasNul(let access):
      guard let place = place(of: access) else { return }
      let result = register()
      emit(.hasNul(result, run(place)))
      demand(.register(result))
    case .checksum: lowerChecksums(rule, in: scope)
    }
  }

  /// Tells what follows how many elements, or bytes of packed ones, an array has.
  private mutating func noteCount(_ count: Operand, of field: FieldID, in scope: InstanceScope) {
    let array = FieldInstance(view: scope.view, base: scope.base, structure: scope.structure, field: field)
    guard let register = countRegister(array) else { return }
    emit(.copy(register, count))
  }

  /// Requires a condition, part by part, so that nothing is computed behind what fails.
  func isAll(_ expression: Expression) -> Aggregate? {
    if case .aggregate(let aggregate) = expression.node, aggregate.kind == .all { return aggregate }
    return nil
  }

  mutating func require(_ expression: Expression) {
    if case .and(let a, let b) = expression.node {
      require(a)
      require(b)
    } else if let aggregate = isAll(expression) {
      var body = aggregate
      body.body = nil
      loop(body) { lowering, _ in if let each = aggregate.body { lowering.require(each) } }
    } else {
      let result = value(of: expression)
      demand(result)
    }
  }

  private mutating func lowerSize(in scope: InstanceScope) {
    let size = format.structures[scope.structure].size
    guard let expression = size.expression, let register = scope.frame.flatMap({ sizeRegisters[$0] }) else { return }
    let value = value(of: expression)
    if let packing = scope.packing {
      lowerPackedSize(value, packing, of: scope.structure)
    } else {
      demand(compute(.lessOrEqual, .constant(UInt64(size.minimum)), value))
      demand(compute(.lessOrEqual, value, .constant(UInt64(size.maximum))))
      emit(.requireLength(scope.view, checked(.add, value, .constant(UInt64(scope.base)))))
    }
    emit(.copy(register, value))
  }
}
