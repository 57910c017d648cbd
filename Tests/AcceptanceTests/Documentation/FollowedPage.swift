import Foundation
import TestSupport

/// Follows a page in an empty folder, and collects what is not as it says.
struct FollowedPage {
  private let scratch: Scratch
  /// What was not as the page says, with its line.
  private(set) var differences: [String] = []
  /// How many commands were run.
  private(set) var commandCount = 0
  /// The texts of the files that the page wrote, as they are in the end.
  private(set) var files: [String: String] = [:]

  /// Variables that commands find, beside those that all of them do.
  private let environment: [String: String]

  init(environment: [String: String] = [:]) throws {
    scratch = try Scratch()
    self.environment = environment
  }

  /// Does what the page says; `after` looks at each file when a step has changed it.
  mutating func follow(
    _ page: DocumentedPage, after: (_ name: String, _ scratch: Scratch) throws -> String? = { _, _ in nil }
  ) throws {
    for (line, step) in page.steps {
      switch step {
      case .file(let name, let placement, let lines):
        let file = scratch.file(name)
        let old = try? String(contentsOf: file, encoding: .utf8)
        let text = try DocumentedPage.edited(old, placement, lines)
        try text.write(to: file, atomically: true, encoding: .utf8)
        files[name] = text
        if let problem = try after(name, scratch) { differences.append("line \(line): \(problem)") }
      case .console(let commands):
        for (line, command, output) in commands { try run(command, output, line) }
      case .other: break
      }
    }
  }

  private mutating func run(_ command: String, _ expected: [String], _ line: Int) throws {
    commandCount += 1
    let folder = PackageFolder.vexfmt.deletingLastPathComponent().path
    let setting = """
      export PATH='\(folder)':"$PATH" LC_ALL=C TMPDIR="$PWD" VEXFMT_UNDO="$PWD/undo"
      \(environment.map { "export \($0)='\($1)'" }.joined(separator: "\n"))
      exec 2>&1
      \(command)
      """
    let bash = URL(filePath: "/bin/bash")
    let result = try Command.run(bash, ["-c", setting], in: scratch)
    let found = Self.trimmed(result.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    if result.status != 0 { differences.append("line \(line): '\(command)' ended with \(result.status)") }
    if !Self.matches(Self.trimmed(expected)[...], found[...]) {
      differences.append("line \(line): '\(command)' printed:\n\(found.joined(separator: "\n"))")
    }
  }

  private static func trimmed(_ lines: [String]) -> [String] {
    var lines = lines
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    return lines
  }

  /// `...` is any lines, and at the end of a line the rest of it.
  private static func matches(_ expected: ArraySlice<String>, _ found: ArraySlice<String>) -> Bool {
    guard let first = expected.first else { return found.isEmpty }
    let rest = expected.dropFirst()
    if first == "..." { return (found.startIndex...found.endIndex).contains { matches(rest, found[$0...]) } }
    guard let line = found.first else { return false }
    let isSame = first.hasSuffix("...") ? line.hasPrefix(first.dropLast(3)) : line == first
    return isSame && matches(rest, found.dropFirst())
  }
}
