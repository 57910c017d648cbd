import Foundation
import TestSupport
import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

/// What generators are given, and its schema.
@Suite struct ExchangeTests {
  private static let programs = Result {
    let folder = PackageFolder.root.appending(path: "spec")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
    return try names.sorted().map { name in
      let lock = String(name.dropLast(5)) + ".lock"
      return Program(
        lowering: try SpecificationCompiler.compile(
          text: Array(try PackageFolder.text("spec/\(name)").utf8), path: "spec/\(name)", checksums: .builtIn,
          lock: Array(try PackageFolder.text("spec/\(lock)").utf8)))
    }
  }

  private func document(_ program: Program) -> ExchangeDocument {
    ExchangeDocument(program: program, toolVersion: "0.0.0", options: [("a", "b")])
  }

  /// Says of each file whether a schema accepts it.
  private static let validator = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1], encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for path in sys.argv[2:]:
        found = next(validator.iter_errors(json.load(open(path, encoding="utf-8"))), None)
        print("good" if found is None else f"{'/'.join(map(str, found.absolute_path))}: {found.message[:300]}")
    """

  private func verdicts(_ schema: String, _ files: [URL], in scratch: Scratch) throws -> [Substring] {
    let result = try Command.run(
      URL(filePath: "/usr/bin/python3"),
      ["-c", Self.validator, PackageFolder.root.appending(path: "docs/schema/\(schema).schema.json").path]
        + files.map(\.path), in: scratch)
    try #require(result.status == 0, "\(result.errors)")
    return result.text.split(separator: "\n")
  }

  @Test func everySpecificationIsDescribedAsTheSchemaSays() throws {
    let scratch = try Scratch()
    let programs = try Self.programs.get()
    try #require(programs.count > 10)
    let files = try programs.enumerated().map { number, program in
      try scratch.write(document(program).json.text.utf8, to: "\(number).json")
    }
    for (verdict, program) in zip(try verdicts("generator-input", files, in: scratch), programs) {
      #expect(verdict == "good", "\(program.format.name): \(verdict)")
    }
  }

  /// What the schema must refuse.
  private static let mistakes: [(String, String)] = [
    (#""exchange": 1"#, #""exchange": 2"#), (#""do": "require""#, #""do": "demand""#), (#""width": 4"#, #""width": 3"#),
    (#"{"constant": "0"}"#, #"{"constant": 0}"#), (#""kind": "stored", "offset": 4, "#, #""kind": "stored", "#),
    (#""unused": "preserve""#, #""unused": "maybe""#), (#""operator": "equal""#, #""operator": "add""#),
  ]

  @Test func theSchemaRefusesMistakes() throws {
    let scratch = try Scratch()
    let programs = try Self.programs.get()
    let text = document(try #require(programs.first { $0.format.name == "mbr" })).json.text
    let files = try Self.mistakes.enumerated().map { number, mistake in
      try #require(text.contains(mistake.0), "\(mistake.0)")
      return try scratch.write(
        text.replacing(mistake.0, with: mistake.1, maxReplacements: 1).utf8, to: "\(number).json")
    }
    for (verdict, mistake) in zip(try verdicts("generator-input", files, in: scratch), Self.mistakes) {
      #expect(verdict != "good", "\(mistake.1)")
    }
    let answer = try scratch.write(#"{"files": [{"path": "a", "contents": ""}]}"#.utf8, to: "answer.json")
    let wrong = try scratch.write(#"{"files": [{"path": "/a", "contents": ""}]}"#.utf8, to: "wrong.json")
    let said = try verdicts("generator-answer", [answer, wrong], in: scratch)
    #expect(said.first == "good" && said.last != "good")
  }

  /// Everything is there: each rule that a step tests, under the number of its line in print.
  @Test func stepsAreThoseOfTheProgram() throws {
    for program in try Self.programs.get() {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(document(program).json.text.utf8)) as? [String: Any])
      let described = try #require((object["program"] as? [String: Any])?["checks"] as? [[String: Any]])
      try #require(described.count == program.checks.count)
      for (check, json) in zip(program.checks, described) {
        let lines = check.description.split(separator: "\n").dropFirst()
        var rules = 0
        func visit(_ steps: Any?) throws {
          for step in steps as? [[String: Any]] ?? [] {
            if step["do"] as? String == "rule" {
              let (number, rule) = (try #require(step["step"] as? Int), try #require(step["rule"] as? Int))
              let line = try #require(lines.dropFirst(number).first)
              #expect(line.drop { $0 == " " || $0.isNumber }.hasPrefix("rule \(rule) "), "\(line)")
              rules += 1
            }
            for key in ["steps", "then", "else"] { try visit(step[key]) }
          }
        }
        try visit(json["steps"])
        #expect(rules == lines.count { $0.drop { $0 == " " || $0.isNumber }.hasPrefix("rule ") })
        #expect((json["registers"] as? [Any])?.count == check.registerCount)
      }
    }
  }

  /// Numbers are exact, whatever reads them.
  @Test func numbersOfSixtyFourBits() throws {
    let text = """
      format: tiny
      title: Tiny
      license: MIT
      endian: little
      constants: {large: 18446744073709551615}
      structures:
        head:
          size: 16
          fields:
            magic: {at: 0, type: u64, magic: 0x123456789abcdef1}
            rest: {at: 8, type: u64, range: 1 ..= 0xfffffffffffffffe}
      image:
        head: {of: head, at: 0}
      """
    let format = try SpecificationCompiler.compile(text: Array(text.utf8), path: "tiny.yaml", checksums: .builtIn)
    let json = document(Program(lowering: format)).json.text
    for number in ["18446744073709551615", "1311768467463790321", "18446744073709551614"] {
      #expect(json.contains("\"\(number)\""), "\(number)")
    }
    #expect(json.matches(of: #/[ \[](\d+)[,}\]]/#).allSatisfy { UInt32($0.1) != nil })
  }
}
