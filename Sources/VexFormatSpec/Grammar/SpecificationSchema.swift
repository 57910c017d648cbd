public import VexBytes

/// The JSON Schema (draft 7) of specifications, by which editors complete keys and mark mistakes while one types.
///
/// It knows keys, words and what stands behind each; what names, numbers and expressions mean, `vexfmt check` says.
public struct SpecificationSchema {
  /// The name of its file.
  public static let fileName = "vexfmt.schema.json"

  private var definitions: [(name: String, schema: JSON)] = []

  private init() {}

  /// The schema.
  public static var json: JSON {
    var schema = SpecificationSchema()
    let root = schema.reference(to: .specification)
    return .object([
      ("$schema", .string("http://json-schema.org/draft-07/schema#")),
      ("title", .string("vexfmt specification")),
      ("allOf", .array([root])),
      // In the order of their names, so that a new construct changes nothing but its own lines.
      ("definitions", .object(schema.definitions.sorted { $0.name < $1.name }.map { ($0.name, $0.schema) })),
    ])
  }

  private static let scalar = JSON.object([("type", .array(["string", "number", "boolean"].map(JSON.string)))])

  private mutating func reference(to construct: Construct) -> JSON {
    if !definitions.contains(where: { $0.name == construct.name }) {
      // Its place is taken before its keys are looked at, in which it may occur itself.
      definitions.append((construct.name, .null))
      let schema = schema(of: construct)
      if let place = definitions.firstIndex(where: { $0.name == construct.name }) { definitions[place].schema = schema }
    }
    return .object([("$ref", .string("#/definitions/\(construct.name)"))])
  }

  private mutating func schema(of construct: Construct) -> JSON {
    var properties: [(String, JSON)] = []
    for key in construct.keys {
      properties.append(
        (key.name, .object([("description", .string(key.doc)), ("allOf", .array([schema(of: key.shape)]))])))
    }
    properties.append(
      ("doc", .object([("description", .string("What people read about it")), ("type", .string("string"))])))
    let required = construct.keys.filter(\.isRequired).map { JSON.string($0.name) }
    return .object(
      [
        ("type", .string("object")),
        ("properties", .object(properties)),
        ("additionalProperties", construct.others.map { schema(of: $0) } ?? .boolean(false)),
      ] + (required.isEmpty ? [] : [("required", .array(required))]))
  }

  private mutating func schema(of shape: Construct.Shape) -> JSON {
    switch shape {
    case .scalar: return Self.scalar
    // Quoting changes nothing.
    case .flag:
      return .object([("enum", .array([.boolean(true), .boolean(false), .string("true"), .string("false")]))])
    case .choice(let words): return .object([("enum", .array(words.map(JSON.string)))])
    case .list(let item, let least):
      return .object([("type", .string("array")), ("items", schema(of: item)), ("minItems", .count(least))])
    case .named(let value):
      // An explanation may stand in every mapping that declares something.
      return .object([("type", .string("object")), ("additionalProperties", schema(of: value))])
    case .construct(let construct): return reference(to: construct)
    case .either(let shapes):
      var alternatives: [JSON] = []
      for shape in shapes { alternatives.append(schema(of: shape)) }
      return .object([("anyOf", .array(alternatives))])
    }
  }
}
