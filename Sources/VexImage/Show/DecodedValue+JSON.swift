public import VexBytes

extension DecodedValue {
  /// The value as JSON: integers as integers, enumerations and flags as `{"raw", "names"}`, bytes and bit arrays as text.
  public var json: JSON {
    switch self {
    case .unsigned(let value): .unsigned(value)
    case .signed(let value): .integer(value)
    case .boolean(let value): .boolean(value)
    case .bytes(let bytes): .string(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    case .text(let text): .string(text)
    case .uuid(let uuid): .string(uuid.description)
    case .enumeration(let raw, let name):
      .object([("raw", .unsigned(raw)), ("names", .array(name.map { [.string($0)] } ?? []))])
    case .flags(let raw, let names, _):
      .object([("raw", .unsigned(raw)), ("names", .array(names.map(JSON.string)))])
    case .bitFields(let raw, let fields):
      .object([("raw", .unsigned(raw))] + fields.map { ($0.name, $0.value.json) })
    case .bits(let set):
      .string(
        set.runs.map { run in
          run.upperBound - run.lowerBound == 1 ? "\(run.lowerBound)" : "\(run.lowerBound)-\(run.upperBound - 1)"
        }.joined(separator: ", "))
    case .array(let elements): .array(elements.map(\.json))
    case .object(let object): object.json
    }
  }
}

extension DecodedObject {
  /// The fields as a JSON object.
  public var json: JSON { .object(fields.map { ($0.name, $0.value.json) }) }
}
