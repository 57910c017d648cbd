import Glibc

/// What running a program to its end took.
struct CommandCost {
  /// The exit status.
  var status: Int32
  /// From start to end, in seconds.
  var elapsed: Double
  /// The processor's time, the program's own and the kernel's for it, in seconds.
  var processor: Double
  /// Largest resident set, in bytes.
  var peak: Int
}

/// Runs a program to its end; nil when it could not be started, or was ended by a signal.
///
/// What it prints goes to `output`, the standard output and the standard error.
func run(_ path: String, _ arguments: [String], output: String = "/dev/null") -> CommandCost? {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  if output != "/dev/null" { posix_spawn_file_actions_adddup2(&actions, 1, 2) }
  var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
  defer { for pointer in argv { free(pointer) } }
  let clock = ContinuousClock()
  let start = clock.now
  var child: pid_t = 0
  guard posix_spawnp(&child, path, &actions, nil, &argv, environ) == 0 else { return nil }
  var status: Int32 = 0
  var usage = rusage()
  guard wait4(child, &status, 0, &usage) == child else { return nil }
  let elapsed = (clock.now - start).components
  guard status & 0x7f == 0 else { return nil }
  return CommandCost(
    status: status >> 8 & 0xff, elapsed: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18,
    processor: seconds(usage.ru_utime) + seconds(usage.ru_stime), peak: usage.ru_maxrss * 1024)
}

private func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
