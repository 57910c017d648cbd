import Foundation
import Testing

/// `vexfmt gen-docs`.
@Suite struct GenDocsCommandTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  private func files(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file(name)).sorted()
  }

  @Test func formsAreChosen() throws {
    let arguments = ["gen-docs", "--spec", "mbr"]
    #expect(try Tool.run(arguments + ["--output", "h"], in: folder).status == 0)
    let pages = ["image", "index", "names", "recognition", "rules", "types"]
    let html = try files("h")
    #expect(html.filter { !$0.hasPrefix("structure-") } == (pages.map { "\($0).html" } + ["style.css"]).sorted())
    #expect(try Tool.run(arguments + ["--output", "m", "--format", "markdown"], in: folder).status == 0)
    let markdown = try files("m")
    #expect(
      markdown.filter { $0.hasSuffix(".md") }
        == html.filter { $0.hasSuffix(".html") }.map { $0.replacing(".html", with: ".md") })
    #expect(markdown.contains("regions.svg"))
    #expect(try Tool.run(arguments + ["--output", "b", "--format", "both"], in: folder).status == 0)
    #expect(try files("b") == (html + markdown).sorted())
  }

  @Test func pagesThatAreNotAskedForAreRemoved() throws {
    let spec = CheckCommandTests.small
    try folder.write(spec, to: "small.yaml")
    let arguments = ["gen-docs", "--spec", "small.yaml", "--output", "out", "--format", "both"]
    #expect(try Tool.run(arguments, in: folder).status == 0)
    #expect(folder.has("out/structure-head.html"))
    #expect(try Tool.run(arguments + ["--check"], in: folder).status == 0)
    for name in ["mine.html", "mine.md", "mine.svg", "mine.css"] { try folder.write("mine\n", to: "out/\(name)") }
    try folder.write(spec.replacing("head", with: "front"), to: "small.yaml")
    let check = try Tool.run(arguments + ["--check"], in: folder)
    #expect(check.status == 1)
    for name in ["structure-head.html", "structure-head.md", "bytes-head.svg"] {
      #expect(check.lines.contains("out/\(name): obsolete"))
    }
    #expect(try Tool.run(arguments, in: folder).status == 0)
    #expect(try files("out").filter { $0.contains("head") } == [])
    #expect(try files("out").filter { $0.hasPrefix("mine") }.count == 4)
  }

  /// The regions are those of the image; without one, of a fresh image if there can be one.
  @Test func regionsAreDrawnToScale() throws {
    try folder.make("a.img", version: 2, size: "8M")
    let arguments = ["gen-docs", "--spec", "vexfs", "--format", "markdown", "--output"]
    #expect(try Tool.run(arguments + ["a", "--image", "a.img"], in: folder).status == 0)
    #expect(try folder.text("a/index.md").contains("The regions of a.img of version 2, 8 MiB."))
    let picture = try folder.text("a/regions.svg")
    for part in ["superblock: 4 KiB at 0x0", "superblock: 4 KiB at 0x7ff000", "inodes: 256 bytes at 0x3100"] {
      #expect(picture.contains("<title>\(part)</title>"), "\(part)")
    }
    #expect(try Tool.run(arguments + ["f"], in: folder).status == 0)
    #expect(try folder.text("f/index.md").contains("The regions of a fresh image of version 2, 1 MiB."))
    let other = try Tool.run("gen-docs", "--spec", "ext4", "--format", "markdown", "--output", "e", in: folder)
    #expect(other.status == 0)
    #expect(try folder.text("e/index.md").contains("Places that never vary"))
    #expect(try folder.text("e/regions.svg").contains("<title>superblock: 1 KiB at 0x400</title>"))
  }

  /// Of a damaged image what can be told is drawn, and what cannot is named; one of another format is refused.
  @Test func damagedImages() throws {
    try folder.make("a.img", version: 2)
    let offset = try folder.offset(of: "superblock.regions[0].start", in: "a.img")
    try folder.patch("a.img", at: offset, [UInt8](repeating: 0xff, count: 8))
    let arguments = ["gen-docs", "--spec", "vexfs", "--format", "markdown", "--output", "a", "--image"]
    #expect(try Tool.run(arguments + ["a.img"], in: folder).status == 0)
    #expect(try folder.text("a/index.md").contains("Not all is shown of [`space_map`](image.md#region-space_map)"))
    try folder.write([UInt8](repeating: 0xff, count: 10_000), to: "ff.img")
    try folder.write("", to: "empty.img")
    for name in ["ff.img", "empty.img", "none.img"] {
      let result = try Tool.run(arguments + [name], in: folder)
      #expect(result.status == 1)
      #expect(result.errors.hasPrefix("vexfmt: \(name):"))
    }
  }
}
