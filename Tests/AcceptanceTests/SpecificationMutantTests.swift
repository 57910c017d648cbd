import VexBytes
import Foundation
import TestSupport
import Testing
import VexFuzz

/// Mutants of every specification that ships, given to the program: it ends, with 0 or 1, in bounded time and memory.
///
/// `VEXFMT_SPEC_MUTANTS` says how many are tried.
@Suite struct SpecificationMutantTests {
  private static let count =
    ProcessInfo.processInfo.environment["VEXFMT_SPEC_MUTANTS"].flatMap { Int($0) } ?? 80
  /// So many are given to one process.
  private static let batch = 40
  /// Seconds of the processor, and KiB of address space; a debug build takes a second for the slowest that is within the limits.
  private static let limits = "ulimit -t \(batch * 5) -v 2000000"

  @Test(.timeLimit(.minutes(60)))
  func neitherTrapNorHang() throws {
    let folder = PackageFolder.root.appending(path: "spec")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
      .sorted()
    try #require(names.count >= 6)
    let mutator = SpecificationMutator(try names.map { try PackageFolder.text("spec/\($0)") })
    var random = SeededGenerator(seed: 5)
    var good = 0
    var codes: Set<Substring> = []
    for start in stride(from: 0, to: Self.count, by: Self.batch) {
      let scratch = try Scratch()
      let files = (start..<min(start + Self.batch, Self.count)).map { "m\($0).yaml" }
      for file in files { try scratch.write(mutator.mutant(&random).utf8, to: file) }
      let result = try run("check", files, scratch)
      if result.status > 1 {
        for file in files where try run("check", [file], scratch).status > 1 {
          Issue.record("status \(result.status), \(result.errors.suffix(400)): \(try text(file, scratch))")
        }
      }
      for match in result.errors.matches(of: /\[([a-z-]+\/[a-z-]+)\]/) { codes.insert(match.output.1) }
      // What is accepted goes through everything that is made of it.
      for match in result.text.matches(of: /(m[0-9]+\.yaml): good/) {
        good += 1
        try makeEverything(of: String(match.output.1), scratch)
      }
    }
    // Else the mutants would be too wild to try anything but the reader of YAML, or too tame.
    #expect(good * 50 >= Self.count && good * 2 <= Self.count, "\(good) of \(Self.count) were good")
    #expect(codes.count > 8, "\(codes.sorted())")
    print("hostile specifications: \(Self.count) tried, \(good) good, \(codes.count) kinds of diagnostics")
  }

  private func makeEverything(of file: String, _ scratch: Scratch) throws {
    try scratch.write([UInt8](repeating: 0, count: 1 << 16), to: "zero.img")
    for (command, arguments) in [
      ("gen-headers", ["--spec", file, "--output", "c"]), ("gen-swift", ["--spec", file, "--output", "swift"]),
      ("gen-docs", ["--spec", file, "--output", "docs", "--format", "both", "--image", "zero.img"]),
      ("validate", ["--spec", file, "zero.img"]), ("show", ["--spec", file, "zero.img"]),
    ] {
      let result = try run(command, arguments, scratch)
      let text = try text(file, scratch)
      #expect(result.status < 64, "\(command): \(result.errors.suffix(400)): \(text)")
    }
  }

  private func run(_ command: String, _ arguments: [String], _ scratch: Scratch) throws -> Command.Result {
    let words = [PackageFolder.vexfmt.path, command] + arguments
    return try Command.run(
      URL(filePath: "/bin/bash"), ["-c", "\(Self.limits); exec \"$@\"", "bash"] + words, in: scratch)
  }

  private func text(_ file: String, _ scratch: Scratch) throws -> String {
    try String(contentsOf: scratch.file(file), encoding: .utf8)
  }
}
