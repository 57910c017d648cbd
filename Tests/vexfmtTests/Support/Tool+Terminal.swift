extension Tool {
  /// Runs the program with a terminal as its standard input, output and error, on which `typed` is typed.
  ///
  /// What the terminal shows is in `output`, with what was typed.
  static func runOnTerminal(
    _ arguments: [String], in folder: Scratch, typing typed: String = "", limit: Double = 60,
    environment: [String: String] = [:], program: String = path
  ) throws -> Result {
    let command = ([program] + arguments).map { $0.quotedForShell }.joined(separator: " ")
    return try onTerminal(command, in: folder, typing: typed, limit: limit, environment: environment)
  }

  /// The same for a command of the shell, which may send some of it elsewhere.
  static func onTerminal(
    _ command: String, in folder: Scratch, typing typed: String = "", limit: Double = 60,
    environment: [String: String] = [:]
  ) throws -> Result {
    var result = try run(
      ["-c", "printf %s \"$1\" | script -qec \"$0\" /dev/null", command, typed], in: folder, limit: limit,
      environment: environment, program: "/bin/sh")
    result.output = result.output.replacing("\r\n", with: "\n")
    return result
  }
}

extension String {
  /// The text as one word of the shell.
  var quotedForShell: String { "'" + replacing("'", with: "'\\''") + "'" }
}
