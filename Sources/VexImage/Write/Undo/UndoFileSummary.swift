/// What a list of undo files says of one.
public struct UndoFileSummary: Sendable {
  /// Its path.
  public var path: String
  /// How large it is, in bytes.
  public var size: UInt64
  /// Whose plan it is.
  public var head: PlanFileHead
  /// What was done with it last; nil when the file is not whole, so that its target was not changed.
  public var state: PlanFileState?

  /// Reads the beginning and the notes of a file; what lies between is skipped, not tested.
  ///
  /// Throws `PlanFileError` and `WriteError`.
  public init(path: String) throws {
    let file = try FileStorage(path: path, .readOnly)
    var scan = PlanFileScan(file)
    guard let first = try scan.next(), first.type == .head, let head = PlanFileHead(first.payload), head.hasOldBytes
    else {
      throw PlanFileError(path: path, kind: .foreign)
    }
    self.path = path
    self.head = head
    size = try file.size()
    while let record = try? scan.next(skipping: true, tolerating: true) {
      if record.type == .end { state = .begun }
      if record.type == .mark, state != nil { state = record.payload.first.flatMap(PlanFileState.init(rawValue:)) }
    }
  }
}

extension UndoFolder {
  /// What is known of all undo files that can be read, oldest first.
  public func summaries() -> [UndoFileSummary] { files().compactMap { try? UndoFileSummary(path: $0) } }

  /// The undo files of a target, newest first.
  public func summaries(of target: Target) -> [UndoFileSummary] {
    summaries().filter { $0.head.identity == target.identity }.sorted { $0.head.created > $1.head.created }
  }
}
