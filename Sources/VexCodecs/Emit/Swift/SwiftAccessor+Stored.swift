import VexBytes
import VexFormatSpec

extension SwiftEmitter {
  /// How bytes at `offset` are read.
  ///
  /// - `count`: text of a counted array's length.
  /// - `isProven`: whether every value of a closed enumeration has a case.
  func storedValue(
    _ type: FieldType, at offset: Int, count: String, isProven: Bool
  ) -> (type: String, value: String, isOptional: Bool)? {
    switch type {
    case .integer(let integer), .bitFields(let integer, _):
      return (SwiftText.integer(integer), "stored.integer(at: \(offset), \(SwiftText.order(integer.order)))", false)
    case .enumeration(let id, let integer):
      let name = path(enumeration: id)
      let value = "\(name)(rawValue: \(raw(integer, as: format.enumerations[id].storage, at: offset)))"
      guard isClosed(id) else { return (name, value, false) }
      guard isProven, let first = firstCase(id) else { return (name, value, true) }
      return (name, "\(value) ?? .\(first)", false)
    case .flags(let id, let integer):
      let storage = format.flagSets[id].storage
      let unsigned = IntegerType(width: storage.width, order: storage.order)
      return (path(flags: id), "\(path(flags: id))(rawValue: \(raw(integer, as: unsigned, at: offset)))", false)
    case .bytes(let size): return ("[UInt8]", "stored.run(at: \(offset), count: \(size))", false)
    case .text(let size, _): return ("String", "stored.text(at: \(offset), count: \(size))", false)
    case .text16(let units, let order):
      return ("String", "stored.text16(at: \(offset), units: \(units), \(SwiftText.order(order)))", false)
    case .uuid(let mixed): return ("UUIDValue", "stored.uuid(at: \(offset), mixedEndian: \(mixed))", false)
    case .bits(.fixed(let size)): return ("BitView", "stored.bits(at: \(offset), count: \(size))", false)
    case .bits: return ("BitView", "stored.bits(at: \(offset), count: \(count))", false)
    case .structure(let id):
      let name = path(structure: id)
      return (name, "\(name)(stored: stored.nested(at: \(offset)), finding: finding)", false)
    case .array(let element, .packed): return packedView(of: element, at: offset, bytes: count)
    case .array(let element, let length):
      guard let stride = size(of: element) else { return nil }
      guard let item = storedValue(element, at: 0, count: "", isProven: false) else { return nil }
      let number: String
      switch length {
      case .fixed(let fixed): number = String(fixed)
      case .counted, .packed: number = count
      }
      let itemType = item.type + (item.isOptional ? "?" : "")
      var body = item.value.replacing("stored.", with: "$0.")
      if case .structure(let id) = element {
        body = "\(path(structure: id))(stored: $0, finding: finding)"
      }
      // The closure must not capture all of the structure.
      let capture = body.contains("finding") ? "[finding] in " : ""
      let closure = capture.isEmpty ? "{ \(body) }" : "{ \(capture)\(body) }"
      return (
        "ElementView<\(itemType)>", "stored.elements(at: \(offset), count: \(number), stride: \(stride)) \(closure)",
        false
      )
    }
  }

  /// The elements of a packed array, of which each says how long it is; `bytes` is the text of how many they fill.
  private func packedView(
    of element: FieldType, at offset: Int, bytes: String
  ) -> (type: String, value: String, isOptional: Bool)? {
    guard case .structure(let id) = element, byteCountAccessor(id)?.parameters.isEmpty == true else { return nil }
    let name = path(structure: id)
    let value =
      "stored.packed(at: \(offset), count: \(bytes), \(name).minimumSize...\(name).maximumSize, "
      + "{ \(name)(stored: $0, finding: .clean).byteCount }, { [finding] in \(name)(stored: $0, finding: finding) })"
    return ("PackedView<\(name)>", value, false)
  }

  /// Number of bytes of one value; nil for what has no fixed number.
  func size(of type: FieldType) -> Int? {
    switch type {
    case .integer(let integer), .enumeration(_, let integer), .flags(_, let integer), .bitFields(let integer, _):
      return integer.width
    case .bytes(let size), .text(let size, _): return size
    case .text16(let units, _): return units * 2
    case .uuid: return 16
    case .bits(let count): return (count.maximum + 7) / 8
    case .structure(let id): return format.structures[id].size.isFixed ? format.structures[id].size.minimum : nil
    case .array(let element, .fixed(let count)): return size(of: element).map { $0 * count }
    case .array: return nil
    }
  }

  /// The stored integer, converted when a type's own integer is another one.
  private func raw(_ stored: IntegerType, as own: IntegerType, at offset: Int) -> String {
    let load = "stored.integer(at: \(offset), \(SwiftText.order(stored.order)))"
    if stored.width == own.width, stored.isSigned == own.isSigned { return load }
    return "\(SwiftText.integer(own))(truncatingIfNeeded: \(load) as \(SwiftText.integer(stored)))"
  }

  /// The Swift name of an enumeration's first case.
  func firstCase(_ id: EnumerationID) -> String? {
    guard let first = format.enumerations[id].cases.first else { return nil }
    var names = SwiftNames(reserved: SwiftNames.reservedCases)
    return names.unique(first.name)
  }
}
