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
    var rest = arguments[...]
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
      default: self.arguments.append(argument)
      }
    }
  }
}
