import ArgumentParser

/// Applies a plan that was saved, or completes one that was interrupted.
struct ApplyCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Apply a saved plan, or complete a change that was interrupted.",
    discussion: """
      A plan that --save-plan wrote is applied if its target is the one that it was made for, and has not changed since. \
      The undo file of a change that was interrupted has that change's plan as well, and completes it.
      """)

  @Argument(help: "The plan, or the undo file.")
  var file: String

  @Option(help: ArgumentHelp("The target, if it is not where it was.", valueName: "path"))
  var target: String?

  @Option(
    help: ArgumentHelp(
      "Where to save what is there before the first byte changes; by default a new file in the folder of undo files.",
      valueName: "file"))
  var undo: String?

  @Flag(name: [.customShort("n"), .long], help: "Write nothing; print what would be written.")
  var dryRun = false

  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    var applying = PlanApplying(file: file, reporter: reporter)
    applying.target = target
    applying.undo = undo
    applying.isTrial = dryRun
    return try applying.run()
  }
}
