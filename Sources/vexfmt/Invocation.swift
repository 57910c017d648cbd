import ArgumentParser
import VexBytes

/// One call of the program: the name by which it was called and the arguments.
struct Invocation {
  /// The last component of the program's path.
  var program: String
  /// The arguments behind it.
  var arguments: [String]
  /// The first argument that is not UTF-8, if any: how it looks, repaired.
  var undecodable: String?

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
    return Invocation(program: name, arguments: Array(all.dropFirst()), undecodable: undecodable)
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
    let statuses = type(of: command).statuses
    var status: Int32
    do throws(Failure) {
      status = try command.perform(reporter)
    } catch {
      status = reporter.report(error, failed: statuses.failed, usage: statuses.usage)
    }
    return reporter.finish(status, whenUnwritable: statuses.failed)
  }

  /// Prints what the parser has to say: help and the version on the standard output, mistakes on the standard error.
  private func explain(_ error: any Error, _ arguments: [String], _ statuses: Statuses) -> Int32 {
    let reporter = Reporter(program: program, isJSON: false)
    let message = VexfmtCommand.fullMessage(for: error)
    if VexfmtCommand.exitCode(for: error) == .success {
      reporter.text(message.hasSuffix("\n") ? message : message + "\n")
      return reporter.finish(ExitStatus.success, whenUnwritable: ExitStatus.failure)
    }
    reporter.errorText(safe(message, arguments) + "\n")
    return statuses.usage
  }

  /// The parser quotes arguments as they are.
  private func safe(_ message: String, _ arguments: [String]) -> String {
    var message = message
    for argument in arguments where shown(argument) != argument {
      message = message.replacing(argument, with: shown(argument))
      // Of `--name=value` the parser may quote one side.
      for part in argument.split(separator: "=", maxSplits: 1).map(String.init) where shown(part) != part {
        message = message.replacing(part, with: shown(part))
      }
    }
    if message.hasPrefix("Error: ") { message = "\(program): " + message.dropFirst("Error: ".count) }
    return message.split(separator: "\n", omittingEmptySubsequences: false).map { printable(String($0)) }
      .joined(separator: "\n")
  }
}
