import VexBytes
import VexFormatSpec

extension Evaluator {
  /// The value at the end of an access.
  func read(_ access: Access) throws(NoValue) -> Value {
    if access.steps.isEmpty {
      switch access.root {
      case .variable(let id):
        guard let value = variables[id] else { throw .absent("a variable") }
        if case .instance(let instance) = value, access.type?.nestedStructure == nil {
          return try scalar(instance, access.type)
        }
        return value
      case .given(let index):
        return try given(index)
      default: break
      }
    }
    return try value(at: try locate(access))
  }

  /// The value of an element that is no structure; its variable stands for an instance of one field.
  private func scalar(_ instance: Instance, _ type: FieldType?) throws(NoValue) -> Value {
    try value(at: Located(holder: instance, offset: 0, count: type.flatMap(byteCount) ?? 0, type: type))
  }

  /// The value of what was located.
  public func value(at located: Located) throws(NoValue) -> Value {
    if let field = located.field {
      switch format.structures[located.holder.structure].fields[field].storage {
      case .computed(let expression): return try terms(of: located).value(expression)
      case .joined(let parts): return .integer(try terms(of: located).join(parts))
      case .digest(let object): return .integer(try terms(of: located).digest(object))
      case .storedElsewhere: throw .absent("a digest")
      case .stored, .moving: break
      }
    }
    switch located.type {
    case .structure?: return .instance(try instance(at: located))
    case .bytes(let count)?, .text(let count, _)?: return .bytes(try bytes(located, count))
    case .text16(let units, _)?: return .bytes(try bytes(located, units * 2))
    case .uuid?: return .bytes(try bytes(located, 16))
    case let type?:
      guard let integer = type.integerType else { throw .absent("a value") }
      guard let value = located.holder.integer(at: located.offset, integer) else { throw .absent("a byte") }
      guard let bits = located.bits else { return .integer(value) }
      return .integer(bits.value(in: value))
    case nil: throw .absent("a value of reserved bytes")
    }
  }

  /// The evaluator in the terms of the instance that holds what was located.
  private func terms(of located: Located) -> Evaluator {
    if let current, current.base == located.holder.base, current.structure == located.holder.structure,
      current.place == located.holder.place
    {
      return self
    }
    return within(located.holder)
  }

  private func join(_ parts: [FieldID]) throws(NoValue) -> UInt64 {
    guard let current else { throw .absent("self") }
    var result: UInt64 = 0
    var shift: UInt64 = 0
    for part in parts {
      let field = format.structures[current.structure].fields[part]
      guard let type = field.type?.integerType, let offset = field.offset else { continue }
      if try isPresent(part) {
        guard let value = current.integer(at: offset, type) else { throw .absent("a byte") }
        result |= value << shift
      }
      shift += UInt64(type.width * 8)
    }
    return result
  }

  private func bytes(_ located: Located, _ count: Int) throws(NoValue) -> [UInt8] {
    guard let run = located.holder.run(at: located.offset, count: count) else { throw .absent("a byte") }
    return Array(run)
  }

  /// The bytes that were located.
  func run(_ located: Located) throws(NoValue) -> ArraySlice<UInt8> {
    guard let run = located.holder.run(at: located.offset, count: located.count) else { throw .absent("a byte") }
    return run
  }

  func decode(_ access: Access, _ at: Int, _ type: IntegerType) throws(NoValue) -> UInt64 {
    guard case .bytes(let bytes) = try read(access),
      let value = bytes.withBytes({ $0.integer(at: at, width: type.width, type.order) })
    else { throw .absent("a byte") }
    return value
  }

  func bit(_ access: Access, _ index: UInt64) throws(NoValue) -> Bool {
    let located = try locate(access)
    guard case .bits(let count)? = located.type, index < (try self.count(count, of: located)) else {
      throw .absent("bit \(index)")
    }
    guard let byte = located.holder.run(at: located.offset + Int(index / 8), count: 1)?.first else {
      throw .absent("a byte")
    }
    return byte >> UInt8(index % 8) & 1 != 0
  }

  func ones(_ access: Access, _ range: RangeExpression?) throws(NoValue) -> UInt64 {
    let located = try locate(access)
    guard case .bits(let count)? = located.type, let (start, end) = located.span else { throw .absent("a bit array") }
    if case .fixed = count, range == nil {
      guard let ones = located.holder.bytes.withBytes({ $0.popcount(from: start, to: end) }) else {
        throw .absent("a byte")
      }
      return ones
    }
    let limit = try self.count(count, of: located)
    let bounds = try range.map { range throws(NoValue) in try half(range) }
    let from = bounds?.lower ?? 0
    let to = range?.upper == nil ? limit : bounds?.upper ?? limit
    guard from <= to, to <= limit else { throw .operation("bits \(from) to \(to) of \(limit)") }
    guard let ones = located.holder.bytes.withBytes({ $0.popcount(at: start, bits: from, to: to) }) else {
      throw .absent("a byte")
    }
    return ones
  }
}
