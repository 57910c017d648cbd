import Glibc

/// How long whole commands take, from start to end.
func measureStartup(_ report: inout Report, vexfmt: String, image: String) {
  report.title("Whole commands of \(vexfmt), median of 41")
  for (name, arguments, limit) in [
    ("vexfmt --help", ["--help"], 15.0), ("vexfmt validate, small image", ["validate", image], 30.0),
  ] {
    var times: [Double] = []
    for _ in 0..<41 {
      let clock = ContinuousClock()
      let start = clock.now
      guard run(vexfmt, arguments) == 0 else { break }
      let elapsed = (clock.now - start).components
      times.append(Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) / 1e15)
    }
    guard times.count == 41 else {
      report.add(name, "did not run", meets: false, aim: "at most \(fixed(limit)) ms")
      continue
    }
    report.add(name, "\(fixed(median(times))) ms", meets: median(times) <= limit, aim: "at most \(fixed(limit)) ms")
  }
}

/// The exit code of a command whose output is thrown away; nil when it could not be started.
private func run(_ path: String, _ arguments: [String]) -> Int32? {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
  var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
  defer { for pointer in argv { free(pointer) } }
  var child: pid_t = 0
  guard posix_spawn(&child, path, &actions, nil, &argv, environ) == 0 else { return nil }
  var status: Int32 = 0
  guard waitpid(child, &status, 0) == child else { return nil }
  return status & 0x7f == 0 ? status >> 8 & 0xff : nil
}
