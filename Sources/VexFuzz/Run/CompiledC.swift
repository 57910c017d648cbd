public import Foundation
public import VexCodecs

/// The C that is generated for a program, compiled into one that checks cases from its standard input.
public struct CompiledC: Sendable {
  /// The program.
  public let executable: URL
  /// Where it and its sources are; `remove` deletes it.
  public let folder: URL

  /// A program that failed, with what it said.
  public struct Failure: Error, CustomStringConvertible {
    /// What it said.
    public var description: String
  }

  /// Prints, writes and compiles.
  ///
  /// - `compiler`: path of gcc, clang or what behaves like them.
  /// - `checksums`: folder with `vexfmt_checksums.h` and `.c`, which are no part of the format.
  /// - `options`: further arguments, for sanitizers and optimisation.
  public init(
    _ program: Program, compiler: URL, checksums: URL,
    options: [String] = ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "vexfmt-fuzz-\(UUID().uuidString)")
    executable = folder.appending(path: "dispatch")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let emitter = CEmitter(program: program)
    var sources = [checksums.appending(path: "vexfmt_checksums.c").path]
    for file in emitter.files(flavour: .kernel) + [emitter.dispatcher()] {
      let url = folder.appending(path: file.path)
      try Data(file.contents.utf8).write(to: url)
      if file.path.hasSuffix(".c") { sources.append(url.path) }
    }
    let include = ["-I", folder.path, "-I", checksums.path]
    _ = try Self.run(
      compiler, ["-std=gnu11"] + options + include + sources + ["-o", executable.path, "-lz", "-lxxhash"], in: folder)
  }

  /// Deletes the folder.
  public func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Runs a program on some input and answers its output.
  ///
  /// Throws when it ends with another status than 0. Files instead of pipes: nothing can block, and nobody gets a signal when the
  /// program ends early.
  static func run(_ program: URL, _ arguments: [String], input: Data = Data(), in folder: URL) throws -> Data {
    let names = ["input", "output", "errors"].map { folder.appending(path: "\($0)-\(UUID().uuidString)") }
    defer { for name in names { try? FileManager.default.removeItem(at: name) } }
    try input.write(to: names[0])
    try Data().write(to: names[1])
    try Data().write(to: names[2])
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0, process.terminationReason == .exit else {
      let said = String(decoding: try Data(contentsOf: names[2]).prefix(6000), as: UTF8.self)
      throw Failure(description: "\(program.path) ended with \(process.terminationStatus):\n\(said)")
    }
    return try Data(contentsOf: names[1])
  }
}
