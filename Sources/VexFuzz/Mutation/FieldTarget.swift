import VexBytes
import VexCodecs
import VexFormatSpec

/// A field in one frame of a check, wherever the frame's structure is.
struct FieldKey: Hashable {
  var frame: Int
  var field: FieldID
  /// The bits that are meant, by their lowest; nil for the whole field.
  var bit: Int?
}

/// Bytes of a structure that belong to one field, of the structure itself or of something nested.
struct FieldTarget {
  /// Path from the root structure, with the numbers of elements.
  var name: String
  var key: FieldKey
  /// Where they begin in the root structure.
  var offset: Int
  var count: Int
  /// The integer they are; nil for runs of bytes.
  var type: IntegerType?
  var bits: BitField?
  /// Whether a checksum is kept in them.
  var isChecksum: Bool
  /// The holder's element numbers, outermost first: which instance of the frame this is.
  var elements: [Int]

  var range: Range<Int> { offset..<offset + count }

  /// Bits of the integer that count, shifted down.
  var mask: UInt64 { bits?.mask ?? type?.mask ?? .max }

  /// A change of the integer or of the run of bytes.
  func edit(_ action: Edit.Action, _ value: UInt64) -> Edit {
    Edit(
      action: action, offset: offset, count: count, order: type?.order ?? .little, shift: UInt64(bits?.at ?? 0),
      mask: mask,
      value: value)
  }

  /// The value in some bytes; nil for runs of bytes.
  func value(in bytes: [UInt8]) -> UInt64? {
    guard let type, let whole = bytes.withBytes({ $0.integer(at: offset, width: type.width, type.order) }) else {
      return nil
    }
    return whole >> UInt64(bits?.at ?? 0) & mask
  }
}

extension FrameEvaluator {
  /// The fields of the frame and everything nested; of arrays the first, the middle and the last element, and the last that counts.
  ///
  /// - `every`: whether all elements are wanted.
  func targets(every: Bool = false, prefix: String = "", elements: [Int] = []) -> [FieldTarget] {
    var result: [FieldTarget] = []
    let base = instance.base
    let version = try? evaluator.version()
    for (field, declared) in structure.fields.enumerated() {
      guard let offset = declared.offset, let count = declared.byteCount, base + offset + count <= instance.bytes.count
      else { continue }
      if let versions = declared.versions, let version, !versions.contains(version) { continue }
      let name = prefix + declared.name
      if let (_, isRepeated) = declared.type?.nestedStructure {
        guard let child = check.frames.firstIndex(where: { $0.parent == frame && $0.field == field }) else { continue }
        let places = packedPlaces(of: child)
        let count = places?.count ?? self.count(of: child)
        for element in isRepeated ? chosen(declared.type, counted: count, every) : [0] {
          let label = isRepeated ? "\(name)[\(element)]." : "\(name)."
          let path = isRepeated ? elements + [element] : elements
          result +=
            entering(child, element: element, places: places)?
            .targets(every: every, prefix: label, elements: path) ?? []
        }
        continue
      }
      var target = FieldTarget(
        name: name, key: FieldKey(frame: frame, field: field), offset: base + offset, count: count,
        type: declared.type?.integerType, isChecksum: !declared.checksums.isEmpty, elements: elements)
      if case .array(let element, _)? = declared.type, let stride = evaluator.byteCount(element) {
        for number in chosen(declared.type, counted: nil, every) {
          target.name = "\(name)[\(number)]"
          target.offset = base + offset + number * stride
          target.count = stride
          target.type = element.integerType
          result.append(target)
        }
        continue
      }
      result.append(target)
      guard case .bitFields(_, let parts)? = declared.type else { continue }
      for bits in parts {
        var part = target
        part.name = "\(name).\(bits.name)"
        part.key.bit = bits.at
        part.bits = bits
        result.append(part)
      }
    }
    return result
  }

  private func chosen(_ type: FieldType?, counted: Int?, _ every: Bool) -> [Int] {
    guard case .array(_, let count)? = type else { return [] }
    let all: Int
    switch count {
    case .fixed(let fixed): all = fixed
    case .counted(_, let maximum): all = maximum
    // Where an element would begin that is not there, nothing says.
    case .packed: all = counted ?? 0
    }
    if every { return Array(0..<all) }
    let wanted = [0, (counted ?? 0) - 1, all / 2, all - 1].filter { (0..<all).contains($0) }
    return Set(wanted).sorted()
  }
}
