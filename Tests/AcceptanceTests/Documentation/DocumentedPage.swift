import Foundation
import TestSupport

/// A page of documentation that can be followed step by step: files to write, and commands with what they print.
///
/// The page itself says in a comment at its top what the info strings of its blocks mean.
struct DocumentedPage {
  /// A block of the page.
  enum Step {
    /// Text of a file.
    case file(name: String, placement: Placement, lines: [String])
    /// Commands, each with its line on the page and what it prints.
    case console([(line: Int, command: String, output: [String])])
    /// Something that is only read.
    case other(language: String)
  }

  /// Where text goes.
  enum Placement: Equatable {
    /// It is the whole file.
    case whole
    /// Behind all that is there.
    case end
    /// Behind the last line of what is indented below a line.
    case under(String)
  }

  /// What cannot be followed.
  struct Unclear: Error, CustomStringConvertible { var description: String }

  /// The steps in order, with the line on which each begins, from 1.
  var steps: [(line: Int, step: Step)] = []

  /// Reads a page.
  init(path: String) throws {
    let url = PackageFolder.root.appending(path: path)
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    var index = 0
    while index < lines.count {
      guard lines[index].hasPrefix("```") else {
        index += 1
        continue
      }
      let start = index + 1
      guard let end = lines[start...].firstIndex(of: "```") else {
        throw Unclear(description: "\(path):\(start): the block does not end")
      }
      let words = lines[index].dropFirst(3).split(separator: " ").map(String.init)
      steps.append((start, try Self.step(words, Array(lines[start..<end]), at: start, "\(path):\(start)")))
      index = end + 1
    }
  }

  private static func step(_ words: [String], _ body: [String], at line: Int, _ place: String) throws -> Step {
    guard words.first != "console" else { return .console(commands(body, at: line)) }
    guard words.count > 1 else { return .other(language: words.first ?? "") }
    switch (words.count, words.dropFirst(2).first) {
    case (2, _): return .file(name: words[1], placement: .whole, lines: body)
    case (3, "+"?): return .file(name: words[1], placement: .end, lines: body)
    case (4, "under"?): return .file(name: words[1], placement: .under(words[3]), lines: body)
    default: throw Unclear(description: "\(place): '\(words.joined(separator: " "))' is not understood")
    }
  }

  private static func commands(
    _ body: [String], at line: Int
  ) -> [(line: Int, command: String, output: [String])] {
    var commands: [(line: Int, command: String, output: [String])] = []
    for (index, text) in body.enumerated() {
      if text.hasPrefix("$ ") {
        commands.append((line + index + 1, String(text.dropFirst(2)), []))
      } else if !commands.isEmpty {
        commands[commands.count - 1].output.append(text)
      }
    }
    return commands
  }

  /// The text of a file after a step.
  static func edited(_ old: String?, _ placement: Placement, _ lines: [String]) throws -> String {
    var all = old.map { $0.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) } ?? []
    switch placement {
    case .whole: all = lines
    case .end: all += lines
    case .under(let key):
      guard let start = all.firstIndex(of: key + ":") else { throw Unclear(description: "there is no line '\(key):'") }
      var end = all[(start + 1)...].firstIndex { $0.first.map { !$0.isWhitespace } ?? false } ?? all.count
      while end > start + 1, all[end - 1].allSatisfy(\.isWhitespace) { end -= 1 }
      all.insert(contentsOf: lines, at: end)
    }
    return all.joined(separator: "\n") + "\n"
  }
}
