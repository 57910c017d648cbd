import Foundation
import Testing

/// `vexfmt fuzz merge`: the reports of all parts give what one run gives.
@Suite struct FuzzMergeTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Runs a part, and keeps its report.
  @discardableResult
  private func run(_ shard: String?, _ name: String, _ arguments: [String] = Self.arguments) throws -> Tool.Result {
    let part = shard.map { ["--shard", $0] } ?? []
    let result = try Tool.run(["fuzz", "--json"] + arguments + part, in: folder, limit: 120, environment: planted)
    try folder.write(result.output, to: name)
    return result
  }

  private func merge(_ arguments: String...) throws -> Tool.Result {
    try Tool.run(["fuzz", "merge"] + arguments, in: folder, limit: 60)
  }

  private static let arguments = ["a.img", "--without-c", "--without-predictions", "--count", "1500"]
  private var planted: [String: String] { folder.has("planting-cc") ? ["CC": folder.file("planting-cc")] : [:] }

  /// Byte for byte; random mutants of several baselines are `KillMatrixTests`' business.
  @Test func partsGiveTheWhole() throws {
    try folder.make("a.img", version: 2)
    try run(nil, "whole.json")
    for part in 1...3 { try run("\(part)/3", "\(part).json") }
    let json = try merge("--json", "3.json", "1.json", "2.json", "--matrix", "m.txt")
    #expect(json.status == 0, "\(json.errors)")
    #expect(json.output == (try folder.text("whole.json")))
    #expect(try folder.text("m.txt").contains("vexfs/superblock.magic/magic"))
    let text = try merge("1.json", "2.json", "3.json")
    let whole = try Tool.run(["fuzz"] + Self.arguments, in: folder, limit: 120)
    #expect(text.output == whole.output && text.status == 0)

    let missing = try merge("2.json")
    #expect(missing.status == 1 && missing.output == "")
    #expect(missing.errors.contains("of 3 parts 1, 3 are missing; run --shard I/3 again"))
    let last = try merge("2.json", "1.json")
    #expect(last.status == 1 && last.errors.contains("of 3 parts 3 is missing"))
    let twice = try merge("2.json", "1.json", "2.json")
    #expect(twice.status == 1 && twice.errors.contains("2.json: is part 2/3, which 2.json is, too"))
    for (old, new, said) in [
      ("\"seed\": 1,", "\"seed\": 2,", "has the seed 2, but 1.json has 1"),
      ("\"specification\": \"xxh3-128:", "\"specification\": \"xxh3-128:0", "has the specification xxh3-128:0"),
      ("\"count\": 3}", "\"count\": 4}", "mutants in its matrix; expected 375, which part 2/4 of 1500 has"),
      ("\"count\": 1500", "\"count\": 1501", "has mutants in all parts: 1501, but 1.json has 1500"),
      ("[\"table\", \"swift\"]", "[\"table\", \"c\"]", "has the evaluators table, c, but 1.json has table, swift"),
      ("\"implied\": false", "\"implied\": true", "its matrix has other rules"),
      ("\"differenceCount\": 0", "\"differenceCount\": 3", "has 0 differences but counts 3"),
      ("\"program\": \"", "\"program\": \"1", "a report of vexfmt 1"),
      ("\"matrix\": {", "\"matrices\": {", "has no 'matrix'"),
      ("{\"subject\"", "{\"error\": \"no\", \"subject\"", "failed"),
      ("{\"subject\"", "[\"subject\"", "is no JSON"), ("\"number\": 2", "\"number\": 0", "has 'shard' 0/3"),
    ] {
      let report = try folder.text("2.json")
      try #require(report.contains(old))
      try folder.write(report.replacing(old, with: new), to: "other.json")
      let result = try merge("1.json", "other.json", "3.json")
      #expect(result.status == 1 && result.errors.contains("other.json: "), "\(new): \(result.errors)")
      #expect(result.errors.contains(said), "\(new): \(result.errors)")
    }
    try folder.write("", to: "empty.json")
    #expect(try merge("empty.json").errors.contains("empty.json: is empty, so its part did not end"))
    try folder.write(String(repeating: "[", count: 1_000_000), to: "deep.json")
    #expect(try merge("deep.json").errors.contains("stand in each other"))
    // As many parts as there are numbers: what is missing is told, not listed.
    let huge = try folder.text("2.json").replacing("\"count\": 3}", with: "\"count\": 18446744073709551615}")
    try folder.write(huge, to: "huge.json")
    #expect(try merge("huge.json").status == 1)
  }

  /// The differences of all parts are told, the first fifty of them, and the status says that there are some.
  @Test func differences() throws {
    try folder.makePlantingCompiler(blaming: "SUPERBLOCK_MAGIC_MAGIC", for: "SUPERBLOCK_BLOCK_SIZE_IS")
    try folder.make("a.img", version: 1)
    let arguments = ["a.img", "--without-predictions", "--count", "500"]
    #expect(try run(nil, "whole.json", arguments).status == 1)
    for part in 1...2 { try run("\(part)/2", "\(part).json", arguments) }
    let json = try merge("--json", "2.json", "1.json")
    #expect(json.status == 1)
    #expect(json.output == (try folder.text("whole.json")))
    #expect((try Objects.one(json.output).integer("differenceCount") ?? 0) > 0)
  }

  /// An image is told by its contents, and one that is called as a command is named with its folder.
  @Test func images() throws {
    let arguments = ["--without-c", "--without-predictions", "--count", "60"]
    try folder.make("merge", version: 1)
    try folder.write(try folder.bytes("merge"), to: "b.img")
    try run("1/2", "1.json", arguments + ["./merge"])
    try run("2/2", "2.json", arguments + ["b.img"])
    #expect(try merge("1.json", "2.json").status == 0)
    try folder.make("c.img", version: 2)
    try run("2/2", "2.json", arguments + ["c.img"])
    let result = try merge("1.json", "2.json")
    #expect(result.status == 1 && result.errors.contains("2.json: has the image xxh3-128:"))
  }

  /// The scripts of the page do what it says, with fewer mutants and parts.
  @Test(arguments: ["Slurm", "Kubernetes"]) func scriptsOfThePage(_ engine: String) throws {
    let page = try String(contentsOf: URL(filePath: "\(Tool.root)/docs/CAMPAIGNS.md"), encoding: .utf8)
    let section = try #require(page.components(separatedBy: "\n## \(engine)\n").last)
    let block = try #require(section.components(separatedBy: "```").dropFirst().first)
    var lines = block.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().map(String.init)
    if engine == "Kubernetes" {
      let start = try #require(lines.firstIndex { $0.hasSuffix("- |") })
      let end = try #require(lines.firstIndex { $0.contains("resources:") })
      lines = lines[(start + 1)..<end].map { String($0.dropFirst(14)) }
    }
    let script = lines.joined(separator: "\n").replacing("--count 100000000", with: "--without-c --count 90")
      .replacing("--spec vexfs", with: folder.file("a.img"))
      .replacing("/64\"", with: "/2\"").replacing("/reports/", with: "\(folder.path)/")
    #expect(script.contains("--count 90"))
    try folder.make("a.img", version: 1)
    try folder.write(script, to: "script")
    let path = URL(filePath: Tool.path).deletingLastPathComponent().path + ":/usr/bin:/bin"
    for part in 1...2 {
      let result = try Tool.run(
        [folder.file("script")], in: folder, limit: 60,
        environment: [
          "PATH": path, "HOME": folder.path, "SLURM_ARRAY_TASK_ID": "\(part)", "SLURM_ARRAY_TASK_COUNT": "2",
          "JOB_COMPLETION_INDEX": "\(part - 1)",
        ], program: engine == "Slurm" ? "/bin/bash" : "/bin/sh")
      #expect(result.status == 0 && result.errors == "", "\(result.errors)")
    }
    let reports = engine == "Slurm" ? "vexfs-seed7/" : ""
    let merged = try merge("\(reports)1.json", "\(reports)2.json")
    #expect(merged.status == 0 && merged.output.contains("/a.img: 90 mutants of vexfs, seed 7\n"), "\(merged.errors)")
  }
}
