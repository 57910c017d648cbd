import VexBytes
import VexCodecs
import VexFormatSpec

/// An element under construction, and the nested structure in it whose turn it is.
struct ElementCursor {
  let format: Format
  let world: any World
  let region: RegionID
  let index: UInt64
  let place: UInt64
  /// The element's bytes.
  ///
  /// Changing them forgets the evaluator, which holds them too, so that no copy is made.
  private(set) var bytes: [UInt8]
  private(set) var frames: [MadeFrame]
  private var known: Evaluator?

  init(
    format: Format, world: any World, region: RegionID, structure: StructureID, index: UInt64, place: UInt64,
    given: [Value], bytes: [UInt8], isInherited: Bool = false
  ) {
    self.format = format
    self.world = world
    self.region = region
    self.index = index
    self.place = place
    self.bytes = bytes
    frames = [
      MadeFrame(structure: structure, base: 0, index: index, field: 0, given: given, isInherited: isInherited)
    ]
  }

  /// The structure instance whose turn it is.
  var top: MadeFrame { frames[frames.count - 1] }
  /// Its structure.
  var structure: Structure { format.structures[top.structure] }

  mutating func enter(_ frame: MadeFrame) {
    known = nil
    frames.append(frame)
  }

  mutating func leave() {
    known = nil
    frames.removeLast()
  }

  /// Reads expressions in terms of the structure whose turn it is.
  mutating func evaluator() -> Evaluator {
    if let known { return known }
    var evaluator = Evaluator(format: format, world: world)
    for (depth, frame) in frames.enumerated() {
      let instance = instance(frame, isRoot: depth == 0)
      evaluator = depth == 0 ? evaluator.within(instance) : evaluator.within(instance, heldBy: frame.field)
    }
    known = evaluator
    return evaluator
  }

  private func instance(_ frame: MadeFrame, isRoot: Bool) -> Instance {
    var instance = Instance(
      structure: frame.structure, bytes: bytes, place: place &+ UInt64(frame.base), index: frame.index,
      region: isRoot ? region : nil, given: frame.given)
    instance.base = frame.base
    return instance
  }

  /// Puts bytes at an offset of the element; whether that changed anything.
  mutating func put(_ new: [UInt8], at offset: Int) -> Bool {
    let isSame = bytes.withBytes { old in
      new.withBytes { old.equals(from: offset, to: offset &+ $0.byteCount, $0, at: 0) }
    }
    guard isSame == false else { return false }
    known = nil
    return bytes.withMutableBytes { old in new.withBytes { old.copy(from: $0, to: offset) } }
  }

  /// Makes bytes zero; whether any was not.
  mutating func clear(_ range: Range<Int>) -> Bool {
    guard bytes.withBytes({ $0.isZero(from: range.lowerBound, to: range.upperBound) }) == false else { return false }
    known = nil
    return bytes.withMutableBytes { $0.fill(from: range.lowerBound, to: range.upperBound, value: 0) }
  }

  /// The element's bytes, taken out.
  consuming func finish() -> [UInt8] { bytes }

  /// What people call a field of the structure whose turn it is.
  func path(_ field: FieldID?) -> String {
    var path = format.structures[frames[0].structure].name
    for (depth, frame) in frames.enumerated().dropFirst() {
      let holder = format.structures[frames[depth - 1].structure].fields[frame.field]
      path += ".\(holder.name)"
      if holder.type?.nestedStructure?.isArray == true { path += "[\(frame.index)]" }
    }
    return field.map { "\(path).\(structure.fields[$0].name)" } ?? path
  }
}

/// A structure instance in an element.
struct MadeFrame {
  var structure: StructureID
  /// Where it begins in the element.
  var base: Int
  var index: UInt64
  /// The field that holds it.
  var field: FieldID
  var given: [Value]
  /// Whether the image before had it, so that its fields carry over.
  var isInherited = false
}
