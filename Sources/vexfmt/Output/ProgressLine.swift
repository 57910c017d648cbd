import Glibc
import Synchronization
import VexImage

/// A line on a terminal that shows how far long work is, and goes away.
///
/// `writing: 42%` where the bytes are known, `planning bitmap: 81920` where only elements are counted.
final class ProgressLine: Sendable {
  /// So many seconds go by before anything is shown, unless VEXFMT_PROGRESS says otherwise.
  private static let patience = 1.0
  /// And so many between two changes.
  private static let interval = 0.1
  /// A longer line would be broken by a narrow terminal, and its first half would stay.
  private static let width = 72

  private let descriptor: Int32
  private let state: Mutex<State>

  private struct State {
    /// When the next change is due.
    var due: Double
    var isShown = false
  }

  /// Makes a line where a stream goes; nil unless that is a terminal that can erase.
  init?(on stream: OutputStream) {
    guard stream.isTerminal, environment("TERM") != "dumb" else { return nil }
    descriptor = stream.descriptor
    let patience = Double(environment("VEXFMT_PROGRESS")) ?? Self.patience
    state = Mutex(State(due: Self.now + patience))
  }

  /// Shows how far the work is, if it is time.
  func show(_ report: WorkProgress) {
    let now = Self.now
    let isDue = state.withLock { state in
      guard now >= state.due else { return false }
      state = State(due: now + Self.interval, isShown: true)
      return true
    }
    if isDue { write("\r\(Self.text(report).prefix(Self.width))\u{1B}[K") }
  }

  /// Takes the line away, for something else or at the end.
  func erase() {
    let wasShown = state.withLock { state in
      defer { state.isShown = false }
      return state.isShown
    }
    if wasShown { write("\r\u{1B}[K") }
  }

  private static func text(_ report: WorkProgress) -> String {
    guard let total = report.total else { return "\(shown(report.stage)): \(report.done)" }
    let share = total == 0 ? 1 : min(Double(report.done) / Double(total), 1)
    return "\(shown(report.stage)): \(Int(share * 100))%"
  }

  /// What cannot be shown is left out.
  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Seconds on a clock that nobody sets.
  private static var now: Double {
    var time = timespec()
    guard unsafe clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return 0 }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
