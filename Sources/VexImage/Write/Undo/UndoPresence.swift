/// What a target has of the change that an undo file is of.
public enum UndoPresence: Sendable, Equatable {
  /// Nothing: all that the change touches is as it was before.
  case nothing
  /// All of it or a part, and nothing else, so that it can be taken back.
  case something
  /// Something else, the first of it at `offset`: what was taken back now might not go together with it.
  case changed(offset: UInt64)
  /// That cannot be told, since the file is not whole, or the target has neither size or cannot be read.
  case unknown
}

extension UndoFileSummary {
  /// Compares all that the file says with what a target has; nothing is locked or written.
  public func presence(on target: Target) -> UndoPresence {
    guard state != nil, let file = try? FileStorage(path: path, .readOnly), let reader = try? PlanFileReader(file),
      let storage = try? FileStorage(path: target.path, .readOnly),
      let survey = try? PlanRun(target: storage, now: 0, notes: false).survey(reader)
    else { return .unknown }
    if survey.isBefore { return .nothing }
    return survey.foreign.map { .changed(offset: $0) } ?? .something
  }
}

extension UndoFolder {
  /// The newest undo file of a target whose change is on it and can be taken back, among those that `isMeant` accepts.
  ///
  /// Several may say of themselves that their changes were made; what the target has decides.
  public func newest(on target: Target, where isMeant: (UndoFileSummary) -> Bool) -> UndoFileSummary? {
    summaries(of: target).first { isMeant($0) && $0.presence(on: target) == .something }
  }
}
