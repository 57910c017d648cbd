package import Foundation

/// A program that is run to its end.
package enum Command {
  /// What a run left behind.
  package struct Result {
    /// The exit status; 256 and the signal's number for a program that a signal ended.
    package var status: Int32
    package var output: Data
    package var errors: String

    /// The standard output as text.
    package var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// A program that is on the path.
  package static func find(_ name: String) -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { URL(filePath: "\($0)/\(name)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// Runs a program in a folder.
  package static func run(_ program: URL, _ arguments: [String], input: Data = Data(), in scratch: Scratch) throws
    -> Result
  {
    // Files, not pipes: nobody has to read while the program runs, and it may end without having read.
    let names = ["input", "output", "errors"].map { scratch.file(".\($0)-\(UUID().uuidString)") }
    defer { for name in names { try? FileManager.default.removeItem(at: name) } }
    try input.write(to: names[0])
    try Data().write(to: names[1])
    try Data().write(to: names[2])
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = scratch.folder
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    let signal: Int32 = process.terminationReason == .uncaughtSignal ? 256 : 0
    return Result(
      status: process.terminationStatus + signal, output: try Data(contentsOf: names[1]),
      errors: String(decoding: try Data(contentsOf: names[2]), as: UTF8.self))
  }
}

/// A compiler that is not there.
package struct MissingCompiler: Error {
  package var name: String

  package init(name: String) { self.name = name }
}
