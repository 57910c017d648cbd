import ArgumentParser

/// `--spec`, for commands that would otherwise go by the image.
struct SpecOption: ParsableArguments {
  @Option(
    name: .customLong("spec"),
    help: ArgumentHelp(
      "The format: the name of a built-in one, or the path of a specification.",
      discussion: "Without it, the image's own bytes decide.", valueName: "name-or-path"))
  var name: String?
}

/// `--spec`, for commands that have nothing else to go by.
struct RequiredSpecOption: ParsableArguments {
  @Option(
    name: .customLong("spec"),
    help: ArgumentHelp(
      "The format: the name of a built-in one, or the path of a specification.", valueName: "name-or-path"))
  var name: String
}
