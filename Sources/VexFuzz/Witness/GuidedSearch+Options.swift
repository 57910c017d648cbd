import VexBytes
import VexCodecs
import VexFormatSpec

/// What may be changed so that a rule breaks.
extension GuidedSearch {
  /// A change of the structure or of one that was given.
  struct Change {
    var source: Int?
    var edit: Edit

    func apply(to subject: inout StructureCase) {
      if let source {
        subject.context.sources[source].bytes.withMutableBytes { edit.apply(to: &$0) }
      } else {
        subject.bytes.withMutableBytes { edit.apply(to: &$0) }
      }
    }
  }

  /// Changes of fields that a rule reads, the most likely first.
  func options(of rule: UInt32, in subject: StructureCase) -> [[Change]] {
    let root = FrameEvaluator(subject, check, format)
    let targets = root.targets(every: true)
    var bounds: [Bound] = []
    var reads: [(key: FieldKey, elements: [Int]?)] = []
    var result: [[Change]] = []
    root.visitRules { placed, frame, elements in
      guard placed.number == rule else { return }
      var collector = BoundCollector(frame, elements: elements)
      collector.collect(placed)
      bounds += collector.bounds
      reads += collector.reads
      if let edit = clearing(placed, frame) { result.append([Change(source: nil, edit: edit)]) }
    }
    if reads.isEmpty { result += steering(rule, targets) }
    for bound in bounds {
      for target in targets
      where target.key == bound.key && (bound.elements == nil || bound.elements == target.elements) {
        result += changes(target, bound.value).map { [$0] }
        if case .bytes(let bytes) = bound.value { result.append(store(bytes, target)) }
      }
    }
    for target in targets
    where reads.contains(where: { $0.key == target.key && ($0.elements == nil || $0.elements == target.elements) }) {
      for edit in generic(target) { result.append([Change(source: nil, edit: edit)]) }
    }
    result += given(rule, subject)
    return result
  }

  private func changes(_ target: FieldTarget, _ value: Bound.Value) -> [Change] {
    switch value {
    case .number(let number) where target.type != nil:
      return [number, number &+ 1, number &- 1].map { Change(source: nil, edit: target.edit(.set, $0)) }
    case .bit(let bit) where target.type == nil && bit < UInt64(target.count * 8):
      return [Change(source: nil, edit: target.edit(.flipBit, bit))]
    case .number, .instead, .bit, .bytes: return []
    }
  }

  private func store(_ bytes: [UInt8], _ target: FieldTarget) -> [Change] {
    bytes.prefix(target.count).enumerated().map { index, byte in
      Change(source: nil, edit: Edit(action: .fill, offset: target.offset + index, count: 1, value: UInt64(byte)))
    }
  }

  private func generic(_ target: FieldTarget) -> [Edit] {
    guard target.type != nil else {
      let last = UInt64(target.count) * 8 - 1
      return [target.edit(.flipBit, 0), target.edit(.flipBit, last), target.edit(.fill, 0)]
    }
    var edits = [target.edit(.set, 1), target.edit(.set, 0), target.edit(.add, 1), target.edit(.set, .max)]
    let declared = format.structures[check.frames[target.key.frame].structure].fields[target.key.field].type
    var enumeration = target.bits?.enumeration
    if case .enumeration(let id, _)? = declared { enumeration = id }
    if let enumeration { edits += format.enumerations[enumeration].cases.map { target.edit(.set, $0.value) } }
    return edits
  }

  /// Zeroes behind the elements that count.
  private func clearing(_ rule: PlacedRule, _ frame: FrameEvaluator) -> Edit? {
    guard case .restIsZero(.counted(let steering, _)) = rule.template.predicate, let field = rule.field else {
      return nil
    }
    let declared = frame.structure.fields[field]
    guard case .array(let element, _)? = declared.type, let stride = frame.evaluator.byteCount(element),
      let used = try? frame.evaluator.integer(steering.expression), let offset = declared.offset,
      let count = declared.byteCount, used < UInt64(count / max(stride, 1))
    else { return nil }
    let start = Int(used) * stride
    return Edit(action: .fill, offset: frame.instance.base + offset + start, count: count - start, value: 0)
  }

  /// Changes that give an empty array elements, so that a rule of theirs comes to apply.
  private func steering(_ rule: UInt32, _ targets: [FieldTarget]) -> [[Change]] {
    guard
      let frame = check.frames.indices.first(where: { number in
        check.frames[number].stages.contains { list in
          list.items.contains { if case .rule(let placed) = $0 { placed.number == rule } else { false } }
        }
      }), let parent = check.frames[frame].parent, let field = check.frames[frame].field,
      case .array(_, .counted(let steering, _))? = format.structures[check.frames[parent].structure].fields[field].type
    else { return [] }
    var fields: [FieldID] = []
    steering.expression.visit { inner in
      for access in inner.accesses { if case .field(let field, _)? = access.steps.first { fields.append(field) } }
    }
    return targets.filter { $0.key.frame == parent && fields.contains($0.key.field) }
      .map { [Change(source: nil, edit: $0.edit(.set, 1))] }
  }

  /// Changes of integers in structures that were given, by one.
  private func given(_ rule: UInt32, _ subject: StructureCase) -> [[Change]] {
    var result: [[Change]] = []
    for (number, source) in subject.context.sources.enumerated() {
      guard case .given = source.origin else { continue }
      for field in format.structures[source.structure].fields {
        guard let offset = field.offset, let type = field.type?.integerType, field.checksums.isEmpty else { continue }
        for value in [1, UInt64.max] {
          let edit = Edit(
            action: .add, offset: offset, count: type.width, order: type.order, mask: type.mask, value: value)
          result.append([Change(source: number, edit: edit)])
        }
      }
    }
    return result
  }
}
