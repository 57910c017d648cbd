import VexBytes
import VexCodecs
import VexFormatSpec

/// Gives the fields of one element their values, in passes, since values depend on each other.
struct ElementFiller {
  let maker: ModelMaker
  var cursor: ElementCursor
  let ordinal: UInt64
  /// What had no value in the last pass.
  var missing: [MissingValue] = []

  init(maker: ModelMaker, cursor: ElementCursor, ordinal: UInt64) {
    self.maker = maker
    self.cursor = cursor
    self.ordinal = ordinal
  }

  /// Runs passes until nothing changes; false when that never happens.
  mutating func fill() -> Bool {
    for _ in 0..<ModelMaker.maximumPasses {
      missing = []
      var changed = false
      for override in maker.overrides where cursor.region == 0 {
        if cursor.put(override.bytes, at: override.offset) { changed = true }
      }
      if assign() { changed = true }
      if fillTop() { changed = true }
      if !changed { return true }
    }
    return false
  }

  /// Fills the structure whose turn it is; whether anything changed.
  private mutating func fillTop() -> Bool {
    var changed = false
    let id = cursor.top.structure
    for item in maker.recipes.values[id].items {
      let field = maker.format.structures[id].fields[item.field]
      if let offset = field.offset, maker.isSettled(cursor.top.base + offset, in: cursor.region), !item.isNested {
        continue
      }
      do throws(NoValue) {
        if item.isConditional, !(try cursor.evaluator().isPresent(item.field)) {
          if forget(item.field, field) { changed = true }
          continue
        }
        if !item.isNested, try isCarried(item) { continue }
        if item.isConditional { maker.filled.insert(place(item.field)) }
        if try fill(item, field) { changed = true }
      } catch {
        missing.append(MissingValue(subject: cursor.path(item.field), reason: error, location: field.location))
      }
    }
    return changed
  }

  private mutating func fill(_ item: Recipe.Item, _ field: Field) throws(NoValue) -> Bool {
    switch item.source {
    case .expression(let expression):
      if case .bits? = field.type {
        return try put(.set(try cursor.evaluator().set(expression)), field)
      }
      return try put(try cursor.evaluator().value(expression), field)
    case .random:
      return store(maker.draw(key(item.field, at: cursor.top.base), field), field)
    case .now: return store(try FieldValue.time(maker.now, as: field), field)
    case .bits(let parts):
      guard let type = field.type?.integerType, let offset = field.offset else { return false }
      let old = cursor.bytes.withBytes { $0.integer(at: cursor.top.base + offset, width: type.width, type.order) } ?? 0
      var word = old
      for (part, expression) in parts {
        let value = try cursor.evaluator().integer(expression)
        guard value <= part.mask else { throw .operation("\(value) does not fit into \(part.width) bits") }
        word = word & ~(part.mask << UInt64(part.at)) | value << UInt64(part.at)
      }
      return store(try FieldValue.encode(word & type.mask, as: type), field)
    case .nested(let nested):
      return fillNested(
        nested, item.field, field, at: cursor.top.base + (field.offset ?? 0), index: 0, arguments(of: field))
    case .array(let nested, let count): return try fillArray(nested, count, item.field, field)
    }
  }

  private mutating func fillArray(
    _ nested: StructureID, _ count: ArrayCount, _ number: FieldID, _ field: Field
  ) throws(NoValue) -> Bool {
    let stride = maker.format.structures[nested].size.maximum
    let base = cursor.top.base + (field.offset ?? 0)
    let elements: Int
    switch count {
    case .fixed(let fixed): elements = fixed
    case .counted(let steering, let maximum):
      let value = try cursor.evaluator().integer(steering.expression)
      guard value <= UInt64(maximum) else { throw .operation("\(value) elements, more than \(maximum)") }
      elements = Int(value)
    case .packed(let steering, let maximum):
      return try fillPacked(nested, try cursor.evaluator().integer(steering.expression), maximum, number, field)
    }
    var changed = false
    let given = arguments(of: field)
    for index in 0..<elements {
      if fillNested(nested, number, field, at: base + index * stride, index: UInt64(index), given) { changed = true }
    }
    if cursor.clear(base + elements * stride..<base + (field.byteCount ?? elements * stride)) { changed = true }
    return changed
  }

  /// Fills elements one behind the other, as long as there are bytes for them: each says how long it is when it is filled.
  private mutating func fillPacked(
    _ nested: StructureID, _ bytes: UInt64, _ maximum: Int, _ number: FieldID, _ field: Field
  ) throws(NoValue) -> Bool {
    guard bytes <= UInt64(maximum) else { throw .operation("\(bytes) bytes of elements, more than \(maximum)") }
    let base = cursor.top.base + (field.offset ?? 0)
    let size = maker.format.structures[nested].size
    let given = arguments(of: field)
    var (done, index, changed) = (0, 0 as UInt64, false)
    while done + size.minimum <= Int(bytes) {
      if fillNested(nested, number, field, at: base + done, index: index, given) { changed = true }
      cursor.enter(MadeFrame(structure: nested, base: base + done, index: index, field: number, given: given))
      defer { cursor.leave() }
      let evaluator = cursor.evaluator()
      guard let element = evaluator.current else { break }
      let length = try evaluator.size(of: element)
      guard length >= UInt64(size.minimum), length <= bytes - UInt64(done) else {
        throw .operation("an element of \(length) bytes, with \(bytes - UInt64(done)) left")
      }
      done += Int(length)
      index += 1
    }
    if cursor.clear(base + done..<base + max(field.byteCount ?? done, done)) { changed = true }
    return changed
  }

  private mutating func fillNested(
    _ nested: StructureID, _ number: FieldID, _ field: Field, at base: Int, index: UInt64, _ given: [Value]
  ) -> Bool {
    let isInherited = cursor.top.isInherited && maker.inheritance?.carries(field) == true
    cursor.enter(
      MadeFrame(structure: nested, base: base, index: index, field: number, given: given, isInherited: isInherited))
    defer { cursor.leave() }
    return fillTop()
  }

  /// What the field supplies to the structure in it; an empty set stands for what has no value yet, and reads as none.
  private mutating func arguments(of field: Field) -> [Value] {
    var given: [Value] = []
    for argument in field.arguments {
      do throws(NoValue) { given.append(try cursor.evaluator().value(argument)) } catch {
        given.append(.set(IntegerSet()))
        missing.append(MissingValue(subject: cursor.path(nil), reason: error, location: argument.location))
      }
    }
    return given
  }

  private mutating func put(_ value: Value, _ field: Field) throws(NoValue) -> Bool {
    if case .joined(let parts) = field.storage { return try split(try FieldValue.number(value), parts) }
    guard let type = field.type else { throw .absent("a value of reserved bytes") }
    var window: UInt64 = 0
    if case .bits(.fixed(let count)) = type, cursor.frames.count == 1,
      maker.format.regions[cursor.region].count != nil
    {
      guard let first = checkedMul(cursor.index, UInt64(count)) else { throw .tooLarge("a bitmap") }
      window = first
    }
    return store(try FieldValue.encode(value, as: type, window: window), field)
  }

  /// Puts a number into the fields that it is joined of, lowest part first.
  private mutating func split(_ value: UInt64, _ parts: [FieldID]) throws(NoValue) -> Bool {
    var rest = value
    var changed = false
    for part in parts {
      let field = cursor.structure.fields[part]
      guard let type = field.type?.integerType, let offset = field.offset else { continue }
      let isThere = try cursor.evaluator().isPresent(part)
      let low = isThere ? rest & type.mask : 0
      if isThere, cursor.put(try FieldValue.encode(low, as: type), at: cursor.top.base + offset) { changed = true }
      if !isThere, rest & type.mask != 0 { throw .operation("\(value) does not fit without \(field.name)") }
      rest = type.width >= 8 ? 0 : rest >> UInt64(type.width * 8)
    }
    guard rest == 0 else { throw .operation("\(value) does not fit into its parts") }
    return changed
  }

  private mutating func store(_ bytes: [UInt8], _ field: Field) -> Bool {
    guard let offset = field.offset else { return false }
    return cursor.put(bytes, at: cursor.top.base + offset)
  }

  /// Takes back what a field got while its condition held; whether that changed anything.
  private mutating func forget(_ number: FieldID, _ field: Field) -> Bool {
    guard maker.filled.remove(place(number)) != nil, let offset = field.offset, let count = field.byteCount else {
      return false
    }
    return cursor.clear(cursor.top.base + offset..<cursor.top.base + offset + count)
  }

  /// The field of this very element.
  private func place(_ number: FieldID) -> FieldKey {
    FieldKey(region: cursor.region, ordinal: ordinal, base: cursor.top.base, field: number)
  }

  /// The field for what is drawn.
  func key(_ number: FieldID, at base: Int) -> FieldKey {
    // Copies are one thing, so they draw the same.
    let isCopy = maker.format.regions[cursor.region].copies != nil
    return FieldKey(region: cursor.region, ordinal: isCopy ? 0 : ordinal, base: base, field: number)
  }
}

/// A field of an element of the image.
struct FieldKey: Hashable {
  var region: RegionID
  var ordinal: UInt64
  var base: Int
  var field: FieldID
}
