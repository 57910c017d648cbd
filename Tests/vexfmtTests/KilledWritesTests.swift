import Foundation
import Testing

/// Real processes that are killed while they write, and several at once on one target.
@Suite struct KilledWritesTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// What is killed, on an image of version 3.
  private static let commands = [
    "mkfs --seed 5 --replace FINGERPRINT a.img", "set a.img superblock.label=changed", "repair a.img", "undo before",
  ]

  @Test(arguments: commands)
  func leadsBack(_ command: String) throws {
    try folder.make("a.img", version: 3, size: "16M")
    if command.hasPrefix("undo") {
      #expect(try Tool.run("set", "--undo", "before", "a.img", "superblock.label=x", in: folder).status == 0)
    }
    if command.hasPrefix("repair") { try folder.patch("a.img", at: 40, [1]) }
    let before = try folder.bytes("a.img")
    let line = command.replacing("FINGERPRINT", with: try folder.identify("a.img").string("fingerprint") ?? "")
    let start = Date()
    let whole = try Tool.run(line.split(separator: " ").map(String.init), in: folder)
    let duration = Date().timeIntervalSince(start)
    #expect([0, 1].contains(whole.status), "\(whole.errors)")
    let after = try folder.bytes("a.img")
    #expect(after != before)
    let undoFolder = folder.file(Tool.undoFolder)
    for moment in 0..<10 {
      try folder.write(before, to: "a.img")
      try? FileManager.default.removeItem(atPath: undoFolder)
      let delay = duration * (0.3 + Double(moment) / 12)
      let shell = "'\(Tool.path)' \(line) & sleep \(delay); kill -9 $!; wait"
      _ = try Tool.run(["-c", shell], in: folder, limit: 120, program: "/bin/bash")
      let found = try folder.bytes("a.img")
      guard found != before, found != after else { continue }
      // Something between: it leads both ways, by its own file or by that which was being taken back.
      let listed = try Objects.lines(try Tool.run("undo", "--list", "--json", in: folder).output)
      let file = command.hasPrefix("undo") ? "before" : try #require(listed.last?.string("undo"))
      #expect(try Tool.run("undo", file, in: folder).status == 0)
      #expect(try folder.bytes("a.img") == (command.hasPrefix("undo") ? after : before))
    }
  }

  /// One works, the others are told that it does; none waits, and nothing is mixed.
  @Test func severalAtOnce() throws {
    try folder.make("a.img", version: 2)
    let line = (0..<8).map { "'\(Tool.path)' set a.img superblock.label=n\($0) >o\($0) 2>e\($0) & p\($0)=$!; " }
      .joined()
    let wait = (0..<8).map { "wait $p\($0); echo $? >s\($0); " }.joined()
    _ = try Tool.run(["-c", line + wait], in: folder, limit: 120, program: "/bin/bash")
    let statuses = try (0..<8).map { try folder.text("s\($0)").trimmingCharacters(in: .whitespacesAndNewlines) }
    let done = statuses.indices.filter { statuses[$0] == "0" }
    #expect(!done.isEmpty)
    for loser in statuses.indices where statuses[loser] != "0" {
      #expect(statuses[loser] == "1")
      #expect(try folder.text("e\(loser)").contains("is locked by another program"))
    }
    let report = try Objects.one(try Tool.run("validate", "--json", "a.img", in: folder).output)
    #expect(report.string("verdict") == "clean")
    let label = try Tool.run("get", "a.img", "superblock.label", in: folder).output
    #expect(done.contains { label.hasPrefix("n\($0)") }, "\(label)")
  }
}
