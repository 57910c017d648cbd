import Foundation
import Testing

/// `vexfmt diff`.
@Suite struct DiffCommandTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test func changesAreToldWithWhatTheyTake() throws {
    let text = try String(contentsOfFile: "\(Tool.root)/spec/vexfs.yaml", encoding: .utf8)
    try folder.write(text, to: "own.yaml")
    let same = try Tool.run("diff", "vexfs", "own.yaml", in: folder)
    #expect(same.status == 0 && same.output == "vexfs, own.yaml: the same\n", "\(same.output)\(same.errors)")
    try folder.write(
      text.replacing("{at: 32, type: \"text[64]\"", with: "{at: 32, type: \"bytes[64]\""), to: "own.yaml")
    let moved = try Tool.run("diff", "vexfs", "own.yaml", in: folder)
    #expect(moved.status == 1, "\(moved.errors)")
    #expect(
      moved.output.contains(
        "layout: field superblock.label was 32 64 text[64] in 1, is 32 64 bytes[64] in 1 [needs version, has none]"),
      "\(moved.output)")
    let object = try Objects.one(try Tool.run("diff", "--json", "vexfs", "own.yaml", in: folder).output)
    let change = try #require(object.objects("changes").first)
    #expect(object["safe"] as? Bool == false && change.string("kind") == "layout" && change.integer("line") != nil)
    // With the lock file beside it, such an edit does not compile.
    try folder.write(try String(contentsOfFile: "\(Tool.root)/spec/vexfs.lock", encoding: .utf8), to: "own.lock")
    let checked = try Tool.run("check", "own.yaml", in: folder)
    #expect(checked.status == 1 && checked.errors.contains("[lock/retyped]"), "\(checked.errors)")
    try folder.write(text.replacing("format: vexfs", with: "format: other"), to: "other.yaml")
    let other = try Tool.run("diff", "vexfs", "other.yaml", in: folder)
    #expect(other.status == 1 && other.errors.contains("name two of one format"), "\(other.errors)")
  }
}
