import Foundation
import Glibc
import Testing

/// What is left when `vexfmt fuzz` is told to end while a program that it has started goes on for ever.
@Suite struct TerminationTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
    try folder.makeFolder("temporary")
    let compiler = "#!/bin/sh\n: > \"$TMPDIR/object\"\necho $$ > '\(folder.file("compiler"))'\nexec sleep 1000\n"
    try folder.write(compiler, to: "cc")
    _ = unsafe chmod(folder.file("cc"), 0o755)
  }

  /// Starts it, does something with `$fuzz` once the compiler runs, and answers with its status and the compiler's number.
  ///
  /// A thread of these tests blocks signals, which `env` undoes.
  private func run(_ job: String, then signals: String) throws -> (status: String, compiler: pid_t) {
    let script = """
      set -m
      export CC='\(folder.file("cc"))' TMPDIR='\(folder.file("temporary"))'
      env --default-signal=HUP,INT,QUIT,TERM \(job) '\(Tool.path)' fuzz --spec vexfs --count 10 & fuzz=$!
      while [ ! -s compiler ]; do sleep 0.05; done
      \(signals)
      wait $fuzz; echo $? > status
      """
    _ = try Tool.run(["-c", script], in: folder, limit: 120, program: "/bin/bash")
    return (
      try folder.text("status").trimmingCharacters(in: .whitespacesAndNewlines),
      try #require(pid_t(try folder.text("compiler").trimmingCharacters(in: .whitespacesAndNewlines)))
    )
  }

  /// Waits for a program that is as good as gone; answers whether it is.
  private func isGone(_ process: pid_t) -> Bool {
    for _ in 0..<200 {
      guard unsafe access("/proc/\(process)/exe", F_OK) == 0 else { return true }
      usleep(10_000)
    }
    return false
  }

  private func temporaryFiles() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file("temporary"))
  }

  @Test(arguments: [SIGHUP, SIGINT, SIGQUIT, SIGTERM])
  func nothingIsLeft(_ signal: Int32) throws {
    let (status, compiler) = try run("", then: "kill -\(signal) $fuzz")
    #expect(status == "\(128 + signal)")
    #expect(isGone(compiler))
    #expect(try temporaryFiles().isEmpty)
  }

  /// As under nohup.
  @Test func whatIsIgnoredStaysSo() throws {
    let (status, compiler) = try run("nohup", then: "kill -HUP $fuzz; sleep 0.3; kill -0 $fuzz && kill -TERM $fuzz")
    #expect(status == "\(128 + SIGTERM)")
    #expect(isGone(compiler))
    #expect(try temporaryFiles().isEmpty)
  }
}
