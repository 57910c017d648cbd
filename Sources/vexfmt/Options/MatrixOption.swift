import ArgumentParser

/// `--matrix`, for a run of the fuzzer and for what puts reports of one together.
struct MatrixOption: ParsableArguments {
  @Option(
    name: .customLong("matrix"),
    help: ArgumentHelp(
      "Write which rule noticed which change of which field, as text, JSON or a page; the end of the path says which.",
      valueName: "file.txt|.json|.html"), transform: MatrixFile.parse)
  var files: [MatrixFile] = []
}
