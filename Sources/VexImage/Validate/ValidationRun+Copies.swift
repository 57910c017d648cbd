import VexBytes
import VexCodecs
import VexFormatSpec

extension ValidationRun {
  /// Checks all copies of a region, lets one stand for it, and compares the others with that one.
  func checkCopies(_ id: RegionID, firstIsSound: Bool) {
    let region = format.regions[id]
    report.statistics.regions.append((region.name, 0, 0))
    var sound: [(element: Element, instance: Instance)] = []
    var damaged: [CopyTrouble] = []
    // Where the others are may be told by the first one only; its bytes are a guess then, and what is found must prove itself.
    if id == 0, !firstIsSound { walker.setStanding(survivor?.instance ?? (try? walker.element(0, 0)), for: 0) }
    do throws(NoValue) {
      try walker.walk(id) { (step: WalkStep) throws(NoValue) -> Bool in
        switch step {
        case .vacant: break
        case .failed(let failure):
          let why = self.damage(failure.cause) ?? failure.description
          damaged.append(CopyTrouble(ordinal: failure.ordinal ?? 0, place: failure.place, why: why))
        case .element(let element):
          self.count(checked: 1)
          self.take(copy: element, isFirst: id == 0 && element.ordinal == 0, firstIsSound, &sound, &damaged)
          if id > 0 || firstIsSound || sound.last?.element.ordinal == element.ordinal { self.claim(element) }
        }
        return self.elements.failure == nil
      }
    } catch {
      damaged.append(CopyTrouble(ordinal: 0, place: nil, why: damage(error) ?? "\(error)"))
    }
    walker.setStanding(nil, for: id)
    let found = id == 0 ? survivor.map { (element: $0.element, instance: $0.instance) } : nil
    guard let standing = pick(region, sound) ?? found else {
      // What nobody misses is not damaged.
      if sound.isEmpty, damaged.isEmpty { return }
      walker.markDamaged(id)
      // Each rule that the first one breaks is worth more than that it breaks one.
      if id > 0, let first = damaged.compactMap(\.element).first, let instance = try? walker.instance(of: first) {
        _ = check(first, instance)
      }
      for copy in damaged where copy.ordinal > 0 || id > 0 { report(copy, of: id, standing: nil) }
      return
    }
    walker.setStanding(standing.instance, for: id)
    for copy in damaged where id > 0 || copy.ordinal > 0 { report(copy, of: id, standing: standing.element) }
    for copy in sound where copy.element.ordinal != standing.element.ordinal { compare(copy, with: standing, id) }
    if id == 0, report.version == nil { report.version = version }
  }

  private func take(
    copy element: Element, isFirst: Bool, _ firstIsSound: Bool,
    _ sound: inout [(element: Element, instance: Instance)],
    _ damaged: inout [CopyTrouble]
  ) {
    do throws(NoValue) {
      let instance = try walker.instance(of: element)
      if isFirst {
        if firstIsSound { return sound.append((element, instance)) }
        damaged.append(CopyTrouble(ordinal: 0, place: element.place, why: ""))
        return
      }
      let isChecked = check(element, instance, isQuiet: true)
      guard isChecked, result.severity == .none || breaksNoMoreThanTheFirst(element) else {
        let broken = result.findings.first { $0.severity == result.severity }
        let name = broken.flatMap { format.rule($0.rule)?.name } ?? "its check"
        damaged.append(
          CopyTrouble(
            ordinal: element.ordinal, element: element, place: element.place, why: "it breaks \(name)",
            isUnverified: isChecked && result.findings.allSatisfy(\.isUnverified)))
        // What breaks no more than a warning is still worth reading.
        if isChecked, result.severity < .error { sound.append((element, instance)) }
        return
      }
      for rule in format.regions[element.region].rules {
        guard case .valid(let predicate) = rule.kind, try flaw(of: predicate, element) != nil else { continue }
        let name = format.rule(rule.number)?.name ?? rule.kind.name
        return damaged.append(
          CopyTrouble(ordinal: element.ordinal, element: element, place: element.place, why: "it breaks \(name)"))
      }
      sound.append((element, instance))
    } catch {
      damaged.append(
        CopyTrouble(ordinal: element.ordinal, place: element.place, why: damage(error) ?? "\(error)"))
    }
  }

  /// Whether all that a copy breaks keeps nobody from reading, and was told of the first one already.
  private func breaksNoMoreThanTheFirst(_ element: Element) -> Bool {
    guard element.region == 0, result.severity < .error else { return false }
    let known = Set(report.findings.map(\.number))
    return result.findings.allSatisfy { !$0.isUnverified && known.contains($0.rule) }
  }

  /// The copy that counts.
  private func pick(
    _ region: Region, _ sound: [(element: Element, instance: Instance)]
  ) -> (element: Element, instance: Instance)? {
    guard let copies = region.copies, copies.pick == .newest, let field = copies.newest,
      let structure = region.structure
    else { return sound.first }
    var best: (copy: (element: Element, instance: Instance), value: UInt64)?
    let access = Access(
      root: .current(structure), steps: [.field(field, of: structure)],
      type: format.structures[structure].fields[field].type)
    for copy in sound {
      let evaluator = walker.evaluator.within(copy.instance)
      guard let located = try? evaluator.locate(access), case .integer(let value)? = try? evaluator.value(at: located)
      else { continue }
      if value > best?.value ?? 0 || best == nil { best = (copy, value) }
    }
    return best?.copy ?? sound.first
  }

  private func report(_ copy: CopyTrouble, of id: RegionID, standing: Element?) {
    guard let rule = format.regions[id].rules.first(where: { $0.kind.name == "copies" }) else { return }
    let name = "\(format.regions[id].name)[\(copy.ordinal)]"
    let stands = standing.map { "; \(format.regions[id].name)[\($0.ordinal)] stands for it" } ?? ""
    // Without any copy the region has no value at all.
    let severity = standing == nil && id > 0 ? .error : severity(rule.severity, walker.evaluator)
    add(
      describer.finding(
        regionRule: rule, severity: severity, structure: name, offset: copy.place, length: 0, found: copy.why,
        expected: nil,
        message: copy.isUnverified
          ? "\(name) is not verified, since its checksum algorithm is not known or not loaded"
          : "\(name) is damaged: \(copy.why)\(stands)"))
  }

  /// Reports the fields in which a sound copy differs and may not.
  private func compare(
    _ copy: (element: Element, instance: Instance), with standing: (element: Element, instance: Instance),
    _ id: RegionID
  ) {
    let region = format.regions[id]
    guard let structure = region.structure, let copies = region.copies,
      let rule = region.rules.first(where: { $0.kind.name == "copies" })
    else { return }
    let declared = format.structures[structure]
    for field in declared.fields.indices {
      switch copies.fields {
      case .allBut(let others): if others.contains(field) { continue }
      case .only(let others): if !others.contains(field) { continue }
      case .nothing: return
      }
      guard let offset = declared.fields[field].offset, let count = declared.fields[field].byteCount else { continue }
      let (mine, theirs) = (walker.evaluator.within(copy.instance), walker.evaluator.within(standing.instance))
      guard (try? mine.isPresent(field)) == true, (try? theirs.isPresent(field)) == true,
        copy.instance.run(at: offset, count: count) != standing.instance.run(at: offset, count: count)
      else { continue }
      let decoder = describer.decoder
      let found = decoder.field(field, mine)?.line ?? "other bytes"
      let expected = decoder.field(field, theirs)?.line ?? "other bytes"
      let name = "\(region.name)[\(copy.element.ordinal)]"
      var finding = describer.finding(
        regionRule: rule, severity: severity(rule.severity, walker.evaluator), structure: name,
        offset: copy.element.place &+ UInt64(offset), length: UInt64(count), found: found, expected: expected,
        message: "\(name).\(declared.fields[field].name) is \(found), but in "
          + "\(region.name)[\(standing.element.ordinal)] it is \(expected)")
      finding.field = declared.fields[field].name
      add(finding)
    }
  }
}

/// Why a copy does not count.
private struct CopyTrouble {
  var ordinal: UInt64
  /// The element, if there is one to look at.
  var element: Element?
  var place: UInt64?
  var why: String
  /// Whether nothing is wrong with it but that nobody can tell.
  var isUnverified = false
}
