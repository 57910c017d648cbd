public import VexBytes
import VexCodecs
import VexFormatSpec

/// Plans how a change that was interrupted ends when its undo file is lost, as far as the image alone determines that.
///
/// A mark is of the image of the higher version, so that without the mark it is that image; and while the kind of checksums
/// changes, either kind verifies, so that all of them can be computed again for either. What a migration had yet to build is
/// not known.
struct UnmarkPlanner {
  let migrator: ImageMigrator
  /// The image; it says that a change is under way.
  let source: any ByteSource
  /// Whether the change is completed, or taken back.
  let isForward: Bool

  private var format: Format { migrator.program.format }

  /// What is written; throws when the image alone does not lead there.
  func plan() throws(MigrationError) -> WritePlan {
    guard let marking = format.marking else { throw .noWayOut("this format has no marks") }
    do {
      let draft = try ImageDraft(program: migrator.program, checksums: migrator.checksums, source: source)
      let first = try draft.single(0)
      func record(_ entry: Marking.Entry) -> UInt64? {
        guard let place = marking.record[entry], let type = place.field.type?.integerType else { return nil }
        return first.integer(at: place.offset, type)
      }
      guard let from = record(.from), let to = record(.to), isForward ? to >= from : from >= to else {
        throw MigrationError.noWayOut("what it leads to is of an older version, of which nothing is on the image")
      }
      let kind = record(isForward ? .toKind : .fromKind)
      try clear(marking, kind, in: draft)
      let commits = try draft.takeWrites()
      let planner = KindPlanner(migrator: migrator, source: source, kind: "", started: 0)
      var work: [WorkStage] = []
      for phase in marking.phases where !phase.regions.isEmpty { work += try planner.stages(phase, draft) }
      // Other copies may be those of the other side already.
      let maker = CopyMaker(
        program: migrator.program, checksums: migrator.checksums,
        source: PlannedSource(source, size: source.size, writes: commits), sound: try draft.single(0))
      let copies = commits + (try maker.others())
      let last = WritePlan.Stage.committing(copies, copies: copies.map(\.range))
      return WritePlan(
        title: "\(format.name), \(isForward ? "completed" : "taken back") by the image alone", sizeBefore: source.size,
        size: source.size, stages: work.map(\.stage) + last)
    } catch let error as MigrationError { throw error } catch let error as MakeError { throw .make(error) } catch {
      throw .noWayOut("\(error)")
    }
  }

  /// Takes the mark away from the first structure, and lets it say what computes checksums.
  private func clear(_ marking: Marking, _ kind: UInt64?, in draft: ImageDraft) throws {
    let first = try draft.walker.find(0, 0)
    let bits = try draft.pages.bits(at: first.place &+ UInt64(marking.offset), marking.word)
    try draft.put(try FieldValue.encode(bits & ~marking.mask, as: marking.word), at: marking.offset, in: first)
    for place in marking.record.values {
      try draft.put([UInt8](repeating: 0, count: place.field.byteCount ?? 0), at: place.offset, in: first)
    }
    if let choice = format.checksumKind, let kind, kind != 0, let structure = format.regions[0].structure,
      let offset = format.structures[structure].fields[choice.field].offset,
      let type = format.structures[structure].fields[choice.field].type?.integerType
    {
      try draft.put(try FieldValue.encode(kind & type.mask, as: type), at: offset, in: first)
    }
    try draft.seal()
  }
}

extension ImageMigrator {
  /// What ends an interrupted change of an image whose undo file is lost: completes it, or takes it back.
  ///
  /// Throws when the image alone does not determine that, or would not be clean.
  public func planWithoutUndo(
    _ source: any ByteSource, name: String, completing isForward: Bool
  ) throws(MigrationError) -> WritePlan {
    guard ImageRepairer.isUnderWay(source, validator) else {
      throw .notUnderWay
    }
    let plan = try UnmarkPlanner(migrator: self, source: source, isForward: isForward).plan()
    let report: ValidationReport
    do throws(ImageError) { report = try validator.validate(PlannedSource.after(plan, source), name: name) } catch {
      throw .image(error)
    }
    guard report.verdict == .clean, report.notEvaluated.isEmpty else {
      let cause = report.findings.first.map { "\($0.message) [\($0.rule)]" } ?? report.verdict.rawValue
      throw .noWayOut("it would not be clean afterwards: \(cause)")
    }
    return plan
  }
}
