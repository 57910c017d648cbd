import Foundation
import Glibc
import Synchronization

/// Takes what this process has started and made with it when it is told to end.
///
/// Programs that `ChildProcess` runs have process groups of their own, so that a terminal's Ctrl-C does not reach them, and a
/// folder for them outlives a process that is just ended.
public enum Termination {
  private struct Belongings {
    /// Process groups of programs that run.
    var groups: Set<pid_t> = []
    /// Paths of folders that are only of use while this process runs.
    var folders: Set<String> = []
  }

  private static let belongings = Mutex(Belongings())
  private static let signals = [SIGHUP, SIGINT, SIGTERM]

  /// Whether this process waits for signals; done once.
  private static let isWatching: Bool = startWatching()

  /// From now on, SIGHUP, SIGINT and SIGTERM kill every program that `ChildProcess` runs and delete temporary folders, before
  /// they end the process as they would have.
  ///
  /// Is called before other threads are there, since only those of later see it. A signal that is ignored stays so.
  public static func watch() { _ = isWatching }

  /// Keeps in mind that a folder is to be deleted when the process is told to end.
  public static func keep(temporary folder: String) {
    belongings.withLock { _ = $0.folders.insert(folder) }
  }

  /// Forgets a folder, which is deleted by now.
  public static func forget(temporary folder: String) {
    belongings.withLock { _ = $0.folders.remove(folder) }
  }

  /// Starts a program and keeps its group in mind, as one step: none can start behind the back of the end.
  static func starting(
    _ start: () throws(ChildProcess.Problem) -> pid_t
  ) throws(ChildProcess.Problem) -> pid_t {
    let started: Result<pid_t, ChildProcess.Problem> = belongings.withLock { belongings in
      do throws(ChildProcess.Problem) {
        let group = try start()
        belongings.groups.insert(group)
        return .success(group)
      } catch { return .failure(error) }
    }
    return try started.get()
  }

  /// Forgets a program; before it is waited for, since its number could be another's then.
  static func forget(_ group: pid_t) {
    belongings.withLock { _ = $0.groups.remove(group) }
  }

  /// Blocks the signals, and leaves them to a thread that waits for them.
  private static func startWatching() -> Bool {
    var watched = sigset_t()
    unsafe sigemptyset(&watched)
    for number in signals where !isIgnored(number) { unsafe sigaddset(&watched, number) }
    guard unsafe pthread_sigmask(SIG_BLOCK, &watched, nil) == 0 else { return false }
    let waited = watched
    Thread.detachNewThread {
      var waited = waited
      var number: Int32 = 0
      while unsafe sigwait(&waited, &number) != 0 {}
      end(by: number, &waited)
    }
    return true
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return true }
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }

  /// Takes everything away, and lets the signal do what it does by default.
  private static func end(by number: Int32, _ watched: inout sigset_t) {
    belongings.withLock { belongings in
      for group in belongings.groups { kill(-group, SIGKILL) }
      for folder in belongings.folders { try? FileManager.default.removeItem(atPath: folder) }
      signal(number, SIG_DFL)
      unsafe pthread_sigmask(SIG_UNBLOCK, &watched, nil)
      kill(getpid(), number)
      // Nothing is started meanwhile.
      while true { pause() }
    }
  }
}
