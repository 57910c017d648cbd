import ArgumentParser

/// Commands of the fuzzer; a run needs no name of its own.
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "Check mutants of an image's structures against their predicted verdicts.",
    usage: """
      vexfmt fuzz [<image>] [--spec <name-or-path>] [<options>]
      vexfmt fuzz merge <report> ...
      """,
    discussion: """
      'vexfmt fuzz IMAGE' and 'vexfmt fuzz --spec FORMAT' are a run; 'vexfmt fuzz run --help' lists its options. An image that is \
      called run, merge or help is named with its folder, as ./merge.
      """,
    subcommands: [FuzzRunCommand.self, FuzzMergeCommand.self], defaultSubcommand: FuzzRunCommand.self)
}
