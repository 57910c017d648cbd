import Foundation
import VexCodecs

/// Compiles generated C the way that its users do, and runs it.
struct CToolchain {
  /// A compiler that the output must please.
  enum Compiler: String, CaseIterable, Sendable {
    case gcc, clang

    /// Where it is; clang comes with Swift's toolchain.
    var url: URL {
      let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
      let found = folders.map { "\($0)/\(rawValue)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
      return URL(filePath: found ?? "/usr/bin/\(rawValue)")
    }
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// What the generated code must compile under.
  static let warnings = ["-std=gnu11", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"]
  static let sanitizers = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]

  let folder: URL

  /// Writes `files` into a new folder.
  init(_ files: [GeneratedFile]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "vexfmt-c-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in files { try Data(file.contents.utf8).write(to: folder.appending(path: file.path)) }
  }

  /// Removes the folder.
  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// The checksums that generated C is linked with.
  static var support: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/VexFuzz/CSupport")
  }

  /// Compiles `sources` of the folder and answers the program.
  func compile(_ sources: [String], with compiler: Compiler, options: [String], checksums: Bool = false) throws -> URL {
    let program = folder.appending(path: "program-\(compiler)\(options.hashValue)")
    var arguments = Self.warnings + options + ["-I", folder.path] + sources.map { folder.appending(path: $0).path }
    if checksums {
      arguments += [
        "-DVEXFMT_XXHASH", "-I", Self.support.path, Self.support.appending(path: "vexfmt_checksums.c").path,
      ]
    }
    arguments += ["-o", program.path] + (checksums ? ["-lxxhash"] : [])
    _ = try Self.run(compiler.url, arguments)
    return program
  }

  /// Runs a program and answers what it printed.
  ///
  /// Throws if it ends with another status than 0.
  static func run(_ program: URL, _ arguments: [String] = [], input: Data = Data()) throws -> Data {
    // Files instead of pipes: a program that prints before it has read everything cannot block.
    let folder = FileManager.default.temporaryDirectory.appending(path: "vexfmt-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = ["input", "output", "errors"].map { folder.appending(path: $0) }
    try input.write(to: paths[0])
    try Data().write(to: paths[1])
    try Data().write(to: paths[2])
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: paths[0])
    process.standardOutput = try FileHandle(forWritingTo: paths[1])
    process.standardError = try FileHandle(forWritingTo: paths[2])
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0, process.terminationReason == .exit else {
      let errors = String(decoding: try Data(contentsOf: paths[2]).prefix(6000), as: UTF8.self)
      throw Failure(description: "\(program.lastPathComponent) ended with \(process.terminationStatus):\n\(errors)")
    }
    return try Data(contentsOf: paths[1])
  }
}
