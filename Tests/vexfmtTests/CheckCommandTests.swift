import Testing

/// `vexfmt check`.
@Suite struct CheckCommandTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// A small format without versions.
  static let small = """
    format: small
    title: Small
    endian: little
    license: Apache-2.0
    structures:
      head:
        size: 16
        fields:
          magic: {at: 0, type: "bytes[4]", magic: SMAL}
          count: {at: 4, type: u32, range: 1 ..= 9}
          rest:  {at: 8, size: 8, unused: zero}
    image:
      head: {of: head, at: "0"}

    """

  @Test func goodSpecification() throws {
    try folder.copy("spec/vexfs.yaml", to: "vexfs.yaml")
    try folder.copy("spec/vexfs.lock", to: "vexfs.lock")
    let result = try Tool.run("check", "vexfs.yaml", in: folder)
    #expect(result.status == 0)
    #expect(result.lines.count == 1)
    #expect(result.output.hasPrefix("vexfs.yaml: good (vexfs: "))
    #expect(result.errors == "")
  }

  @Test func everyMistakeIsShown() throws {
    let text = Self.small.replacing("type: u32", with: "type: u33").replacing("size: 8,", with: "size: 7,")
    try folder.write(text, to: "bad.yaml")
    let result = try Tool.run("check", "bad.yaml", in: folder)
    #expect(result.status == 1)
    #expect(result.output == "")
    #expect(result.errors.contains("bad.yaml:10:"))
    #expect(result.errors.contains("^~~"))
    let json = try Objects.one(try Tool.run("check", "--json", "bad.yaml", in: folder).output)
    #expect(json["valid"] as? Bool == false)
    #expect(json.isNull("format"))
    let diagnostic = try #require(json.objects("diagnostics").first)
    #expect(
      diagnostic.names == ["code", "column", "file", "help", "length", "line", "message", "notes", "severity"])
    #expect(diagnostic.string("file") == "bad.yaml")
    #expect(diagnostic.integer("line") == 10)
    #expect(diagnostic.string("severity") == "error")
  }

  @Test func severalSpecifications() throws {
    try folder.write(Self.small, to: "a.yaml")
    let result = try Tool.run("check", "--json", "a.yaml", "missing.yaml", "vexfs", in: folder)
    #expect(result.status == 1)
    let objects = try Objects.lines(result.output)
    #expect(objects.map { $0.string("spec") } == ["a.yaml", "missing.yaml", "vexfs.yaml"])
    #expect(objects.map { $0["valid"] as? Bool } == [true, false, true])
    #expect(objects[0].names == ["diagnostics", "format", "rules", "spec", "structures", "valid", "versions"])
    #expect(objects[1].objects("diagnostics").first?.isNull("line") == true)
    #expect(objects[2]["versions"] as? [Int] == [1, 2, 3])
  }

  /// The members that the standard (OASIS SARIF 2.1.0, sections 3.13 to 3.30) asks for.
  @Test func sarif() throws {
    let text = Self.small.replacing("type: u32", with: "type: u33")
    try folder.write(text, to: "bad spec.yaml")
    try folder.write(Self.small, to: "good.yaml")
    let result = try Tool.run("check", "--sarif", "bad spec.yaml", "missing.yaml", "good.yaml", in: folder)
    #expect(result.status == 1)
    #expect(result.errors == "")
    let log = try Objects.one(result.output)
    #expect(log.string("version") == "2.1.0")
    let run = try #require(log.objects("runs").first)
    #expect(run.object("tool").object("driver").string("name") == "vexfmt")
    #expect(run.string("columnKind") == "unicodeCodePoints")
    let rules = run.object("tool").object("driver").objects("rules").map { $0.string("id") }
    #expect(rules == ["file/unreadable", "lock/incomplete", "type/unknown"])

    let results = run.objects("results")
    #expect(results.map { $0.string("ruleId") } == ["type/unknown", "file/unreadable", "lock/incomplete"])
    #expect(results.map { $0.string("level") } == ["error", "error", "warning"])
    #expect(results.map { $0.integer("ruleIndex") } == [2, 0, 1])
    let location = try #require(results[0].objects("locations").first).object("physicalLocation")
    #expect(location.object("artifactLocation").string("uri") == "bad%20spec.yaml")
    let region = location.object("region")
    #expect(region.integer("startLine") == 10)
    let (start, end) = (try #require(region.integer("startColumn")), try #require(region.integer("endColumn")))
    let line = text.split(separator: "\n", omittingEmptySubsequences: false)[9]
    #expect(line.dropFirst(start - 1).prefix(end - start) == "u33")
    let whole = try #require(results[1].objects("locations").first).object("physicalLocation")
    #expect(whole.object("region").isEmpty)
    #expect(try Tool.run("check", "--sarif", "--json", "good.yaml", in: folder).status == 64)
  }

  @Test func lockFileKeepsNumbers() throws {
    try folder.write(Self.small, to: "small.yaml")
    let before = try Tool.run("check", "small.yaml", in: folder)
    #expect(before.status == 0)
    #expect(before.errors.contains("small.lock: there is no lock file"))
    #expect(before.errors.contains("vexfmt check --write-lock small.yaml"))
    #expect(!folder.has("small.lock"))

    #expect(try Tool.run("check", "--write-lock", "small.yaml", in: folder).output.contains("small.lock: written"))
    let first = try folder.text("small.lock")
    #expect(first.contains("rule 1 small/head/bytes\n"))
    #expect(try Tool.run("check", "small.yaml", in: folder).errors == "")

    // A new rule in front gets a number behind all others, and one that is gone keeps its line.
    let changed = Self.small.replacing("range: 1 ..= 9", with: "valid: this != 3")
    try folder.write(changed, to: "small.yaml")
    let lacking = try Tool.run("check", "small.yaml", in: folder)
    #expect(lacking.status == 0)
    #expect(lacking.errors.contains("small.lock: lacks the rule small/head.count/valid"))
    #expect(try Tool.run("check", "--write-lock", "small.yaml", in: folder).status == 0)
    let second = try folder.text("small.lock")
    for line in first.split(separator: "\n") { #expect(second.contains(line + "\n")) }
    #expect(second.split(separator: "\n").count == first.split(separator: "\n").count + 1)
    #expect(try Tool.run("check", "--write-lock", "small.yaml", in: folder).output.contains("small.lock: up to date"))
  }

  @Test func brokenLockFileIsRefused() throws {
    try folder.write(Self.small, to: "small.yaml")
    try folder.write("format other\n", to: "small.lock")
    let result = try Tool.run("check", "small.yaml", in: folder)
    #expect(result.status == 1)
    #expect(result.errors.contains("lock file"))
    #expect(try Tool.run("check", "--write-lock", "small.yaml", in: folder).status == 1)
    #expect(try folder.text("small.lock") == "format other\n")
  }
}
