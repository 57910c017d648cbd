import Foundation
import Testing
import TestSupport
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

/// Everybody who decides about structures of a format.
final class Deciders: Sendable {
  let gallery: Gallery
  private let compiled: CompiledC
  private let rust: CompiledRust
  /// The C on a machine of the other byte order, of some formats: it takes long.
  private let other: CompiledC?
  private static let formatsElsewhere: Set<String> = ["xfs", "ext4", "btrfs"]

  /// Compiles the generated C and Rust with warnings as errors.
  init(_ gallery: Gallery) throws {
    self.gallery = gallery
    guard let compiler = Command.find("gcc") else { throw MissingCompiler(name: "gcc") }
    compiled = try CompiledC(
      gallery.program, compiler: compiler, options: ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"])
    rust = try CompiledRust(
      gallery.format, spec: PackageFolder.root.appending(path: "spec/\(gallery.name).yaml").path)
    // An emulated program cannot load a plugin of this machine.
    let isElsewhere = Self.formatsElsewhere.contains(gallery.name) && gallery.format.pluginLibraries.isEmpty
    other = try isElsewhere ? OtherMachine.compile(gallery.program) : nil
  }

  deinit {
    compiled.remove()
    other?.remove()
  }

  /// Checks mutants of an image's structures: predictions, table, generated Swift, C and Rust must agree.
  ///
  /// - `count`: how many mutants of all structures together, or of each, if `isEach`.
  /// - `rules`: rules that some mutant must break, without the format's name.
  func expectAgreement(
    on image: PatchedImage, seed: UInt64, count: UInt64, isEach: Bool = false, breaking rules: [String]
  ) throws {
    let baselines = try baselines(of: image)
    let evaluators = try evaluators()
    var report = FuzzReport()
    let parts = isEach ? baselines.map { [$0] } : [baselines]
    for part in parts {
      let run = DifferentialRun(
        format: gallery.format, baselines: part, checksums: .builtIn, options: FuzzOptions(seed: seed, count: count))
      report.merge(try run.run(evaluators))
    }
    #expect(report.count == count * UInt64(parts.count))
    try expectAgreement(report, breaking: rules)
    try expectAgreementAtScale(on: [image], seed: seed)
  }

  /// The same of several images, and of one in so many mutants: each field of each structure by each verb.
  func expectAgreement(on specimens: [Specimen], seed: UInt64, oneIn parts: UInt64, breaking rules: [String]) throws {
    let images = try specimens.map { specimen in
      let scratch = try Scratch()
      return try PatchedImage(specimen.make(in: scratch))
    }
    try expectAgreement(on: images, seed: seed, oneIn: parts, breaking: rules)
  }

  /// The same of images that no tool makes.
  func expectAgreement(on images: [PatchedImage], seed: UInt64, oneIn parts: UInt64, breaking rules: [String]) throws {
    var options = FuzzOptions(seed: seed)
    options.shardCount = parts
    let evaluators = try evaluators()
    var report = FuzzReport()
    for image in images {
      let run = DifferentialRun(
        format: gallery.format, baselines: try baselines(of: image), checksums: .builtIn, options: options)
      let part = try run.run(evaluators)
      #expect(part.count == (run.systematicCount + parts - 1) / parts)
      report.merge(part)
    }
    try expectAgreement(report, breaking: rules)
    try expectAgreementAtScale(on: images, seed: seed)
  }

  /// Mutants in such a number as the environment asks for, most of them random; without predictions and without those who take
  /// longest.
  private func expectAgreementAtScale(on images: [PatchedImage], seed: UInt64) throws {
    guard Effort.structures > 0 else { return }
    let evaluators: [any CheckEvaluator] = [
      try TableEvaluator(gallery.program, checksums: .builtIn), try gallery.swift.get(),
      GeneratedCEvaluator(compiled, gallery.format),
    ]
    let baselines = try images.flatMap { image in try self.baselines(of: image) }
    let bytes = baselines.reduce(UInt64(0)) { $0 + UInt64($1.subject.bytes.count) }
    let mean = max(1, bytes / UInt64(max(1, baselines.count)))
    let count = min(Effort.structures, Effort.structureBytes / mean)
    var options = FuzzOptions(seed: seed, count: count)
    (options.batchSize, options.batchBytes) = (4096, 1 << 30)
    let run = DifferentialRun(format: gallery.format, baselines: baselines, checksums: .builtIn, options: options)
    let report = try run.run(evaluators, predicting: false)
    #expect(report.count == count)
    try expectAgreement(report, breaking: [])
    print("agreement: \(gallery.name): \(report.count) structures, \(report.deciding.count) rules decided")
  }

  private func baselines(of image: PatchedImage) throws -> [Baseline] {
    let baselines = RawImage(format: gallery.format, source: image).baselines(gallery.program, limit: 2)
    try #require(!baselines.isEmpty)
    return baselines
  }

  private func evaluators() throws -> [any CheckEvaluator] {
    let elsewhere = other.map { GeneratedCEvaluator($0, gallery.format, name: "c on s390x") }
    return [
      try TableEvaluator(gallery.program, checksums: .builtIn), try gallery.swift.get(),
      GeneratedCEvaluator(compiled, gallery.format), rust,
    ] + (elsewhere.map { [$0] } ?? [])
  }

  private func expectAgreement(_ report: FuzzReport, breaking rules: [String]) throws {
    for disagreement in report.disagreements { Issue.record("\(disagreement)") }
    #expect(report.disagreementCount == 0)
    for name in rules {
      let rule = try #require(gallery.format.rule(named: "\(gallery.name)/\(name)"))
      #expect(report.deciding[rule.number, default: 0] > 0, "no mutant breaks \(name)")
    }
  }
}
