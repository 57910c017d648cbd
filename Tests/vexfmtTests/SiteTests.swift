import Foundation
import Testing

/// The sites of all specifications, as a reader meets them: every link leads somewhere, and a browser shows every page whole.
@Suite struct SiteTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// What a script of `Tests/Site` prints; it leaves no compiled modules behind.
  private func lines(of script: String, _ arguments: [String]) throws -> [String] {
    let result = try Tool.run(
      ["-B", "\(Tool.root)/Tests/Site/\(script).py"] + arguments, in: folder, limit: 300, program: "/usr/bin/python3")
    try #require(result.status == 0, "\(result.errors)")
    return result.lines
  }

  private func make(_ name: String, _ format: String) throws {
    let result = try Tool.run("gen-docs", "--spec", name, "--output", name, "--format", format, in: folder)
    try #require(result.status == 0, "\(result.errors)")
  }

  private static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(Tool.root)/spec")) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
  }()

  @Test func everyLinkLeadsSomewhere() throws {
    try #require(Self.names.count >= 15)
    for name in Self.names { try make(name, "both") }
    let lines = try lines(of: "links", Self.names)
    #expect(lines.count == Self.names.count)
    for (name, line) in zip(Self.names, lines) {
      #expect(line.hasPrefix("\(name): ") && line.hasSuffix(" anchors, 0 flaws"), "\(line)")
    }
  }

  /// The test above finds what it is for.
  @Test(arguments: [
    ("id=\"field-magic\"", "id=\"field-magics\"", "leads to no anchor"),
    ("id=\"field-version\"", "id=\"field-magic\"", "the anchor field-magic is there twice"),
    ("href=\"types.html#", "href=\"type.html#", "leads to no file"),
    ("</dl>", "", "closes something else"), ("<h2 ", "<h3 ", "follows a heading of level"),
  ])
  func brokenLinksAreFound(_ part: String, _ other: String, _ flaw: String) throws {
    try make("vexfs", "html")
    let page = "vexfs/structure-superblock.html"
    let text = try folder.text(page)
    try #require(text.contains(part))
    try folder.write(text.replacing(part, with: other), to: page)
    let lines = try lines(of: "links", ["vexfs"])
    #expect(lines.contains { $0.contains(flaw) }, "\(lines.prefix(5))")
  }

  /// On a phone, a tablet and a screen, light and dark.
  @Test func pagesAreShownWhole() throws {
    for name in ["vexfs", "ext4", "btrfs"] { try make(name, "html") }
    let others = [
      "ext4/structure-superblock.html", "ext4/structure-inode.html", "ext4/image.html", "btrfs/index.html",
      "btrfs/structure-node.html", "btrfs/image.html",
    ]
    let lines = try lines(of: "look", ["vexfs"] + others)
    #expect(lines.count == 1, "\(lines.prefix(12).joined(separator: "\n"))")
    #expect(lines.last?.hasSuffix(" 0 flaws") == true)
  }

  /// The page of a kill matrix, whose tables are wider than any phone.
  @Test func matricesAreShownWhole() throws {
    let made = try Tool.run(
      "fuzz", "--spec", "vexfs", "--count", "1500", "--without-c", "--without-predictions", "--matrix", "m.html",
      in: folder)
    try #require(made.status == 0, "\(made.errors)")
    let lines = try lines(of: "look", ["m.html"])
    #expect(lines.count == 1 && lines.last?.hasSuffix(" 0 flaws") == true, "\(lines.prefix(5))")
    // Without a box that scrolls, the page is too wide.
    try folder.write(try folder.text("m.html").replacing(".scroll{overflow-x:auto;", with: ".scroll{"), to: "m.html")
    #expect(try self.lines(of: "look", ["m.html"]).contains { $0.contains("the page is") })
  }

  /// The test above finds what it is for.
  @Test(arguments: [
    ("max-width:47.9rem", "max-width:1rem", "wide in"),
    ("fill:var(--ink);font-size:11px", "font-size:14px", "leaves its box"),
    ("--muted:#5d5952", "--muted:#9d9992", "has a contrast of"),
    ("--detail:#cdc9c0", "--detail:#6d6960", "has a contrast of"),
    ("table{border-collapse:collapse;width:100%", "table{border-collapse:collapse;width:60rem", "leaves the window"),
    ("prefers-color-scheme:dark", "prefers-color-scheme:none", "have colours in common"),
    (".map.narrow{display:none}", "", "shows 2 drawings"),
  ])
  func badStylesAreFound(_ part: String, _ other: String, _ flaw: String) throws {
    try make("mbr", "html")
    let text = try folder.text("mbr/style.css")
    try #require(text.contains(part))
    try folder.write(text.replacing(part, with: other), to: "mbr/style.css")
    let structure = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.file("mbr")).first { $0.hasPrefix("structure-") })
    let lines = try lines(of: "look", ["mbr/\(structure)"])
    #expect(lines.contains { $0.contains(flaw) }, "\(lines.prefix(5))")
  }
}
