import ArgumentParser

/// Takes back what a command wrote.
struct UndoCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Put back what was on a target before a command wrote to it.",
    discussion: """
      Every command that writes saves what is there in an undo file first, and prints its path. Undoing restores each of \
      those bytes. It is refused when the target has something that neither was there before nor was written by that \
      command; --replace names it if it may be lost, and then it is saved in another undo file. An undo that is \
      interrupted is completed by running it again.
      """)

  @Argument(help: "The undo file.")
  var file: String?

  @Flag(help: "List the undo files that there are, in the folder that VEXFMT_UNDO names, or the usual one.")
  var list = false

  @Option(help: ArgumentHelp("The target, if it is not where it was.", valueName: "path"))
  var target: String?

  @Option(
    help: ArgumentHelp(
      "What was changed since may be lost; ID is the fingerprint or UUID that vexfmt identify and the refusal show.",
      valueName: "id"))
  var replace: String?

  @Option(help: ArgumentHelp("Where to save what was changed since.", valueName: "file"))
  var undo: String?

  @Flag(name: [.customShort("n"), .long], help: "Write nothing; print what would be done.")
  var dryRun = false

  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func validate() throws {
    guard (file != nil) != list else { throw ValidationError("name an undo file, or give --list, and not both") }
    guard !list || (target == nil && replace == nil && undo == nil && !dryRun) else {
      throw ValidationError("--list takes no other options but --json")
    }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    guard let file else { return try UndoListing(reporter: reporter).run() }
    var taking = TakingBack(file: file, reporter: reporter)
    taking.target = target
    taking.replacing = replace
    taking.undo = undo
    taking.isTrial = dryRun
    return try taking.run()
  }
}
