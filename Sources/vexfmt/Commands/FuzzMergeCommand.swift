import ArgumentParser

/// Puts the reports of all parts of a run together.
struct FuzzMergeCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put the reports of all shards of a run together.",
    discussion: """
      Reports are what 'vexfmt fuzz --json --shard I/N' printed, each in a file of its own. What is printed is what one run would \
      have printed. Exit status 1 if a report is missing, there twice or of another run, or if any has differences.
      """)

  @Argument(help: ArgumentHelp("The report of each shard, as JSON, in any order.", valueName: "report"))
  var reports: [String]

  @OptionGroup var matrix: MatrixOption

  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    for file in matrix.files { try file.look() }
    var merge = FuzzMerge()
    for report in reports { try merge.add(report) }
    return try merge.finish().finish(matrix.files, reporter)
  }
}
