/// The exit statuses of the program, as docs/TROUBLESHOOTING.md lists them.
enum ExitStatus {
  /// Done.
  static let success: Int32 = 0
  /// Refused or failed.
  static let failure: Int32 = 1
  /// The command line is wrong (sysexits.h); see `Fsck.usage` for commands that follow fsck(8).
  static let usage: Int32 = 64
  /// Whoever read the output went away: what a shell shows for a program that SIGPIPE ended.
  static let brokenPipe: Int32 = 141

  /// The statuses of fsck(8), which `validate` and `repair` use; those of several images are combined with OR.
  enum Fsck {
    /// Clean, or warnings only.
    static let clean: Int32 = 0
    /// What was wrong was repaired.
    static let corrected: Int32 = 1
    /// Damaged or unsupported: the magic is known.
    static let damaged: Int32 = 4
    /// Could not be read, or is not recognised.
    static let operational: Int32 = 8
    /// The command line is wrong.
    static let usage: Int32 = 16
  }
}
