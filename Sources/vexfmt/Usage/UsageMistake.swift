import VexFormatSpec

/// What is wrong with a command line that the parser refused: what was found, what was expected, where to read more.
///
/// The parser stops at what it meets first on its own way, which is often not what the user did wrong.
struct UsageMistake {
  /// One line.
  let sentence: String

  /// Looks for the mistake; `parserMessage` is what the parser says, for what only it can see.
  init(in arguments: [String], parserMessage: String) {
    guard let root = CommandShape.root() else {
      sentence = "\(Self.plain(parserMessage)); see 'vexfmt --help'"
      return
    }
    // The parser helps with what there is not, too.
    let isHelp = arguments.first == "help"
    let name = arguments.dropFirst(isHelp ? 1 : 0).first { !$0.hasPrefix("-") }
    let command = name.flatMap(root.subcommand)
    var found: String?
    if let command, let start = arguments.firstIndex(of: command.commandName) {
      found = Self.beforeCommand(arguments[..<start], command, root)
      if found == nil {
        var scan = UsageScan(command: command, arguments: Array(arguments[(start + 1)...]))
        found = scan.mistake()
      }
    } else {
      found = Self.withoutCommand(arguments, name, root)
    }
    let help = ([root.commandName] + [command?.commandName].compactMap(\.self) + ["--help"]).joined(separator: " ")
    let said = found ?? Self.plain(parserMessage)
    sentence = "\(said)\(said.hasSuffix("?") ? "" : ";") see '\(help)'"
  }

  /// Options in front of the command's name, where only those of the root are.
  private static func beforeCommand(
    _ options: ArraySlice<String>, _ command: CommandShape, _ root: CommandShape
  ) -> String? {
    guard let option = options.first(where: { root.argument(spelled: UsageScan.name(of: $0)) == nil }) else {
      return nil
    }
    let name = UsageScan.name(of: option)
    guard command.argument(spelled: name) == nil else {
      return "'\(shown(name))' stands in front of the command; write it behind '\(command.commandName)'"
    }
    return UsageScan.unknown(name, command)
  }

  private static func withoutCommand(_ arguments: [String], _ name: String?, _ root: CommandShape) -> String? {
    if let option = arguments.first, option.hasPrefix("-"), root.argument(spelled: UsageScan.name(of: option)) == nil {
      return UsageScan.unknown(UsageScan.name(of: option), root)
    }
    guard let name else { return nil }
    let known = (root.subcommands ?? []).map(\.commandName)
    let near = nearest(name, in: known).map { "did you mean '\($0)'? " } ?? ""
    return "there is no command '\(shown(name))'; \(near)expected \(UsageScan.list(known))"
  }

  /// The parser's words on one line, as the middle of a sentence.
  private static func plain(_ message: String) -> String {
    let words = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let text = words.hasSuffix(".") ? String(words.dropLast()) : words
    return oneLine(text.prefix(1).lowercased() + text.dropFirst())
  }
}
