import ArgumentParser
import FoundationEssentials

/// What a command takes, as the parser describes its declarations.
struct CommandShape: Decodable {
  /// The name by which it is called.
  var commandName: String
  /// The commands below it; nil for none.
  var subcommands: [CommandShape]?
  /// The name of the one that is meant when none is named; nil for none.
  var defaultSubcommand: String?
  /// Whether people are told of it; nil where the parser does not say.
  var shouldDisplay: Bool?
  /// Options, flags and positional arguments, in the order of the help; nil for none.
  var arguments: [Argument]?

  /// An option, a flag or a positional argument.
  struct Argument: Decodable {
    var kind: Kind
    var isOptional: Bool
    var isRepeating: Bool
    var shouldDisplay: Bool
    /// `unconditional` for an option that takes whatever follows as its value.
    var parsingStrategy: String
    var names: [Name]?
    var preferredName: Name?
    var valueName: String?
    /// The values there are; nil for any.
    var allValues: [String]?
    var abstract: String?
  }

  enum Kind: String, Decodable { case positional, option, flag }

  /// A name of an option or a flag.
  struct Name: Decodable {
    var kind: String
    var name: String

    /// As it is written.
    var spelling: String { (kind == "long" ? "--" : "-") + name }
  }

  private struct Tool: Decodable { var command: CommandShape }

  /// The root command; nil if the parser describes itself in another way than this build expects.
  static func root() -> CommandShape? {
    let description = Array(VexfmtCommand._dumpHelp().utf8)
    return try? JSONDecoder().decode(Tool.self, from: Data(description)).command
  }

  /// The command below that is called `name`.
  func subcommand(_ name: String) -> CommandShape? { subcommands?.first { $0.commandName == name } }

  /// The command below that is meant when none is named, under this one's name.
  var unnamed: CommandShape? {
    guard let defaultSubcommand, var command = subcommand(defaultSubcommand) else { return nil }
    command.commandName = commandName
    return command
  }

  /// The option or flag that is written so.
  func argument(spelled spelling: String) -> Argument? {
    arguments?.first { $0.names?.contains { $0.spelling == spelling } == true }
  }

  /// What is given by its position alone.
  var positionals: [Argument] { arguments?.filter { $0.kind == .positional } ?? [] }

  /// What is given by a name.
  var named: [Argument] { arguments?.filter { $0.kind != .positional && $0.shouldDisplay } ?? [] }
}

extension CommandShape.Argument {
  /// The name that the help shows first.
  var spelling: String { preferredName?.spelling ?? "<\(valueName ?? "value")>" }

  /// What is expected, as the end of a sentence.
  var expectation: String {
    guard let abstract, let first = abstract.first else { return valueName ?? "a value" }
    return first.lowercased() + abstract.dropFirst().drop(whileLast: ".")
  }
}

extension Substring {
  /// Without the last character, if it is `last`.
  fileprivate func drop(whileLast last: Character) -> Substring { self.last == last ? dropLast() : self }
}
