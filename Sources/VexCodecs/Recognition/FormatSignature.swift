public import VexBytes
import VexCodecs
public import VexFormatSpec

/// The bytes by which a format is recognised: the magic numbers of the first region's structure at the first place.
public struct FormatMagic: Sendable {
  /// Where the first structure is, in bytes; nil when that depends on the image.
  public let place: UInt64?
  /// Each magic number: its offset in the structure, in bytes, and its bytes.
  public let numbers: [(offset: Int, bytes: [UInt8])]

  /// Finds the magic numbers of a format.
  public init(_ format: Format) {
    guard let region = format.regions.first, let id = region.structure else {
      (place, numbers) = (nil, [])
      return
    }
    let first: Expression? =
      switch region.places {
      case .list(let places): places.first
      case .formula(let place): place
      }
    // The first element has index 0, so a formula like `index * 4096` is constant, too.
    place = first?.folded().integer ?? first.flatMap { Self.atIndexZero($0, format) }
    numbers = format.structures[id].fields.flatMap { field in
      field.rules.compactMap { rule in Self.number(rule, field) }
    }
  }

  private static func number(_ rule: RuleTemplate, _ field: Field) -> (offset: Int, bytes: [UInt8])? {
    guard rule.stage == .magic, rule.condition == nil, let offset = field.offset,
      case .holds(let predicate) = rule.predicate
    else { return nil }
    switch predicate.node {
    case .compareBytes(_, let right, negated: false):
      if case .bytes(let bytes) = right.folded().node { return (offset, bytes) }
    case .compare(.equal, _, let right, _):
      guard let value = right.folded().integer, let type = field.type?.integerType else { return nil }
      let bytes = (0..<type.width).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
      return (offset, type.order == .little ? bytes : bytes.reversed())
    default: break
    }
    return nil
  }

  private static func atIndexZero(_ expression: Expression, _ format: Format) -> UInt64? {
    var evaluator = Evaluator(format: format, world: EmptyWorld())
    evaluator.index = 0
    return try? evaluator.integer(expression)
  }

  /// Whether an image has all magic numbers; a format without any matches nothing.
  public func matches(_ source: any ByteSource) -> Bool { place.map { matches(source, at: $0) } ?? false }

  /// Whether an image has all magic numbers of a structure at `place`.
  func matches(_ source: any ByteSource, at place: UInt64) -> Bool {
    guard !numbers.isEmpty else { return false }
    return numbers.allSatisfy { number in
      var bytes: [UInt8] = []
      guard let start = checkedAdd(place, UInt64(number.offset)),
        (try? source.read(at: start, into: &bytes, count: number.bytes.count)) != nil
      else { return false }
      return bytes == number.bytes
    }
  }

  func matches(_ elements: ImageElements) -> Bool { matches(elements.source) }
}

/// A world without an image.
private final class EmptyWorld: World {
  var imageSize: UInt64 { 0 }
  func single(_ region: RegionID) throws(NoValue) -> Instance { throw .absent("an image") }
  func element(_ region: RegionID, _ index: UInt64) throws(NoValue) -> Instance { throw .absent("an image") }
  func visit(_ region: RegionID, _ body: (Instance) throws(NoValue) -> Bool) throws(NoValue) {
    throw .absent("an image")
  }
  func owned(_ unit: Unit) throws(NoValue) -> IntegerSet { throw .absent("an image") }
  func supplied(_ value: SuppliedValue) throws(NoValue) -> UInt64 { throw .absent("an image") }
}
