extension LabReport {
  /// The report as JUnit XML: a test case for every step, case of the corpus and device, one for the mutants of each kind of
  /// device, and one for the kernel's own troubles.
  public var junit: String {
    var cases: [String] = [junitCase("kernel", "no troubles", troubles)]
    for result in results where result.expectation.kind != .mutant {
      let expectation = result.expectation
      cases.append(
        junitCase(
          expectation.kind.rawValue, "\(expectation.title) (\(expectation.device.name))",
          result.problem == nil ? [] : [result.description]))
    }
    for device in LabDevice.allCases {
      let mutants = results.filter { $0.expectation.kind == .mutant && $0.expectation.device == device }
      guard !mutants.isEmpty else { continue }
      cases.append(
        junitCase(
          "mutant", "\(mutants.count) mutants (\(device.name))",
          mutants.filter { $0.problem != nil }.map(\.description)))
    }
    let failures = cases.count { $0.contains("<failure") }
    let head =
      "<testsuite name=\"\(Self.escaped("kernel \(kernel)"))\" tests=\"\(cases.count)\" failures=\"\(failures)\">"
    return (["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", head] + cases + ["</testsuite>"]).joined(separator: "\n")
      + "\n"
  }

  private func junitCase(_ suite: String, _ name: String, _ problems: [String]) -> String {
    let open = "  <testcase classname=\"\(Self.escaped("lab.\(kernel).\(suite)"))\" name=\"\(Self.escaped(name))\""
    guard let first = problems.first else { return "\(open)/>" }
    let all = problems.prefix(100).joined(separator: "\n")
    return "\(open)>\n    <failure message=\"\(Self.escaped(first))\">\(Self.escaped(all))</failure>\n  </testcase>"
  }

  /// Text for XML: what it cannot contain is left out.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value >= 0xFFFE: break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
