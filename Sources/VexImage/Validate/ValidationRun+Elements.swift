import VexBytes
import VexCodecs
import VexFormatSpec

extension ValidationRun {
  /// Checks the first element of the first region, which decides what the image is; false when it is damaged.
  func checkFirst() -> Bool {
    guard let element = try? walker.find(0, 0), let instance = try? walker.instance(of: element) else { return false }
    guard check(element, instance) else { return false }
    if result.severity == .error {
      if report.verdict != .unrecognised, isUnsupported { report.verdict = .unsupported }
      return false
    }
    return true
  }

  /// Whether the first rule that refuses is about a version or features that are not known.
  private var isUnsupported: Bool {
    guard
      let first = result.findings.first(where: { $0.severity == .error }), !first.restsOnUnverified,
      let stage = validator.index.rootStages[first.rule]
    else { return false }
    if stage == .features { return true }
    guard stage == .shape, let versions = format.versions, let entry = validator.index[first.rule] else { return false }
    return entry.frames.count == 1 && entry.rule.field == versions.field
      && entry.rule.template.bitField == versions.bits?.name
  }

  /// A region with so many damaged elements is not looked at further: a hostile superblock could make it as long as the device.
  private static let spoiledLimit = 4096

  /// Checks what one region has; the first element of the first region has been checked before.
  func check(region id: RegionID, firstIsSound: Bool) {
    let region = format.regions[id]
    if region.copies != nil { return checkCopies(id, firstIsSound: firstIsSound) }
    report.statistics.regions.append((region.name, 0, 0))
    var spoiled = 0
    do throws(NoValue) {
      let take = { (step: WalkStep) throws(NoValue) -> Bool in
        switch step {
        case .vacant(_, _, let count): self.count(vacant: count)
        case .failed(let failure):
          self.take(failure)
          spoiled += 1
        case .element(let element):
          let isSound = self.take(element, isChecked: id == 0 && element.ordinal == 0, firstIsSound)
          if !isSound { spoiled += 1 }
        }
        return self.elements.failure == nil && spoiled < Self.spoiledLimit
      }
      if !(try checkTable(id, take)) { try walker.walk(id, take) }
      if spoiled >= Self.spoiledLimit {
        walker.markDamaged(id)
        return addUnseen(
          "\(format.name)/image.\(region.name)", "\(spoiled) of its elements are damaged; the rest was not looked at")
      }
      // Elements that hang on something damaged are not met at all.
      for case .region(let source, _) in region.walks.map(\.sequence) {
        guard let cause = damage(of: source) else { continue }
        walker.markIncomplete(id)
        return addNotEvaluated("\(format.name)/image.\(region.name)", cause)
      }
    } catch {
      walker.markDamaged(id)
      addNotEvaluated("\(format.name)/image.\(region.name)", damage(error) ?? "\(error)")
    }
  }

  /// Counts elements of the region under way.
  func count(checked: UInt64 = 0, vacant: UInt64 = 0) {
    let last = report.statistics.regions.count - 1
    guard last >= 0 else { return }
    let region = report.statistics.regions[last]
    if checked > 0 { progress.tell("checking", region.name, region.checked) }
    report.statistics.regions[last].checked += checked
    report.statistics.regions[last].vacant += vacant
  }

  /// Checks an element and notes what it claims; false when it is damaged.
  private func take(_ element: Element, isChecked: Bool, _ firstIsSound: Bool) -> Bool {
    count(checked: 1)
    var isSound = true
    if format.regions[element.region].structure != nil {
      isSound = firstIsSound
      if !isChecked {
        do throws(NoValue) {
          let instance = try walker.instance(of: element)
          isSound = check(element, instance) && result.severity < .error
        } catch {
          isSound = false
          fail(
            WalkFailure(
              region: element.region, ordinal: element.ordinal, index: element.index, place: element.place,
              part: .given,
              cause: error, evaluator: element.evaluator))
        }
      }
      if isSound { checkDemands(element) }
      if !isSound { walker.markDamaged(element.region, element.ordinal) }
    }
    claim(element)
    return isSound
  }

  private func take(_ failure: WalkFailure) {
    fail(failure)
    walker.markDamaged(failure)
  }

  /// Reports an element that cannot be found; not when it is another one's damage that hides it.
  private func fail(_ failure: WalkFailure) {
    let region = format.regions[failure.region]
    let name = failure.ordinal.map { self.name(failure.region, $0) } ?? region.name
    // Of a region whose length is unknown no element can be found.
    for read in format.mount.reads where read.region == failure.region && read.index == failure.ordinal ?? read.index {
      weighMount(read.region, read.index, .error)
    }
    if let cause = damage(failure.cause) { return addNotEvaluated("\(format.name)/image.\(name)", cause) }
    guard let rule = region.rules.first(where: { $0.kind.name == failure.part.ruleName }) else {
      severity = .error
      return addNotEvaluated("\(format.name)/image.\(name)", "\(failure.part.rawValue): \(failure.cause)")
    }
    let what = failure.description
    add(
      describer.finding(
        regionRule: rule, severity: severity(rule.severity, failure.evaluator), structure: name, offset: failure.place,
        length: 0, found: what, expected: nil, message: "\(name): \(what)"))
  }

  /// Runs the check of an element's structure and reports what it finds; false when it could not be carried through.
  func check(_ element: Element, _ instance: Instance, isQuiet: Bool = false) -> Bool {
    guard let context = context(element, instance) else { return false }
    instance.bytes.withBytes { bytes in
      runner.check(instance.structure, bytes: bytes, context: context, mode: .report, into: &result)
    }
    weighMount(element.region, element.ordinal, result.fault == nil ? result.severity : .error)
    // Of most elements nothing is to be said, and a name takes as long as a check.
    if result.fault == nil, result.findings.isEmpty, result.omitted == 0 { return true }
    let name = name(element.region, element.ordinal)
    if let fault = result.fault {
      severity = .error
      addNotEvaluated("\(format.name)/image.\(name)", "its check ended with the fault '\(fault)'")
    }
    if isQuiet { return result.fault == nil }
    for finding in result.findings {
      add(describer.finding(finding, in: instance, named: name, walker.evaluator))
    }
    report.omittedFindings += UInt64(result.omitted)
    severity = max(severity, result.severity)
    return result.fault == nil
  }

  /// What the check of an element reads besides its bytes; nil, and noted, when that is damaged.
  private func context(_ element: Element, _ instance: Instance) -> CheckContext? {
    guard let program = validator.program.check(of: instance.structure) else { return nil }
    var context = CheckContext(imageSize: walker.imageSize, place: instance.place, index: instance.index)
    do throws(NoValue) {
      for source in program.sources {
        switch source.origin {
        case .region(let region): context.sources.append(try walker.single(region).bytes)
        case .given(let position): context.sources.append(try given(position, of: instance))
        }
      }
      for parameter in program.parameters {
        guard instance.given.indices.contains(parameter.given),
          case .integer(let value) = instance.given[parameter.given]
        else { throw .absent(parameter.name) }
        context.parameters.append(value)
      }
      return context
    } catch {
      let name = name(element.region, element.ordinal)
      if damage(error) == nil { severity = .error }
      addNotEvaluated("\(format.name)/image.\(name)", damage(error) ?? "\(error)")
      return nil
    }
  }

  /// The bytes of a structure that is given.
  private func given(_ position: Int, of instance: Instance) throws(NoValue) -> [UInt8] {
    guard instance.given.indices.contains(position), case .instance(let other) = instance.given[position],
      other.base >= 0, other.base <= other.bytes.count
    else { throw .absent("what is given") }
    let count = min(format.structures[other.structure].size.maximum, other.bytes.count - other.base)
    return Array(other.bytes[other.base..<other.base + count])
  }

  /// What is wrong with a region's own demand on an element; nil for nothing.
  ///
  /// Throws when the demand reads something damaged.
  func flaw(of predicate: Expression, _ element: Element) throws(NoValue) -> String? {
    var evaluator = element.evaluator
    evaluator.variables[Region.variable(of: element.region)] = .instance(try walker.instance(of: element))
    do throws(NoValue) { return try evaluator.isTrue(predicate) ? nil : "it does not hold" } catch {
      if damage(error) != nil { throw error }
      return "it has no value: \(error)"
    }
  }

  /// The region's own demands on an element.
  private func checkDemands(_ element: Element) {
    for rule in format.regions[element.region].rules {
      guard case .valid(let predicate) = rule.kind else { continue }
      do throws(NoValue) {
        guard let what = try flaw(of: predicate, element) else { continue }
        let severity = severity(rule.severity, element.evaluator)
        let name = name(element.region, element.ordinal)
        add(
          describer.finding(
            regionRule: rule, severity: severity, structure: name, offset: element.place, length: element.length,
            found: what, expected: describer.printer.text(predicate),
            message: "\(name) must satisfy \(describer.printer.text(predicate)), but \(what)"))
        if severity == .error { walker.markDamaged(element.region, element.ordinal) }
      } catch {
        let name = format.regions[element.region].name
        addNotEvaluated("\(format.name)/image.\(name)/valid", damage(error) ?? "\(error)")
      }
    }
  }
}
