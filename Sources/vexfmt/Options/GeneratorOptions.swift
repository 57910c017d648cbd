import ArgumentParser

/// What all generators take.
struct GeneratorOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder for the files; it is made if need be.", valueName: "dir"))
  var output: String

  @Flag(help: "Change nothing; exit with 1 if a file is not what would be generated.")
  var check = false

  @OptionGroup var json: JSONOption
}
