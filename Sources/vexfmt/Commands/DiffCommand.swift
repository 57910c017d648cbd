import ArgumentParser

/// Compares two specifications of a format.
struct DiffCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what changed between two specifications, and what makes it safe.",
    discussion: """
      Each change is one of layout, meaning or source, and names the weakest safeguard that it takes: none, a flag of a compat, \
      ro_compat or incompat word, or a new version with a migration. What only drafts have is free. Exit status 1 if the new \
      specification does less than a change takes.
      """)

  @Argument(help: "The earlier specification: a path, or the name of a built-in one.")
  var old: String

  @Argument(help: "The later specification.")
  var new: String

  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    try SpecificationDifference(old: old, new: new, reporter: reporter).run()
  }
}
