import Foundation
import TestSupport
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

/// A format with everything that follows from its specification.
struct EditedFormat: Sendable {
  let program: Program

  var format: Format { program.format }

  /// The specification that ships.
  static let shipped = Result { try EditedFormat(text: try PackageFolder.text("spec/vexfs.yaml")) }

  /// Compiles a text.
  init(text: String) throws {
    program = Program(
      lowering: try SpecificationCompiler.compile(
        text: Array(text.utf8), path: "spec/vexfs.yaml", checksums: .builtIn))
  }

  /// Compiles the shipped text with a change.
  init(_ edit: SpecificationEdit) throws {
    try self.init(text: try edit.apply(to: try PackageFolder.text("spec/vexfs.yaml")))
  }

  /// A fresh image of some blocks.
  func image(version: UInt64, blocks: UInt64, settings: [String: MakeOptions.Setting] = [:]) throws -> [UInt8] {
    let plan = try ImageMaker(program: program, checksums: .builtIn).plan(
      MakeOptions(
        size: blocks * 4096, version: version, settings: settings, random: .seeded(1),
        clock: .fixed(1_700_000_000_123_456_789)))
    var bytes = [UInt8](repeating: 0, count: Int(plan.size))
    for write in plan.writes {
      bytes.replaceSubrange(Int(write.offset)..<Int(write.offset) + write.bytes.count, with: write.bytes)
    }
    return bytes
  }

  /// What the rules say of an image.
  func report(on image: [UInt8]) throws -> ValidationReport {
    try ImageValidator(program: program, checksums: .builtIn).validate(MemorySource(image), name: "image")
  }

  /// Sound structures of small images of both versions.
  func baselines() throws -> [Baseline] {
    try [image(version: 1, blocks: 8), image(version: 2, blocks: 8)].flatMap {
      RawImage(format: format, bytes: $0).baselines(program, limit: 2)
    }
  }

  /// Every field of those structures by every verb, and then random changes up to `count`, or the first `count` of them;
  /// of that every mutant or every so many-th.
  func run(seed: UInt64, count: UInt64? = nil, shards: UInt64 = 1, only structure: String? = nil) throws
    -> DifferentialRun
  {
    let baselines = try baselines().filter {
      structure == nil || format.structures[$0.subject.structure].name == structure
    }
    var options = FuzzOptions(seed: seed, count: count)
    options.shardCount = shards
    return DifferentialRun(format: format, baselines: baselines, checksums: .builtIn, options: options)
  }

  /// Generated C under sanitizers.
  func compiledC() throws -> CompiledC {
    guard let compiler = Command.find("gcc") ?? Command.find("cc") else { throw MissingCompiler(name: "gcc") }
    return try CompiledC(program, compiler: compiler)
  }
}
