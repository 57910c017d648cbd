import Foundation
import Glibc

/// The built program, run as a process of its own.
enum Tool {
  /// What a run left behind.
  struct Result {
    /// The exit status; 256 and the signal's number for a program that a signal ended.
    var status: Int32
    var output: String
    var errors: String

    /// The lines of the standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The run took longer than it may.
  struct Hung: Error, CustomStringConvertible {
    var arguments: [String]
    var description: String { "still running after its time: vexfmt \(arguments.joined(separator: " "))" }
  }

  /// Where the standard output goes.
  enum Output {
    case captured
    /// A pipe that nobody reads.
    case unread
    case file(String)
  }

  /// The program, beside the bundle of these tests.
  static let path: String = {
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appendingPathComponent("vexfmt").path
  }()

  /// The name of the folder of undo files, in the folder of a test.
  static let undoFolder = ".undo"

  /// The root of the package.
  static let root: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.path
  }()

  /// Runs the program in `folder` and waits for its end, at most `limit` seconds.
  static func run(
    _ arguments: String..., in folder: Scratch, to output: Output = .captured, limit: Double = 20,
    environment: [String: String] = [:]
  ) throws -> Result {
    try run(arguments, in: folder, to: output, limit: limit, environment: environment)
  }

  /// Runs the program in `folder` and waits for its end, at most `limit` seconds.
  static func run(
    _ arguments: [String], in folder: Scratch, to output: Output = .captured, limit: Double = 20,
    environment: [String: String] = [:], program: String = path
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    // Undo files go where the test is, and never among the user's.
    let own = ["VEXFMT_UNDO": folder.file(undoFolder)].merging(environment) { $1 }
    process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: nobody has to read while the program runs.
    let (out, err) = (folder.unique(), folder.unique())
    let errors = try FileHandle(forWritingTo: URL(fileURLWithPath: err))
    process.standardError = errors
    switch output {
    case .captured: process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: out))
    case .file(let path): process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    case .unread:
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      process.standardOutput = pipe
    }
    try process.run()
    let end = Date(timeIntervalSinceNow: limit)
    while process.isRunning {
      if Date() > end {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        throw Hung(arguments: arguments)
      }
      usleep(1000)
    }
    let signal: Int32 = process.terminationReason == .uncaughtSignal ? 256 : 0
    return Result(status: process.terminationStatus + signal, output: try text(out), errors: try text(err))
  }

  /// Runs the program in `folder` with at most one second of the processor's time; beyond it the system ends it with
  /// SIGXCPU.
  ///
  /// Unlike a clock's, that time does not grow while other programs have the processor.
  static func runBriefly(_ arguments: String..., in folder: Scratch) throws -> Result {
    try run(
      ["-c", "ulimit -t 1; exec \"$0\" \"$@\"", path] + arguments, in: folder, limit: 60, program: "/bin/sh")
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }
}
