import ArgumentParser

/// The root command.
struct VexfmtCommand: ParsableCommand {
  /// The version of the program.
  static let version = "0.1.0"

  /// The subcommands, in the order of the help.
  static let commands: [any Command.Type] = [
    CheckCommand.self, DiffCommand.self, GenHeadersCommand.self, GenSwiftCommand.self, GenDocsCommand.self,
    GenCommand.self, GenSchemaCommand.self, IdentifyCommand.self, MkfsCommand.self, ValidateCommand.self,
    ShowCommand.self, GetCommand.self, SetCommand.self,
    ExplainCommand.self, MigrateCommand.self,
    RepairCommand.self, ApplyCommand.self, UndoCommand.self,
  ]

  /// Those, and what has commands of its own.
  static var all: [any ParsableCommand.Type] { commands + [FuzzCommand.self, PluginsCommand.self] }

  static let configuration = CommandConfiguration(
    commandName: "vexfmt",
    abstract: "One file defines a filesystem's format; vexfmt makes, checks, shows, explains and migrates its images.",
    discussion: """
      Exit status: 0 done; 1 refused or failed; 64 wrong usage. For validate and repair, as for fsck: 0 clean or warnings \
      only, 1 repaired, 4 damaged or unsupported, 8 unreadable or not recognised, 16 wrong usage.
      """,
    version: version,
    subcommands: all)
}
