import Foundation
import Glibc
import Testing

/// `vexfmt gen`: whatever a generator is or does, it ends, and writes what it may or nothing.
@Suite struct GenCommandTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Makes a generator of a script.
  private func generator(_ script: String, mode: mode_t = 0o755) throws -> String {
    let path = try folder.write(script, to: "generator")
    try #require(unsafe chmod(path, mode) == 0)
    return "./generator"
  }

  /// The specification is a small one, since that is compiled each time.
  private func gen(_ script: String, _ more: String..., spec: String = "swap") throws -> Tool.Result {
    let plugin = try generator(script)
    return try Tool.run(["gen", "--plugin", plugin, "--spec", spec, "--output", "out"] + more, in: folder, limit: 30)
  }

  /// A script that answers with a text.
  private static func saying(_ answer: String) -> String { "#!/bin/sh\ncat >/dev/null\ncat <<'END'\n\(answer)\nEND\n" }

  private static func files(_ paths: String...) -> String {
    saying("{\"files\": [" + paths.map { "{\"path\": \"\($0)\", \"contents\": \"x\"}" }.joined(separator: ", ") + "]}")
  }

  private func written() throws -> [String] {
    guard folder.has("out") else { return [] }
    return try FileManager.default.subpathsOfDirectory(atPath: folder.file("out")).sorted()
  }

  @Test func filesAppear() throws {
    let script = Self.saying(
      #"{"files": [{"path": "a.txt", "contents": "one\n"}, {"path": "b/c/d.txt", "contents": "é"}]}"#)
    let first = try gen(script)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.lines == ["out/a.txt: written", "out/b/c/d.txt: written"])
    #expect(try written() == ["a.txt", "b", "b/c", "b/c/d.txt"])
    #expect(try folder.text("out/a.txt") == "one\n")
    #expect(try folder.text("out/b/c/d.txt") == "é")
    #expect(try gen(script).output == "out: 2 files are up to date\n")
    #expect(try gen(script, "--check").status == 0)
    try folder.write("other", to: "out/b/c/d.txt")
    let check = try gen(script, "--check")
    #expect(check.status == 1)
    #expect(check.lines == ["out/b/c/d.txt: outdated"])
    #expect(check.errors.contains("run 'vexfmt gen --plugin ./generator --spec swap --output out'"))
    let json = try Objects.one(try gen(script, "--json").output)
    #expect(json.objects("files").map { $0.string("state") } == ["current", "written"])
    #expect(json.objects("diagnostics").isEmpty && json.names == ["diagnostics", "files", "output"])
  }

  /// What the generator finds around it is the same wherever it runs.
  @Test func surroundings() throws {
    let script = """
      #!/usr/bin/python3 -B
      import json, os, sys
      document = json.load(sys.stdin)
      found = {"env": sorted(os.environ), "lang": os.environ["LANG"], "cwd": os.getcwd(), "group": os.getpgrp() == os.getpid(),
               "open": sorted(os.listdir("/proc/self/fd"))[:3], "options": document["generator"]["options"],
               "names": [document["exchange"], document["format"]["name"]]}
      json.dump({"files": [{"path": "found.json", "contents": json.dumps(found)}]}, sys.stdout)
      """
    let result = try gen(script, "--option", "a=1", "--option", "b.c=x=y")
    #expect(result.status == 0, "\(result.errors)")
    let found = try Objects.one(try folder.text("out/found.json"))
    #expect(found["env"] as? [String] == ["LANG", "LC_ALL", "PATH"])
    #expect(found.string("lang") == "C.UTF-8" && found.string("cwd") == "/")
    #expect(found["group"] as? Bool == true)
    #expect(found["open"] as? [String] == ["0", "1", "2"])
    #expect(found["options"] as? [String: String] == ["a": "1", "b.c": "x=y"])
    #expect((found["names"] as? [Any])?.count == 2)
  }

  /// A generator, and what is said of it.
  struct Hostile: Sendable, CustomTestStringConvertible {
    var script: String
    var parts: [String]

    init(_ script: String, _ parts: [String]) { (self.script, self.parts) = (script, parts) }

    var testDescription: String { parts.first ?? "" }
  }

  /// Of each nothing is written.
  private static let hostile: [Hostile] = [
    // How it ends.
    .init("#!/bin/sh\necho 'cannot go on' >&2\nexit 3\n", ["./generator: ended with status 3", "  cannot go on"]),
    .init("#!/bin/sh\nkill -9 $$\n", ["was ended by signal 9"]), .init("#!/bin/sh\nkill -s SEGV $$\n", ["signal 11"]),
    .init("#!/nonexistent/program\n", ["cannot be started", "whose first line names one"]),
    .init("not a program at all", ["cannot be started"]),
    .init("#!/bin/sh\nprintf '\\033[31mred\\007' >&2; exit 1\n", ["  \\u{1B}[31mred\\u{07}"]),
    // What it answers.
    .init("#!/bin/sh\nexec <&-\nsleep 0.2\n", ["it is no JSON", "the text ends"]),
    .init("#!/bin/sh\ntrue\n", ["it is no JSON"]),
    .init("#!/bin/sh\nprintf '{\"files\": [{\"path\": \"a\", \"contents\": \"\\377\"}]}'\n", ["is not UTF-8"]),
    .init(saying("[]"), ["expected an object with 'files'"]), .init(saying("{}"), ["there is no 'files'"]),
    .init(saying("{\"files\": {}}"), ["expected an array as 'files'"]),
    .init(saying("{\"files\": [1]}"), ["expected an object as files[0]"]),
    .init(saying("{\"files\": [{\"path\": \"a\"}]}"), ["files[0]: expected a string as 'contents'"]),
    .init(saying("{\"files\": [{\"contents\": \"a\"}]}"), ["files[0]: expected a string as 'path'"]),
    .init(saying("{\"files\": []} {}"), ["expected the end of the text"]),
    .init("#!/usr/bin/python3\nprint('[' * 1000000)\n", ["stand in each other"]),
    .init("#!/usr/bin/python3\nprint('{\"files\": [' + '0,' * 1000000 + '0]}')\n", ["more than 200000 values"]),
    .init(
      "#!/usr/bin/python3\nimport json\nprint(json.dumps({'files': [{'path': str(i), 'contents': ''} for i in range(10001)]}))",
      ["'files' has 10001 elements; expected at most 10000"]
    ),
    // Where it wants to write.
    .init(files("../x"), ["files[0]: the path '../x' has '..' in it"]), .init(files("a/../../x"), ["has '..' in it"]),
    .init(files("/tmp/vexfmt-x"), ["begins at the root"]), .init(files(""), ["is empty"]),
    .init(files("a//b"), ["an empty name"]),
    .init(files("a/"), ["an empty name"]), .init(files("./a"), ["has '.' in it"]), .init(files("."), ["has '.' in it"]),
    .init(files("a\\u0000b"), ["has characters that nobody sees"]), .init(files("a\\nb"), ["nobody sees"]),
    .init(files("a\\u202eb"), ["nobody sees"]),
    .init(files(String(repeating: "n", count: 256)), ["longer than 255 bytes"]),
    .init(files(String(repeating: "n/", count: 2500) + "n"), ["longer than 4000 bytes"]),
    .init(files("a", "b", "a"), ["files[2]: the path 'a' is there twice"]),
    .init(files("a", "a/b"), ["of a file and of a folder"]),
    .init(files("a/b/c", "a/b"), ["of a file and of a folder"]),
    // What it says.
    .init(saying("{\"files\": [], \"diagnostics\": 1}"), ["expected an array as 'diagnostics'"]),
    .init(
      saying("{\"files\": [], \"diagnostics\": [{\"severity\": \"fatal\", \"message\": \"\"}]}"),
      ["'fatal'; expected error"]),
    .init(saying("{\"files\": [], \"diagnostics\": [{\"severity\": \"note\"}]}"), ["expected a string as 'message'"]),
  ]

  @Test(arguments: hostile)
  func hostileGenerators(_ hostile: Hostile) throws {
    let result = try gen(hostile.script)
    #expect(result.status == 1)
    for part in hostile.parts { #expect(result.errors.contains(part), "\(result.errors)") }
    #expect(result.errors.hasPrefix("vexfmt: ./generator: "))
    #expect(!result.errors.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    #expect(result.output.isEmpty)
    #expect(!folder.has("out") && !folder.has("x"))
  }

  /// A script that would never end, or says without end; the limit of the test is far beyond that of the generator.
  @Test(arguments: [
    ("sleep 1000", "had not ended after 1 seconds"),
    ("sleep 1000 & sleep 1000 & wait", "had not ended after 1 seconds"),
    ("(sleep 1000 &) ; (sleep 1000 &) ; exit 0", "is no JSON"),
    ("exec >&- 2>&-; sleep 1000", "had not ended after 1 seconds"),
    ("trap '' TERM INT HUP; sleep 1000", "had not ended"),
    ("while :; do echo more >&2; done", "had not ended after 1 seconds"), ("setsid sleep 30 & exit 5", "status 5"),
  ])
  func endlessGenerators(_ script: String, _ part: String) throws {
    let result = try gen("#!/bin/sh\n\(script)\n", "--timeout", "1")
    #expect(result.status == 1)
    #expect(result.errors.contains(part), "\(result.errors.prefix(2000))")
    #expect(result.errors.utf8.count < 20_000)
    #expect(!folder.has("out"))
  }

  @Test func floods() throws {
    let result = try gen("#!/bin/sh\ncat /dev/zero\n")
    #expect(result.status == 1)
    #expect(result.errors.contains("its answer is longer than 67108864 bytes"), "\(result.errors.prefix(400))")
    #expect(!folder.has("out"))
  }

  /// Links lead nowhere, wherever somebody planted them.
  @Test func plantedLinks() throws {
    try folder.makeFolder("elsewhere")
    try folder.makeFolder("out/sub")
    try folder.makeLink("out/link", to: folder.file("elsewhere"))
    try folder.makeLink("out/sub/deep", to: "../../elsewhere")
    try folder.makeLink("out/file", to: folder.file("elsewhere/file"))
    folder.makeFIFO("out/fifo")
    let before = try written()
    for path in ["link/x", "link", "sub/deep/x", "file", "sub", "fifo"] {
      let result = try gen(Self.files("before", path))
      #expect(result.status == 1, "\(path)")
      #expect(result.errors.contains("vexfmt: out/\(path.hasSuffix("/x") ? String(path.dropLast(2)) : path): is no "))
      #expect(try written() == before, "\(path)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("elsewhere")).isEmpty)
    // The folder itself is the user's choice.
    try folder.makeLink("chosen", to: "elsewhere")
    let result = try Tool.run(
      "gen", "--plugin", try generator(Self.files("a/b")), "--spec", "swap", "--output", "chosen", in: folder)
    #expect(result.status == 0)
    #expect(folder.has("elsewhere/a/b"))
  }

  @Test(arguments: [0o775, 0o757, 0o777, 0o644] as [mode_t])
  func programsOfOthers(_ mode: mode_t) throws {
    let plugin = try generator(Self.files("a"), mode: mode)
    let result = try Tool.run("gen", "--plugin", plugin, "--spec", "swap", "--output", "out", in: folder)
    #expect(result.status == 1)
    #expect(result.errors.contains((mode == 0o644 ? "chmod +x " : "chmod go-w ") + folder.file("generator")))
    #expect(!folder.has("out"))
  }

  @Test(arguments: [
    ("rust", "there is no installed generator 'rust'"), ("./none", "/none: no such file or folder"),
    ("./", "no regular file"),
    ("./a\u{1B}b", "/a\\u{1B}b: no such file or folder"),
  ])
  func programsThatAreNone(_ plugin: String, _ part: String) throws {
    let result = try Tool.run("gen", "--plugin", plugin, "--spec", "swap", "--output", "out", in: folder)
    #expect(result.status == 1)
    #expect(result.errors.contains(part), "\(result.errors)")
  }

  /// What a generator has to say appears with the place that it is about, and an error writes nothing.
  @Test func diagnostics() throws {
    let lines = try String(contentsOfFile: "\(Tool.root)/spec/vexfs.yaml", encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.hasPrefix("  superblock:") }) + 1
    let said = #"""
      {"severity": "warning", "message": "odd\u001b[0m", "structure": "superblock"},
      {"severity": "note", "message": "whatever", "structure": "nothing"},
      {"severity": "note", "message": "a rule", "rule": "vexfs/superblock.magic/magic"}
      """#
    let result = try gen(
      Self.saying("{\"files\": [{\"path\": \"a\", \"contents\": \"\"}], \"diagnostics\": [\(said)]}"),
      spec: "vexfs")
    #expect(result.status == 0)
    #expect(
      result.errors.hasPrefix("vexfs.yaml:\(line): warning: odd\\u{1B}[0m\n./generator: note: whatever\nvexfs.yaml:"))
    #expect(result.errors.hasSuffix(": note: a rule\n"))
    #expect(try written() == ["a"])
    let error = #"{"severity": "error", "message": "cannot", "structure": "superblock", "field": "magic"}"#
    let answer = "{\"files\": [{\"path\": \"b\", \"contents\": \"\"}], \"diagnostics\": [\(said), \(error)]}"
    let refused = try gen(Self.saying(answer), spec: "vexfs")
    #expect(refused.status == 1)
    #expect(refused.errors.contains(": error: cannot\n"))
    #expect(refused.errors.contains("./generator: 1 error, so that nothing is written"))
    #expect(try written() == ["a"])
    let json = try Objects.one(try gen(Self.saying(answer), "--json", spec: "vexfs").output)
    #expect(json.objects("diagnostics").count == 4 && json.string("error") != nil)
    #expect(json.objects("diagnostics").last?.integer("line") ?? 0 > line)
  }

  /// What is said on the standard error of a run that went well is passed on.
  @Test func remarks() throws {
    let result = try gen("#!/bin/sh\necho 'hello' >&2\necho '{\"files\": []}'\n")
    #expect(result.status == 0)
    #expect(result.errors == "vexfmt: warning: ./generator says:\n  hello\n")
  }
}
