import VexBytes
import VexCodecs
import VexFormatSpec

/// Decodes structure instances; what is not there, or cannot be read, is left out.
struct StructureDecoder {
  let format: Format

  /// Decodes the evaluator's current instance.
  func object(_ evaluator: Evaluator) -> DecodedObject? {
    guard let instance = evaluator.current else { return nil }
    let structure = format.structures[instance.structure]
    var fields: [DecodedField] = []
    for id in structure.fields.indices {
      if let field = field(id, evaluator) { fields.append(field) }
    }
    return DecodedObject(structure: structure.name, offset: instance.place, fields: fields)
  }

  /// Decodes a field of the evaluator's current instance; nil when it is absent, or reserved and zero.
  func field(_ id: FieldID, _ evaluator: Evaluator) -> DecodedField? {
    guard let current = evaluator.current, (try? evaluator.isPresent(id)) == true else { return nil }
    let declared = format.structures[current.structure].fields[id]
    let access = Access(
      root: .current(current.structure), steps: [.field(id, of: current.structure)], type: declared.type)
    guard let located = try? evaluator.locate(access), let value = value(located, evaluator) else { return nil }
    return DecodedField(
      name: declared.name, value: value,
      offset: declared.byteCount.map { _ in current.place &+ UInt64(located.offset) },
      unit: declared.unit, doc: declared.doc)
  }

  /// Decodes what was located from the evaluator's current instance.
  func value(_ located: Located, _ evaluator: Evaluator) -> DecodedValue? {
    if let field = located.field {
      switch format.structures[located.holder.structure].fields[field].storage {
      case .stored, .moving: break
      case .joined, .computed: return computed(located, evaluator)
      case .digest, .storedElsewhere: return nil
      }
    }
    switch located.type {
    case .structure?:
      guard let nested = try? evaluator.instance(at: located) else { return nil }
      let inner = located.field.map { evaluator.within(nested, heldBy: $0) } ?? evaluator.within(nested)
      return object(inner).map { .object($0) }
    case .array(let element, let count)?: return array(located, element, count, evaluator)
    case .bits(let count)?:
      guard let number = try? evaluator.count(count, of: located),
        let run = located.holder.run(at: located.offset, count: (Int(number) + 7) / 8)
      else { return nil }
      var set = IntegerSet()
      set.insert(bits: run, from: 0)
      return .bits(set.below(number))
    case nil:
      guard let run = located.holder.run(at: located.offset, count: located.count), run.contains(where: { $0 != 0 })
      else { return nil }
      return .bytes(Array(run))
    case .bytes?, .text?, .text16?, .uuid?, .integer?, .enumeration?, .flags?, .bitFields?:
      return scalar(located)
    }
  }

  private func scalar(_ located: Located) -> DecodedValue? {
    func run(_ count: Int) -> [UInt8]? { located.holder.run(at: located.offset, count: count).map { Array($0) } }
    switch located.type {
    case .bytes(let count)?: return run(count).map { .bytes($0) }
    case .text(let count, _)?:
      return run(count).map { .text(String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)) }
    case .text16(let units, let order)?: return run(units * 2).map { .text(UTF16Text.decode($0, order)) }
    case .uuid(let mixed)?:
      return run(16).flatMap { UUIDValue(bytes: $0, mixedEndian: mixed) }.map { .uuid($0) }
    case let type?:
      guard let integer = type.integerType, let raw = located.holder.integer(at: located.offset, integer) else {
        return nil
      }
      if let bits = located.bits { return self.bits(raw, bits) }
      return self.integer(raw, type, integer, located)
    case nil: return nil
    }
  }

  private func integer(_ raw: UInt64, _ type: FieldType, _ integer: IntegerType, _ located: Located) -> DecodedValue {
    switch type {
    case .enumeration(let id, _):
      .enumeration(raw: raw, name: format.enumerations[id].name(of: raw) ?? (isNone(raw, located) ? "none" : nil))
    case .flags(let id, _): flags(raw, id)
    case .bitFields(_, let fields):
      .bitFields(
        raw: raw, fields.map { DecodedField(name: $0.name, value: bits(raw, $0), offset: nil, unit: $0.unit, doc: nil) }
      )
    default: integer.isSigned ? .signed(Int64(bitPattern: raw)) : .unsigned(raw)
    }
  }

  /// Whether a field says that a number means nothing.
  private func isNone(_ raw: UInt64, _ located: Located) -> Bool {
    guard let field = located.field else { return false }
    return format.structures[located.holder.structure].fields[field].none?.folded().integer == raw
  }

  private func bits(_ raw: UInt64, _ field: BitField) -> DecodedValue {
    let value = field.value(in: raw)
    if let id = field.flags { return flags(value, id) }
    guard let id = field.enumeration else { return .unsigned(value) }
    return .enumeration(raw: value, name: format.enumerations[id].name(of: value))
  }

  private func flags(_ raw: UInt64, _ id: FlagSetID) -> DecodedValue {
    let set = format.flagSets[id]
    return .flags(
      raw: raw, names: set.flags.filter { raw & $0.mask != 0 }.map(\.name), unknown: raw & ~set.knownMask)
  }

  private func computed(_ located: Located, _ evaluator: Evaluator) -> DecodedValue? {
    guard let value = try? evaluator.value(at: located) else { return nil }
    switch value {
    case .integer(let number): return typed(number, located.type)
    case .boolean(let truth): return .boolean(truth)
    case .bytes(let bytes): return .bytes(bytes)
    case .instance, .set: return nil
    }
  }

  /// A number in the terms of a type.
  private func typed(_ number: UInt64, _ type: FieldType?) -> DecodedValue {
    switch type {
    case .enumeration(let id, _)?: .enumeration(raw: number, name: format.enumerations[id].name(of: number))
    case .flags(let id, _)?: flags(number, id)
    case .integer(let integer)? where integer.isSigned: .signed(Int64(bitPattern: number))
    default: .unsigned(number)
    }
  }

  private func array(
    _ located: Located, _ element: FieldType, _ count: ArrayCount, _ evaluator: Evaluator
  ) -> DecodedValue? {
    if case .packed = count { return packed(located, element, evaluator) }
    guard let stride = evaluator.byteCount(element), let count = try? evaluator.count(count, of: located) else {
      return nil
    }
    var values: [DecodedValue] = []
    for index in 0..<count {
      guard let place = Int(exactly: index) else { break }
      let offset = located.offset + place * stride
      if case .structure(let id) = element {
        let nested = evaluator.nested(id, in: located.holder, at: offset, index: index, field: located.field)
        let inner = located.field.map { evaluator.within(nested, heldBy: $0) } ?? evaluator.within(nested)
        guard let object = object(inner) else { break }
        values.append(.object(object))
      } else {
        let part = Located(holder: located.holder, offset: offset, count: stride, type: element)
        guard let value = value(part, evaluator) else { break }
        values.append(value)
      }
    }
    return .array(values)
  }

  /// The elements of a packed array; none while they do not fill their bytes.
  private func packed(_ located: Located, _ element: FieldType, _ evaluator: Evaluator) -> DecodedValue? {
    guard case .structure(let id) = element, let field = located.field,
      let places = try? evaluator.packedPlaces(of: located)
    else { return nil }
    var values: [DecodedValue] = []
    for (index, place) in places.enumerated() {
      let nested = evaluator.nested(id, in: located.holder, at: place, index: UInt64(index), field: field)
      guard let object = object(evaluator.within(nested, heldBy: field)) else { break }
      values.append(.object(object))
    }
    return .array(values)
  }

  /// A number as an expression's type has it.
  func value(_ number: UInt64, of type: ValueType) -> DecodedValue {
    switch type {
    case .enumeration(let id): .enumeration(raw: number, name: format.enumerations[id].name(of: number))
    case .flags(let id): flags(number, id)
    case .signed: .signed(Int64(bitPattern: number))
    case .boolean: .boolean(number != 0)
    default: .unsigned(number)
    }
  }
}

extension IntegerSet {
  /// The members below `end`.
  func below(_ end: UInt64) -> IntegerSet {
    var result = IntegerSet()
    for run in runs where run.lowerBound < end { result.insert(run.lowerBound..<min(run.upperBound, end)) }
    return result
  }
}
