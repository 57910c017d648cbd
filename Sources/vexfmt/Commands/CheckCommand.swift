import ArgumentParser

/// Compiles specifications and reports what is wrong with them.
struct CheckCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compile specifications; report every mistake with its line.",
    discussion:
      "The lock file beside a specification (spec/vexfs.lock for spec/vexfs.yaml) keeps the numbers of its rules.")

  @Argument(help: "Paths of specifications, or names of built-in ones.")
  var specs: [String]

  @Flag(help: "Write the lock file: add the rules that it lacks.")
  var writeLock = false

  @Flag(help: "Report as one SARIF log, which code hosts and editors show beside the lines.")
  var sarif = false

  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet || sarif }

  func validate() throws {
    if sarif, json.isSet { throw ValidationError("--sarif and --json exclude each other; give one of them") }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    var reports: [CheckReport] = []
    for spec in specs {
      let report = SpecificationCheck(spec: spec, writesLock: writeLock, reporter: reporter).run()
      if json.isSet { reporter.json(report.json) }
      reports.append(report)
    }
    if sarif { reporter.json(SARIFLog(reports: reports).json) }
    return reports.allSatisfy(\.isValid) ? ExitStatus.success : ExitStatus.failure
  }
}
