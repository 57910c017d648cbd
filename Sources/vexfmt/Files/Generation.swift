import VexBytes
import VexCodecs

/// Writes what a generator made, or compares it with what is there, and reports either.
struct Generation {
  var options: GeneratorOptions
  var reporter: Reporter
  /// Further members of the result as JSON.
  var members: [(String, JSON)] = []

  /// Brings the folder of `--output` up to date; with `--check`, only says what differs.
  ///
  /// Answers with the exit status.
  func run(
    _ files: [GeneratedFile], isOurs: (_ name: String, _ head: [Substring]) -> Bool
  ) throws(Failure) -> Int32 {
    let folder = GeneratedFolder(path: options.output)
    let entries = try folder.compare(with: files, isOurs: isOurs)
    if !options.check { try folder.apply(entries) }
    let changed = entries.filter { $0.state != .current }
    if reporter.isJSON {
      reporter.json(json(entries))
    } else {
      for entry in changed {
        reporter.line("\(shown(entry.path)): \(options.check ? entry.state.rawValue : done(entry))")
      }
      if changed.isEmpty { reporter.line("\(shown(options.output)): \(files.count) files are up to date") }
    }
    guard options.check, !changed.isEmpty else { return ExitStatus.success }
    reporter.error("\(changed.count) of the generated files differ from what would be generated; run '\(mend)'")
    return ExitStatus.failure
  }

  private func done(_ entry: GeneratedFolder.Entry) -> String { entry.contents == nil ? "removed" : "written" }

  /// The command that mends what `--check` found: the same without it.
  private var mend: String {
    let arguments = CommandLine.arguments.dropFirst().filter { $0 != "--check" && $0 != "--json" }
    return (["vexfmt"] + arguments.map { quoted($0) }).joined(separator: " ")
  }

  /// `{"output", "files": [{"path", "state"}]}`; the state is `current`, `written` or `removed`, and with `--check` `outdated`,
  /// `missing` or `obsolete`.
  private func json(_ entries: [GeneratedFolder.Entry]) -> JSON {
    let result: [(String, JSON)] = [
      ("output", .string(options.output)),
      (
        "files",
        .array(
          entries.map { entry in
            let state = options.check || entry.state == .current ? entry.state.rawValue : done(entry)
            return .object([("path", .string(entry.path)), ("state", .string(state))])
          })
      ),
    ]
    return .object(result + members)
  }
}
