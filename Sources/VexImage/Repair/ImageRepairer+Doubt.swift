import VexBytes
import VexCodecs
import VexFormatSpec

extension ImageRepairer {
  /// Whether all that is wrong with a first structure is what a repair counts again.
  func onlyCounters(_ first: CopyExamination) -> Bool {
    let format = migrator.program.format
    guard let structure = format.regions.first?.structure,
      let version = try? first.run.walker.evaluator.version(),
      let edge = format.repairs.first(where: { $0.from == version })
    else { return false }
    let counted = edge.assignments.filter { $0.region == 0 }.map {
      "\(format.structures[structure].name).\($0.field.name)"
    }
    let broken = first.run.result.findings.filter { $0.severity == .error }
      .compactMap { format.rule($0.rule)?.name.split(separator: "/").dropFirst().first.map(String.init) }
    return !broken.isEmpty && broken.allSatisfy(counted.contains)
  }

  /// The first error in what a repair does not compute: what follows from that is not determined.
  func undetermined(_ report: ValidationReport, _ edge: Migration?) -> ImageFinding? {
    let format = migrator.program.format
    let computed = Set([0] + (edge?.built ?? [])).map { format.regions[$0].name } + ["image"]
    return report.findings.first { finding in
      finding.severity == .error && !computed.contains(String(finding.structure.prefix { $0 != "[" }))
    }
  }

  /// What speaks against taking a copy for that of a damaged first structure; nil when nothing does.
  ///
  /// A first structure that is not recognised says nothing, and zeroes are no contradiction. Where it says much that the copy
  /// does not, it is of something else. Nor is the copy taken if what else is on the image does not go with it.
  func doubt(_ copy: Instance, _ first: CopyExamination, _ image: any ByteSource) throws -> String? {
    let format = migrator.program.format
    if first.isRecognised {
      var (same, others) = (0, [String]())
      let evaluator = first.run.walker.evaluator.within(first.instance)
      for (number, field) in format.structures[copy.structure].fields.enumerated() {
        // What its version does not have may be left from before.
        guard (try? evaluator.isPresent(number)) ?? true, !field.rules.contains(where: { $0.kind == "magic" }) else {
          continue
        }
        guard let offset = field.offset, let count = field.byteCount, field.checksums.isEmpty,
          let mine = first.instance.run(at: offset, count: count), mine.contains(where: { $0 != 0 }),
          let theirs = copy.run(at: offset, count: count)
        else { continue }
        if mine == theirs { same += 1 } else { others.append(field.name) }
      }
      guard others.isEmpty || others.count < same else {
        return "the damaged one has another \(others.prefix(3).joined(separator: ", "))"
      }
    }
    let maker = CopyMaker(program: migrator.program, checksums: migrator.checksums, source: image, sound: copy)
    let after = PlannedSource(image, size: image.size, writes: [try maker.first()])
    let report = try migrator.validator.validate(after, name: image.name)
    return undetermined(report, format.repairs.first { $0.from == report.version }).map {
      "with it, \($0.message) [\($0.rule)]"
    }
  }
}
