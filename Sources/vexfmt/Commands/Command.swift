import ArgumentParser

/// A subcommand: does its work and answers with an exit status; only `Main` exits.
protocol Command: ParsableCommand {
  /// Whether results are wanted as JSON.
  var wantsJSON: Bool { get }
  /// The statuses of the command for what any command can run into.
  static var statuses: Statuses { get }
  /// Does the work.
  func perform(_ reporter: Reporter) throws(Failure) -> Int32
}

/// The exit statuses of a command for what any command can run into.
struct Statuses: Sendable {
  /// Something could not be read or written, or was refused.
  var failed: Int32
  /// The command line is wrong.
  var usage: Int32

  /// Of most commands.
  static let ordinary = Statuses(failed: ExitStatus.failure, usage: ExitStatus.usage)
  /// Of commands that follow fsck(8).
  static let fsck = Statuses(failed: ExitStatus.Fsck.operational, usage: ExitStatus.Fsck.usage)
}

extension Command {
  static var statuses: Statuses { .ordinary }
}
