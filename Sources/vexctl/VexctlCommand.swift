import ArgumentParser
import VexBytes

/// The root command.
struct VexctlCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vexctl",
    abstract: "Asks a mounted VexFS what it is doing.",
    discussion: "Exit status: 0 done; 1 failed, or the path is not on a mounted VexFS; 64 wrong usage.",
    version: "0.1.0",
    subcommands: [StatusCommand.self])
}

/// Shows version, features, usage and the last finding of a mounted filesystem.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show version, features, usage and the last finding of a mounted VexFS.")

  @Argument(help: "The directory where it is mounted.")
  var mountpoint: String

  @Flag(help: "Report as JSON, in one line.")
  var json = false

  /// What is to be printed.
  func answer() throws(StatusError) -> String {
    let report = StatusReport(mountpoint: mountpoint, status: try MountedFilesystem(mountpoint).status())
    return json ? report.json.text : report.text
  }
}
