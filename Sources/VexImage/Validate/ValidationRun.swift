import VexBytes
import VexCodecs
import VexFormatSpec

/// The validation of one image.
final class ValidationRun {
  let validator: ImageValidator
  let format: Format
  let walker: RegionWalker
  let elements: ImageElements
  let describer: FindingDescriber
  var runner: TableRunner
  var result = CheckResult()
  var report: ValidationReport
  /// The greatest severity met; `none` until something is found.
  var severity = Severity.none
  /// The greatest severity met in what a mount reads; the rest of an image does not keep a kernel from mounting it.
  var mountSeverity = Severity.none
  /// A sound copy of what the image is known by, at a place that is known without the first one, where that is damaged.
  var survivor: CopyExamination?
  /// Space claimed so far, in each unit.
  var claims: [Unit: ClaimSet] = [:]
  /// How often the owner of claimed space was looked for.
  var owners = 0
  /// Is told how far it is.
  var progress = ElementProgress()

  init(validator: ImageValidator, elements: ImageElements, name: String) {
    self.validator = validator
    self.elements = elements
    format = validator.program.format
    walker = RegionWalker(program: validator.program, source: elements)
    describer = FindingDescriber(format: format, index: validator.index, imageSize: elements.imageSize)
    runner = TableRunner(validator.table)
    report = ValidationReport(
      image: name, format: format.name, version: nil, verdict: .clean, mount: .refuse, findings: [], omittedFindings: 0,
      notEvaluated: [], omittedNotEvaluated: 0, statistics: ValidationReport.Statistics())
  }

  /// Tests everything, in the order of trust.
  func run() {
    if !FormatSignature(format).matchesFirst(elements.source) {
      survivor = CopyExamination.found(validator, elements.source)
      guard survivor != nil else {
        report.verdict = .unrecognised
        _ = checkFirst()
        return
      }
    }
    let isSound = checkFirst()
    if !isSound, survivor == nil { survivor = CopyExamination.found(validator, elements.source) }
    report.version = version
    if let verdict = report.verdict.isFinal { return report.verdict = verdict }
    for region in format.regions.indices {
      if elements.failure != nil { return }
      check(region: region, firstIsSound: isSound)
    }
    for fact in format.facts {
      if elements.failure != nil { return }
      check(fact: fact)
    }
  }

  /// The version that the image says it has; nil when the format has none, or it cannot be read.
  var version: UInt64? { format.versions == nil ? nil : try? walker.evaluator.version() }

  /// The report, with its judgement.
  func finishedReport() -> ValidationReport {
    var report = report
    if report.verdict.isFinal == nil {
      switch severity {
      case .none: report.verdict = .clean
      case .warning, .readonly: report.verdict = .warnings
      case .error: report.verdict = .damaged
      }
    }
    let refuses = mountSeverity == .error || report.verdict.isFinal != nil
    report.mount = refuses ? .refuse : mountSeverity == .readonly || format.mount.isReadOnly ? .ro : .rw
    return report
  }

  /// Notes how badly something about an element weighs, if a mount reads that element.
  func weighMount(_ region: RegionID, _ ordinal: UInt64, _ severity: Severity) {
    guard format.mount.reads.contains(where: { $0.region == region && $0.index == ordinal }) else { return }
    mountSeverity = max(mountSeverity, severity)
  }

  /// Adds a finding, and counts it when there are too many.
  func add(_ finding: ImageFinding) {
    severity = max(severity, finding.severity)
    if report.findings.count < ValidationReport.findingLimit {
      report.findings.append(finding)
    } else {
      report.omittedFindings += 1
    }
  }

  /// Notes that something was not judged, and why.
  func addNotEvaluated(_ rule: String, _ cause: String) {
    if report.notEvaluated.count < ValidationReport.findingLimit {
      report.notEvaluated.append((rule, cause))
    } else {
      report.omittedNotEvaluated += 1
    }
  }

  /// Notes that a walk ended early; before all else, since what was never looked at matters more than what could not be judged.
  func addUnseen(_ region: String, _ cause: String) { report.notEvaluated.insert((region, cause), at: 0) }

  /// The severity that a policy has in the terms of an evaluator; the gravest when a condition has no value.
  func severity(_ policy: SeverityPolicy, _ evaluator: Evaluator) -> Severity {
    for choice in policy.cases {
      do throws(NoValue) {
        if let versions = choice.versions, !versions.contains(try evaluator.version()) { continue }
        if let condition = choice.condition, !(try evaluator.isTrue(condition)) { continue }
        return choice.severity
      } catch { return policy.otherwise }
    }
    return policy.otherwise
  }

  /// What of a region is damaged or unknown; nil when it is sound.
  func damage(of region: RegionID) -> String? {
    guard walker.damage.affects(region) else { return nil }
    let declared = format.regions[region]
    if declared.isSingle || walker.damage.isWhole(region) { return "\(declared.name) is damaged" }
    guard let ordinal = walker.damage.first(region) else { return "a part of \(declared.name) is unknown" }
    return "\(name(region, ordinal)) is damaged"
  }

  /// Why something that reads a damaged element is not judged; nil for other causes.
  func damage(_ cause: NoValue) -> String? {
    switch cause {
    case .broken(let region, let index): damage(of: region) ?? "\(name(region, index)) is damaged"
    case .unreadable(let what): what
    case .operation, .absent, .tooLarge: nil
    }
  }

  /// What reports call an element.
  func name(_ region: RegionID, _ ordinal: UInt64) -> String {
    let declared = format.regions[region]
    return declared.isSingle && ordinal == 0 ? declared.name : walker.name(region, ordinal)
  }
}

extension ValidationReport.Verdict {
  /// Itself, if nothing more is looked at once it is reached.
  fileprivate var isFinal: ValidationReport.Verdict? {
    switch self {
    case .unsupported, .unrecognised: self
    case .clean, .warnings, .damaged: nil
    }
  }
}
