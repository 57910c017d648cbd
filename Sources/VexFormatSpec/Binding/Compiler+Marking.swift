import VexBytes

extension Compiler {
  /// Binds `marking`: the feature, the fields and the phases by which an image tells of a change that is under way.
  mutating func bindMarking(_ reader: MappingReader) {
    guard let mapping = reader.mapping("marking", into: &diagnostics) else { return }
    let inner = MappingReader(mapping, .marking, into: &diagnostics)
    guard declaresVersions else {
      diagnostics.report(
        "key/missing", at: reader.keyLocation("marking"), "marks tell of a change of versions, and the format has none",
        help: "versions: REGION.FIELD")
      return
    }
    // What marks a change has to be in the newest version, in which all changes to and from it are marked.
    guard let version = knownVersions.last, let first = format.regions.first?.structure,
      let name = inner.required("feature", into: &diagnostics)
    else { return }
    guard let (word, flag) = featureFlags[name.text] else {
      reportUnknown(name.text, in: { $0.featureFlags.keys.sorted() }, "there is no feature", at: name.wholeLocation)
      return
    }
    let feature = format.features[word]
    let declared = format.structures[first].fields[feature.field]
    if format.flagSets[feature.flags].flags[flag].mount < .error {
      diagnostics.report(
        "marking/mounts", at: name.wholeLocation,
        "'\(name.text)' says that an image is half of one version and half of another, and does not refuse the mount",
        help: "bits: {\(name.text): {bit: NUMBER, mount: refuse}}")
    }
    guard let offset = declared.offset, let type = declared.type?.integerType else { return }
    var marking = Marking(
      feature: name.text, offset: offset, word: type,
      mask: feature.mask(of: format.flagSets[feature.flags].flags[flag]),
      record: [:], phases: [])
    bindRecord(inner, version, &marking)
    bindPhases(inner, version, &marking)
    format.marking = marking
  }

  private mutating func bindRecord(_ reader: MappingReader, _ version: UInt64, _ marking: inout Marking) {
    guard let mapping = reader.mapping("record", into: &diagnostics) else { return }
    let inner = MappingReader(mapping, .changeRecord, into: &diagnostics)
    for entry in Marking.Entry.allCases {
      guard let path = inner.scalar(entry.rawValue, into: &diagnostics), let target = target(path, in: version) else {
        continue
      }
      guard target.region == 0 else {
        diagnostics.report(
          "type/mismatch", at: path.wholeLocation,
          "what tells of a change is in '\(format.regions[0].name)', which is read first")
        continue
      }
      let isNumber = target.field.type?.integerType != nil
      guard entry == .plan ? isPlainBytes(target.field) : isNumber else {
        diagnostics.report(
          "type/mismatch", at: path.wholeLocation,
          "'\(entry.rawValue)' is kept in \(entry == .plan ? "bytes" : "a number"), which '\(path.text)' is not")
        continue
      }
      marking.record[entry] = Marking.Place(offset: target.offset, field: target.field)
    }
  }

  private func isPlainBytes(_ field: Field) -> Bool {
    if case .bytes? = field.type { return true }
    return false
  }

  private mutating func bindPhases(_ reader: MappingReader, _ version: UInt64, _ marking: inout Marking) {
    guard let mapping = reader.mapping("phases", into: &diagnostics) else { return }
    guard case .enumeration(let id, _)? = marking.record[.phase]?.field.type else {
      diagnostics.report(
        "type/mismatch", at: reader.keyLocation("phases"),
        "phases are values of the enumeration in which 'record' keeps 'phase'", help: "record: {phase: FIELD}")
      return
    }
    let phases = format.enumerations[id].cases.map { Construct.Key($0.name, .list(.scalar), "Regions of the phase") }
    let inner = MappingReader(mapping, Construct("phases", "'phases'", phases), into: &diagnostics)
    var known: Set<RegionID> = []
    for (key, _) in mapping.entries {
      guard let value = format.enumerations[id].value(of: key.text) else { continue }
      var phase = Marking.Phase(name: key.text, value: value, regions: [])
      for name in names(key.text, inner) {
        guard let region = region(name, name.text, in: version) else { continue }
        guard region != 0, known.insert(region).inserted else {
          diagnostics.report(
            region == 0 ? "type/mismatch" : "name/duplicate", at: name.wholeLocation,
            region == 0
              ? "'\(name.text)' marks and commits, and is written in no phase"
              : "'\(name.text)' is written in an earlier phase")
          continue
        }
        phase.regions.append(region)
      }
      marking.phases.append(phase)
    }
  }
}
