import Testing

/// The tutorial, followed to the letter: every file, every command, every line that it says one will see.
@Suite struct TutorialTests {
  @Test(.timeLimit(.minutes(5)))
  func isTrue() throws {
    var followed = try FollowedPage()
    try followed.follow(try DocumentedPage(path: "docs/TUTORIAL.md"))
    #expect(followed.differences == [])
    #expect(followed.commandCount > 30)
  }

  /// A page that is wrong is found out.
  @Test func differencesAreFound() throws {
    var page = try DocumentedPage(path: "docs/TUTORIAL.md")
    page.steps = [
      (1, .console([(2, "echo one; echo two", ["one", "..."]), (3, "echo one", ["two"]), (4, "false", [])]))
    ]
    var followed = try FollowedPage()
    try followed.follow(page)
    #expect(followed.differences == ["line 3: 'echo one' printed:\none", "line 4: 'false' ended with 1"])
  }
}
