import ArgumentParser
import Glibc
import VexBytes

/// The program's entry: the only place that prints and exits.
@main
enum Main {
  static func main() {
    // A reader that goes away shows as a failed write.
    signal(SIGPIPE, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  /// Runs a command line; answers with the exit status: 0 done, 1 failed, 64 wrong usage.
  private static func run(_ arguments: [String]) -> Int32 {
    do {
      let parsed = try VexctlCommand.parseAsRoot(arguments)
      guard let status = parsed as? StatusCommand else {
        say(VexctlCommand.helpMessage(), on: 1)
        return 0
      }
      say(try status.answer(), on: 1)
      return 0
    } catch let error as StatusError {
      say("vexctl: \(error)", on: 2)
      return 1
    } catch {
      let isHelp = VexctlCommand.exitCode(for: error) == .success
      guard !isHelp else {
        say(VexctlCommand.fullMessage(for: error), on: 1)
        return 0
      }
      let message = VexctlCommand.message(for: error).split(separator: "\n").first.map(String.init) ?? "wrong usage"
      say("vexctl: \(printable(message)); see 'vexctl --help'", on: 2)
      return 64
    }
  }

  private static func say(_ text: String, on descriptor: Int32) {
    let bytes = Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
  }
}
