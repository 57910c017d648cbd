import VexBytes
public import VexFormatSpec

extension Evaluator {
  /// Where an access leads; throws when anything on the way, or the last field, is not there.
  public func locate(_ access: Access) throws(NoValue) -> Located { try locate(access, requiringLast: true) }

  func locate(_ access: Access, requiringLast: Bool) throws(NoValue) -> Located {
    var (located, evaluator) = try root(access.root)
    for (number, step) in access.steps.enumerated() {
      let isLast = number == access.steps.count - 1
      switch step {
      case .field(let field, let structure):
        let holder = try instance(at: located)
        evaluator = evaluator.entering(holder, from: located)
        if requiringLast || !isLast, !(try evaluator.isPresent(field)) {
          throw .absent("\(format.structures[structure].name).\(format.structures[structure].fields[field].name)")
        }
        let declared = format.structures[structure].fields[field]
        located = Located(
          holder: holder, offset: try evaluator.offset(of: declared), count: declared.byteCount ?? 0,
          type: declared.type,
          field: field)
      case .element(let index):
        located = try evaluator.element(of: located, try integer(index))
      case .bits(let bits):
        located.bits = bits
      }
    }
    return located
  }

  private func root(_ root: Access.Root) throws(NoValue) -> (Located, Evaluator) {
    switch root {
    case .current:
      guard let current else { throw .absent("self") }
      return (whole(current), self)
    case .given(let index):
      guard case .instance(let instance) = try given(index) else { throw .absent("a given structure") }
      return (whole(instance), within(instance))
    case .single(let region):
      // The structure under test stands for the region that it is the one thing of.
      let outermost = holders.first?.instance ?? current
      if let outermost, outermost.region == region { return (whole(outermost), within(outermost)) }
      let instance = try world.single(region)
      return (whole(instance), within(instance))
    case .element(let region, let index):
      let instance = try world.element(region, try integer(index))
      return (whole(instance), within(instance))
    case .variable(let id):
      guard case .instance(let instance)? = variables[id] else { throw .absent("a variable") }
      return (whole(instance), within(instance))
    }
  }

  private func entering(_ holder: Instance, from located: Located) -> Evaluator {
    if located.field == nil, let current, current.base == holder.base, current.place == holder.place,
      current.structure == holder.structure
    {
      return self
    }
    var inner = self
    if let field = located.field, current?.structure == located.holder.structure {
      inner = within(holder, heldBy: field)
    } else {
      inner = within(holder)
    }
    return inner
  }

  private func whole(_ instance: Instance) -> Located {
    Located(
      holder: instance, offset: 0, count: format.structures[instance.structure].size.maximum,
      type: .structure(instance.structure))
  }

  /// The structure instance that a place holds.
  public func instance(at located: Located) throws(NoValue) -> Instance {
    guard case .structure(let id)? = located.type else { throw .absent("a structure") }
    if located.field == nil, located.offset == 0, located.holder.structure == id { return located.holder }
    return nested(id, in: located.holder, at: located.offset, index: 0, field: located.field)
  }

  /// An instance inside another; what it is given is left to whoever checks it.
  public func nested(_ id: StructureID, in holder: Instance, at offset: Int, index: UInt64, field: FieldID?) -> Instance
  {
    var nested = holder
    nested.structure = id
    nested.base = holder.base + offset
    nested.place = holder.place &+ UInt64(offset)
    nested.index = index
    nested.region = nil
    nested.given = []
    nested.holder = field.map { [Instance.Holder(instance: holder, field: $0)] } ?? []
    return nested
  }

  /// What the current instance was given, or what its holder says in its own terms.
  func given(_ index: Int) throws(NoValue) -> Value {
    guard let current else { throw .absent("what is given") }
    if current.given.indices.contains(index) { return current.given[index] }
    guard let holder = current.holder.first else { throw .absent("what is given") }
    let arguments = format.structures[holder.instance.structure].fields[holder.field].arguments
    guard arguments.indices.contains(index) else { throw .absent("what is given") }
    return try within(holder.instance).value(arguments[index])
  }

  private func element(of located: Located, _ index: UInt64) throws(NoValue) -> Located {
    guard case .array(let element, let count)? = located.type, let stride = byteCount(element) else {
      throw .absent("an array")
    }
    let limit = try self.count(count, of: located)
    guard index < limit else { throw .absent("element \(index) of \(limit)") }
    var result = located
    result.offset += Int(index) * stride
    result.count = stride
    result.type = element
    result.field = nil
    if case .structure(let id) = element {
      let instance = nested(id, in: located.holder, at: result.offset, index: index, field: located.field)
      return Located(holder: instance, offset: 0, count: stride, type: element)
    }
    return result
  }

  /// The number of elements of an array; throws when it exceeds its cap.
  public func count(_ count: ArrayCount, of located: Located) throws(NoValue) -> UInt64 {
    switch count {
    case .fixed(let fixed): return UInt64(fixed)
    case .counted(let steering, let maximum):
      let evaluator = holder(of: located)
      let value = try evaluator.integer(steering.expression)
      guard value <= UInt64(maximum) else { throw .operation("\(value) elements, more than \(maximum)") }
      if let length = located.type.flatMap({ format.byteCount(of: $0, holding: Int(value)) }) {
        try evaluator.requireInside(located, length: length)
      }
      return value
    case .packed:
      var elements: UInt64 = 0
      _ = try visitPacked(located) { (_: Instance) throws(NoValue) -> Bool in
        elements += 1
        return true
      }
      return elements
    }
  }

  /// Bytes of one value of the type.
  public func byteCount(_ type: FieldType) -> Int? { format.byteCount(of: type) }

  /// The structure instance that an access leads to.
  func instance(_ access: Access) throws(NoValue) -> Instance { try instance(at: try locate(access)) }

  /// Whether a field of the current instance is there.
  public func isPresent(_ field: FieldID) throws(NoValue) -> Bool {
    guard let current else { return false }
    let declared = format.structures[current.structure].fields[field]
    if let versions = declared.versions, !versions.contains(try version()) { return false }
    if let end = declared.leastEnd {
      let size = format.structures[current.structure].size
      if end > size.minimum, !size.isFixed, UInt64(end) > (try self.size(of: current)) { return false }
    }
    guard let condition = declared.condition else { return true }
    return try isTrue(condition)
  }

  func isPresent(_ access: Access) throws(NoValue) -> Bool {
    let located: Located
    do throws(NoValue) { located = try locate(access, requiringLast: false) } catch {
      // What lies in something that is absent is absent.
      if case .absent = error { return false }
      throw error
    }
    guard let field = located.field else { return true }
    let evaluator =
      current?.base == located.holder.base && current?.structure == located.holder.structure
      ? self : within(located.holder)
    guard try evaluator.isPresent(field) else { return false }
    let declared = format.structures[located.holder.structure].fields[field]
    guard let none = declared.none else { return true }
    return try integer(Expression(.read(access), type: .unsigned, location: declared.location))
      != evaluator.integer(none)
  }

  /// Where a field of the current instance begins in it; 0 for virtual ones.
  public func offset(of field: Field) throws(NoValue) -> Int {
    guard case .moving(let place) = field.storage else { return field.offset ?? 0 }
    let offset = try integer(place.offset)
    guard place.allows(offset) else {
      throw .operation("\(field.name) at \(offset), and not at \(place.minimum) to \(place.maximum)")
    }
    return Int(offset)
  }

  /// The image's version.
  public func version() throws(NoValue) -> UInt64 {
    guard let table = format.versions else { return 0 }
    let outermost = holders.first?.instance ?? current
    let holder: Instance
    if let outermost, outermost.structure == table.structure {
      holder = outermost
    } else {
      holder = try world.single(0)
    }
    let field = format.structures[table.structure].fields[table.field]
    guard let type = field.type?.integerType, let offset = field.offset, let value = holder.integer(at: offset, type)
    else {
      throw .absent("the version")
    }
    return table.bits?.value(in: value) ?? value
  }

  /// The size in bytes of an instance.
  public func size(of instance: Instance) throws(NoValue) -> UInt64 {
    let size = format.structures[instance.structure].size
    guard let expression = size.expression else { return UInt64(size.maximum) }
    let evaluator = current?.base == instance.base && current?.structure == instance.structure ? self : within(instance)
    return try evaluator.integer(expression)
  }
}
