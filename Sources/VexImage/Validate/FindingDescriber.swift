import VexBytes
import VexCodecs
import VexFormatSpec

/// Says what a broken rule is about, in people's terms.
struct FindingDescriber {
  let format: Format
  let index: RuleIndex
  let imageSize: UInt64
  let decoder: StructureDecoder
  let printer: ExpressionPrinter

  init(format: Format, index: RuleIndex, imageSize: UInt64) {
    self.format = format
    self.index = index
    self.imageSize = imageSize
    decoder = StructureDecoder(format: format)
    printer = ExpressionPrinter(format: format)
  }

  /// A rule of a structure.
  func finding(
    _ found: RuleFinding, in instance: Instance, named structure: String, _ evaluator: Evaluator
  ) -> ImageFinding {
    let info = format.rule(found.rule)
    var finding = ImageFinding(
      rule: info?.name ?? "\(format.name)/\(structure)", number: found.rule, severity: found.severity,
      stage: found.stage, errno: info?.errno ?? .unclean, structure: structure, field: info?.field ?? "",
      offset: found.offset, length: UInt64(max(found.length, 0)), found: "", expected: info?.statement ?? "",
      message: "",
      specFile: format.path, specLine: info?.location.line ?? 1, restsOnUnverified: found.restsOnUnverified,
      isUnverified: found.isUnverified)
    if let entry = index[found.rule] {
      describe(entry, found, instance, evaluator, &finding)
    }
    finding.message = sentence(finding)
    return finding
  }

  /// A rule of a region.
  func finding(
    regionRule rule: RegionRule, severity: Severity, structure: String, offset: UInt64?, length: UInt64, found: String,
    expected: String?, message: String
  ) -> ImageFinding {
    let info = format.rule(rule.number)
    return ImageFinding(
      rule: info?.name ?? "\(format.name)/image/\(rule.kind.name)", number: rule.number, severity: severity, stage: nil,
      errno: info?.errno ?? .unclean, structure: structure, field: "", offset: offset, length: length, found: found,
      expected: expected ?? info?.statement ?? "", message: message, specFile: format.path,
      specLine: info?.location.line ?? 1, restsOnUnverified: false, isUnverified: false)
  }

  /// A fact about the whole image.
  func finding(fact: Fact, severity: Severity, found: String, expected: String, message: String) -> ImageFinding {
    ImageFinding(
      rule: "\(format.name)/image/\(fact.name)", number: fact.number, severity: severity, stage: nil, errno: .unclean,
      structure: "image", field: "", offset: nil, length: 0, found: found, expected: expected, message: message,
      specFile: format.path, specLine: fact.location.line, restsOnUnverified: false, isUnverified: false)
  }

  private func sentence(_ finding: ImageFinding) -> String {
    let subject = finding.field.isEmpty ? finding.structure : "\(finding.structure).\(finding.field)"
    if finding.isUnverified {
      return "\(subject) is not verified, since its checksum algorithm is not known or not loaded"
    }
    let doubt = finding.restsOnUnverified ? " (in bytes whose checksum failed)" : ""
    if finding.found.isEmpty, finding.stage == .checksum {
      return "\(subject) does not agree with \(finding.expected)\(doubt)"
    }
    if finding.found.isEmpty { return "\(subject) breaks the rule that \(finding.expected)\(doubt)" }
    // What is found in more than one field says itself what it is about.
    if let rule = index[finding.number]?.rule, rule.field == nil, case .holds = rule.template.predicate {
      return "\(subject): \(finding.found), expected \(finding.expected)\(doubt)"
    }
    return "\(subject) is \(finding.found), expected \(finding.expected)\(doubt)"
  }
}

extension DecodedField {
  /// The value in one line, with its unit.
  var line: String { value.line(unit: unit) }
}
