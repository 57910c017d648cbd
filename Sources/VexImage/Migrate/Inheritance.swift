import VexBytes
import VexCodecs
import VexFormatSpec

/// What an image under construction takes over from the one before it.
struct Inheritance {
  /// So many bytes of elements are held in memory at most.
  static let limit = 256 << 20

  let edge: Migration
  /// The image before.
  let walker: RegionWalker
  private let format: Format
  /// Elements of regions that carry over, by ordinal; of copies, the one that stands for them.
  private var elements: [RegionID: [UInt64: Instance]] = [:]

  /// Reads what carries over; throws when something cannot be found, or is too much.
  init(edge: Migration, walker: RegionWalker) throws(NoValue) {
    self.edge = edge
    self.walker = walker
    format = walker.format
    var room = Self.limit
    for (id, region) in format.regions.enumerated() {
      guard region.structure != nil, !edge.built.contains(id), format.has(id, in: edge.from),
        format.has(id, in: edge.to)
      else { continue }
      if region.copies != nil {
        elements[id] = [0: try walker.single(id)]
        continue
      }
      var found: [UInt64: Instance] = [:]
      try walker.walk(id) { (step: WalkStep) throws(NoValue) -> Bool in
        switch step {
        case .vacant: break
        case .failed(let failure): throw failure.cause
        case .element(let element):
          let instance = try walker.instance(of: element)
          room -= instance.bytes.count
          guard room >= 0 else { throw .tooLarge("\(region.name), of which more than \(Self.limit) bytes carry over,") }
          found[element.ordinal] = instance
        }
        return true
      }
      elements[id] = found
    }
  }

  /// The element of the image before that one after goes back to.
  private func ancestor(_ region: RegionID, _ ordinal: UInt64) -> Instance? {
    elements[region]?[format.regions[region].copies == nil ? ordinal : 0]
  }

  /// Whether the image before had an element that carries over.
  func has(_ region: RegionID, _ ordinal: UInt64) -> Bool { ancestor(region, ordinal) != nil }

  /// Where an element was that is no copy; nil when there was none.
  func place(_ region: RegionID, _ ordinal: UInt64) throws(NoValue) -> Range<UInt64>? {
    guard format.regions[region].copies == nil, let ancestor = elements[region]?[ordinal] else { return nil }
    let size = try walker.evaluator.size(of: ancestor)
    return ancestor.place..<(checkedAdd(ancestor.place, size) ?? ancestor.place)
  }

  /// Whether the element there had a field.
  func had(_ field: FieldID, _ region: RegionID, _ ordinal: UInt64) throws(NoValue) -> Bool {
    guard let ancestor = ancestor(region, ordinal) else { return false }
    return try walker.evaluator.within(ancestor).isPresent(field)
  }

  /// Whether the bytes of a field, or those of what is nested in it, carry over.
  func carries(_ field: Field) -> Bool { field.carries(from: edge.from, to: edge.to) }

  /// The bytes that an element has of the image before, and zeroes elsewhere; nil when it had none.
  func bytes(_ region: RegionID, _ structure: StructureID, _ ordinal: UInt64) -> [UInt8]? {
    guard let ancestor = ancestor(region, ordinal) else { return nil }
    var bytes = [UInt8](repeating: 0, count: format.structures[structure].size.maximum)
    copy(structure, at: 0, from: ancestor, into: &bytes)
    return bytes
  }

  private func copy(_ structure: StructureID, at base: Int, from ancestor: Instance, into bytes: inout [UInt8]) {
    for field in format.structures[structure].fields where carries(field) {
      guard let offset = field.offset, let count = field.byteCount else { continue }
      // Where packed elements are is the same before and after, and so are they.
      var isPacked = false
      if case .array(_, .packed)? = field.type { isPacked = true }
      if let (nested, isArray) = field.type?.nestedStructure, !isPacked {
        let stride = max(format.structures[nested].size.maximum, 1)
        for index in 0..<(isArray ? count / stride : 1) {
          copy(nested, at: base + offset + index * stride, from: ancestor, into: &bytes)
        }
        continue
      }
      // The end of a structure whose size varies may lie outside of the image.
      let end = min(base + offset + count, ancestor.bytes.count - ancestor.base, bytes.count)
      guard base + offset < end else { continue }
      let start = ancestor.base + base + offset
      bytes.replaceSubrange(base + offset..<end, with: ancestor.bytes[start..<ancestor.base + end])
    }
  }
}
