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
