import ArgumentParser

/// One call of the program: the name by which it was called and the arguments.
struct Invocation {
  /// The last component of the program's path.
  var program: String
  /// The arguments behind it.
  var arguments: [String]
  /// The first argument that is not UTF-8, if any: how it looks, repaired.
  var undecodable: String?
  /// What the user should know about the arguments, a line each.
  var notes: [String] = []

  /// The call that started this process.
  static func current() -> Invocation {
    let all = CommandLine.arguments
    var undecodable: String?
    // The library repairs what is not UTF-8, and a repaired path is another path.
    for index in all.indices.dropFirst() where undecodable == nil {
      guard let raw = unsafe CommandLine.unsafeArgv[index], unsafe String(validatingCString: raw) == nil else {
        continue
      }
      undecodable = all[index]
    }
    let name = all.first?.split(separator: "/").last.map(String.init) ?? "vexfmt"
    let arguments = Array(all.dropFirst())
    if let tool = ToolName(program: name, arguments: arguments, formats: Catalogue.madeHere) {
      return Invocation(program: name, arguments: tool.arguments, undecodable: undecodable, notes: tool.notes)
    }
    return Invocation(program: name, arguments: arguments, undecodable: undecodable)
  }

  /// The exit statuses that hold when the command line is not even understood.
  private static func statuses(_ arguments: [String]) -> Statuses {
    guard let name = arguments.first(where: { !$0.hasPrefix("-") }) else { return .ordinary }
    return VexfmtCommand.commands.first { $0._commandName == name }?.statuses ?? .ordinary
  }

  /// Runs the command; answers with the exit status.
  func run() -> Int32 {
    let statuses = Self.statuses(arguments)
    if let undecodable {
      let reporter = Reporter(program: program, isJSON: false)
      reporter.error("the argument '\(shown(undecodable))' is not UTF-8; rename the file, or name it through a link")
      return statuses.usage
    }
    do {
      var command = try VexfmtCommand.parseAsRoot(arguments)
      guard let command = command as? any Command else {
        try command.run()
        return ExitStatus.success
      }
      return perform(command)
    } catch {
      return explain(error, arguments, statuses)
    }
  }

  private func perform(_ command: some Command) -> Int32 {
    let reporter = Reporter(program: program, isJSON: command.wantsJSON)
    for note in notes { reporter.warning(note) }
    let statuses = type(of: command).statuses
    var status: Int32
    do throws(Failure) {
      status = try command.perform(reporter)
    } catch {
      status = reporter.report(error, failed: statuses.failed, usage: statuses.usage)
    }
    for line in InstalledPlugins.troubles.take() { reporter.warning(oneLine(line)) }
    return reporter.finish(status, whenUnwritable: statuses.failed)
  }

  /// Whether it is a call for help with a command that there is not, which the parser takes for one for help with all.
  private var asksAboutNothing: Bool {
    guard arguments.first == "help", var level = CommandShape.root() else { return false }
    for name in arguments.dropFirst() where !name.hasPrefix("-") {
      guard level.subcommands?.isEmpty == false else { return false }
      guard let inner = level.subcommand(name) else { return true }
      level = inner
    }
    return false
  }

  /// Prints help and the version on the standard output, and what is wrong with the command line on the standard error.
  private func explain(_ error: any Error, _ arguments: [String], _ statuses: Statuses) -> Int32 {
    let reporter = Reporter(program: program, isJSON: false)
    if VexfmtCommand.exitCode(for: error) == .success, !asksAboutNothing {
      let message = VexfmtCommand.fullMessage(for: error)
      reporter.text(message.hasSuffix("\n") ? message : message + "\n")
      return reporter.finish(ExitStatus.success, whenUnwritable: ExitStatus.failure)
    }
    reporter.error(UsageMistake(in: arguments, parserMessage: VexfmtCommand.message(for: error)).sentence)
    return statuses.usage
  }
}
