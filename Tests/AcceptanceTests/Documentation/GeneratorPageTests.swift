import Foundation
import TestSupport
import Testing

/// The page about generators: its example is run, and does what the page says.
@Suite struct GeneratorPageTests {
  @Test func exampleRuns() throws {
    let page = try DocumentedPage(path: "docs/GENERATORS.md")
    var followed = try FollowedPage()
    try followed.follow(page)
    #expect(followed.differences == [])
    #expect(followed.commandCount == 4)
    // As long as the page promises.
    let lines = try #require(followed.files["fields"]).split(separator: "\n")
    #expect(lines.count <= 10)
  }

  /// Each step and each operator is described.
  @Test func everyStepIsDescribed() throws {
    let page = try PackageFolder.text("docs/GENERATORS.md")
    let text = try PackageFolder.text("docs/schema/generator-input.schema.json")
    var schema = try JSONSerialization.jsonObject(with: Data(text.utf8))
    for key in ["definitions", "step", "properties", "do"] {
      schema = try #require((schema as? [String: Any])?[key])
    }
    let words = try #require((schema as? [String: Any])?["enum"] as? [String])
    #expect(words.count == 25)
    for word in words { #expect(page.contains("`\(word)`"), "\(word)") }
  }
}
