import Foundation
import TestSupport
import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

/// The generator of Rust in plugins/rust: what it makes decides as everybody else does.
@Suite struct RustGeneratorTests {
  private static let shipped = Result {
    let text = try PackageFolder.text("spec/vexfs.yaml")
    return Program(
      lowering: try SpecificationCompiler.compile(
        text: Array(text.utf8), path: "spec/vexfs.yaml", checksums: .builtIn,
        lock: Array(try PackageFolder.text("spec/vexfs.lock").utf8)))
  }
  private static let rust = Result { try CompiledRust(try shipped.get().format, spec: "vexfs") }

  private func evaluators(_ program: Program) throws -> (all: [any CheckEvaluator], compiled: CompiledC) {
    guard let compiler = Command.find("gcc") else { throw MissingCompiler(name: "gcc") }
    let compiled = try CompiledC(program, compiler: compiler)
    return (
      [try TableEvaluator(program, checksums: .builtIn), GeneratedCEvaluator(compiled, program.format)], compiled
    )
  }

  private func baselines(_ program: Program, versions: [UInt64]) throws -> [Baseline] {
    try versions.flatMap { version in
      let image = try FreshImage(program, version: version, size: version == 1 ? 4096 : 5 * 4096, checksums: .builtIn)
      let images = version == 3 ? [image] + image.withOtherChecksums(program, checksums: .builtIn) : [image]
      return images.flatMap { RawImage(format: program.format, source: $0.source).baselines(program, limit: 2) }
    }
  }

  @Test func decidesAsTheOthers() throws {
    let program = try Self.shipped.get()
    let (others, compiled) = try evaluators(program)
    defer { compiled.remove() }
    var options = FuzzOptions(seed: 11)
    options.count = 3_000
    let run = DifferentialRun(
      format: program.format, baselines: try baselines(program, versions: [1, 2, 3]), checksums: .builtIn,
      options: options)
    let report = try run.run(others + [try Self.rust.get()], predicting: false)
    for disagreement in report.disagreements { Issue.record("\(disagreement)") }
    #expect(report.disagreementCount == 0)
    #expect(report.count == options.count)
    #expect(report.deciding.count > 60)
    #expect(report.decisions.keys.contains(.none) && report.decisions.keys.contains(.readonly))
  }

  /// Every rule's image of the corpus is judged as it is recorded.
  @Test func judgesTheCorpus() throws {
    let program = try Self.shipped.get()
    let writer = CorpusWriter(program: program, checksums: .builtIn)
    let folder = PackageFolder.root.appending(path: "Tests/Corpus/vexfs")
    var batches: [StructureID: (batch: MutantBatch, expected: [(file: String, finding: Finding)])] = [:]
    var fresh: [String: [UInt8]] = [:]
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    where file.pathExtension == "case" {
      let corpusCase = try CorpusCase(text: String(contentsOf: file, encoding: .utf8))
      guard corpusCase.element != nil else { continue }
      let key = "\(corpusCase.version) \(corpusCase.baseSize) \(corpusCase.settings)"
      let base =
        try fresh[key]
        ?? FreshImage(
          program, version: corpusCase.version, size: corpusCase.baseSize, settings: corpusCase.settings,
          checksums: .builtIn
        ).bytes()
      fresh[key] = base
      let subject = try #require(writer.subject(of: corpusCase, fresh: base), "\(file.lastPathComponent)")
      let rule = corpusCase.rule.isEmpty ? 0 : try #require(program.format.rule(named: corpusCase.rule)?.number)
      var group = batches.removeValue(forKey: subject.structure) ?? (MutantBatch(subject), [])
      group.batch.append(subject)
      group.expected.append(
        (file.lastPathComponent, Finding(rule: rule, severity: corpusCase.severity, offset: corpusCase.offset)))
      batches[subject.structure] = group
    }
    #expect(batches.values.reduce(0) { $0 + $1.expected.count } > 120)
    for (batch, expected) in batches.values {
      var findings: [Finding] = []
      try Self.rust.get().check(batch, into: &findings)
      try #require(findings.count == expected.count)
      for (finding, case_) in zip(findings, expected) { #expect(finding == case_.finding, "\(case_.file)") }
    }
  }

  /// A defect in the generator is seen: each of these is a line of it, and what it becomes.
  @Test(arguments: [
    ("rustgen/operands.py", #""lessOrEqual": ("<=", ">", "less_or_equal")"#, #""lessOrEqual": ("<", ">=", "less")"#),
    ("rustgen/steps.py", ".len() < {self", ".len() <= {self"),
    ("rustgen/digests.py", "self.fail(step, is_last)", "self.unverified(step, is_last)"),
  ])
  func defectsAreSeen(_ file: String, _ right: String, _ wrong: String) throws {
    let program = try Self.shipped.get()
    let scratch = try Scratch()
    let copy = scratch.file("rust")
    try FileManager.default.copyItem(at: CompiledRust.generator.deletingLastPathComponent(), to: copy)
    let text = try String(contentsOf: copy.appending(path: file), encoding: .utf8)
    try #require(text.contains(right))
    try scratch.write(text.replacing(right, with: wrong).utf8, to: "rust/\(file)")
    let defective = try CompiledRust(
      program.format, spec: "vexfs", generator: copy.appending(path: CompiledRust.generator.lastPathComponent))
    var options = FuzzOptions(seed: 3)
    options.shardCount = 8
    let run = DifferentialRun(
      format: program.format, baselines: try baselines(program, versions: [2]), checksums: .builtIn, options: options)
    let report = try run.run([try TableEvaluator(program, checksums: .builtIn), defective], predicting: false)
    #expect(report.disagreementCount > 0)
  }

  /// What people read is as rustfmt would print it, and mentions no library but `core`.
  @Test func looksAsRustfmtWants() throws {
    let sources = try Self.rust.get().sources
    let files = ["lib.rs", "dispatch.rs"].map { sources.appending(path: $0).path }
    guard let formatter = Command.find("rustfmt") else { throw MissingCompiler(name: "rustfmt") }
    let result = try Command.run(formatter, ["--edition", "2021", "--check"] + files, in: try Scratch())
    #expect(result.status == 0, "\(result.text.prefix(2000))\(result.errors.prefix(2000))")
    for name in ["lib.rs", "mod.rs", "support.rs", "layout.rs", "values.rs", "rules.rs", "checks.rs"] {
      let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
      #expect(text.hasPrefix("// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0\n"), "\(name)")
      #expect(!text.contains("std::") && !text.contains("alloc::") && !text.contains("panic!"), "\(name)")
      #expect(!text.contains("unsafe {") || name == "support.rs", "\(name)")
    }
  }
}
