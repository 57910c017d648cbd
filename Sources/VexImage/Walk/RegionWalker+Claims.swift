public import VexBytes
public import VexCodecs
public import VexFormatSpec

extension RegionWalker {
  /// The units of space that an element takes, those included that it takes a part of.
  public func claim(_ element: Element, in unit: Unit) throws(NoValue) -> Range<UInt64> {
    let size = try byteCount(of: unit)
    let length = try self.length(of: element)
    guard size > 0, let end = checkedAdd(element.place, length), let upper = checkedDivUp(end, size) else {
      throw .operation("\(length) bytes at \(element.place) are no number of units of \(size) bytes")
    }
    let lower = element.place / size
    return lower..<max(lower, length == 0 ? lower : upper)
  }

  /// The length of an element in bytes.
  public func length(of element: Element) throws(NoValue) -> UInt64 {
    let region = format.regions[element.region]
    guard let structure = region.structure, !format.structures[structure].size.isFixed else { return element.length }
    // Copies are one thing, so they have one size; a model may not have made this one yet.
    let instance = region.copies == nil ? try instance(of: element) : try single(element.region)
    return min(try evaluator.size(of: instance), UInt64(format.structures[structure].size.maximum))
  }

  /// How many bytes one of a unit is.
  public func byteCount(of unit: Unit) throws(NoValue) -> UInt64 {
    if unit == .byte { return 1 }
    guard let definition = format.units.first(where: { $0.name == unit.name }) else {
      throw .absent("unit \(unit.name)")
    }
    if let constant = definition.constant { return constant }
    return try evaluator.integer(definition.bytes)
  }

  /// The least number of bytes of an element, as far as the specification tells.
  func minimumLength(_ region: Region) -> UInt64 {
    region.structure.map { UInt64(format.structures[$0].size.minimum) } ?? 0
  }
}

/// Units of space that were claimed so far.
///
/// New claims are gathered in a small set of their own, so that claims in any order cost a search and a short move each.
public struct ClaimSet {
  private var main = IntegerSet()
  private var recent = IntegerSet()

  /// Makes the empty set.
  public init() {}

  /// Adds a claim, and tells the first unit that was claimed before.
  public mutating func insert(_ range: Range<UInt64>) -> UInt64? {
    let common = [main.firstCommon(range), recent.firstCommon(range)].compactMap(\.self).min()
    recent.insert(range)
    if recent.runs.count > 4096 {
      main.formUnion(recent)
      recent = IntegerSet()
    }
    return common
  }

  /// All that was claimed.
  public var all: IntegerSet { main.union(recent) }
}
