import VexBytes
import VexFormatSpec

/// Where an access leads: bytes of a view, or the part of an integer there.
struct LoweredPlace {
  var view: ViewID
  var offset: Int
  /// nil for reserved bytes.
  var type: FieldType?
  /// Number of bytes.
  var size: Int
  /// The field at the end and the instance that holds it; nil for elements and whole structures.
  var field: (id: FieldID, scope: InstanceScope)?
  /// The structure instance, when the access leads to one.
  var instance: InstanceScope?
  /// Bits of the integer that are meant.
  var bits: BitField?
}

extension Lowering {
  /// Follows an access.
  ///
  /// What may be absent on the way is required, so that the rule fails where it is not there.
  ///
  /// Without `requiring`, the presence of the last field is left to the caller.
  mutating func place(of access: Access, requiringLast: Bool = true) -> LoweredPlace? {
    guard var place = root(of: access.root) else { return nil }
    for (number, step) in access.steps.enumerated() {
      let isLast = !access.steps[(number + 1)...].contains { if case .field = $0 { true } else { false } }
      switch step {
      case .field(let field, _):
        guard let scope = place.instance else { return nil }
        if requiringLast || !isLast {
          guard let test = presence(of: field, in: scope) else {
            emit(.fail)
            return nil
          }
          demand(test)
        }
        place = enter(field, in: scope)
      case .element(let index):
        guard let next = element(of: place, index) else { return nil }
        place = next
      case .bits(let bits):
        place.bits = bits
      }
    }
    return place
  }

  private mutating func root(of root: Access.Root) -> LoweredPlace? {
    switch root {
    case .current:
      return scopes.last.map(whole)
    case .single(let region):
      if region == 0, format.regions[0].structure == check.structure { return frameScopes[0].map(whole) }
      guard let structure = format.regions[region].structure else { return nil }
      return whole(
        InstanceScope(
          frame: nil, structure: structure, view: view(of: .region(region)), base: 0, index: nil, isSource: true))
    case .given(let index):
      guard let scope = scopes.last, let number = scope.frame else { return nil }
      let frame = check.frames[number]
      guard let parent = frame.parent, let field = frame.field else {
        guard let structure = format.structures[scope.structure].given[index].type.nestedStructure?.structure else {
          return nil
        }
        return whole(
          InstanceScope(
            frame: nil, structure: structure, view: view(of: .given(index)), base: 0, index: nil, isSource: true))
      }
      // A nested structure was given something by its holder, in the holder's terms.
      guard let holder = frameScopes[parent] else { return nil }
      let argument = format.structures[holder.structure].fields[field].arguments[index]
      guard case .read(let access) = argument.node else { return nil }
      return within(holder) { $0.place(of: access) }
    case .variable(let id):
      guard case .element(let view, let type)? = variables[id] else { return nil }
      return value(type, view: view, offset: 0)
    case .element:
      // Global rules alone index tables, and those are not lowered.
      emit(.fail)
      return nil
    }
  }

  private func whole(_ scope: InstanceScope) -> LoweredPlace {
    let size = format.structures[scope.structure].size.maximum
    return LoweredPlace(
      view: scope.view, offset: scope.base, type: .structure(scope.structure), size: size, instance: scope)
  }

  private func value(_ type: FieldType, view: ViewID, offset: Int) -> LoweredPlace {
    var place = LoweredPlace(view: view, offset: offset, type: type, size: byteCount(type) ?? 0)
    if case .structure(let id) = type {
      place.instance = InstanceScope(frame: nil, structure: id, view: view, base: offset, index: nil, isSource: false)
    }
    return place
  }

  /// The field of an instance, without asking whether it is there.
  ///
  /// A place that varies is required to be within its bounds.
  mutating func enter(_ field: FieldID, in scope: InstanceScope) -> LoweredPlace {
    let declared = format.structures[scope.structure].fields[field]
    if case .moving(let place) = declared.storage { return enter(place, of: declared, field, in: scope) }
    var place = LoweredPlace(
      view: scope.view, offset: scope.base + (declared.offset ?? 0), type: declared.type, size: declared.byteCount ?? 0,
      field: (field, scope))
    if case .structure(let id)? = declared.type {
      place.instance = InstanceScope(
        frame: nestedFrame(field, in: scope), structure: id, view: scope.view, base: place.offset, index: .constant(0),
        isSource: scope.isSource)
    }
    return place
  }

  private mutating func enter(
    _ place: MovingPlace, of declared: Field, _ field: FieldID, in scope: InstanceScope
  ) -> LoweredPlace {
    let offset = within(scope) { $0.value(of: place.offset) }
    demand(compute(.lessOrEqual, .constant(UInt64(place.minimum)), offset))
    demand(compute(.lessOrEqual, offset, .constant(UInt64(place.maximum))))
    noteSourceLength(
      LoweredPlace(view: scope.view, offset: scope.base + place.maximum, type: declared.type, size: place.size))
    let view = newView(of: scope.view, base: scope.base, index: offset, stride: 1, size: place.size)
    return LoweredPlace(view: view, offset: 0, type: declared.type, size: place.size, field: (field, scope))
  }

  /// The frame that a nested structure has in this check, so that what it was given can be found.
  private func nestedFrame(_ field: FieldID, in scope: InstanceScope) -> Int? {
    guard let parent = scope.frame else { return nil }
    return check.frames.firstIndex { $0.parent == parent && $0.field == field && !$0.isRepeated }
  }

  /// An element of an array; the index is required to be below the number of elements.
  private mutating func element(of place: LoweredPlace, _ index: Expression) -> LoweredPlace? {
    guard case .array(let element, let count)? = place.type, let stride = byteCount(element) else { return nil }
    let position = value(of: index)
    let limit = self.count(count, of: place)
    switch (position, limit) {
    case (.constant(let position), .constant(let limit)) where position < limit:
      return value(element, view: place.view, offset: place.offset + Int(position) * stride)
    case (.constant, .constant):
      emit(.fail)
      return nil
    default:
      demand(compute(.less, position, limit))
      let view = newView(of: place.view, base: place.offset, index: position, stride: stride)
      noteSourceLength(place)
      return value(element, view: view, offset: 0)
    }
  }

  /// A view of a source reaches as far as its array may.
  mutating func noteSourceLength(_ place: LoweredPlace) {
    guard place.view >= 1, place.view <= sources.count else { return }
    sources[place.view - 1].length = max(sources[place.view - 1].length, place.offset + place.size)
  }

  /// The number of elements of an array, required to respect its cap.
  mutating func count(_ count: ArrayCount, of place: LoweredPlace) -> Operand {
    switch count {
    case .fixed(let fixed): return .constant(UInt64(fixed))
    case .counted(let steering, let maximum):
      guard let (field, scope) = place.field else { return .constant(0) }
      let instance = FieldInstance(view: scope.view, base: scope.base, structure: scope.structure, field: field)
      if let register = countRegister(instance) { return .register(register) }
      let result = within(scope) { $0.value(of: steering.expression) }
      demand(compute(.lessOrEqual, result, .constant(UInt64(maximum))))
      demandInside(result, of: field, in: scope)
      return result
    case .packed: return failed()
    }
  }

  /// The bytes of a place as a run.
  mutating func run(_ place: LoweredPlace) -> ByteRun {
    noteSourceLength(place)
    return .view(place.view, offset: place.offset, count: place.size)
  }
}
