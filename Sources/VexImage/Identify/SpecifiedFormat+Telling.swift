import VexBytes
import VexCodecs
import VexFormatSpec

extension SpecifiedFormat {
  /// What is told of something that was examined.
  func recognised(_ copy: CopyExamination, _ role: Recognised.Role) -> Recognised {
    let evaluator = copy.evaluator
    let size = number(recognition.size, evaluator)
    var copy = copy
    if !copy.isSound, let size, size > reader.size, let longer = examined(copy, asIfOf: size) { copy = longer }
    var found = Recognised(
      id: format.name, title: format.title, category: recognition.category,
      structure: recognition.noun ?? format.regions[recognition.region].name, role: role, offset: copy.element.place,
      length: length(copy, role))
    found.title = recognition.titles.lazy.compactMap { text($0, evaluator) }.first ?? format.title
    found.version = version(evaluator)
    found.label = recognition.labels.lazy.compactMap { text($0, evaluator) }.first
    found.uuid = recognition.ids.lazy.compactMap { text($0, evaluator) }.first
    found.blockSize = number(recognition.blockSize, evaluator).flatMap { $0 > 0 ? $0 : nil }
    found.details = recognition.details.compactMap { text($0, evaluator) }
    // Whose only fault is that it says so is otherwise sound.
    found.isUnderWay = format.marking.map(copy.says) ?? false
    found.isSound = copy.isSound || found.isUnderWay || copy.isOfUnknownFeatures
    found.checksum = checksum(copy, isSound: found.isSound)
    if found.isSound, let size, size > reader.size { found.details.append("longer than the image (\(size) bytes)") }
    if found.isSound { checkFurther(copy, &found) } else if let title = recognition.damagedTitle { found.title = title }
    return found
  }

  /// Whether something is told that breaks rules.
  func isTold(_ copy: CopyExamination) -> Bool {
    recognition.damagedCondition.map { (try? copy.evaluator.isTrue($0)) ?? false } ?? true
  }

  /// The same on an image as long as it says that its image is: one that was cut off is not damaged in this place.
  private func examined(_ copy: CopyExamination, asIfOf size: UInt64) -> CopyExamination? {
    let source = LengthenedSource(base: elements.source, size: size)
    let longer = ImageElements(WindowedSource(source, windowSize: Self.windowSize))
    let element = copy.element
    let found = CopyExamination(
      validator, longer, region: element.region, at: element.place, ordinal: element.ordinal)
    return found?.isSound == true || found?.isOfUnknownFeatures == true ? found : nil
  }

  /// How many bytes there are of it, as far as the last mark if it has marks.
  private func length(_ copy: CopyExamination, _ role: Recognised.Role) -> UInt64 {
    let place = copy.element.place
    let length = (try? copy.evaluator.size(of: copy.reading)) ?? copy.element.length
    guard role == .primary else { return length }
    let ends = signature.marks(on: reader).map { $0.offset + UInt64($0.bytes.count) }.filter { $0 > place }
    return max(length, ends.map { $0 - place }.max() ?? 0)
  }

  private func version(_ evaluator: Evaluator) -> String? {
    if !recognition.version.isEmpty {
      let numbers = recognition.version.compactMap { number($0, evaluator) }
      return numbers.count == recognition.version.count ? numbers.map(String.init).joined(separator: ".") : nil
    }
    return format.versions == nil ? nil : (try? evaluator.version()).map(String.init)
  }

  private func number(_ expression: Expression?, _ evaluator: Evaluator) -> UInt64? {
    expression.flatMap { try? evaluator.integer($0) }
  }

  private func holds(_ condition: Expression?, _ evaluator: Evaluator) -> Bool {
    condition.map { (try? evaluator.isTrue($0)) ?? false } ?? true
  }

  private func text(_ statement: Recognition.Statement, _ evaluator: Evaluator) -> String? {
    guard holds(statement.condition, evaluator) else { return nil }
    guard let expression = statement.number else { return statement.text }
    guard let number = number(expression, evaluator) else { return nil }
    return statement.text.split(separator: "#", omittingEmptySubsequences: false).joined(separator: String(number))
  }

  private func text(_ told: Recognition.Told, _ evaluator: Evaluator, depth: Int = 0) -> String? {
    guard depth < told.walks.count else {
      guard holds(told.condition, evaluator) else { return nil }
      return TextOfValue(format: format, evaluator: evaluator).text(told.value, told.pattern)
    }
    let walk = told.walks[depth]
    var found: String?
    try? evaluator.visit(walk.sequence, as: walk.variable) { (inner: Evaluator) throws(NoValue) -> Bool in
      found = text(told, inner, depth: depth + 1)
      return found == nil
    }
    return found
  }

  /// What the checksums of the structure itself say.
  private func checksum(_ copy: CopyExamination, isSound: Bool) -> Recognised.Checksum {
    let evaluator = copy.run.walker.evaluator.within(copy.instance)
    let fields = format.structures[copy.instance.structure].fields
    let sealed = fields.indices.contains { index in
      guard (try? evaluator.isPresent(index)) == true else { return false }
      return fields[index].checksums.contains { object in
        guard holds(object.condition, evaluator) else { return false }
        return object.versions.map { (try? evaluator.version()).map($0.contains) ?? false } ?? true
      }
    }
    guard sealed else { return .none }
    let failed = copy.result.findings.filter { $0.stage == .checksum }
    if failed.contains(where: { !$0.isUnverified }) { return .wrong }
    // Whoever failed earlier may not have come to the checksum.
    return failed.isEmpty && isSound ? .valid : .unverified
  }

  /// Checks what else tells whether it is whole.
  private func checkFurther(_ copy: CopyExamination, _ found: inout Recognised) {
    for (region, text) in recognition.also {
      guard let element = try? copy.run.walker.find(region, 0),
        let instance = try? copy.run.walker.instance(of: element),
        copy.run.check(element, instance, isQuiet: true), copy.run.result.severity < .error
      else {
        found.checksum = found.checksum == .none ? .none : .wrong
        found.details.append(text)
        continue
      }
    }
  }
}

extension CopyExamination {
  /// Reads it in the terms of what tells of the format.
  var evaluator: Evaluator { run.walker.evaluator.within(reading) }

  /// Whether all that is wrong with it is that it has features that are not known, or not mounted.
  ///
  /// What tells of the format is sound then, and what is behind it may be as well.
  var isOfUnknownFeatures: Bool {
    let errors = result.findings.filter { $0.severity == .error }
    return !errors.isEmpty && errors.allSatisfy { $0.stage == .features && !$0.restsOnUnverified }
  }
}

/// An image with zeroes behind it.
private struct LengthenedSource: ByteSource {
  let base: any ByteSource
  let size: UInt64
  var name: String { base.name }

  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    try requireInside(offset: offset, length: UInt64(target.byteCount))
    var bytes: [UInt8] = []
    if offset < base.size {
      try base.read(at: offset, into: &bytes, count: Int(min(UInt64(target.byteCount), base.size - offset)))
    }
    bytes += [UInt8](repeating: 0, count: target.byteCount - bytes.count)
    _ = bytes.withBytes { target.copy(from: $0, to: 0) }
  }
}
