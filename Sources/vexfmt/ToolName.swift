/// What the program does when it is called by the name of another tool: `mkfs.vexfs`, `fsck.vexfs`.
struct ToolName {
  /// The arguments as the program itself takes them.
  var arguments: [String]
  /// What the user should know of options that do not do here what they do elsewhere, a line each.
  var notes: [String] = []

  /// Reads a call; nil when the name is the program's own.
  init?(program: String, arguments: [String], formats: [String]) {
    let parts = program.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, formats.contains(parts[1]) else { return nil }
    switch parts[0] {
    case "mkfs": self.arguments = ["mkfs", "--spec", parts[1]]
    case "fsck":
      // Asked to repair, it does what can be done without guessing; without that it writes nothing.
      let asks = !arguments.contains("-n") && arguments.contains { ["-a", "-p", "-y", "-r"].contains($0) }
      self.arguments = [asks ? "repair" : "validate", "--spec", parts[1]]
    default: return nil
    }
    if arguments.contains("-V") {
      self.arguments = ["--version"]
      return
    }
    let isMaking = parts[0] == "mkfs"
    let shape = CommandShape.root()?.subcommand(self.arguments[0])
    var rest = arguments.flatMap { Self.separated($0, isMaking: isMaking) }[...]
    var operands = 0
    while let argument = rest.popFirst() {
      switch argument {
      case "--":
        self.arguments += [argument] + rest
        return
      // Its value may look like an option.
      case _ where shape?.argument(spelled: argument)?.kind == .option:
        self.arguments += [argument] + [rest.popFirst()].compactMap(\.self)
      case "-q", "-v": continue
      case "-f", "-F", "--force":
        if isMaking {
          notes.append("\(argument) forces nothing: what is there is named with --replace, and what is in use stays")
        }
      case "-a", "-p", "-y", "-n", "-r", "-T":
        guard !isMaking else {
          self.arguments.append(argument)
          continue
        }
        continue
      case _ where !isMaking && argument.hasPrefix("-C"): continue
      case _ where isMaking && !argument.hasPrefix("-"):
        operands += 1
        guard operands == 2 else {
          self.arguments.append(argument)
          continue
        }
        // Other tools take it behind the target.
        self.arguments += ["--size", argument]
        if argument.allSatisfy(\.isNumber) { notes.append("the size \(argument) is in bytes; units are K, M, G and T") }
      default: self.arguments.append(argument)
      }
    }
  }

  /// What is written together, as `-fy` or `-Lname`, one by one.
  private static func separated(_ argument: String, isMaking: Bool) -> [String] {
    guard argument.count > 2, argument.hasPrefix("-"), !argument.hasPrefix("--") else { return [argument] }
    let letters = argument.dropFirst()
    if isMaking, let first = letters.first, "LU".contains(first) { return ["-\(first)", String(letters.dropFirst())] }
    let flags = isMaking ? "qvfFn" : "apynrfvqT"
    return letters.allSatisfy(flags.contains) ? letters.map { "-\($0)" } : [argument]
  }
}
