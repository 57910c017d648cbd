import Foundation
import Testing

/// `vexfmt fuzz`.
@Suite struct FuzzCommandTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  private func report(_ arguments: [String]) throws -> [String: Any] {
    let result = try Tool.run(["fuzz", "--json"] + arguments, in: folder, limit: 60)
    try #require(result.status == 0, "\(result.errors)")
    return try Objects.one(result.output)
  }

  @Test func imageIsOnlyRead() throws {
    try folder.make("a.img", version: 2)
    let before = try folder.bytes("a.img")
    let json = try report(["--count", "300", "--seed", "3", "a.img"])
    #expect(
      json.names == [
        "aimed", "baselines", "changedHeaders", "count", "decisions", "differenceCount", "differences", "evaluators",
        "format", "image",
        "matrix", "mutants", "notAsked", "program", "rules", "rulesNeverFirst", "saved", "seed", "shard",
        "specification", "subject",
      ])
    #expect(json.integer("mutants") == 300)
    #expect(json.integer("differenceCount") == 0)
    #expect(json["evaluators"] as? [String] == ["prediction", "table", "swift", "c"])
    #expect(json["notAsked"] as? [String] == [])
    #expect(try folder.bytes("a.img") == before)
    let text = try Tool.run("fuzz", "--count", "20", "a.img", in: folder)
    #expect(text.output.contains("no differences between prediction, table, swift and c"))
  }

  @Test func partsAddUp() throws {
    let whole = try report(["--spec", "vexfs", "--without-c", "--count", "90"])
    var rules: [String: Int] = [:]
    var mutants = 0
    for part in 1...3 {
      let json = try report(["--spec", "vexfs", "--without-c", "--count", "90", "--shard", "\(part)/3"])
      mutants += try #require(json.integer("mutants"))
      for (name, count) in json.object("rules") { rules[name, default: 0] += count as? Int ?? 0 }
    }
    #expect(mutants == 90)
    #expect(rules == whole.object("rules") as? [String: Int])
  }

  /// A run says whom it did not ask, and why.
  @Test func whoIsAsked() throws {
    let without = try Tool.run("fuzz", "--spec", "vexfs", "--count", "20", "--without-c", in: folder)
    #expect(without.output.contains("  not asked: generated c (--without-c)\n"))
    #expect(without.output.contains("no differences between prediction, table and swift"))
    let none = try Tool.run(
      ["fuzz", "--spec", "vexfs", "--count", "20"], in: folder, environment: ["CC": "no-such-compiler"])
    #expect(none.status == 0)
    #expect(none.output.contains("  not asked: generated c (there is no C compiler 'no-such-compiler' in PATH"))
  }

  /// Field by verb by rule, in each form; the name says which.
  @Test func matrices() throws {
    let arguments = ["fuzz", "--spec", "vexfs", "--count", "400", "--without-c", "--without-predictions"]
    let forms = ["m.txt", "m.json", "m.html"].flatMap { ["--matrix", $0] }
    let result = try Tool.run(arguments + forms, in: folder, limit: 60)
    try #require(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("  not asked: prediction (--without-predictions)\n"))
    #expect(result.output.contains("no differences between table and swift"))
    #expect(result.output.contains("  no change noticed: "))
    let json = try Objects.one(try folder.text("m.json").split(separator: "\n").joined())
    let surviving = try #require(json["survivingRules"] as? [String])
    #expect(json.integer("mutants") == 400 && surviving.contains("vexfs/inode.magic/magic"))
    let (text, page) = (try folder.text("m.txt"), try folder.text("m.html"))
    for rule in surviving { #expect(text.contains("\n  \(rule)\n") && page.contains("<li><code>\(rule)</code></li>")) }
    let line = try #require(
      text.split(separator: "\n").first { $0.hasPrefix("superblock.magic ") && $0.contains("zeroes") })
    #expect(line.contains("vexfs/superblock.magic/magic"))

    // An earlier matrix makes way; anything else stays, the image and a report above all.
    try #require(try Tool.run(arguments + forms, in: folder, limit: 60).status == 0)
    try folder.make("image.txt", version: 1)
    try folder.write("{}", to: "report.json")
    try folder.makeLink("link.html", to: "m.html")
    try folder.makeFolder("folder.txt")
    let before = try folder.bytes("image.txt")
    for path in ["image.txt", "report.json", "link.html", "folder.txt", "./image.txt"] {
      let refused = try Tool.run("fuzz", "image.txt", "--count", "9", "--without-c", "--matrix", path, in: folder)
      #expect(
        refused.status == 1 && refused.output.isEmpty && refused.errors.contains("\(path): is there already, and is no")
      )
    }
    #expect(try folder.bytes("image.txt") == before && folder.text("report.json") == "{}")

    let other = try Tool.run(arguments + ["--matrix", "m.pdf"], in: folder)
    #expect(other.status == 64 && other.errors.contains("ends in .txt, .json or .html"))
    let nowhere = try Tool.run(arguments + ["--matrix", "none/m.txt"], in: folder)
    #expect(nowhere.status == 1 && nowhere.errors.contains("none/: no such folder"))
    try folder.copy("spec/vexfs.lock", to: "other.lock")
    try folder.write(
      String(decoding: Data(contentsOf: URL(filePath: "\(Tool.root)/spec/vexfs.yaml")), as: UTF8.self) + "#\n",
      to: "other.yaml")
    let alone = try Tool.run(
      ["fuzz", "--spec", "other.yaml", "--count", "9", "--without-c", "--without-predictions"], in: folder)
    #expect(alone.status == 1 && alone.errors.contains("nobody to compare it with"))
  }

  /// Headers in somebody's tree: whether they are what would be generated, and whether they decide alike.
  @Test func headersOfATree() throws {
    try folder.make("a.img", version: 1)
    func run(_ tree: String, _ more: String...) throws -> Tool.Result {
      try Tool.run(
        ["fuzz", "--count", "60", "--without-predictions", "--c-headers", tree] + more + ["a.img"], in: folder,
        limit: 60, environment: ["CC": "gcc -O0"])
    }
    for (tree, more) in [("tree", []), ("other", ["--prefix", "my"])] {
      let made = try Tool.run(["gen-headers", "--spec", "vexfs", "--output", tree] + more, in: folder)
      try #require(made.status == 0, "\(made.errors)")
    }
    let same = try run("other")
    #expect(same.status == 0, "\(same.errors)")
    #expect(same.output.contains("  not asked: generated c (that of other instead)\n"))
    #expect(same.output.contains("no differences between table, swift and headers"))
    #expect(!same.output.contains("not as it would be generated"))

    let text = try folder.text("tree/vexfs_validate.c")
    try folder.write(text + "/* mine */\n", to: "tree/vexfs_validate.c")
    let noted = try run("tree")
    #expect(noted.status == 0 && noted.output.contains("  not as it would be generated: vexfs_validate.c; "))
    let json = try Objects.one(try run("tree", "--json").output)
    #expect(json["changedHeaders"] as? [String] == ["vexfs_validate.c"])
    #expect(json["evaluators"] as? [String] == ["table", "swift", "headers"])

    let planted = text.replacing("memcmp(v0, (const u8 *)\"SFEV\", 4)", with: "memcmp(v0, (const u8 *)\"SFEV\", 3)")
    try #require(planted != text)
    try folder.write(planted, to: "tree/vexfs_validate.c")
    let found = try run("tree", "--save", "found")
    #expect(found.status == 1)
    #expect(found.output.contains("each is a defect of the headers, or of vexfmt if it is there without them, too:"))
    #expect(found.output.contains("table: vexfs/superblock.magic/magic, error at 0; swift: "))
    let path = try #require(found.output.firstMatch(of: /saved: (found\/\S+\.case)/)?.1)
    #expect(try folder.text(String(path)).contains(" --without-predictions --c-headers tree --shard "))

    try folder.write("int x(;\n", to: "tree/vexfs_validate.c")
    let broken = try run("tree")
    #expect(broken.status == 1 && broken.errors.contains("tree: the C does not compile with"))
    let none = try run("none")
    #expect(none.status == 1 && none.errors.contains("none: cannot be read as a folder"))
    let empty = try run(".")
    #expect(empty.status == 1 && empty.errors.contains(".: has no *_validate.c; expected one"))
    #expect(try run("tree", "--without-c").status == 64)
  }

  /// What is linked speaks for the built-in specification, wherever its text comes from, and for no other.
  @Test func swiftOfOtherSpecifications() throws {
    try folder.copy("spec/vexfs.yaml", to: "vexfs.yaml")
    try folder.copy("spec/vexfs.lock", to: "vexfs.lock")
    let arguments = ["--spec", "vexfs.yaml", "--count", "20", "--without-c"]
    #expect(try report(arguments)["evaluators"] as? [String] == ["prediction", "table", "swift"])
    try folder.write(try folder.text("vexfs.yaml") + "\n# changed\n", to: "vexfs.yaml")
    let other = try report(arguments)
    #expect(other["evaluators"] as? [String] == ["prediction", "table"])
    #expect((other["notAsked"] as? [String])?.first?.hasPrefix("generated swift") == true)
  }

  @Test(arguments: ["--shard 0/2", "--shard 3/2", "--shard 1", "--shard 1/2/3", "--shard x/y", "--seed -1", ""])
  func usage(_ options: String) throws {
    let arguments = options.isEmpty ? [] : ["--spec", "vexfs"] + options.split(separator: " ").map(String.init)
    #expect(try Tool.run(["fuzz"] + arguments, in: folder).status == 64)
  }

  @Test func unsoundImage() throws {
    try folder.make("a.img", version: 2)
    try folder.patch("a.img", at: 100, [1, 2, 3])
    let result = try Tool.run("fuzz", "a.img", in: folder)
    #expect(result.status == 1)
    #expect(result.errors.contains("a.img: is not sound"))
  }
}
