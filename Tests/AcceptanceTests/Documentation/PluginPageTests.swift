import Foundation
import TestSupport
import Testing

/// The page about plugins, followed from nothing to an image that is recognised.
@Suite struct PluginPageTests {
  @Test(.timeLimit(.minutes(5)))
  func isTrue() throws {
    var followed = try FollowedPage(
      environment: ["VEXFMT_INCLUDE": PackageFolder.root.appending(path: "Sources/CVexPlugin").path])
    try followed.follow(try DocumentedPage(path: "docs/PLUGINS.md"))
    #expect(followed.differences == [])
    #expect(followed.commandCount > 10)
    // The bundle of the sources is the one that the page makes.
    for name in ["plugin.yaml", "romfs.yaml", "romfs_sum.c", "Makefile"] {
      #expect(followed.files["plugins/romfs/\(name)"] == (try PackageFolder.text("plugins/romfs/\(name)")), "\(name)")
    }
  }
}
