/// How long whole commands take, from start to end.
func measureStartup(_ report: inout Report, vexfmt: String, image: String) {
  report.title("Whole commands of \(vexfmt), median of 41")
  for (name, arguments, limit) in [
    ("vexfmt --help", ["--help"], 15.0), ("vexfmt validate, small image", ["validate", image], 30.0),
  ] {
    var times: [Double] = []
    for _ in 0..<41 {
      guard let cost = run(vexfmt, arguments), cost.status == 0 else { break }
      times.append(cost.elapsed * 1e3)
    }
    guard times.count == 41 else {
      report.add(name, "did not run", meets: false, aim: "at most \(fixed(limit)) ms")
      continue
    }
    report.add(name, "\(fixed(median(times))) ms", meets: median(times) <= limit, aim: "at most \(fixed(limit)) ms")
  }
}
