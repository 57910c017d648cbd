/// How far long work has come.
public struct WorkProgress: Sendable, Equatable {
  /// What is being done, for people: `saving what is there`.
  public var stage: String
  /// How much of it is done: bytes if there is a total, otherwise elements.
  public var done: UInt64
  /// How many bytes there are in all; nil when nobody knows before the end.
  public var total: UInt64?

  /// Makes a report.
  public init(stage: String, done: UInt64, total: UInt64? = nil) {
    (self.stage, self.done, self.total) = (stage, done, total)
  }
}

/// Is told of work, many times in a second; on any thread.
public typealias ProgressHandler = @Sendable (WorkProgress) -> Void

/// Tells of one stage whose bytes are known.
struct StageProgress {
  private var report: WorkProgress
  private let handler: ProgressHandler?

  /// Begins a stage.
  init(_ stage: String, of total: UInt64, _ handler: ProgressHandler?) {
    report = WorkProgress(stage: stage, done: 0, total: total)
    self.handler = handler
    handler?(report)
  }

  /// Tells that more bytes are done.
  mutating func advance(_ count: UInt64) {
    report.done &+= count
    handler?(report)
  }
}

/// Tells of a stage that goes through elements.
struct ElementProgress {
  /// So many elements go by between two reports, since most take less time than a report.
  private static let step: UInt64 = 256

  var handler: ProgressHandler?

  /// Tells of the element with a number, counted from 0.
  func tell(_ action: String, _ region: String, _ number: UInt64) {
    guard let handler, number % Self.step == 0 else { return }
    handler(WorkProgress(stage: "\(action) \(region)", done: number))
  }
}
