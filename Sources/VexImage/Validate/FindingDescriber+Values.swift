import VexBytes
import VexCodecs
import VexFormatSpec

extension FindingDescriber {
  /// Fills in the field's path, what it holds, and what it should hold.
  func describe(
    _ entry: RuleIndex.Entry, _ found: RuleFinding, _ instance: Instance, _ outer: Evaluator,
    _ finding: inout ImageFinding
  ) {
    guard let (evaluator, path) = holder(entry, found.offset, instance, outer) else { return }
    let template = entry.rule.template
    switch template.predicate {
    case .bytes, .size: return describeSize(evaluator, &finding)
    default: break
    }
    guard let id = entry.rule.field, let current = evaluator.current else {
      finding.field = path
      guard case .holds(let predicate) = template.predicate, let sides = sides(predicate, evaluator) else { return }
      finding.found = sides.found
      finding.expected = sides.expected ?? finding.expected
      return
    }
    let field = format.structures[current.structure].fields[id]
    finding.field = (path.isEmpty ? "" : path + ".") + field.name + (template.bitField.map { ".\($0)" } ?? "")
    let value = decoded(id, template.bitField, evaluator)
    if let value { finding.found = value.line }
    switch template.predicate {
    case .holds(let predicate): expect(predicate, evaluator, value, &finding)
    case .unusedIsZero, .restIsZero:
      finding.found = raw(field, current)
      finding.expected = "zeroes"
    case .checksum: finding.expected = "the digest of the covered bytes"
    default: break
    }
  }

  /// Says how long the evaluator's current instance is, and how long it should be.
  private func describeSize(_ evaluator: Evaluator, _ finding: inout ImageFinding) {
    guard let current = evaluator.current else { return }
    let size = format.structures[current.structure].size
    let allowed = size.minimum...size.maximum
    let rest = imageSize > current.place ? imageSize - current.place : 0
    finding.found = "cut short after \(rest) bytes, where the image ends"
    finding.expected = size.isFixed ? "\(size.maximum) bytes" : "at least \(size.minimum) bytes"
    guard rest >= UInt64(size.minimum) else { return }
    guard let wanted = try? evaluator.size(of: current), let count = Int(exactly: wanted), allowed.contains(count)
    else {
      let wanted = try? evaluator.size(of: current)
      finding.found = wanted.map { "\($0) bytes long by its own account" } ?? "of a size that has no value"
      finding.expected = "\(size.minimum) to \(size.maximum) bytes"
      return
    }
    finding.expected = "\(count) bytes"
  }

  /// The evaluator in the terms of the frame that declares the rule, and that frame's path with the indices of elements.
  private func holder(
    _ entry: RuleIndex.Entry, _ offset: UInt64, _ instance: Instance, _ outer: Evaluator
  ) -> (Evaluator, String)? {
    var evaluator = outer.within(instance)
    var path = ""
    for frame in entry.frames.dropFirst() {
      guard let current = evaluator.current, let field = frame.field else { return nil }
      let declared = format.structures[current.structure].fields[field]
      guard let base = declared.offset else { return nil }
      path += (path.isEmpty ? "" : ".") + declared.name
      var index: UInt64 = 0
      var start = base
      if frame.isRepeated {
        let stride = UInt64(max(format.structures[frame.structure].size.maximum, 1))
        // A rule on the bytes of an element says by its place which one it is.
        index = offset >= current.place &+ UInt64(base) ? (offset - current.place - UInt64(base)) / stride : 0
        guard let within = Int(exactly: index * stride), within < declared.byteCount ?? 0 else { return nil }
        start += within
        path += "[\(index)]"
      }
      let nested = evaluator.nested(
        frame.structure, in: current, at: start, index: frame.isRepeated ? index : current.index, field: field)
      evaluator = evaluator.within(nested, heldBy: field)
    }
    return (evaluator, path)
  }

  private func decoded(_ id: FieldID, _ bitField: String?, _ evaluator: Evaluator) -> DecodedField? {
    guard let field = decoder.field(id, evaluator) else { return nil }
    guard let bitField else { return field }
    guard case .bitFields(_, let parts) = field.value else { return field }
    return parts.first { $0.name == bitField } ?? field
  }

  private func raw(_ field: Field, _ instance: Instance) -> String {
    guard let offset = field.offset, let count = field.byteCount, let run = instance.run(at: offset, count: count)
    else {
      return "not there"
    }
    return DecodedValue.hexadecimal(Array(run))
  }

  /// What a predicate demands of the field's value, as far as it says so in a simple way.
  private func expect(
    _ predicate: Expression, _ evaluator: Evaluator, _ value: DecodedField?, _ finding: inout ImageFinding
  ) {
    func text(_ expression: Expression) -> String? {
      guard let number = try? evaluator.integer(expression) else { return nil }
      return decoder.value(number, of: expression.type).line(unit: value?.unit)
    }
    switch predicate.node {
    case .isZero: finding.expected = "zeroes"
    case .not(let inner):
      if case .isZero = inner.node { finding.expected = "anything but zeroes" }
    case .compare(.equal, let left, let right, _):
      guard isField(left, finding), let expected = text(right) else { break }
      finding.expected = expected
    case .compareBytes(let left, let right, negated: false):
      guard isField(left, finding), let bytes = try? evaluator.bytes(right) else { break }
      finding.expected = words(bytes)
      if case .bytes(let found)? = value?.value { finding.found = words(found) }
    case .isInside(let subject, let range):
      guard isField(subject, finding) else { break }
      let lower = range.lower.flatMap(text)
      let upper = range.upper.flatMap(text)
      guard (lower == nil) == (range.lower == nil), (upper == nil) == (range.upper == nil) else { break }
      finding.expected = [
        lower.map { "at least \($0)" }, upper.map { (range.isClosed ? "at most " : "less than ") + $0 },
      ].compactMap(\.self).joined(separator: " and ")
    case .isOneOf(let subject, let choices):
      let names = choices.compactMap(text)
      guard isField(subject, finding), names.count == choices.count else { break }
      finding.expected = "one of " + names.joined(separator: ", ")
    default: break
    }
  }

  /// Whether an expression is the field itself that a finding is about.
  private func isField(_ expression: Expression, _ finding: ImageFinding) -> Bool {
    guard case .read(let access) = expression.node else { return false }
    if case .current = access.root {} else { return false }
    let own = printer.text(access)
    return finding.field == own || finding.field.hasSuffix(".\(own)")
  }

  /// Bytes as quoted text where they are printable ASCII, else in hexadecimal.
  private func words(_ bytes: [UInt8]) -> String {
    guard !bytes.isEmpty, bytes.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
      return DecodedValue.hexadecimal(bytes)
    }
    return DecodedValue.quoted(String(decoding: bytes, as: UTF8.self))
  }

  /// What the sides of a comparison are, for rules on more than one field; nil for what is no comparison.
  func sides(_ predicate: Expression, _ evaluator: Evaluator) -> (found: String, expected: String?)? {
    let printer = evaluator.current.map { ExpressionPrinter(format: format, structure: $0.structure) } ?? printer
    switch predicate.node {
    case .compare(let op, let left, let right, _):
      guard let a = try? evaluator.integer(left), let b = try? evaluator.integer(right) else { break }
      let unit = left.unit ?? right.unit
      let expected = decoder.value(b, of: right.type).line(unit: unit)
      return (
        "\(printer.text(left)) is \(decoder.value(a, of: left.type).line(unit: unit))",
        op.words + expected
      )
    case .compareSets(let left, let right, negated: false):
      guard let a = try? evaluator.set(left), let b = try? evaluator.set(right), let first = a.firstDifference(b) else {
        break
      }
      let (has, lacks) = a.contains(first) ? (left, right) : (right, left)
      return ("\(first) is in \(printer.text(has)) and not in \(printer.text(lacks))", nil)
    case .and(let left, let right):
      return (try? evaluator.isTrue(left)) == true ? sides(right, evaluator) : sides(left, evaluator)
    default: break
    }
    return nil
  }
}

extension ComparisonOperator {
  /// What stands in front of the right side where it is said to be expected.
  fileprivate var words: String {
    switch self {
    case .equal: ""
    case .notEqual: "anything but "
    case .less: "less than "
    case .lessOrEqual: "at most "
    case .greater: "more than "
    case .greaterOrEqual: "at least "
    }
  }
}
