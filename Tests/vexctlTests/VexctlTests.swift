import Foundation
import Testing

/// The built program, as a process.
@Suite("vexctl")
struct VexctlTests {
  /// What a run left behind.
  private struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  private func run(_ arguments: String...) throws -> Result { try run(arguments) }

  private func run(_ arguments: [String]) throws -> Result {
    let process = Process()
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.executableURL = bundle.deletingLastPathComponent().appending(path: "vexctl")
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Both are a few lines, so neither pipe can fill up.
    let (out, err) = (try output.fileHandleForReading.readToEnd(), try errors.fileHandleForReading.readToEnd())
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: out ?? Data(), as: UTF8.self),
      errors: String(decoding: err ?? Data(), as: UTF8.self))
  }

  @Test("A path that is not on a mounted VexFS is told so, in one line")
  func elsewhere() throws {
    for json in [[], ["--json"]] as [[String]] {
      let result = try run(["status"] + json + ["/proc"])
      #expect(result.status == 1)
      #expect(result.output == "")
      #expect(
        result.errors == "vexctl: /proc: is not on a mounted VexFS but on proc; "
          + "name the directory where one is mounted\n")
    }
  }

  @Test("What is no directory is told so")
  func noDirectory() throws {
    let missing = try run("status", "/nowhere/at all")
    #expect(missing.status == 1)
    #expect(missing.errors == "vexctl: /nowhere/at all: no such directory; name the one where VexFS is mounted\n")
    let file = try run("status", "/proc/version")
    #expect(file.status == 1)
    #expect(file.errors == "vexctl: /proc/version: is no directory; name the one where VexFS is mounted\n")
  }

  @Test("A wrong command line is one line and 64", arguments: [["status"], ["statu", "/"], ["status", "--jso", "/"]])
  func usage(_ arguments: [String]) throws {
    let result = try run(arguments)
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix("vexctl: ") && result.errors.split(separator: "\n").count == 1)
    #expect(result.output == "")
  }

  @Test("Help is no failure")
  func help() throws {
    let result = try run("--help")
    #expect(result.status == 0)
    #expect(result.output.contains("status"))
    #expect(result.errors == "")
  }
}
