import VexBytes
import VexCodecs
import VexFormatSpec

/// Where a field of an image lies that a path names: `superblock.regions[0].start`, `inodes[1].mode.kind`,
/// `bitmap[0].map[7]`.
struct FieldPlace {
  /// The element that holds it.
  var element: Element
  /// The field of the element's structure with which the path begins.
  var field: FieldID
  /// Bytes from the element's first one on.
  var offset: Int
  /// What is there; of an array's element, the element's type.
  var type: FieldType
  /// The bits of it that are meant; nil for all.
  var bits: BitField?
  /// The number that means nothing there.
  var none: UInt64?

  /// Follows a path; throws when it leads to nothing that is stored.
  init(_ path: DecodePath, in walker: RegionWalker) throws(ShowError) {
    let id = try path.region(in: walker.format)
    let region = walker.format.regions[id]
    let index = try path.element(of: region)
    var step = Step(evaluator: walker.evaluator, offset: 0, field: nil, type: nil)
    do throws(NoValue) {
      element = try walker.find(id, index)
      let instance = try walker.instance(of: element)
      step.evaluator = walker.evaluator.within(instance)
      step.type = .structure(instance.structure)
      field = 0
      for (number, part) in path.steps.enumerated() {
        try step.take(part)
        if number == 0 { field = step.field ?? 0 }
      }
    } catch {
      throw ShowError(path: path.text, reason: "leads to nothing that is stored: \(error)")
    }
    guard let type = step.type, !path.steps.isEmpty else {
      throw ShowError(path: path.text, reason: "is no field; name one, as in \(region.name).FIELD")
    }
    (offset, self.type, bits, none) = (step.offset, type, step.bits, step.none)
  }

  /// How far a path was followed.
  private struct Step {
    var evaluator: Evaluator
    var offset: Int
    /// The field that was entered last.
    var field: FieldID?
    var type: FieldType?
    var bits: BitField?
    var none: UInt64?

    mutating func take(_ part: DecodePath.Step) throws(NoValue) {
      switch (part, type) {
      case (.name(let name), .structure(let id)?): try enter(name, of: id)
      case (.name(let name), .bitFields(_, let fields)?):
        guard bits == nil, let found = fields.first(where: { $0.name == name }) else { throw .absent("'\(name)'") }
        bits = found
      case (.index(let index), .array(let element, let count)?): try enter(index, element, count)
      case (.index(let index), .bits(let count)?):
        guard index < (try bitCount(count)), let bit = Int(exactly: index) else { throw .absent("bit \(index)") }
        offset += bit / 8
        type = .integer(IntegerType(width: 1, order: .little))
        bits = BitField(name: "\(index)", at: bit % 8, width: 1)
      case (.name(let name), _): throw .absent("'\(name)'")
      case (.index(let index), _): throw .absent("element \(index)")
      }
    }

    /// How many bits the field that was entered last has.
    private func bitCount(_ count: ArrayCount) throws(NoValue) -> UInt64 {
      guard let holder = evaluator.current, let field,
        let at = evaluator.format.structures[holder.structure].fields[field].offset
      else { throw .absent("the bit array") }
      return try evaluator.count(count, of: Located(holder: holder, offset: at, count: 0, type: type, field: field))
    }

    private mutating func enter(_ name: String, of structure: StructureID) throws(NoValue) {
      let declared = evaluator.format.structures[structure]
      guard let id = declared.field(named: name) else {
        throw .absent("'\(name)'; \(declared.name) has \(declared.fields.map(\.name).joined(separator: ", ")); it")
      }
      guard declared.fields[id].byteCount != nil else { throw .absent("'\(name)', which is computed,") }
      guard try evaluator.isPresent(id) else { throw .absent("'\(name)' in this version or state") }
      let at = try evaluator.offset(of: declared.fields[id])
      offset += at
      (field, type, none) = (id, declared.fields[id].type, declared.fields[id].none?.folded().integer)
      guard let type else { throw .absent("a type of '\(name)', which is reserved,") }
      if case .structure(let nested) = type { within(nested, at: at, index: 0) }
    }

    private mutating func enter(_ index: UInt64, _ element: FieldType, _ count: ArrayCount) throws(NoValue) {
      guard let stride = evaluator.byteCount(element), let holder = evaluator.current, let field,
        let at = evaluator.format.structures[holder.structure].fields[field].offset
      else { throw .absent("the array") }
      let located = Located(holder: holder, offset: at, count: stride, type: type, field: field)
      if case .packed = count { return try enter(index, element, at: try evaluator.packedPlaces(of: located)) }
      let elements = try evaluator.count(count, of: located)
      guard index < elements, let place = Int(exactly: index) else {
        throw .absent("element \(index) of \(elements)")
      }
      offset += place * stride
      type = element
      if case .structure(let nested) = element { within(nested, at: at + place * stride, index: index) }
    }

    /// An element of a packed array, by the places of all.
    private mutating func enter(_ index: UInt64, _ element: FieldType, at places: [Int]) throws(NoValue) {
      guard index < UInt64(places.count), case .structure(let nested) = element, let holder = evaluator.current,
        let field, let at = evaluator.format.structures[holder.structure].fields[field].offset
      else { throw .absent("element \(index) of \(places.count)") }
      let place = places[Int(index)]
      offset += place - at
      type = element
      within(nested, at: place, index: index)
    }

    private mutating func within(_ nested: StructureID, at: Int, index: UInt64) {
      guard let holder = evaluator.current, let field else { return }
      var instance = evaluator.nested(nested, in: holder, at: at, index: index, field: field)
      let arguments = evaluator.format.structures[holder.structure].fields[field].arguments
      // What has no value fails only what reads it.
      instance.given = arguments.map { (try? evaluator.value($0)) ?? .set(IntegerSet()) }
      evaluator = evaluator.within(instance, heldBy: field)
    }
  }
}
