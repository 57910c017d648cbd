import VexBytes
import VexCodecs
import VexFormatSpec

/// A check of one copy of what an image is known by, as if there were no other.
struct CopyExamination {
  let element: Element
  let instance: Instance
  /// The same bytes in the terms of what tells of the format.
  let reading: Instance
  let run: ValidationRun
  /// What the check found.
  let result: CheckResult
  /// Whether it breaks no rule of severity `error`.
  let isSound: Bool

  /// Checks what is at a place; nil when nothing can be read there.
  init?(_ validator: ImageValidator, _ source: any ByteSource, at place: UInt64, ordinal: UInt64) {
    self.init(validator, ImageElements(source), region: 0, at: place, ordinal: ordinal)
  }

  /// Checks what is at a place as an element of a region; nil when nothing can be read there.
  init?(
    _ validator: ImageValidator, _ elements: ImageElements, region: RegionID, at place: UInt64, ordinal: UInt64
  ) {
    let format = validator.program.format
    guard format.regions.indices.contains(region), let structure = format.regions[region].structure else { return nil }
    run = ValidationRun(validator: validator, elements: elements, name: elements.source.name)
    var evaluator = run.walker.evaluator
    evaluator.index = ordinal
    let least = format.structures[structure].size.minimum
    element = Element(
      region: region, ordinal: ordinal, index: ordinal, place: place, length: UInt64(least), evaluator: evaluator)
    guard let bytes = try? elements.bytes(at: place, count: least), !bytes.isEmpty else { return nil }
    var instance = Instance(structure: structure, bytes: bytes, place: place, index: ordinal, region: region)
    for argument in format.regions[region].arguments {
      guard let value = try? evaluator.value(argument) else { return nil }
      instance.given.append(value)
    }
    // A structure that may be large is read as far as it says that it goes.
    let reach = validator.program.check(of: structure)?.maximumSize ?? least
    let whole = Self.byteCount(of: instance, reach, format, evaluator)
    if whole > least, let all = try? elements.bytes(at: place, count: whole) { instance.bytes = all }
    // The expressions of a copy may read the first structure; there may be none but this.
    run.walker.setStanding(instance, for: region)
    let telling = format.recognition.region
    var reading = instance
    if region != telling, let structure = format.regions[telling].structure {
      reading.structure = structure
      reading.region = telling
      reading.given = []
    }
    run.walker.setStanding(reading, for: telling)
    self.instance = instance
    self.reading = reading
    isSound = run.check(element, instance, isQuiet: true) && run.result.severity < .error
    result = run.result
  }

  private static func byteCount(
    of instance: Instance, _ reach: Int, _ format: Format, _ evaluator: Evaluator
  ) -> Int {
    let size = format.structures[instance.structure].size
    guard size.expression != nil, reach <= size.maximum else { return max(reach, size.maximum) }
    guard let known = try? evaluator.within(instance).size(of: instance), known <= UInt64(size.maximum) else {
      return size.minimum
    }
    return max(Int(known), size.minimum)
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
