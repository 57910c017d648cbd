import VexBytes
import VexFormatSpec

extension Lowering {
  /// A field of the current instance as an expression.
  func reading(_ field: FieldID, of structure: StructureID) -> Expression {
    let declared = format.structures[structure].fields[field]
    let access = Access(root: .current(structure), steps: [.field(field, of: structure)], type: declared.type)
    return Expression(.read(access), type: .unsigned, unit: declared.unit, location: declared.location)
  }

  /// Whether what an access leads to is there; what lies in something that is absent is absent.
  mutating func isPresent(_ access: Access) -> Operand { isPresent(access, from: 0) }

  /// The same, when everything before step `first` is known to be there.
  private mutating func isPresent(_ access: Access, from first: Int) -> Operand {
    guard first < access.steps.count else { return isNotNone(access) }
    let way = Access(root: access.root, steps: Array(access.steps[...first]), type: nil)
    switch access.steps[first] {
    case .bits:
      return isPresent(access, from: first + 1)
    case .field(let field, _):
      let holder = Access(root: access.root, steps: Array(access.steps[..<first]), type: nil)
      guard let scope = place(of: holder)?.instance, let test = presence(of: field, in: scope) else {
        return .constant(0)
      }
      if test == .constant(0) { return test }
      let instance = FieldInstance(view: scope.view, base: scope.base, structure: scope.structure, field: field)
      return lazily(test) { lowering in
        let isNew = lowering.present.insert(instance).inserted
        defer { if isNew { lowering.present.remove(instance) } }
        return lowering.isPresent(access, from: first + 1)
      }
    case .element(let index):
      let array = Access(root: way.root, steps: Array(way.steps.dropLast()), type: nil)
      guard let place = place(of: array), case .array(_, let count)? = place.type else { return .constant(0) }
      let position = value(of: index)
      let test = compute(.less, position, self.count(count, of: place))
      return lazily(test) { $0.isPresent(access, from: first + 1) }
    }
  }

  /// Whether a value that is there means something.
  private mutating func isNotNone(_ access: Access) -> Operand {
    guard case .field(let field, let structure)? = access.steps.last,
      let none = format.structures[structure].fields[field].none, let scope = place(of: access)?.field?.scope
    else { return .constant(1) }
    return within(scope) { lowering in
      let value = lowering.value(of: lowering.reading(field, of: structure))
      return lowering.compute(.notEqual, value, lowering.value(of: none))
    }
  }

  /// The place in the image of an instance; of its holder, if it is merged.
  mutating func placeOf(_ access: Access) -> Operand {
    guard let place = place(of: access), var scope = place.instance else { return failed() }
    while let number = scope.frame, check.frames[number].isMerged, let parent = check.frames[number].parent,
      let holder = frameScopes[parent]
    {
      scope = holder
    }
    return placeInImage(scope.view, UInt64(scope.base))
  }

  /// The place in the image of a byte of a view, through the views in which that one lies.
  private mutating func placeInImage(_ view: ViewID, _ offset: UInt64) -> Operand {
    if view == 0 { return checked(.add, input(.place), .constant(offset)) }
    guard let origin = viewOrigins[view] else { return failed() }
    let start = placeInImage(origin.parent, origin.base)
    let distance = checked(.multiply, origin.index, .constant(origin.stride))
    return checked(.add, checked(.add, start, distance), .constant(offset))
  }
}

/// Where a view begins in another one.
struct ViewOrigin {
  var parent: ViewID
  var base: UInt64
  var index: Operand
  var stride: UInt64
}
