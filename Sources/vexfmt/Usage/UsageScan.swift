import VexFormatSpec

/// Reads the arguments of one command as its declarations say, up to the first mistake.
struct UsageScan {
  let command: CommandShape
  let arguments: [String]
  private var place = 0
  private var isLiteral = false
  private var positionals: [String] = []
  private var seen: Set<String> = []

  init(command: CommandShape, arguments: [String]) {
    self.command = command
    self.arguments = arguments
  }

  /// What was found and what was expected; nil when nothing is wrong that the declarations tell.
  mutating func mistake() -> String? {
    while place < arguments.count {
      let argument = arguments[place]
      place += 1
      if argument == "--", !isLiteral {
        isLiteral = true
      } else if isLiteral || argument == "-" || !argument.hasPrefix("-") {
        positionals.append(argument)
      } else if let mistake = option(argument) {
        return mistake
      }
    }
    return extra() ?? missing()
  }

  /// Reads an option or a flag, and its value.
  private mutating func option(_ argument: String) -> String? {
    let name = Self.name(of: argument)
    guard let shape = command.argument(spelled: name) else {
      return isCluster(name) ? nil : Self.unknown(name, command)
    }
    seen.insert(shape.spelling)
    var value = name.count < argument.count ? String(argument.dropFirst(name.count + 1)) : nil
    if shape.kind == .flag {
      return value.map { "'\(name)' takes no value, but '\(shown($0))' was given; write it alone" }
    }
    // The parser takes what comes next for the value that is not there.
    if value == "" { return "nothing follows '\(name)='; expected \(shape.expectation)" }
    if value == nil {
      guard place < arguments.count else { return "nothing follows '\(name)'; expected \(shape.expectation)" }
      let next = arguments[place]
      guard !next.hasPrefix("-") || shape.parsingStrategy == "unconditional" else {
        return "'\(name)' is followed by '\(shown(next))', which is read as an option; expected \(shape.expectation); "
          + "write \(name)=\(quoted(next)) if that is the value"
      }
      value = next
      place += 1
    }
    guard let value, let values = shape.allValues, !values.isEmpty, !values.contains(value) else { return nil }
    return "'\(name)' cannot be '\(shown(value))'; expected \(Self.list(values))"
  }

  /// Whether a name is several short flags written as one.
  private func isCluster(_ name: String) -> Bool {
    !name.hasPrefix("--") && name.count > 2
      && name.dropFirst().allSatisfy { command.argument(spelled: "-\($0)")?.kind == .flag }
  }

  /// An argument for which there is no place.
  private func extra() -> String? {
    let places = command.positionals
    guard !places.contains(where: \.isRepeating), positionals.count > places.count else { return nil }
    let names = places.map { $0.isOptional ? "[<\($0.valueName ?? "")>]" : "<\($0.valueName ?? "")>" }
    let takes = names.isEmpty ? "only options" : names.joined(separator: " ")
    return "unexpected argument '\(shown(positionals[places.count]))'; \(command.commandName) takes \(takes)"
  }

  /// What must be given and was not.
  private func missing() -> String? {
    let places = command.positionals
    if let place = places.dropFirst(positionals.count).first(where: { !$0.isOptional }) {
      return "no <\(place.valueName ?? "argument")> was given; expected \(place.expectation)"
    }
    let option = command.named.first { $0.kind == .option && !$0.isOptional && !seen.contains($0.spelling) }
    return option.map { "'\($0.spelling) <\($0.valueName ?? "value")>' is missing; expected \($0.expectation)" }
  }

  /// An option without its value: what stands before the first `=`.
  static func name(of argument: String) -> String {
    argument.firstIndex(of: "=").map { String(argument[..<$0]) } ?? argument
  }

  /// An option that a command does not have.
  static func unknown(_ name: String, _ command: CommandShape) -> String {
    if ["-f", "-F", "--force"].contains(name), command.named.contains(where: { $0.spelling == "--replace" }) {
      return "'\(shown(name))' forces nothing: what is there is named with --replace, and what is in use stays"
    }
    let known = command.named.map(\.spelling)
    let all = command.named.flatMap { $0.names ?? [] }.map(\.spelling)
    let near = name.hasPrefix("--") ? nearest(name, in: all).map { "did you mean '\($0)'?" } : nil
    return "\(command.commandName) has no option '\(shown(name))'; \(near ?? "expected \(list(known))")"
  }

  /// `a, b or c`.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
