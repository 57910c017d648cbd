/// What a list of undo files says of one.
public struct UndoFileSummary: Sendable {
  /// Its path.
  public var path: String
  /// How large it is, in bytes.
  public var size: UInt64
  /// Whose plan it is.
  public var head: PlanFileHead
  /// What was done with it last; nil when the file is not whole: it was never finished, and then its target was not changed,
  /// or it was cut since.
  public var state: PlanFileState?
  /// Whether nobody but who runs this can have written it.
  public var isOwn: Bool

  /// Reads the beginning and the notes of a file; what lies between is skipped, not tested.
  ///
  /// Throws `PlanFileError` and `WriteError`.
  public init(path: String) throws {
    let file = try FileStorage(path: path, .readOnly)
    isOwn = file.isOwn
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

extension UndoFileSummary {
  /// Whether its change was begun before that of another file; of those of one second, names tell.
  public func isOlder(than other: UndoFileSummary) -> Bool {
    (head.created, path.utf8.count, path) < (other.head.created, other.path.utf8.count, other.path)
  }
}

extension UndoFolder {
  /// What is known of the undo files of a target that nobody else can have written, newest first.
  ///
  /// Devices may have another number since the last start of the machine, so that the path serves as well; what the target
  /// holds is compared before anything is written.
  public func summaries(of target: Target) -> [UndoFileSummary] {
    files().compactMap { try? UndoFileSummary(path: $0) }
      .filter { $0.isOwn && ($0.head.identity == target.identity || $0.head.path == target.absolutePath) }
      .filter { $0.head.marks.contradiction(to: target.marks) == nil }
      .sorted { $1.isOlder(than: $0) }
  }
}
