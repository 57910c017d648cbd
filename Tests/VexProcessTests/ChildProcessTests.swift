import Foundation
import Glibc
import Testing
import VexProcess

@Suite struct ChildProcessTests {
  private func run(
    _ script: String, input: [UInt8] = [], time: Duration = .seconds(20), output: Int = .max, errors: Int = 1 << 20
  ) throws -> ChildProcess.Result {
    let limits = ChildProcess.Limits(time: time, output: output, errors: errors)
    return try ChildProcess("/bin/sh", ["-c", script], environment: [("PATH", "/usr/bin:/bin")], limits: limits)
      .run(input: input)
  }

  @Test func whatGoesInComesOut() throws {
    // More than pipes hold, both ways at once.
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let result = try run("cat", input: bytes)
    #expect(result.ending == .exited(0))
    #expect(result.output == bytes)
    #expect(result.errors.text == "")
  }

  @Test(arguments: [
    ("exit 7", ChildProcess.Ending.exited(7)), ("kill -9 $$", .signalled(9)), ("kill -15 $$", .signalled(15)),
  ])
  func endings(_ script: String, _ ending: ChildProcess.Ending) throws { #expect(try run(script).ending == ending) }

  @Test func missingProgramsAreProblems() throws {
    let problem = try #require(throws: ChildProcess.Problem.self) { try ChildProcess("/nonexistent/program").run() }
    #expect(problem.code == ENOENT)
  }

  /// A program that somebody has open for writing is tried until it is closed, and not for ever.
  @Test func programsThatAreBeingWritten() throws {
    let path = "/tmp/vexfmt-written-\(getpid())"
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o700)
    try #require(descriptor >= 0)
    defer { unsafe unlink(path) }
    let script = Array("#!/bin/sh\necho started\n".utf8)
    #expect(unsafe Glibc.write(descriptor, script, script.count) == script.count)
    let problem = try #require(throws: ChildProcess.Problem.self) { try ChildProcess(path).run() }
    #expect(problem.code == ETXTBSY)
    let closing = Thread {
      usleep(100_000)
      close(descriptor)
    }
    closing.start()
    #expect(try ChildProcess(path).run().output == Array("started\n".utf8))
  }

  /// The environment, the folder, the descriptors and the signals are what was asked for, and nothing else.
  @Test func surroundings() throws {
    let leaked = unsafe open("/dev/null", O_RDONLY)
    defer { close(leaked) }
    let child = ChildProcess("/usr/bin/env", ["-u", "none"], environment: [("A", "1"), ("B", "x y")], folder: "/usr")
    #expect(try child.run().output == Array("A=1\nB=x y\n".utf8))
    let folder = ChildProcess("/bin/pwd", environment: [], folder: "/usr")
    #expect(try folder.run().output == Array("/usr\n".utf8))
    // `ls` itself has the folder open.
    #expect(try String(decoding: run("ls /proc/self/fd").output, as: UTF8.self) == "0\n1\n2\n3\n")
    #expect(try run("yes | head -n 1; kill -s PIPE $$").ending == .signalled(SIGPIPE))
  }

  @Test func inputThatNobodyReads() throws {
    let bytes = [UInt8](repeating: 1, count: 1 << 20)
    #expect(try run("exec <&-; sleep 0.1; echo done", input: bytes).output == Array("done\n".utf8))
    #expect(try run("true", input: bytes).ending == .exited(0))
  }

  @Test(arguments: ["sleep 100", "sleep 100 & wait", "exec >&- 2>&-; sleep 100", "while :; do echo x >&2; done"])
  func timeIsBounded(_ script: String) throws {
    #expect(try run(script, time: .milliseconds(200)).ending == .tookTooLong)
  }

  @Test func outputIsBounded() throws {
    let result = try run("yes", output: 1 << 20)
    #expect(result.ending == .saidTooMuch)
    #expect(result.output.count <= 1 << 20 + 1 << 16)
  }

  @Test func theBeginningAndTheEndOfErrorsAreKept() throws {
    let result = try run("echo first >&2; yes middle | head -n 400000 >&2; echo last >&2", errors: 1 << 12)
    #expect(result.errors.text.hasPrefix("first\nmiddle\n"))
    #expect(result.errors.text.hasSuffix("middle\nlast\n"))
    #expect(result.errors.text.utf8.count < 1 << 14)
    #expect(result.errors.text.contains("bytes are left out"))
  }

  /// What a program leaves behind is not waited for, and is killed.
  @Test func nothingIsLeftBehind() throws {
    let result = try run("sleep 100 & echo $!")
    #expect(result.ending == .exited(0))
    let number = try #require(pid_t(String(decoding: result.output, as: UTF8.self).dropLast()))
    // Its parent is gone, so that it stays in the table until somebody takes it from there, but without a program.
    var isRunning = true
    for _ in 0..<200 where isRunning {
      isRunning = unsafe access("/proc/\(number)/exe", F_OK) == 0
      if isRunning { usleep(10_000) }
    }
    #expect(!isRunning)
  }
}
