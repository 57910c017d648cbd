public import VexBytes
import VexFormatSpec

/// Decoded structures of an image.
public struct DecodedImage: Sendable {
  /// Name of the format.
  public var format: String
  /// The version that the image says it has; nil when the format has none, or it cannot be read.
  public var version: UInt64?
  /// The regions, in declaration order; those that the version does not have are left out.
  public var regions: [DecodedRegion]
}

/// Decoded elements of a region.
public struct DecodedRegion: Sendable {
  /// The region's name.
  public var name: String
  /// Whether elements are told apart by an index.
  public var isTable: Bool
  /// The first elements that exist and are not free, or the one that was asked for.
  public var elements: [DecodedElement]
  /// Whether there are more of them.
  public var isCut: Bool
  /// Why the region could not be walked to its end; nil when it could.
  public var problem: String?
}

/// One decoded element of a region.
public struct DecodedElement: Sendable {
  /// Its number in the region.
  public var ordinal: UInt64
  /// Its place in the image, in bytes.
  public var offset: UInt64
  /// Its length in bytes; for a structure whose size varies, the least.
  public var length: UInt64
  /// What it holds; nil for an element that is just bytes.
  public var object: DecodedObject?
  /// What of it is missing; nil for an element that is all there.
  public var problem: String?
}

/// What a path leads to.
public enum Selection: Sendable {
  /// Whole elements.
  case image(DecodedImage)
  /// A field, or a part of one; its name is the path.
  case field(DecodedField, in: DecodedImage)
}

/// Why a path leads nowhere.
public struct ShowError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The path as it was given.
  public var path: String
  /// One line for people: what is wrong, and what there is instead.
  public var reason: String

  /// One line for people.
  public var description: String { "\(printable(path)): \(reason)" }
}

extension DecodedImage {
  /// What could not be decoded, in order, each beginning with the name of what it is about.
  public var problems: [String] {
    regions.flatMap { region in
      region.elements.compactMap { element in element.problem.map { "\(region.name(of: element)) \($0)" } }
        + [region.problem.map { "\(region.name): \($0)" }].compactMap(\.self)
    }
  }
}

extension DecodedRegion {
  /// What an element of it is called.
  func name(of element: DecodedElement) -> String {
    isTable || element.ordinal > 0 ? "\(name)[\(element.ordinal)]" : name
  }
}

extension DecodedImage {
  /// The structures as JSON: `{"format", "version", "structures": {NAME: [{"offset", "fields"}]}}`.
  public var json: JSON {
    .object([
      ("format", .string(format)), ("version", version.map { .unsigned($0) } ?? .null),
      ("structures", .object(regions.map { ($0.name, .array($0.elements.map(\.json))) })),
    ])
  }
}

extension DecodedElement {
  /// The element as JSON; one that is just bytes has a length instead of fields.
  public var json: JSON {
    .object([
      ("index", .unsigned(ordinal)), ("offset", .unsigned(offset)),
      object.map { ("fields", $0.json) } ?? ("length", .unsigned(length)),
    ])
  }
}

extension Selection {
  /// What of it, or of what holds it, could not be decoded.
  public var problems: [String] {
    switch self {
    case .image(let image), .field(_, in: let image): image.problems
    }
  }

  /// The selection as JSON.
  public var json: JSON {
    switch self {
    case .image(let image): image.json
    case .field(let field, let image):
      .object([
        ("format", .string(image.format)), ("version", image.version.map { .unsigned($0) } ?? .null),
        ("path", .string(field.name)), ("offset", field.offset.map { .unsigned($0) } ?? .null),
        ("unit", .optional(field.unit?.name)), ("value", field.value.json),
      ])
    }
  }
}
