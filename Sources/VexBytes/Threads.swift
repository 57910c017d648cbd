import Glibc

/// Runs the same work on several threads at once.
package enum Threads {
  /// Calls `body` with 0 up to `count`, each on a thread of its own; the results in that order, when all have ended.
  ///
  /// Where the system gives no thread, the caller's does the work.
  package static func map<Result: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Result) -> [Result] {
    let boxes = (0..<count).map { _ in Box<Result>() }
    var threads: [pthread_t] = []
    for (number, box) in boxes.enumerated() {
      let work = unsafe Unmanaged.passRetained(Work { box.result = body(number) })
      var thread = pthread_t()
      let status = unsafe pthread_create(
        &thread, nil,
        { argument in
          if let argument = unsafe argument { unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
          return nil
        }, work.toOpaque())
      if status == 0 {
        threads.append(thread)
      } else {
        unsafe work.takeRetainedValue().body()
      }
    }
    for thread in threads { _ = pthread_join(thread, nil) }
    return boxes.compactMap(\.result)
  }

  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// Written by one thread, and read after that thread has ended.
  private final class Box<Result: Sendable>: @unchecked Sendable { var result: Result? }
}
