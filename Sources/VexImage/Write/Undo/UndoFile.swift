import Glibc
public import VexBytes

/// A file with a plan and with what was there before: it takes a change back, or completes one that was interrupted.
public final class UndoFile {
  /// Its path.
  public let path: String
  let reader: PlanFileReader
  private let file: FileStorage

  /// Opens and locks a file, and reads all of it, of which `progress` is told; throws when it is none, is damaged, or is not
  /// whole.
  ///
  /// Throws `PlanFileError` and `WriteError`.
  public init(path: String, progress: ProgressHandler? = nil) throws {
    self.path = path
    file = try Self.storage(Self.checked(path))
    reader = try PlanFileReader(file, progress)
    guard reader.head.hasOldBytes else { throw PlanFileError(path: path, kind: .noOldBytes) }
  }

  /// The path of the target: what the user names, or what the file names if nobody else can have written it.
  ///
  /// Throws `notOwn`.
  public func targetPath(named: String?) throws(PlanFileError) -> String {
    try head.targetPath(named: named, in: file)
  }

  /// Whose plan it is.
  public var head: PlanFileHead { reader.head }
  /// The plan.
  public var plan: WritePlan { reader.plan }
  /// What was noted last.
  public var state: PlanFileState { reader.state }

  /// The file, locked; where it can only be read, as from a rescue system, it does without a lock and without notes.
  private static func storage(_ path: String) throws(WriteError) -> FileStorage {
    do throws(WriteError) { return try FileStorage(path: path, .existing) } catch {
      guard error.kind == .readOnly || error.kind == .permission else { throw error }
      return try FileStorage(path: path, .readOnly)
    }
  }

  private static func checked(_ path: String) throws(WriteError) -> String {
    let target = try Target(path: path)
    guard case .file = target.kind else { throw WriteError(path: path, kind: .missing) }
    return path
  }

  /// What a change left on a target.
  public enum Outcome: Sendable, Equatable {
    /// It was so already, and nothing was written.
    case nothingToDo
    /// It was written.
    case done
    /// It was written over what somebody else had changed since; that is in another undo file, of this path.
    case replaced(undo: String)
  }

  /// Puts back what was there before.
  ///
  /// Throws `changed` when the target has anything that is neither from before nor from the plan, unless `consent` agrees
  /// to lose it; only then is `place` asked for. It is asked for what the target's fingerprint is and whether it was named. With `dryRun`, nothing is
  /// written. An interruption is mended by doing it again.
  public func undo(
    _ target: OpenTarget, consent: UndoConsent, into place: @autoclosure () throws -> UndoPlace, dryRun: Bool = false,
    now: Int64 = OpenTarget.now
  ) throws -> Outcome {
    // What is done to a copy is not what was done to the target.
    let notes = head.identity == target.target.identity
    let run = PlanRun(target: target.storage, now: now, notes: notes, progress: target.progress)
    let survey = try run.survey(reader)
    if survey.isBefore {
      if !dryRun, notes, reader.state != .undone {
        // Perhaps nobody brought it to the disk.
        try target.storage.flush()
        try? reader.note(.undone, at: now)
      }
      return .nothingToDo
    }
    guard let foreign = survey.foreign else {
      if !dryRun { try run.restore(reader) }
      return .done
    }
    try consent.require(self, target, foreign)
    let back = try inverse(of: target)
    guard !dryRun else { return .done }
    guard let file = try target.apply(back, undo: try place(), now: now) else { return .done }
    if notes { try? reader.note(.undone, at: now) }
    return .replaced(undo: file)
  }

  /// Completes an interrupted change.
  ///
  /// Throws `changed` when the target has anything that is neither from before nor from the plan, and `undone` when the
  /// change was taken back.
  public func complete(_ target: OpenTarget, dryRun: Bool = false, now: Int64 = OpenTarget.now) throws -> Outcome {
    guard reader.state != .undone else { throw PlanFileError(path: path, kind: .undone) }
    // What is done to a copy is not what was done to the target.
    let notes = head.identity == target.target.identity
    let run = PlanRun(target: target.storage, now: now, notes: notes, progress: target.progress)
    let survey = try run.survey(reader)
    if let foreign = survey.foreign {
      throw PlanFileError(
        path: path, kind: .changed(target: target.target.path, offset: foreign, fingerprint: nil))
    }
    if survey.isAfter {
      if !dryRun, notes, reader.state != .applied {
        try target.storage.flush()
        try? reader.note(.applied, at: now)
      }
      return .nothingToDo
    }
    if !dryRun { try run.apply(reader) }
    return .done
  }

  /// A plan that puts everything back over whatever is there.
  private func inverse(of target: OpenTarget) throws -> WritePlan {
    let size = try target.size()
    var room = PlanFileReader.limit
    var stages: [WritePlan.Stage] = []
    var done = IntegerSet()
    for stage in reader.plan.stages.reversed() {
      var writes: [WritePlan.Write] = []
      for write in stage.writes {
        for gap in done.gaps(in: write.range.clamped(to: 0..<head.sizeBefore)) {
          var start = gap.lowerBound
          while start < gap.upperBound {
            let end = min(gap.upperBound, start + WritePlan.window)
            let bytes = try reader.old(start..<end)
            room -= bytes.count
            guard room >= 0 else { throw PlanFileError(path: path, kind: .tooLarge) }
            writes.append(WritePlan.Write(offset: start, content: .bytes(bytes), name: write.name))
            start = end
          }
          done.insert(gap)
        }
      }
      if !writes.isEmpty { stages.append(WritePlan.Stage(name: stage.name, role: stage.role, writes: writes)) }
    }
    let plan = WritePlan(title: "undo of \(head.title)", sizeBefore: size, size: head.sizeBefore, stages: stages)
    return try plan.resting(on: IntegerSet(), of: try target.source())
  }
}

/// Who may lose what was changed on a target since.
public struct UndoConsent: Sendable {
  /// What the user named as replaceable; nil for nothing.
  public var named: String?
  /// Whether a name stands for what a source has, and its fingerprint.
  public var identify: @Sendable (any ByteSource, String?) -> (isNamed: Bool, fingerprint: String)

  /// Makes a consent.
  public init(
    named: String?, identify: @escaping @Sendable (any ByteSource, String?) -> (isNamed: Bool, fingerprint: String)
  ) {
    self.named = named
    self.identify = identify
  }

  func require(_ file: UndoFile, _ target: OpenTarget, _ foreign: UInt64) throws {
    let (isNamed, fingerprint) = identify(try target.source(), named)
    guard !isNamed else { return }
    let path = target.target.path
    guard let named else {
      throw PlanFileError(path: file.path, kind: .changed(target: path, offset: foreign, fingerprint: fingerprint))
    }
    throw PlanFileError(
      path: file.path, kind: .otherFingerprint(target: path, fingerprint: fingerprint, named: named))
  }
}
