import Foundation
import Testing

/// The JSON Schema of specifications, as an editor uses it.
@Suite struct SchemaTests {
  /// Prints a line for each specification: its name, and what the schema finds wrong with it first, or `good`.
  ///
  /// Scalars are read twice: as editors take them, nearly, and as the text that they are.
  private static let validator = """
    import json, sys, jsonschema, yaml
    schema = json.load(open(sys.argv[1], encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for path in sys.argv[2:]:
        text = open(path, encoding="utf-8").read()
        readings = [yaml.load(text, loader) for loader in (yaml.SafeLoader, yaml.BaseLoader)]
        found = [error for reading in readings for error in validator.iter_errors(reading)]
        place = "/".join(str(step) for step in found[0].absolute_path) if found else ""
        print(path.rsplit("/", 1)[-1], f"{place}: {found[0].message[:160]}" if found else "good")
    """
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// What the schema says of files, by their names: `good`, or what is wrong first.
  private func validate(_ paths: [String]) throws -> [String: String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", Self.validator, "\(Tool.root)/spec/vexfmt.schema.json"] + paths
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: " ", maxSplits: 1)
    }
    return Dictionary(uniqueKeysWithValues: lines.map { (String($0[0]), String($0[1])) })
  }

  /// Every specification that ships is right by it, and says in its first lines where it is.
  @Test func whatShips() throws {
    let specs = try FileManager.default.contentsOfDirectory(atPath: "\(Tool.root)/spec").filter {
      $0.hasSuffix(".yaml")
    }
    try #require(specs.count >= 6)
    let paths = specs.map { "\(Tool.root)/spec/\($0)" }
    #expect(try validate(paths).filter { $0.value != "good" } == [:])
    for path in paths {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.hasPrefix("# yaml-language-server: $schema=vexfmt.schema.json\n"), "\(path)")
    }
  }

  /// Mistakes in the form of each construct.
  static let mistakes: [(old: String, new: String)] = [
    ("endian: little", "endian: middle"), ("license: Apache-2.0\n", ""), ("title: Small", "titel: Small"),
    ("size: 16\n", "size: {is: 16, max: 16}\n"), ("size: 16\n", "size: [16]\n"), ("fields:", "field:"),
    ("type: u32, range", "typ: u32, range"), ("unused: zero", "unused: nought"), ("at: 8,", "at: {is: 8},"),
    ("unused: zero", "merge: maybe"), ("of: head, at", "off: head, at"), (#"at: "0"}"#, #"at: "0", count: 3}"#),
    (#"at: "0"}"#, #"at: "0", copies: {pick: best}}"#), ("structures:", "rules: {fact: {when: true}}\nstructures:"),
    ("structures:", "flags: {f: {type: u8, bits: {a: {bt: 1}}}}\nstructures:"),
    ("structures:", "enums: {e: {type: u8, values: [1]}}\nstructures:"),
    ("type: u32, range", "type: u32, checksum: {algorithm: crc32}, range"),
    ("type: u32, range", "type: u32, severity: fatal, range"), ("type: u32, range", "type: u32, errno: 22, range"),
    ("structures:", "migrations: {from: 1, to: 2}\nstructures:"),
  ]

  /// The compiler and the schema refuse the same.
  @Test func mistakesOfForm() throws {
    var paths = [folder.file("right.yaml")]
    try folder.write(CheckCommandTests.small, to: "right.yaml")
    for (index, mistake) in Self.mistakes.enumerated() {
      try #require(CheckCommandTests.small.contains(mistake.old), "\(mistake.old)")
      let name = "wrong\(index).yaml"
      try folder.write(CheckCommandTests.small.replacing(mistake.old, with: mistake.new), to: name)
      #expect(try Tool.run("check", name, in: folder).status == 1, "\(mistake.new)")
      paths.append(folder.file(name))
    }
    let verdicts = try validate(paths)
    #expect(verdicts["right.yaml"] == "good")
    for (index, mistake) in Self.mistakes.enumerated() {
      #expect(verdicts["wrong\(index).yaml"] != "good", "\(mistake.new)")
    }
  }

  @Test func command() throws {
    let arguments = ["gen-schema", "--output", "out"]
    #expect(try Tool.run(arguments, in: folder).output == "out/vexfmt.schema.json: written\n")
    #expect(
      try folder.bytes("out/vexfmt.schema.json")
        == Array(Data(contentsOf: URL(fileURLWithPath: "\(Tool.root)/spec/vexfmt.schema.json"))),
      "run 'make generate', and commit what it changes")
    #expect(try Tool.run(arguments + ["--check"], in: folder).status == 0)
    try folder.write("{}", to: "out/vexfmt.schema.json")
    let changed = try Tool.run(arguments + ["--check"], in: folder)
    #expect(changed.status == 1)
    #expect(changed.errors.contains("vexfmt gen-schema --output out"))
  }
}
