import VexBytes
import VexCodecs
import VexFormatSpec

extension ModelMaker {
  /// Runs the format's own rules on every element that will be written, and throws for the first that fails.
  func check(_ table: Table) throws(MakeError) {
    var runner = TableRunner(table)
    var result = CheckResult()
    for region in format.regions.indices {
      guard let structure = format.regions[region].structure, let program = program.check(of: structure) else {
        continue
      }
      for (number, ordinal) in elements[region].keys.sorted().enumerated() {
        progress.tell("checking", format.regions[region].name, UInt64(number))
        guard let made = elements[region][ordinal], let place = made.place else { continue }
        let context: CheckContext
        do throws(NoValue) { context = try self.context(region, program, made, place) } catch {
          throw MakeError(
            kind: .noValue, subject: "\(format.regions[region].name)[\(ordinal)]", reason: "\(error)",
            specification: format.path, location: format.regions[region].location)
        }
        made.bytes.withBytes { runner.check(structure, bytes: $0, context: context, mode: .kernel, into: &result) }
        if let fault = result.fault { throw tableFault("\(fault)") }
        guard let finding = result.findings.first(where: { $0.severity != .none }) else { continue }
        throw broken(finding, instance(made, structure, region), ordinal)
      }
    }
  }

  /// The first rule on the first structure that its fields break as far as they are filled, when others have no value: the
  /// reason behind the reason.
  func firstBrokenRule() -> MakeError? {
    guard let structure = format.regions[0].structure, let made = elements[0][0],
      let frame = format.check(of: structure)?.frames.first
    else { return nil }
    var cursor = cursor(0, structure, 0, made)
    let evaluator = cursor.evaluator()
    for list in frame.stages where list.stage != .checksum {
      for case .rule(let rule) in list.items where rule.frame == 0 {
        guard case .holds(let predicate) = rule.template.predicate, let field = rule.field,
          recipes.holds(rule.template.versions), recipes.holds(format.structures[structure].fields[field].versions)
        else { continue }
        do throws(NoValue) {
          guard try evaluator.isPresent(field) else { continue }
          if let condition = rule.template.condition, !(try evaluator.isTrue(condition)) { continue }
          if try evaluator.isTrue(predicate) { continue }
          let declared = format.structures[structure].fields[field]
          let finding = RuleFinding(
            rule: rule.number, severity: .error, offset: (made.place ?? 0) &+ UInt64(declared.offset ?? 0),
            length: declared.byteCount ?? 0, stage: list.stage)
          return broken(finding, instance(made, structure, 0), 0)
        } catch { continue }
      }
    }
    return nil
  }

  private func context(
    _ region: RegionID, _ program: CheckProgram, _ made: MadeElement, _ place: UInt64
  ) throws(NoValue) -> CheckContext {
    let given = arguments(format.regions[region], evaluator(made))
    var sources: [[UInt8]] = []
    for source in program.sources {
      switch source.origin {
      case .region(let other): sources.append(try single(other).bytes)
      case .given(let index):
        guard given.indices.contains(index), case .instance(let instance) = given[index],
          let run = instance.run(at: 0, count: format.structures[instance.structure].size.maximum)
        else { throw .absent("what is given") }
        sources.append(Array(run))
      }
    }
    var parameters: [UInt64] = []
    for parameter in program.parameters {
      guard given.indices.contains(parameter.given) else { throw .absent("'\(parameter.name)'") }
      parameters.append(try FieldValue.number(given[parameter.given]))
    }
    return CheckContext(
      imageSize: imageSize, place: place, index: made.index, sources: sources, parameters: parameters)
  }

  private func broken(_ finding: RuleFinding, _ instance: Instance, _ ordinal: UInt64) -> MakeError {
    guard let rule = format.rule(finding.rule) else { return tableFault("rule \(finding.rule) is unknown") }
    let region = instance.region ?? 0
    let declared = format.regions[region]
    let name = declared.isSingle && ordinal == 0 ? declared.name : "\(declared.name)[\(ordinal)]"
    let describer = FindingDescriber(format: format, index: RuleIndex(format), imageSize: imageSize)
    let evaluator = Evaluator(format: format, world: self)
    let described = describer.finding(finding, in: instance, named: name, evaluator)
    let isAsked = region == 0 && overrides.contains { $0.path == described.field }
    let help =
      isAsked
      ? "ask for another \(described.field)"
      : "the image, of \(imageSize) bytes, may be too small, or a value that was asked for does not go"
    return MakeError(
      kind: .breaksRule, subject: rule.name, reason: "\(described.message); \(help)", specification: format.path,
      location: rule.location)
  }

  private func tableFault(_ reason: String) -> MakeError {
    MakeError(kind: .table, subject: format.name, reason: reason, specification: format.path, location: nil)
  }
}
