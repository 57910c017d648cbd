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

  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    var status = ExitStatus.success
    for spec in specs where !SpecificationCheck(spec: spec, writesLock: writeLock, reporter: reporter).run() {
      status = ExitStatus.failure
    }
    return status
  }
}
