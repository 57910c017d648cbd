import VexBytes
import VexCodecs
import VexFormatSpec

/// A check of one copy of what an image is known by, as if there were no other.
struct CopyExamination {
  let element: Element
  let instance: Instance
  let run: ValidationRun
  /// Whether it breaks no rule of severity `error`.
  let isSound: Bool

  /// Checks what is at a place; nil when nothing can be read there.
  init?(_ validator: ImageValidator, _ source: any ByteSource, at place: UInt64, ordinal: UInt64) {
    let format = validator.program.format
    guard let structure = format.regions.first?.structure else { return nil }
    run = ValidationRun(validator: validator, elements: ImageElements(source), name: source.name)
    var evaluator = run.walker.evaluator
    evaluator.index = ordinal
    element = Element(
      region: 0, ordinal: ordinal, index: ordinal, place: place,
      length: UInt64(format.structures[structure].size.minimum), evaluator: evaluator)
    guard let instance = try? run.walker.instance(of: element) else { return nil }
    // The expressions of a copy may read the first structure; there may be none but this.
    run.walker.setStanding(instance, for: 0)
    self.instance = instance
    isSound = run.check(element, instance, isQuiet: true) && run.result.severity < .error
  }

  /// The name of the first rule that it breaks.
  var firstRule: String? { run.result.findings.first.flatMap { run.format.rule($0.rule)?.name } }

  /// Whether it has the magic, at least.
  var isRecognised: Bool { firstRule?.hasSuffix("/magic") != true }

  /// Whether the first rule that it breaks is that of the mark of a change that was begun and not ended.
  func says(_ marking: Marking) -> Bool { firstRule?.hasSuffix("/\(marking.feature)") == true }

  /// The name of the first rule of the worst severity that it breaks.
  var worstRule: String? {
    run.result.findings.first { $0.severity == run.result.severity }.flatMap { run.format.rule($0.rule)?.name }
  }
}
