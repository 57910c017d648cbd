import VexBytes
import VexFormatSpec

extension Lowering {
  /// Compares the stored digest with the computed one, for the checksum object that applies.
  mutating func lowerChecksums(_ rule: PlacedRule, in scope: InstanceScope) {
    guard let field = rule.field else { return }
    for object in format.structures[scope.structure].fields[field].checksums {
      lowerWhere(object) { $0.verify(object, field, in: scope) }
    }
  }

  private mutating func lowerWhere(_ object: ChecksumObject, _ body: (inout Lowering) -> Void) {
    var test = Operand.constant(1)
    if let needed = object.versions, let possible = versions, !possible.isSubset(of: needed) {
      if possible.isDisjoint(with: needed) { return }
      test = isVersion(in: needed)
    }
    if let condition = object.condition { test = lazily(test) { $0.value(of: condition) } }
    if test == .constant(1) {
      body(&self)
    } else {
      let steps = collect(.rule, body)
      emit(.branch(test, then: steps, otherwise: []))
    }
  }

  private mutating func verify(_ object: ChecksumObject, _ field: FieldID, in scope: InstanceScope) {
    guard let stored = stored(object, field, in: scope) else { return }
    let own = ownBytes(object, field, in: scope)
    switch object.algorithm {
    case .fixed(let algorithm):
      let step = digestStep(object, algorithm, own: own, in: scope)
      emit(.verify(step, stored))
    case .selected(let by, let choices):
      let selectors = by.map { value(of: $0) }
      let (matches, isKnown) = (register(), register())
      emit(.copy(matches, .constant(0)))
      emit(.copy(isKnown, areKnown(selectors, choices.map(\.value))))
      for choice in choices {
        let tests = selectors.map { compute(.equal, $0, .constant(choice.value)) }
        let isChosen = tests.dropFirst().reduce(tests[0]) { compute(.or, $0, $1) }
        let steps = collect(.rule) { lowering in
          let step = lowering.digestStep(object, choice.algorithm, own: own, in: scope)
          let (equal, known) = (lowering.register(), lowering.register())
          lowering.emit(.compare(equal, known: known, step, stored, isWritten: tests[0]))
          lowering.emit(.copy(matches, lowering.compute(.or, .register(matches), .register(equal))))
          lowering.emit(.copy(isKnown, lowering.compute(.and, .register(isKnown), .register(known))))
        }
        emit(.branch(isChosen, then: steps, otherwise: []))
      }
      let refused = collect(.rule) {
        $0.emit(.branch(.register(isKnown), then: [.fail], otherwise: [.unverified]))
      }
      emit(.branch(.register(matches), then: [], otherwise: refused))
    }
  }

  /// Whether an algorithm belongs to each of the values.
  private mutating func areKnown(_ selectors: [Operand], _ values: [UInt64]) -> Operand {
    selectors.reduce(.constant(1)) { all, selector in
      let isKnown = values.reduce(Operand.constant(0)) { known, value in
        let test = compute(.equal, selector, .constant(value))
        return known == .constant(0) ? test : compute(.or, known, test)
      }
      return all == .constant(1) ? isKnown : compute(.and, all, isKnown)
    }
  }

  private mutating func slot(_ name: String) -> Int {
    if let slot = algorithms.firstIndex(of: name) { return slot }
    algorithms.append(name)
    return algorithms.count - 1
  }

  /// The value of a checksum that is used as a value.
  mutating func digest(_ object: ChecksumObject) -> Operand {
    guard let scope = scopes.last else { return failed() }
    let result = register()
    emit(.copy(result, .constant(0)))
    switch object.algorithm {
    case .fixed(let algorithm): take(object, algorithm, into: result, in: scope)
    case .selected(let by, let choices):
      guard let selector = by.first.map({ value(of: $0) }) else { return failed() }
      demand(areKnown([selector], choices.map(\.value)))
      for choice in choices {
        let test = compute(.equal, selector, .constant(choice.value))
        let steps = collect(.rule) { $0.take(object, choice.algorithm, into: result, in: scope) }
        emit(.branch(test, then: steps, otherwise: []))
      }
    }
    return .register(result)
  }

  private mutating func take(
    _ object: ChecksumObject, _ algorithm: ChecksumObject.Algorithm, into result: Register, in scope: InstanceScope
  ) {
    let (low, known) = (register(), register())
    let step = digestStep(object, algorithm, own: nil, in: scope)
    emit(.digest(low, known: known, step))
    demand(.register(known))
    emit(.copy(result, .register(low)))
  }

  private mutating func stored(_ object: ChecksumObject, _ field: FieldID, in scope: InstanceScope) -> StoredDigest? {
    var place: LoweredPlace?
    if let access = object.stored {
      if let parts = format.joinedParts(of: access) { return joined(access, parts, at: object.location) }
      place = self.place(of: access)
    } else {
      let declared = format.structures[scope.structure].fields[field]
      let access = Access(
        root: .current(scope.structure), steps: [.field(field, of: scope.structure)], type: declared.type)
      if let parts = format.joinedParts(of: access) { return joined(access, parts, at: declared.location) }
      place = enter(field, in: scope)
    }
    guard let place else { return nil }
    if let type = place.type?.integerType, case .register(let register) = load(place.view, place.offset, type) {
      return .integer(register, mask: type.mask)
    }
    return .bytes(run(place))
  }

  /// A digest in several fields, put together; all of those of another structure are required to be there.
  private mutating func joined(_ access: Access, _ parts: [Access], at location: SourceLocation) -> StoredDigest {
    if case .current = access.root {} else { for part in parts { _ = place(of: part) } }
    let width = parts.reduce(0) { $0 + ($1.type?.integerType?.width ?? 0) }
    let mask: UInt64 = width >= 8 ? .max : 1 << UInt64(width * 8) - 1
    let value = value(of: Expression(.read(access), type: .unsigned, location: location))
    let register = register()
    emit(.copy(register, value))
    return .integer(register, mask: mask)
  }

  /// The stored digest's own bytes, from the start of the structure that is covered.
  private func ownBytes(_ object: ChecksumObject, _ field: FieldID, in scope: InstanceScope) -> [Range<Int>] {
    guard object.stored == nil else { return [] }
    let shift = scope.base - covered(scope).base
    func range(_ field: FieldID) -> Range<Int>? {
      let declared = format.structures[scope.structure].fields[field]
      guard let offset = declared.offset, let count = declared.byteCount else { return nil }
      return shift + offset..<shift + offset + count
    }
    if case .joined(let parts) = format.structures[scope.structure].fields[field].storage {
      return parts.compactMap(range).sorted { $0.lowerBound < $1.lowerBound }
    }
    return range(field).map { [$0] } ?? []
  }

  /// The instance whose bytes ranges mean: the holder's, when the structure is merged into it.
  private func covered(_ scope: InstanceScope) -> InstanceScope {
    guard let number = scope.frame, check.frames[number].isMerged, let parent = check.frames[number].parent,
      let holder = frameScopes[parent]
    else { return scope }
    return covered(holder)
  }

  private mutating func digestStep(
    _ object: ChecksumObject, _ algorithm: ChecksumObject.Algorithm, own: [Range<Int>]?, in scope: InstanceScope
  ) -> DigestStep {
    let initial = algorithm.initial.map { value(of: $0) }
    let xorOut = algorithm.xorOut.map { value(of: $0) }
    let holder = covered(scope)
    var pieces: [DigestPiece] = []
    for piece in object.pieces {
      switch piece {
      case .range(let from, let to, let maximum):
        // Offsets that the merged structure's own terms give are relative to the holder already, by `offset(this)`
        // below.
        let shift = UInt64(scope.base - holder.base)
        let start = rangeBound(from, shift)
        let end = rangeBound(to, shift)
        if let maximum { demand(compute(.lessOrEqual, end, .constant(maximum))) }
        pieces += split(start, end, own ?? [], object.own, holder)
      case .field(let access):
        guard let place = place(of: access) else { continue }
        noteSourceLength(place)
        pieces.append(
          .bytes(place.view, from: .constant(UInt64(place.offset)), to: .constant(UInt64(place.offset + place.size))))
      case .integer(let expression, let type): pieces.append(.integer(value(of: expression), type))
      }
    }
    return DigestStep(algorithm: slot(algorithm.name), initial: initial, xorOut: xorOut, pieces: pieces)
  }

  /// A bound of a covered range.
  ///
  /// In a merged structure, `offset(this)` counts from the holder's first byte, and 0 is that byte.
  private mutating func rangeBound(_ expression: Expression, _ shift: UInt64) -> Operand {
    let bound = value(of: expression)
    guard shift != 0, case .constant(let value) = bound, value != 0 else { return bound }
    // A bound that no structure reaches stays beyond all bytes.
    return .constant(checkedAdd(value, shift) ?? .max)
  }

  /// A range in pieces around the stored digest's own bytes.
  private mutating func split(
    _ from: Operand, _ to: Operand, _ own: [Range<Int>], _ policy: ChecksumObject.OwnBytes, _ scope: InstanceScope
  ) -> [DigestPiece] {
    func place(_ offset: Operand) -> Operand { checked(.add, offset, .constant(UInt64(scope.base))) }
    proveRange(from, to, scope)
    guard case .constant(let start) = from else { return [.bytes(scope.view, from: place(from), to: place(to))] }
    var pieces: [DigestPiece] = []
    var next = start
    for bytes in own {
      let (low, high) = (UInt64(bytes.lowerBound), UInt64(bytes.upperBound))
      if case .constant(let end) = to, end <= low { continue }
      if high <= next { continue }
      // A range that ends somewhere must end behind them; what a digest covers half of itself is no checksum.
      if case .register = to { demand(compute(.lessOrEqual, .constant(high), to)) }
      if low > next { pieces.append(.bytes(scope.view, from: place(.constant(next)), to: place(.constant(low)))) }
      var last = high
      if case .constant(let end) = to { last = min(high, end) }
      if policy == .zeroed { pieces.append(.zeroes(Int(last - max(low, next)))) }
      next = last
    }
    if to != .constant(next) { pieces.append(.bytes(scope.view, from: place(.constant(next)), to: place(to))) }
    return pieces
  }

  /// Bytes of an instance that are known to be there at this point.
  func provenSize(of scope: InstanceScope) -> Int {
    let size = format.structures[scope.structure].size
    guard stage > .size, let versions, !versions.members.isEmpty else { return size.minimum }
    return versions.members.map { size.byVersion[$0] ?? size.minimum }.min() ?? size.minimum
  }

  /// Requires a range to be in order and inside the view, unless the structure's own size proves it.
  private mutating func proveRange(_ from: Operand, _ to: Operand, _ scope: InstanceScope) {
    if case .constant(let start) = from, case .constant(let end) = to, start <= end,
      end <= UInt64(provenSize(of: scope))
    {
      return
    }
    demand(compute(.lessOrEqual, from, to))
    emit(.requireLength(scope.view, checked(.add, to, .constant(UInt64(scope.base)))))
  }
}
