import VexBytes
import VexCodecs
import VexFormatSpec

/// Plans a change of what computes an image's checksums: every one is computed and stored again, in place.
///
/// Meanwhile either kind verifies, so that no structure is in doubt however far the change has come.
struct KindPlanner {
  let migrator: ImageMigrator
  /// The image before; it is clean.
  let source: any ByteSource
  /// Name of the kind after.
  let kind: String
  /// When the change is begun, in nanoseconds since 1970.
  let started: Int64

  /// So many bytes are written between two marks of how far it has come.
  private static let limit: UInt64 = 16 << 20

  /// What is written; nil when the image has that kind already.
  func plan() throws(MigrationError) -> WritePlan? {
    let format = migrator.program.format
    guard let choice = format.checksumKind, choice.kinds.contains(kind), let marking = format.marking else {
      throw .unknownKind(kind, known: [])
    }
    do {
      let draft = try ImageDraft(program: migrator.program, checksums: migrator.checksums, source: source)
      guard try choose(choice.field, in: draft) else { return nil }
      let copies = try draft.copies(of: 0).map { $0.place..<$0.place + $0.length }
      let commits = WritePlan.Stage.committing(try draft.takeWrites(), copies: copies)
        .map { WorkStage(stage: $0, region: 0) }
      var work: [WorkStage] = []
      for phase in marking.phases where !phase.regions.isEmpty { work += try stages(phase, draft) }
      work += commits
      var plan = WritePlan(
        title: "\(format.name) checksums \(kind)", sizeBefore: source.size, size: source.size,
        stages: work.map(\.stage))
      let marker = ChangeMarker(
        program: migrator.program, checksums: migrator.checksums, marking: marking, started: started)
      plan.stages = try marker.marked(work, before: source, after: PlannedSource.after(plan, source))
      return plan
    } catch let error as MigrationError { throw error } catch let error as MakeError { throw .make(error) } catch {
      throw .noValue("\(error)")
    }
  }

  /// Writes the kind into all copies of the first structure; whether it was another.
  private func choose(_ field: FieldID, in draft: ImageDraft) throws -> Bool {
    guard let structure = draft.format.regions[0].structure else { return false }
    let declared = draft.format.structures[structure].fields[field]
    guard let offset = declared.offset, case .enumeration(let id, let type)? = declared.type,
      let value = draft.format.enumerations[id].value(of: kind),
      try draft.walker.evaluator.within(try draft.single(0)).isPresent(field)
    else { throw MigrationError.noKind(kind, version: try draft.walker.evaluator.version(), nil) }
    var changed = false
    for copy in try draft.copies(of: 0) {
      if try draft.put(try FieldValue.encode(value, as: type), at: offset, in: copy) { changed = true }
    }
    try draft.seal()
    return changed
  }

  /// What is written in a phase, in pieces.
  func stages(_ phase: Marking.Phase, _ draft: ImageDraft) throws -> [WorkStage] {
    var stages: [WorkStage] = []
    var (room, cursor) = (Self.limit, UInt64(0))
    func cut(_ region: RegionID) throws {
      // One may keep the checksums of another.
      try draft.seal()
      let writes = try draft.takeWrites()
      guard !writes.isEmpty else { return }
      let stage = WritePlan.Stage(name: phase.name, role: .preparation, writes: writes)
      stages.append(WorkStage(stage: stage, region: region, cursor: cursor))
    }
    for region in phase.regions where try draft.walker.exists(draft.format.regions[region], region) {
      try draft.walker.walk(region) { (step: WalkStep) throws(NoValue) -> Bool in
        switch step {
        case .vacant: break
        case .failed(let failure): throw failure.cause
        case .element(let element):
          do { try draft.seal(element) } catch { throw .absent("\(error)") }
          let length = element.length
          if length < room {
            room -= length
          } else {
            do { try cut(region) } catch { throw .absent("\(error)") }
            (room, cursor) = (Self.limit, element.ordinal + 1)
          }
        }
        return true
      }
      if region != phase.regions.last { cursor = 0 }
    }
    if let last = phase.regions.last { try cut(last) }
    return stages
  }
}
