import Glibc

/// The time of the processor that this thread has had.
///
/// Unlike a clock's it does not grow while other tests, or other programs, have the processor.
private func processorTime() -> Duration {
  var time = timespec()
  _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

/// What `body` gives, and the processor time that it takes: the least of up to three attempts, of which further ones are
/// made only while it takes more than a second.
func measured<Result>(_ body: () -> Result) -> (result: Result, time: Duration) {
  var best: (result: Result, time: Duration)?
  for _ in 0..<3 {
    let start = processorTime()
    let result = body()
    let time = processorTime() - start
    if best.map({ time < $0.time }) ?? true { best = (result, time) }
    if time < .seconds(1) { return (result, time) }
  }
  return best ?? (body(), .zero)
}
