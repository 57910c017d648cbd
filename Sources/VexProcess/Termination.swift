public import Foundation
import Glibc
import Synchronization

/// Takes what this process has started and made with it when it is told to end.
///
/// Programs that `ChildProcess` runs have process groups of their own, so that a terminal's Ctrl-C does not reach them, and a
/// folder for them outlives a process that a signal ends.
public enum Termination {
  private struct Belongings {
    /// Process groups of programs that run.
    var groups: Set<pid_t> = []
    /// Paths of folders that are only of use while this process runs.
    var folders: Set<String> = []
  }

  private static let belongings = Mutex(Belongings())
  private static let signals = [SIGHUP, SIGINT, SIGQUIT, SIGTERM]

  /// Whether this process waits for signals; done once.
  private static let isWatching: Bool = startWatching()

  /// From now on, SIGHUP, SIGINT, SIGQUIT and SIGTERM kill every program that `ChildProcess` runs and delete temporary folders,
  /// before they end the process as they would have.
  ///
  /// Call it before other threads start: only threads that start afterwards leave the signals to it. A signal that is ignored
  /// stays so.
  public static func watch() { _ = isWatching }

  /// Makes a folder that is deleted when the process is told to end.
  public static func makeTemporaryFolder(_ folder: URL) throws {
    try belongings.withLock { belongings in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      belongings.folders.insert(folder.path)
    }
  }

  /// Deletes such a folder.
  public static func deleteTemporaryFolder(_ folder: URL) {
    try? FileManager.default.removeItem(at: folder)
    belongings.withLock { _ = $0.folders.remove(folder.path) }
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
    var watched = watchedSignals()
    var thread = pthread_t()
    guard unsafe pthread_sigmask(SIG_BLOCK, &watched, nil) == 0 else { return false }
    let status = unsafe pthread_create(&thread, nil, { _ in Termination.waitForSignal() }, nil)
    guard status == 0 else {
      unsafe pthread_sigmask(SIG_UNBLOCK, &watched, nil)
      return false
    }
    return pthread_detach(thread) == 0
  }

  private static func watchedSignals() -> sigset_t {
    var result = sigset_t()
    unsafe sigemptyset(&result)
    for number in signals where !isIgnored(number) { unsafe sigaddset(&result, number) }
    return result
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return true }
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }

  /// Waits for the first signal, takes everything away, and lets the signal do what it does by default.
  private static func waitForSignal() -> Never {
    var watched = watchedSignals()
    var number: Int32 = 0
    while unsafe sigwait(&watched, &number) != 0 {}
    belongings.withLock { belongings in
      for group in belongings.groups { kill(-group, SIGKILL) }
      for folder in belongings.folders { delete(folder) }
      signal(number, SIG_DFL)
      unsafe pthread_sigmask(SIG_UNBLOCK, &watched, nil)
      // Still under the lock: nothing is started any more.
      kill(getpid(), number)
    }
    // The first process of a container has no default to be ended by.
    _exit(128 + number)
  }

  /// Deletes a folder that somebody who is being killed may still be writing to: a second at most.
  private static func delete(_ folder: String) {
    for _ in 0..<100 {
      try? FileManager.default.removeItem(atPath: folder)
      guard FileManager.default.fileExists(atPath: folder) else { return }
      usleep(10_000)
    }
  }
}
