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
    var rest = arguments.first == "help" ? Array(arguments.dropFirst()) : arguments
    var level = root
    var words = [root.commandName]
    var found: String?
    while true {
      // Where a command need not be named, it is only named first.
      let name = level.unnamed == nil ? rest.first { !$0.hasPrefix("-") } : rest.first
      guard let name, let inner = level.subcommand(name), let start = rest.firstIndex(of: name) else {
        if let unnamed = level.unnamed, arguments.first != "help" {
          words.append(level.defaultSubcommand ?? "")
          var scan = UsageScan(command: unnamed, arguments: rest)
          found = scan.mistake()
          break
        }
        found = Self.withoutCommand(rest, name, level, words)
        break
      }
      found = Self.beforeCommand(rest[..<start], inner, level)
      words.append(name)
      rest = Array(rest[(start + 1)...])
      level = inner
      if found != nil { break }
      if inner.subcommands?.isEmpty == false { continue }
      var scan = UsageScan(command: inner, arguments: rest)
      found = scan.mistake()
      break
    }
    let help = (words + ["--help"]).joined(separator: " ")
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

  private static func withoutCommand(
    _ arguments: [String], _ name: String?, _ group: CommandShape, _ words: [String]
  ) -> String? {
    if let option = arguments.first, option.hasPrefix("-"), group.argument(spelled: UsageScan.name(of: option)) == nil {
      return UsageScan.unknown(UsageScan.name(of: option), group)
    }
    guard let name else { return nil }
    let known = (group.subcommands ?? []).filter { $0.shouldDisplay ?? true }.map(\.commandName)
    let near = nearest(name, in: known).map { "did you mean '\($0)'? " } ?? ""
    let whole = (words.dropFirst() + [shown(name)]).joined(separator: " ")
    return "there is no command '\(whole)'; \(near)expected \(UsageScan.list(known))"
  }

  /// The parser's words on one line, as the middle of a sentence.
  private static func plain(_ message: String) -> String {
    let words = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let text = words.hasSuffix(".") ? String(words.dropLast()) : words
    return oneLine(text.prefix(1).lowercased() + text.dropFirst())
  }
}
