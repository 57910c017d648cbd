import Testing

/// The exit statuses that docs/TROUBLESHOOTING.md lists, for what does not depend on an image.
@Suite struct ExitStatusTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// A command line, and the status with which it ends.
  private static let table: [(String, Int32)] = [
    ("plugins", 0), ("plugins list", 0), ("plugins verify nothing", 1), ("plugins verify ./nothing", 1),
    ("plugins nothing", 64),
    ("--help", 0), ("--version", 0), ("help check", 0), ("check --help", 0), ("check vexfs", 0),
    ("unknown", 64), ("--unknown", 64), ("check", 64), ("check --unknown vexfs", 64),
    ("gen-headers", 64), ("gen-headers --spec vexfs", 64),
    ("gen-headers --spec vexfs --output o --flavour other", 64), ("gen-headers --spec vexfs --output o --prefix 9", 64),
    ("gen-headers --spec vexfs --output o --prefix a/b", 64), ("gen-headers --spec none --output o", 1),
    ("gen-swift --output o", 64), ("gen-swift --embedded --output o", 64),
    ("gen-swift --spec vexfs --embedded a.yaml --output o", 64), ("gen-swift --embedded a.yaml --output o", 1),
    ("gen-swift --spec vexfs --namespace a-b --output o", 64),
    ("gen", 64), ("gen --spec vexfs --output o", 64), ("gen --plugin ./a --spec vexfs", 64),
    ("gen --plugin ./a --spec vexfs --output o", 1), ("gen --plugin a --spec vexfs --output o", 1),
    ("gen --plugin ./a --spec vexfs --output o --option a", 64),
    ("gen --plugin ./a --spec vexfs --output o --timeout 0", 64),
    ("gen --plugin ./a --spec vexfs --output o --option a=1 --option a=2", 64),
    ("gen-docs --spec vexfs", 64), ("gen-docs --spec vexfs --output o --format pdf", 64),
    ("gen-docs --spec none --output o", 1), ("gen-docs --spec vexfs --output o --image none.img", 1),
    ("explain", 64), ("explain nothing", 1), ("check nothing", 1), ("check --write-lock vexfs", 1),
    ("fuzz", 64), ("fuzz none.img", 1), ("fuzz merge", 64), ("fuzz merge none.json", 1), ("fuzz run", 64),
  ]

  @Test(arguments: table)
  func statuses(_ line: String, _ status: Int32) throws {
    let arguments = line.split(separator: " ").map(String.init)
    let result = try Tool.run(arguments, in: folder)
    #expect(result.status == status, "\(result.output)\(result.errors)")
    #expect(result.errors.isEmpty == (status == 0))
    #expect(!folder.has("o"))
  }

  @Test func helpNamesEveryCommandAndTheVersionIsOne() throws {
    let help = try Tool.run("--help", in: folder)
    for command in [
      "check", "gen-headers", "gen-swift", "gen-docs", "gen", "mkfs", "validate", "show", "explain", "fuzz",
    ] {
      #expect(help.output.contains("  \(command) "), "\(command)")
    }
    let version = try Tool.run("--version", in: folder)
    #expect(version.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  /// Whoever reads the output may go away at any time.
  @Test(arguments: [["--help"], ["check", "vexfs"], ["explain", "7"]])
  func brokenPipe(_ arguments: [String]) throws {
    let result = try Tool.run(arguments, in: folder, to: .unread)
    #expect(result.status == 141)
    #expect(result.errors == "")
  }

  @Test(arguments: [["check", "vexfs"], ["explain", "--json", "7"], ["--version"]])
  func fullDisk(_ arguments: [String]) throws {
    let result = try Tool.run(arguments, in: folder, to: .file("/dev/full"))
    #expect(result.status == 1)
    #expect(result.errors.contains("the output cannot be written"))
  }

  @Test func pipesGetNoColours() throws {
    let result = try Tool.run("explain", "7", in: folder)
    #expect(!result.output.contains("\u{1B}"))
  }

  /// What users type reaches a terminal only in a form that cannot steer it, and not at any length.
  @Test(arguments: [
    ["check", "a\u{1B}[31mb"], ["check", "--x\u{1B}[31mb"], ["a\nb\u{7}"], ["explain", "\u{202E}x"],
    ["gen-headers", "--spec", "a\r\u{1B}", "--output", "o"], ["gen-headers", "--spec", "vexfs", "--flavour=\u{1B}c"],
    ["check", String(repeating: "x", count: 5000)], ["--" + String(repeating: "x", count: 5000)],
    ["explain", String(repeating: "é", count: 5000)],
  ])
  func hostileArguments(_ arguments: [String]) throws {
    let result = try Tool.run(arguments, in: folder)
    #expect([1, 64].contains(result.status))
    let scalars = result.errors.unicodeScalars
    #expect(!scalars.contains { ($0.value < 32 && $0 != "\n") || $0.value == 0x202E })
    #expect(scalars.count < 2000)
    #expect(!result.errors.isEmpty)
  }

  @Test func argumentsThatAreNotUTF8() throws {
    let script = #"exec "$0" check "$(printf 'a\377b')""#
    let result = try Tool.run(["-c", script, Tool.path], in: folder, program: "/bin/sh")
    #expect(result.status == 64)
    #expect(result.errors.contains("is not UTF-8"))
  }
}
