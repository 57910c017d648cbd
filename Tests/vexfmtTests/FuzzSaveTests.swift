import Foundation
import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

/// `vexfmt fuzz --save`, with a defect planted in the generated C by what stands in for the compiler.
@Suite struct FuzzSaveTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
    try folder.makePlantingCompiler(blaming: "SUPERBLOCK_MAGIC_MAGIC", for: "SUPERBLOCK_VERSION_IN")
  }

  private var planted: [String: String] { ["CC": folder.file("planting-cc")] }

  private func program() throws -> Program {
    func bytes(_ name: String) throws -> [UInt8] {
      Array(try Data(contentsOf: URL(fileURLWithPath: "\(Tool.root)/spec/\(name)")))
    }
    return Program(
      lowering: try SpecificationCompiler.compile(
        text: try bytes("vexfs.yaml"), path: "vexfs.yaml", checksums: .builtIn, lock: try bytes("vexfs.lock")))
  }

  /// The files of a run with the defect, each with its text.
  private func saved(_ arguments: [String]) throws -> [(name: String, text: String)] {
    let result = try Tool.run(
      ["fuzz", "--json", "--save", "found"] + arguments, in: folder, limit: 60, environment: planted)
    #expect(result.status == 1, "\(result.errors)")
    let json = try Objects.one(result.output)
    let names = try #require(json["saved"] as? [String])
    #expect(names.count == json.integer("differenceCount") && !names.isEmpty)
    return try names.map { ($0, try folder.text($0)) }
  }

  /// Each file is a case for the corpus, whose image breaks the rule that was predicted.
  @Test(arguments: [false, true]) func casesForTheCorpus(_ ofAnImage: Bool) throws {
    if ofAnImage { try folder.make("a.img", version: 2) }
    let program = try program()
    let writer = CorpusWriter(program: program, checksums: .builtIn)
    let predictor = Predictor(format: program.format, checksums: .builtIn)
    for (name, text) in try saved(["--count", "90"] + (ofAnImage ? ["a.img"] : ["--spec", "vexfs"])) {
      #expect(name.hasPrefix("found/superblock.version_in+1-"))
      #expect(text.contains("# prediction: vexfs/superblock.version/in, error at "))
      #expect(text.contains("# table: vexfs/superblock.version/in, "))
      #expect(text.contains("# c: vexfs/superblock.magic/magic, "))
      let made = try CorpusCase(text: text)
      #expect(made.rule == "vexfs/superblock.version/in")
      let version = made.version == 0 ? nil : made.version
      let fresh = try FreshImage(
        program, version: version, size: made.baseSize, settings: made.settings, checksums: .builtIn
      ).bytes()
      let image = try folder.bytes(name.dropLast("case".count) + "img")
      #expect(made.image(fresh) == image)
      let subject = try #require(writer.subject(of: made, fresh: fresh))
      #expect(program.format.rule(predictor.decision(subject).rule)?.name == made.rule)
    }
  }

  /// The command in a file makes the same mutant again, and nothing differs once the defect is gone.
  @Test func theCommandMakesItAgain() throws {
    let (_, text) = try #require(try saved(["--spec", "vexfs", "--count", "150"]).first)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("# again: vexfmt ") })
    let words = line.split(separator: " ").dropFirst(3).map(String.init) + ["--json"]
    let again = try Tool.run(words, in: folder, limit: 60, environment: planted)
    #expect(again.status == 1)
    let json = try Objects.one(again.output)
    #expect(json.integer("mutants") == 1)
    #expect(json.integer("differenceCount") == 1)
    #expect(try Tool.run(words, in: folder, limit: 60).status == 0)
  }

  @Test func aFolderThatCannotBe() throws {
    try folder.write("", to: "file")
    let result = try Tool.run("fuzz", "--spec", "vexfs", "--save", "file", in: folder)
    #expect(result.status == 1)
    #expect(result.errors.contains("file: is no folder"))
  }
}
