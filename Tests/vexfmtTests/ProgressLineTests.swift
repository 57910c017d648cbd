import Testing

/// How far long work is: a line on a terminal that is gone at the end, and nothing anywhere else.
@Suite struct ProgressLineTests {
  private let folder: Scratch
  private static let erasing = "\r\u{1B}[K"
  /// The line is shown at once, so that no test depends on how fast the machine is.
  private static let atOnce = ["VEXFMT_PROGRESS": "0", "TERM": "xterm"]

  init() throws { folder = try Scratch() }

  /// Each command, and what is shown of its stages at least.
  private static let commands: [(line: String, stages: [String])] = [
    ("mkfs --size 64M new.img", ["looking for data: ", "writing: "]),
    ("mkfs -n --size 1G new.img", ["planning "]),
    ("migrate --to 2 a.img", ["checking superblock: ", "writing: "]),
    ("validate b.img", ["checking superblock: "]),
    ("apply p", ["comparing with what was planned: "]),
    ("undo u", ["reading the undo file: "]),
  ]

  @Test(arguments: commands.indices)
  func shownAndTakenAway(_ number: Int) throws {
    let (line, stages) = Self.commands[number]
    try prepare()
    let seen = try Tool.runOnTerminal(words(line), in: folder, environment: Self.atOnce)
    #expect(seen.status == 0, "\(seen.output)")
    // The first report of each command is due at once, the others only if the work takes some time.
    #expect(stages.contains { seen.output.contains("\r" + $0) }, "\(seen.output)")
    let parts = seen.output.split(separator: "\u{1B}[K", omittingEmptySubsequences: false)
    #expect(parts.count > 2 && parts.dropLast().allSatisfy { $0.hasPrefix("\r") && $0.count <= 73 }, "\(parts)")
    // The last one is taken away before the result is shown.
    #expect(parts.dropLast().last == "\r", "\(parts)")
    #expect(parts.last?.contains(".img: ") == true, "\(parts)")
  }

  @Test func elsewhereThereIsNothing() throws {
    try prepare()
    let line = "migrate --to 2 -n a.img"
    let plain = try Tool.run(words(line), in: folder, environment: Self.atOnce)
    #expect(plain.status == 0 && plain.errors.isEmpty)
    // The standard error alone decides.
    let tool = Tool.path.quotedForShell
    let apart = try Tool.onTerminal("\(tool) \(line) 2>errors", in: folder, environment: Self.atOnce)
    #expect(apart.status == 0 && !apart.output.contains(Self.erasing), "\(apart.output)")
    #expect(try folder.text("errors").isEmpty)
    _ = try Tool.onTerminal("\(tool) \(line) >results", in: folder, environment: Self.atOnce)
    #expect(try folder.text("results") == plain.output)
    for environment in [["VEXFMT_PROGRESS": "0", "TERM": "dumb"], ["VEXFMT_PROGRESS": "3600", "TERM": "xterm"]] {
      let seen = try Tool.runOnTerminal(words(line), in: folder, environment: environment)
      #expect(seen.output == plain.output)
    }
    let json = try Tool.runOnTerminal(words(line + " --json"), in: folder, environment: Self.atOnce)
    #expect(try Objects.one(json.output).string("image") == "a.img")
    // Which is about colours.
    let grey = try Tool.runOnTerminal(
      words(line), in: folder, environment: Self.atOnce.merging(["NO_COLOR": "1"]) { $1 })
    #expect(grey.output.contains(Self.erasing))
  }

  /// A message takes the line away, too.
  @Test func errors() throws {
    try folder.make("a.img", version: 2)
    try folder.patch("a.img", at: 40, [0xFF])
    let seen = try Tool.runOnTerminal(["migrate", "--to", "3", "a.img"], in: folder, environment: Self.atOnce)
    #expect(seen.status == 1)
    #expect(seen.output.contains(Self.erasing + "vexfmt: a.img: not migrated"), "\(seen.output)")
  }

  /// `a.img` and `b.img` of version 1, the plan `p` for `b.img`, and the undo file `u` of `c.img`.
  private func prepare() throws {
    for name in ["a.img", "b.img", "c.img"] { try folder.make(name, version: 1) }
    #expect(try Tool.run("migrate", "--to", "2", "--save-plan", "p", "b.img", in: folder).status == 0)
    #expect(try Tool.run("migrate", "--to", "2", "--undo", "u", "c.img", in: folder).status == 0)
  }

  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
}
