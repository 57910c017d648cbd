import ArgumentParser
import Foundation
import VexCodecs
import VexFSFuzz
import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexPlugins

/// Builds the cases, and what is expected of them.
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Write the cases of a run, and what every evaluator expects of them.",
    discussion: """
      Files of the folder: manifest.txt, what the pack consists of; pack.img, the disk that the guest reads; expected.tsv, \
      what the evaluators say; broken.img with \
      broken-first.conf and broken-last.conf, a disk whose reads fail and how, for QEMU's blkdebug.
      """)

  @Option(help: "The specification.")
  var spec = "spec/vexfs.yaml"

  @Option(help: "The folder of the corpus.")
  var corpus = "Tests/Corpus/vexfs"

  @Option(help: "Everything random follows from it.")
  var seed: UInt64 = 1

  @Option(help: "So many mutants at least.")
  var mutants = 24_000

  @Option(help: "The folder to write to.")
  var output: String

  func run() throws {
    let folder = URL(filePath: output)
    let program = try Self.program(spec)
    let plan = try LabPlanner(program: program, checksums: .builtIn, seed: seed)
      .plan(corpus: try Self.cases(corpus), mutants: mutants)
    let compiled = try CompiledC(program, compiler: LabTools.compiler())
    defer { compiled.remove() }
    let expected = try LabExpectation.all(plan) { () throws in
      MountDecider(
        program: program, checksums: .builtIn,
        evaluators: [
          try TableEvaluator(program, checksums: .builtIn), VexFS.evaluator(program.format),
          GeneratedCEvaluator(compiled, program.format),
        ])
    }
    guard let pack = PackWriter.bytes(plan) else { throw LabProblem("an item does not fit into a pack") }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let lines = expected.map(\.text).joined(separator: "\n") + "\n"
    var files = [(name: LabTools.pack, bytes: pack), (name: LabTools.expectations, bytes: [UInt8](lines.utf8))]
    files += try plan.brokenDisk(program).map { (name: $0.name, bytes: $0.bytes) }
    let manifest = LabManifest(expected, files: files)
    for file in files + [(name: LabTools.manifest, bytes: [UInt8](manifest.text.utf8))] {
      try Data(file.bytes).write(to: folder.appending(path: file.name))
    }
    Output.line("vexlab: \(plan.count) items in \(pack.count) bytes")
  }

  private static func program(_ spec: String) throws -> Program {
    let lock = URL(filePath: spec).deletingPathExtension().appendingPathExtension("lock")
    return Program(
      lowering: try SpecificationCompiler.compile(
        text: [UInt8](try Data(contentsOf: URL(filePath: spec))), path: spec, checksums: .builtIn,
        lock: (try? Data(contentsOf: lock)).map { [UInt8]($0) }))
  }

  private static func cases(_ folder: String) throws -> [CorpusCase] {
    let files = try FileManager.default.contentsOfDirectory(at: URL(filePath: folder), includingPropertiesForKeys: nil)
    return try files.filter { $0.pathExtension == "case" }.sorted { $0.path < $1.path }.map { file in
      do { return try CorpusCase(text: String(decoding: try Data(contentsOf: file), as: UTF8.self)) } catch {
        throw LabProblem("\(file.path): \(error)")
      }
    }
  }
}
