import VexBytes
import VexCodecs
import VexFormatSpec

/// Searches for changes that break one rule and leave all others whole.
struct GuidedSearch {
  let format: Format
  let check: Check
  let predictor: Predictor
  /// The rule; 0 when all shall be whole.
  let rule: UInt32
  /// Bytes that stay as they are.
  var fixed: [Range<Int>] = []
  /// How many more structures may be predicted.
  var nodes: Int
  /// Structures that were seen, with the depth that was left.
  private var seen: [[UInt8]: Int] = [:]

  init(format: Format, check: Check, predictor: Predictor, rule: UInt32, nodes: Int) {
    self.format = format
    self.check = check
    self.predictor = predictor
    self.rule = rule
    self.nodes = nodes
  }

  /// A structure that breaks the rule alone: one change away, or two, or however many.
  mutating func search(_ sound: StructureCase) -> StructureCase? {
    search(sound, 1) ?? search(sound, 2) ?? breaking(sound)
  }

  /// A structure that breaks the rule alone, at most `depth` changes away.
  mutating func search(_ subject: StructureCase, _ depth: Int) -> StructureCase? {
    seen = [:]
    return visit(subject, depth, isFirst: true)
  }

  private mutating func visit(_ subject: StructureCase, _ depth: Int, isFirst: Bool = false) -> StructureCase? {
    var repaired = subject
    repaired.repair(format, predictor.reader)
    let key = repaired.bytes + repaired.context.sources.flatMap { $0.origin == .region(0) ? [] : $0.bytes }
    if let known = seen[key], known >= depth { return nil }
    seen[key] = depth
    nodes -= 1
    guard nodes >= 0 else { return nil }
    let findings = predictor.findings(repaired)
    if findings.count == 1, findings[0].rule == rule { return repaired }
    if rule == 0 && findings.isEmpty { return repaired }
    guard depth > 0 else { return nil }
    // A sound structure is broken on purpose, a broken one repaired where it broke first.
    let wrong = findings.first { $0.rule != rule }?.rule ?? rule
    for option in options(of: wrong, in: repaired) {
      if touchesFixed(option) { continue }
      var next = repaired
      for change in option { change.apply(to: &next) }
      if let found = visit(next, depth - 1) { return found }
      if nodes < 0 { return nil }
    }
    return nil
  }

  /// A structure that breaks the rule alone, however many changes away.
  ///
  /// The rule is broken in each way by itself, and what else breaks is repaired; where that is not enough, sound structures that
  /// were met on the way, with more elements, are tried in the same manner.
  mutating func breaking(_ sound: StructureCase, level: Int = 1) -> StructureCase? {
    var met: [StructureCase] = []
    for option in options(of: rule, in: sound) where nodes > 0 {
      var broken = sound
      for change in option { change.apply(to: &broken) }
      if let found = climb(broken, limit: 150, &met) { return found }
    }
    guard level > 0 else { return nil }
    for other in met.prefix(4) { if let found = breaking(other, level: level - 1) { return found } }
    return nil
  }

  /// A structure with no more than the rule broken; of those that are known, what comes furthest in the order of trust is repaired
  /// first.
  ///
  /// - `limit`: so many structures are predicted at most.
  /// - `met`: sound structures are added, unless they are what is looked for.
  mutating func climb(_ subject: StructureCase, limit: Int, _ met: inout [StructureCase]) -> StructureCase? {
    var order: [UInt32: Int] = [:]
    number(frame: 0, &order)
    var open: [(progress: Int, subject: StructureCase, wrong: UInt32)] = []
    var known: Set<[UInt8]> = []
    var left = limit
    /// Judges a structure; true when it is what is looked for.
    func judge(_ next: StructureCase) -> Bool {
      let findings = predictor.findings(next)
      if findings.isEmpty ? rule == 0 : findings.count == 1 && findings[0].rule == rule { return true }
      guard let first = findings.first(where: { $0.rule != rule }) else {
        if findings.isEmpty { met.append(next) }
        return false
      }
      // Of two that break the same rule, the one that breaks it further behind has come further.
      open.append(((order[first.rule] ?? 0) << 16 | Int(truncatingIfNeeded: first.offset & 0xffff), next, first.rule))
      return false
    }
    var start = subject
    start.repair(format, predictor.reader)
    if judge(start) { return start }
    while left > 0, nodes > 0, let best = open.indices.max(by: { open[$0].progress < open[$1].progress }) {
      let state = open.remove(at: best)
      for option in options(of: state.wrong, in: state.subject) where !touchesFixed(option) && left > 0 {
        var next = state.subject
        for change in option { change.apply(to: &next) }
        next.repair(format, predictor.reader)
        guard known.insert(next.bytes + next.context.sources.flatMap(\.bytes)).inserted else { continue }
        nodes -= 1
        left -= 1
        if judge(next) { return next }
      }
    }
    return nil
  }

  /// Numbers rules in the order in which a check comes to them.
  private func number(frame: Int, _ order: inout [UInt32: Int]) {
    for list in check.frames[frame].stages {
      for item in list.items {
        switch item {
        case .rule(let placed): order[placed.number] = order.count
        case .frame(let inner): number(frame: inner, &order)
        }
      }
    }
  }

  private func touchesFixed(_ option: [Change]) -> Bool {
    option.contains { change in change.source == nil && fixed.contains { $0.overlaps(change.edit.range) } }
  }

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
  private func options(of rule: UInt32, in subject: StructureCase) -> [[Change]] {
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

  /// Takes back what is not needed, byte by byte.
  func reduced(_ subject: StructureCase, from sound: StructureCase) -> StructureCase {
    var best = subject
    for index in sound.bytes.indices where index < best.bytes.count && best.bytes[index] != sound.bytes[index] {
      var smaller = best
      smaller.bytes[index] = sound.bytes[index]
      smaller.repair(format, predictor.reader)
      let findings = predictor.findings(smaller)
      if findings.count == 1, findings[0].rule == rule { best = smaller }
    }
    return best
  }
}
