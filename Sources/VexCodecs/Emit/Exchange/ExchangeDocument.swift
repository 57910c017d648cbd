public import VexBytes
import VexFormatSpec

/// A program and its format as JSON, complete enough that a generator of code needs nothing else.
///
/// docs/GENERATORS.md describes every member, and `ExchangeSchema` is its schema. Things name each other by their positions in
/// the document's arrays, rules by their numbers. Whatever may be as large as 64 bits is a string of decimal digits: many
/// readers of JSON hold numbers as floating point, and would change a bound beyond 2^53 without a word.
public struct ExchangeDocument: Sendable {
  /// The version of the document: it grows when what a member means changes, and when one goes; new members come without.
  public static let version = 1

  /// What is described.
  public var program: Program
  /// The version of the program that describes it.
  public var toolVersion: String
  /// What the user tells the generator, in order.
  public var options: [(key: String, value: String)]

  /// Makes the description of a program.
  public init(program: Program, toolVersion: String, options: [(key: String, value: String)] = []) {
    (self.program, self.toolVersion, self.options) = (program, toolVersion, options)
  }

  var format: Format { program.format }

  /// The document.
  public var json: JSON {
    .object([
      ("exchange", .count(Self.version)),
      (
        "generator",
        .object([
          ("vexfmt", .string(toolVersion)), ("options", .object(options.map { ($0.key, .string($0.value)) })),
        ])
      ),
      ("format", formatJSON),
      ("program", programJSON),
    ])
  }
}

extension JSON {
  /// A number that may have 64 bits, as its decimal digits.
  static func digits(_ value: UInt64) -> JSON { .string(String(value)) }

  /// A value made of another one, or null.
  static func optional<Value>(_ value: Value?, _ body: (Value) -> JSON) -> JSON { value.map(body) ?? .null }

  /// Values in order.
  static func list<Values: Sequence>(_ values: Values, _ body: (Values.Element) -> JSON) -> JSON {
    .array(values.map(body))
  }

  /// Bytes as hexadecimal digits, two for each.
  static func hexadecimal(_ bytes: [UInt8]) -> JSON {
    .string(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }
}

extension Severity {
  /// The word for it.
  var word: String {
    switch self {
    case .none: "none"
    case .warning: "warning"
    case .readonly: "readonly"
    case .error: "error"
    }
  }
}

extension ByteOrder {
  /// The word for it.
  var word: String { self == .little ? "little" : "big" }
}
