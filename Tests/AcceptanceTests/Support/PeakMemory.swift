import Foundation
import TestSupport

/// Measures the most memory that a program has resident.
///
/// Linux counts what a process had resident before `exec` too, so a child of the tests would be charged with their memory: a small
/// program stands between.
struct PeakMemory {
  private let scratch: Scratch
  private let runner: URL

  /// What a run left behind.
  struct Measurement {
    var status: Int32
    /// Largest resident set, in KiB.
    var peak: Int
    var said: String
  }

  init(_ scratch: Scratch) throws {
    self.scratch = scratch
    guard let compiler = Command.find("gcc") ?? Command.find("cc") else { throw MissingCompiler(name: "gcc") }
    let source = try scratch.write(Self.source.utf8, to: "peak.c")
    runner = scratch.file("peak")
    let result = try Command.run(compiler, ["-O1", "-Wall", "-Werror", source.path, "-o", runner.path], in: scratch)
    guard result.status == 0 else { throw Unusable(description: result.errors) }
  }

  struct Unusable: Error, CustomStringConvertible { var description: String }

  /// Runs a program to its end.
  func run(_ program: URL, _ arguments: [String]) throws -> Measurement {
    let report = scratch.file("peak.txt")
    try? FileManager.default.removeItem(at: report)
    let result = try Command.run(runner, [report.path, program.path] + arguments, in: scratch)
    let words = try String(contentsOf: report, encoding: .utf8).split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let status = Int32(words[0]), let peak = Int(words[1]) else {
      throw Unusable(description: "\(result.status): \(words) \(result.errors)")
    }
    return Measurement(status: status, peak: peak, said: result.text + result.errors)
  }

  private static let source = """
    #include <stdio.h>
    #include <sys/resource.h>
    #include <sys/wait.h>
    #include <unistd.h>

    int main(int argc, char **argv)
    {
        struct rusage usage;
        int status;
        pid_t child;
        FILE *report;

        if (argc < 3)
            return 2;
        child = fork();
        if (child == 0) {
            execv(argv[2], argv + 2);
            _exit(127);
        }
        if (child < 0 || wait4(child, &status, 0, &usage) != child)
            return 2;
        report = fopen(argv[1], "w");
        if (!report)
            return 2;
        fprintf(report, "%d %ld\\n", WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status), usage.ru_maxrss);
        return fclose(report) ? 2 : 0;
    }
    """
}
