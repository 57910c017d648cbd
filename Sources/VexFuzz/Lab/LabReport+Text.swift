public import VexBytes

extension LabReport {
  /// So many problems are told one by one; more are counted.
  private static let problemLimit = 100

  /// The report for people.
  public var text: String {
    var lines = ["Linux \(release ?? "(did not come up)") (\(kernel)): \(passes ? "passed" : "FAILED")"]
    let duration = " in \(Int(seconds.rounded())) seconds, \(Int(processorSeconds.rounded())) of a processor's time"
    lines.append("  \(boots) \(boots == 1 ? "boot" : "boots")\(duration)")
    for kind in LabItem.Kind.allCases {
      let all = results.filter { $0.expectation.kind == kind }
      let bad = all.count { $0.problem != nil }
      lines.append("  \(kind.rawValue): \(all.count), \(bad == 0 ? "all well" : "\(bad) not well")")
    }
    let evaluators = results.lazy.map(\.expectation.decisions).max { $0.count < $1.count } ?? []
    let disagreements = problems.count { if case .disagreement = $0.problem { true } else { false } }
    lines.append(
      "  \(disagreements) disagreements among \((["kernel"] + evaluators.map(\.evaluator)).joined(separator: ", "))")
    for device in LabDevice.allCases {
      guard let rate = rate(device), let time = times[device] else { continue }
      lines.append("  \(device.name): \(time.mounts) mounts, \(Int(rate)) a second")
    }
    lines += troubles.map { "  trouble: \($0)" }
    lines += problems.prefix(Self.problemLimit).map { "  \($0.description)" }
    if problems.count > Self.problemLimit { lines.append("  and \(problems.count - Self.problemLimit) more") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `{"kernel", "release", "passed", "boots", "seconds", "processorSeconds", "kinds": {KIND: {"count", "problems"}}, "rates": {DEVICE: {"mounts",
  /// "perSecond"}}, "troubles": [TEXT], "problems": [{"item", "device", "title", "text"}]}`.
  public var json: JSON {
    let kinds = LabItem.Kind.allCases.map { kind in
      let all = results.filter { $0.expectation.kind == kind }
      return (
        kind.rawValue,
        JSON.object([("count", .count(all.count)), ("problems", .count(all.count { $0.problem != nil }))])
      )
    }
    let rates = LabDevice.allCases.compactMap { device in
      rate(device).map {
        (device.name, JSON.object([("mounts", .unsigned(times[device]?.mounts ?? 0)), ("perSecond", .count(Int($0)))]))
      }
    }
    return .object([
      ("kernel", .string(kernel)), ("release", .optional(release)), ("passed", .boolean(passes)),
      ("boots", .count(boots)),
      ("seconds", .count(Int(seconds.rounded()))), ("processorSeconds", .count(Int(processorSeconds.rounded()))),
      ("kinds", .object(kinds)), ("rates", .object(rates)),
      ("troubles", .array(troubles.map(JSON.string))),
      (
        "problems",
        .array(
          problems.map { result in
            .object([
              ("item", .unsigned(UInt64(result.expectation.number))),
              ("device", .string(result.expectation.device.name)),
              ("title", .string(result.expectation.title)), ("text", .string(result.description)),
            ])
          })
      ),
    ])
  }
}
