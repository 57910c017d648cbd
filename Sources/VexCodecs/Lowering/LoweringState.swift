import VexBytes
import VexFormatSpec

/// A list of steps under construction.
struct Block {
  /// What the list belongs to.
  enum Kind {
    /// A check, frame, branch or loop: loads may be put here and used by everything that follows.
    case outer
    /// The body of a rule, which may end early.
    case rule
  }

  var kind: Kind
  var steps: [Step] = []
  /// Registers that hold loaded values.
  var loads: [LoadKey: Register] = [:]
  /// Registers that hold values from outside.
  var inputs: [Input: Register] = [:]
  /// Registers that hold the numbers of elements of arrays whose `count` rule has been tested, and the numbers of bytes
  /// of packed ones.
  var counts: [FieldInstance: Register] = [:]
}

/// Bytes that were loaded.
struct LoadKey: Hashable {
  var view: ViewID
  var offset: Int
  var type: IntegerType
}

/// A field of a structure instance at a known place.
struct FieldInstance: Hashable {
  var view: ViewID
  var base: Int
  var structure: StructureID
  var field: FieldID
}

/// A structure instance in whose terms expressions are read.
struct InstanceScope {
  /// The frame; nil for what is not part of the check: sources and elements of aggregates.
  var frame: Int?
  var structure: StructureID
  /// The view that holds it, and where in the view it begins.
  var view: ViewID
  var base: Int
  /// The element's index; nil for the one that the caller supplies.
  var index: Operand?
  /// Whether it was verified by the caller.
  var isSource: Bool
  /// The packed array that it is an element of, while its size is not proven.
  var packing: Packing?
}

/// How far the elements of a packed array have been gone through.
struct Packing {
  /// The bytes that the elements fill.
  var bytes: Operand
  /// Where the current element begins among them.
  var position: Register
  /// Where the next one does.
  var next: Register
}

/// What a variable of an aggregate stands for.
enum LoweredVariable {
  case integer(Operand)
  /// An element at the start of a view.
  case element(ViewID, FieldType)
}
