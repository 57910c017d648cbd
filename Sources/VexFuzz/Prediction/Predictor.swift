public import VexBytes
import VexCodecs
public import VexFormatSpec
public import VexPlugins

/// Says which rules a structure breaks, from the rules as they are declared.
///
/// It walks `Format.checks` with the evaluator of expressions and knows nothing of programs, tables or generated code, so that
/// what it says is evidence for or against them.
public struct Predictor: Sendable {
  /// The format.
  public let format: Format
  let reader: ChecksumReader

  /// Makes a predictor.
  public init(format: Format, checksums: ChecksumRegistry) {
    self.format = format
    reader = ChecksumReader(checksums: checksums)
  }

  /// The rules that fail, in order, up to the first of severity `error`, which ends a check.
  public func findings(_ mutant: StructureCase) -> [Finding] {
    guard let check = format.check(of: mutant.structure) else { return [] }
    var walk = PredictionWalk(reader: reader, mutant: mutant)
    _ = walk.run(FrameEvaluator(mutant, check, format))
    return walk.findings
  }

  /// The finding that decides: the first of the greatest severity.
  public func decision(_ mutant: StructureCase) -> Finding { Self.decision(findings(mutant)) }

  /// The first of the greatest severity; `clean` when there is none.
  public static func decision(_ findings: [Finding]) -> Finding {
    var result = Finding.clean
    for finding in findings where finding.severity > result.severity { result = finding }
    return result
  }
}

/// One walk through the stages of a check.
struct PredictionWalk {
  let reader: ChecksumReader
  let mutant: StructureCase
  var findings: [Finding] = []

  /// Runs the stages of a frame; false when the check has ended.
  mutating func run(_ frame: FrameEvaluator) -> Bool {
    for list in frame.check.frames[frame.frame].stages {
      for item in list.items {
        switch item {
        case .rule(let rule): if !test(rule, in: frame) { return false }
        case .frame(let number): if !nested(number, in: frame) { return false }
        }
      }
    }
    return true
  }

  private mutating func nested(_ number: Int, in frame: FrameEvaluator) -> Bool {
    guard let field = frame.check.frames[number].field, frame.has(field) else { return true }
    guard frame.check.frames[number].isRepeated else {
      return frame.entering(number).map { run($0) } ?? true
    }
    let places = frame.packedPlaces(of: number)
    for element in 0..<(places?.count ?? frame.count(of: number)) {
      if let inner = frame.entering(number, element: element, places: places), !run(inner) { return false }
    }
    return true
  }

  private mutating func test(_ rule: PlacedRule, in outer: FrameEvaluator) -> Bool {
    guard let frame = outer.merged(rule.frame) else { return true }
    let verdict = verdict(rule, in: frame)
    guard verdict != .holds else { return true }
    // What nobody can tell is never good, and refuses nothing.
    let severity = verdict == .unverified ? .warning : severity(rule.template.severity, frame.evaluator)
    let offset = rule.field.flatMap { frame.structure.fields[$0].offset } ?? 0
    findings.append(Finding(rule: rule.number, severity: severity, offset: frame.instance.place &+ UInt64(offset)))
    return severity < .error
  }

  private func severity(_ policy: SeverityPolicy, _ evaluator: Evaluator) -> Severity {
    for choice in policy.cases {
      if let versions = choice.versions, !((try? versions.contains(evaluator.version())) ?? false) { continue }
      if let condition = choice.condition, !((try? evaluator.isTrue(condition)) ?? false) { continue }
      return choice.severity
    }
    return policy.otherwise
  }

  /// Whether the rule holds, or does not apply.
  ///
  /// What has no value makes it fail.
  private func verdict(_ rule: PlacedRule, in frame: FrameEvaluator) -> StoredChecksum.Verdict {
    do throws(NoValue) {
      guard try applies(rule, in: frame) else { return .holds }
      if case .checksum = rule.template.predicate { return try verify(rule, in: frame) }
      return try holds(rule, in: frame) ? .holds : .fails
    } catch {
      return .fails
    }
  }

  private func verify(_ rule: PlacedRule, in frame: FrameEvaluator) throws(NoValue) -> StoredChecksum.Verdict {
    guard let field = rule.field else { return .holds }
    for checksum in try reader.applicable(field, in: frame, mutant.context.sources) {
      let verdict = mutant.bytes.withBytes { checksum.verdict(in: $0, mutant.context.sources) }
      if verdict != .holds { return verdict }
    }
    return .holds
  }

  private func applies(_ rule: PlacedRule, in frame: FrameEvaluator) throws(NoValue) -> Bool {
    let evaluator = frame.evaluator
    if let versions = rule.template.versions, !versions.contains(try evaluator.version()) { return false }
    if let field = rule.field {
      let declared = frame.structure.fields[field]
      if case .unusedIsZero = rule.template.predicate {
        // The version lacks the field: then its bytes are another's.
        if let versions = declared.versions, !versions.contains(try evaluator.version()) { return false }
        guard let condition = declared.condition else { return false }
        // Bytes behind the end of the structure are nobody's.
        if let offset = declared.offset, let count = declared.byteCount, !frame.structure.size.isFixed,
          UInt64(offset + count) > (try evaluator.size(of: frame.instance))
        {
          return false
        }
        return !(try evaluator.isTrue(condition))
      }
      guard try evaluator.isPresent(field) else { return false }
      if case .restIsZero = rule.template.predicate, let offset = declared.offset, let count = declared.byteCount,
        UInt64(offset + count) > (try evaluator.size(of: frame.instance))
      {
        return false
      }
      if let condition = rule.template.condition, !(try evaluator.isTrue(condition)) { return false }
      guard let none = declared.none else { return true }
      let access = Access(
        root: .current(frame.instance.structure), steps: [.field(field, of: frame.instance.structure)],
        type: declared.type)
      let value = Expression(.read(access), type: .unsigned, location: declared.location)
      return try evaluator.integer(value) != evaluator.integer(none)
    }
    guard let condition = rule.template.condition else { return true }
    return try evaluator.isTrue(condition)
  }

  private func holds(_ rule: PlacedRule, in frame: FrameEvaluator) throws(NoValue) -> Bool {
    let (evaluator, instance, structure) = (frame.evaluator, frame.instance, frame.structure)
    switch rule.template.predicate {
    case .bytes: return instance.bytes.count - instance.base >= structure.size.minimum
    case .size:
      let size = try evaluator.size(of: instance)
      return size >= UInt64(structure.size.minimum) && size <= UInt64(structure.size.maximum)
        && size <= UInt64(instance.bytes.count - instance.base)
    case .holds(let expression): return try evaluator.isTrue(expression)
    case .hasValue(let expression), .isFilled(let expression):
      _ = try evaluator.value(expression)
      return true
    case .isAtMost(let expression, let maximum): return try isAtMost(maximum, expression, rule, in: frame)
    case .unusedIsZero: return try isZero(rule, from: 0, in: frame)
    case .restIsZero(let count): return try isZero(rule, from: try used(rule, count, in: frame), in: frame)
    case .hasNul(let access):
      let located = try evaluator.locate(access)
      guard let run = located.holder.run(at: located.offset, count: located.count) else { throw .absent("a byte") }
      return run.contains(0)
    case .checksum: return try verify(rule, in: frame) == .holds
    }
  }

  /// Whether an array has at most so many elements, all inside its structure.
  private func isAtMost(
    _ maximum: UInt64, _ count: Expression, _ rule: PlacedRule, in frame: FrameEvaluator
  ) throws(NoValue) -> Bool {
    let value = try frame.evaluator.integer(count)
    guard value <= maximum else { return false }
    guard let field = rule.field, let offset = frame.structure.fields[field].offset,
      let bytes = frame.structure.fields[field].byteCount, offset + bytes > frame.structure.size.minimum,
      let length = frame.structure.fields[field].type.flatMap({
        frame.format.byteCount(of: $0, holding: Int(value))
      })
    else { return true }
    return UInt64(offset + length) <= (try frame.evaluator.size(of: frame.instance))
  }

  private func isZero(_ rule: PlacedRule, from start: Int, in frame: FrameEvaluator) throws(NoValue) -> Bool {
    guard let field = rule.field, let offset = frame.structure.fields[field].offset,
      let count = frame.structure.fields[field].byteCount,
      let isZero = frame.instance.isZero(at: offset + start, count: max(0, count - start))
    else { throw .absent("a byte") }
    return isZero
  }

  /// The bytes that an array's elements take.
  private func used(_ rule: PlacedRule, _ count: ArrayCount, in frame: FrameEvaluator) throws(NoValue) -> Int {
    guard case .counted(let steering, let maximum) = count, let field = rule.field,
      case .array(let element, _)? = frame.structure.fields[field].type, let stride = frame.evaluator.byteCount(element)
    else { return 0 }
    let value = try frame.evaluator.integer(steering.expression)
    guard value <= UInt64(maximum) else { throw .operation("\(value) elements") }
    return Int(value) * stride
  }
}
