import VexCodecs
import VexFormatSpec

/// An evaluator in the terms of one frame of a check: the structure itself, something nested, or an array's element.
struct FrameEvaluator {
  let check: Check
  let frame: Int
  let evaluator: Evaluator

  /// The root of a check.
  init(_ mutant: StructureCase, _ check: Check, _ format: Format) {
    self.init(check: check, frame: 0, evaluator: mutant.evaluator(format))
  }

  private init(check: Check, frame: Int, evaluator: Evaluator) {
    self.check = check
    self.frame = frame
    self.evaluator = evaluator
  }

  // Both are read in place: copies of a format's tables cost more than most rules.
  var format: Format { _read { yield evaluator.format } }

  /// The instance whose terms these are.
  var instance: Instance {
    // Only `init` makes values, and it always sets one.
    evaluator.current ?? Instance(structure: 0, bytes: [], place: 0)
  }

  var structure: Structure { _read { yield evaluator.format.structures[instance.structure] } }

  /// A frame directly inside this one; `element` for arrays.
  ///
  /// - `places`: those of the elements of a packed array, if they are known.
  func entering(_ child: Int, element: Int = 0, places: [Int]? = nil) -> FrameEvaluator? {
    let inner = check.frames[child]
    guard inner.parent == frame, let field = inner.field, let offset = structure.fields[field].offset else {
      return nil
    }
    var base = offset
    if inner.isRepeated {
      if let places = places ?? packedPlaces(of: child) {
        guard places.indices.contains(element) else { return nil }
        base = places[element]
      } else {
        guard case .array(let type, _)? = structure.fields[field].type, let stride = evaluator.byteCount(type) else {
          return nil
        }
        base += element * stride
      }
    }
    var nested = evaluator.nested(inner.structure, in: instance, at: base, index: UInt64(element), field: field)
    // Arguments are in the holder's terms; one without a value fails only the rules that read it.
    nested.given = structure.fields[field].arguments.map { (try? evaluator.value($0)) ?? .missing }
    return FrameEvaluator(check: check, frame: child, evaluator: evaluator.within(nested, heldBy: field))
  }

  /// The number of elements of the array that a repeated frame inside this one stands for; 0 while it has no value.
  func count(of child: Int) -> Int {
    guard let field = check.frames[child].field, case .array(_, let count)? = structure.fields[field].type else {
      return 0
    }
    return (try? evaluator.count(count, of: array(field))).map { Int($0) } ?? 0
  }

  /// Where the elements begin of the packed array that a frame inside this one stands for; nil for everything else.
  ///
  /// None do while they do not fill their bytes.
  func packedPlaces(of child: Int) -> [Int]? {
    guard let field = check.frames[child].field, case .array(_, .packed)? = structure.fields[field].type else {
      return nil
    }
    return (try? evaluator.packedPlaces(of: array(field))) ?? []
  }

  private func array(_ field: FieldID) -> Located {
    let declared = structure.fields[field]
    return Located(
      holder: instance, offset: declared.offset ?? 0, count: declared.byteCount ?? 0, type: declared.type, field: field)
  }

  /// The frame itself or one merged into it.
  func merged(_ number: Int) -> FrameEvaluator? {
    if number == frame { return self }
    guard let parent = check.frames[number].parent else { return nil }
    return merged(parent)?.entering(number)
  }

  /// Whether a field is there; no value counts as absent.
  func has(_ field: FieldID) -> Bool { (try? evaluator.isPresent(field)) ?? false }
}
