import VexBytes
import VexCodecs
import VexFormatSpec

/// Everything that is systematically done to one baseline.
struct MutationPlan {
  let baseline: Baseline
  let targets: [FieldTarget]
  /// The values that rules compare each target with.
  let bounds: [[UInt64]]
  let repair: ChecksumRepair
  /// Every field by every verb, and every change of the surroundings.
  private(set) var mutants: [Mutant] = []

  /// - `surroundings`: whether what surrounds the structure is changed, too.
  init?(
    _ baseline: Baseline, _ format: Format, _ reader: ChecksumReader, seed: UInt64, surroundings: Bool = true
  ) {
    guard let check = format.check(of: baseline.subject.structure) else { return nil }
    self.baseline = baseline
    let root = FrameEvaluator(baseline.subject, check, format)
    let targets = root.targets()
    self.targets = targets
    repair = ChecksumRepair(baseline.subject, check, format, reader)
    let bounds = Self.bounds(root, targets)
    self.bounds = targets.indices.map { index in
      bounds[index].compactMap { if case .number(let value) = $0 { value } else { nil } }
    }
    var random = SeededGenerator(seed: seed)
    for index in targets.indices { addVerbs(to: index, bounds[index], &random) }
    addPairs(&random)
    if surroundings { addSurroundings(check, format, bounds) }
  }

  /// The bounds of each target, each once.
  static func bounds(_ root: FrameEvaluator, _ targets: [FieldTarget]) -> [[Bound.Value]] {
    var found: [FieldKey: Set<Bound>] = [:]
    root.visitRules { rule, frame, elements in
      var collector = BoundCollector(frame, elements: elements)
      collector.collect(rule)
      for bound in collector.bounds { found[bound.key, default: []].insert(bound) }
    }
    return targets.map { target in
      let values = (found[target.key] ?? []).filter { $0.elements == nil || $0.elements == target.elements }.map(
        \.value)
      return Set(values).sorted { "\($0)" < "\($1)" }
    }
  }

  private mutating func addVerbs(to index: Int, _ bounds: [Bound.Value], _ random: inout SeededGenerator) {
    let target = targets[index]
    for (verb, edit) in Self.edits(target, seed: random.next()) { add(verb, edit, index) }
    for bound in bounds {
      switch bound {
      case .number(let value) where target.type != nil:
        add(.below, target.edit(.set, value &- 1), index)
        add(.at, target.edit(.set, value), index)
        add(.above, target.edit(.set, value &+ 1), index)
      case .bit(let bit) where target.type == nil && bit < UInt64(target.count * 8):
        add(.at, target.edit(.flipBit, bit), index)
      case .instead(let value) where target.type != nil: add(.at, target.edit(.set, value), index)
      case .number, .instead, .bit, .bytes: break
      }
    }
  }

  private mutating func add(_ verb: Verb, _ edit: Edit, _ index: Int) {
    var mutant = Mutant(fields: [index], verb: verb)
    mutant.edits.append(edit)
    mutant.isRepaired = verb != .stale
    if targets[index].isChecksum { mutant.excluded = targets[index].range }
    mutants.append(mutant)
  }

  /// What the verbs without bounds do to a field.
  static func edits(_ target: FieldTarget, seed: UInt64) -> [(Verb, Edit)] {
    if target.type == nil {
      let bits = UInt64(target.count) * 8
      let first = Edit(action: .add, offset: target.offset, count: 1, mask: 0xff, value: 1)
      var subtracted = first
      subtracted.value = 0xff
      return [
        (.zeroes, target.edit(.fill, 0)), (.ones, target.edit(.fill, 0xff)), (.firstBit, target.edit(.flipBit, 0)),
        (.middleBit, target.edit(.flipBit, bits / 2)), (.lastBit, target.edit(.flipBit, bits - 1)), (.add, first),
        (.subtract, subtracted), (.random, target.edit(.scramble, seed)), (.stale, target.edit(.flipBit, 0)),
      ]
    }
    let width = UInt64(target.mask.nonzeroBitCount)
    return [
      (.zeroes, target.edit(.set, 0)), (.ones, target.edit(.set, .max)), (.firstBit, target.edit(.flip, 1)),
      (.middleBit, target.edit(.flip, 1 << (width / 2))), (.lastBit, target.edit(.flip, 1 << (width - 1))),
      (.add, target.edit(.add, 1)), (.subtract, target.edit(.add, .max)), (.random, target.edit(.set, seed)),
      (.stale, target.edit(.flip, 1)),
    ]
  }

  private mutating func addSurroundings(_ check: Check, _ format: Format, _ bounds: [[Bound.Value]]) {
    let subject = baseline.subject
    let size = format.structures[subject.structure].size
    let context = subject.context
    var changes: [Mutant.Surroundings] = [
      .place(context.place + 1), .place(context.place + 512), .place(context.place + UInt64(size.maximum)), .place(0),
      .place(1 << 62),
      .index(context.index + 1), .index(0), .index(1 << 32), .index(.max), .imageSize(context.imageSize &- 1),
      .imageSize(context.imageSize + 1), .imageSize(0), .imageSize(.max),
    ]
    for (number, parameter) in context.parameters.enumerated() {
      for value in [0, parameter.value &+ 1, parameter.value &- 1, .max] { changes.append(.parameter(number, value)) }
    }
    for count in Set([0, 1, size.minimum - 1, size.minimum, subject.bytes.count - 1]).sorted()
    where count >= 0 && count < subject.bytes.count {
      changes.append(.length(count))
    }
    for change in changes {
      mutants.append(Mutant(surroundings: change))
      var changed = subject
      changed.context.apply(change)
      // What rules compare fields with now.
      let moved = Self.bounds(FrameEvaluator(changed, check, format), targets)
      for (index, target) in targets.enumerated() {
        for bound in moved[index] where target.type != nil {
          let value: UInt64
          switch bound {
          case .number(let number) where !bounds[index].contains(bound): value = number
          case .instead(let number): value = number
          case .number, .bytes, .bit: continue
          }
          var mutant = Mutant(surroundings: change, fields: [index], verb: .at)
          mutant.edits.append(target.edit(.set, value))
          mutants.append(mutant)
        }
      }
    }
  }

  /// Two fields at a time, neighbours and others, so that the order of rules shows.
  private mutating func addPairs(_ random: inout SeededGenerator) {
    for index in targets.indices.dropLast() {
      for other in [index + 1, random.next(below: targets.count)] where other != index {
        var mutant = Mutant(fields: [index, other], verb: .firstBit)
        for target in [targets[index], targets[other]] {
          mutant.edits.append(target.edit(target.type == nil ? .flipBit : .flip, target.type == nil ? 0 : 1))
          if target.isChecksum { mutant.excluded = target.range }
        }
        mutants.append(mutant)
      }
    }
  }

  /// One in so many random mutants is the baseline itself, and in one all bytes from some place on are random: few, since they
  /// say little and cost much.
  private static let extremesStride = 256

  /// A mutant of random fields and verbs.
  func random(_ random: inout SeededGenerator) -> Mutant {
    var mutant = Mutant()
    let kind = random.next(below: Self.extremesStride)
    guard !targets.isEmpty, kind > 0 else { return mutant }
    if kind == 1 {
      let count = baseline.subject.bytes.count
      let start = random.next(below: 2) == 0 ? 0 : random.next(below: count)
      mutant.edits.append(
        Edit(action: .scramble, offset: start, count: count - start, mask: 0xff, value: random.next()))
      mutant.isRepaired = random.next(below: 2) == 0
      return mutant
    }
    let count = 1 + random.next(below: 8) / 3
    for _ in 0..<count {
      let index = random.next(below: targets.count)
      let target = targets[index]
      let (verb, edit) = change(target, bounds[index], &random)
      mutant.edits.append(edit)
      mutant.fields.append(index)
      mutant.verb = count == 1 ? verb : nil
      if target.isChecksum { mutant.excluded = target.range }
    }
    mutant.isRepaired = random.next(below: 8) != 0
    return mutant
  }

  private func change(
    _ target: FieldTarget, _ bounds: [UInt64], _ random: inout SeededGenerator
  ) -> (Verb, Edit) {
    if !bounds.isEmpty, random.next(below: 2) == 0 {
      let value = bounds[random.next(below: bounds.count)]
      let side = random.next(below: 3)
      return ([.below, .at, .above][side], target.edit(.set, value &+ UInt64(side) &- 1))
    }
    let verbs = Self.edits(target, seed: random.next())
    let (verb, edit) = verbs[random.next(below: verbs.count)]
    // Whether checksums are repaired is drawn apart.
    return (verb == .stale ? .firstBit : verb, edit)
  }
}

extension FrameEvaluator {
  /// Calls `body` for each rule of the frame, of what is merged into it and of what is nested, each in its own frame's terms.
  ///
  /// Of arrays only the first elements are visited, and the middle and the last.
  func visitRules(elements: [Int] = [], _ body: (PlacedRule, FrameEvaluator, [Int]) -> Void) {
    for list in check.frames[frame].stages {
      for item in list.items {
        switch item {
        case .rule(let rule):
          if let inner = merged(rule.frame) { body(rule, inner, elements) }
        case .frame(let number):
          let isRepeated = check.frames[number].isRepeated
          let count = isRepeated ? max(1, self.count(of: number)) : 1
          for element in Set([0, 1, count / 2, count - 1]).sorted() where element < count {
            entering(number, element: element)?.visitRules(elements: isRepeated ? elements + [element] : elements, body)
          }
        }
      }
    }
  }
}
