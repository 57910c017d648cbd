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

  /// Compiles the generated C with warnings as errors.
  init(_ gallery: Gallery) throws {
    self.gallery = gallery
    guard let compiler = Command.find("gcc") else { throw MissingCompiler(name: "gcc") }
    compiled = try CompiledC(
      gallery.program, compiler: compiler, options: ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"])
  }

  deinit { compiled.remove() }

  /// Checks mutants of an image's structures: predictions, table, generated Swift and C must agree.
  ///
  /// - `count`: how many mutants of all structures together, or of each, if `isEach`.
  /// - `rules`: rules that some mutant must break, without the format's name.
  func expectAgreement(
    on image: PatchedImage, seed: UInt64, count: UInt64, isEach: Bool = false, breaking rules: [String]
  ) throws {
    let baselines = RawImage(format: gallery.format, source: image).baselines(gallery.program, limit: 2)
    try #require(!baselines.isEmpty)
    let evaluators: [any CheckEvaluator] = [
      try TableEvaluator(gallery.program, checksums: .builtIn), try CompiledSwift(gallery.program),
      GeneratedCEvaluator(compiled, gallery.format),
    ]
    var report = FuzzReport()
    let parts = isEach ? baselines.map { [$0] } : [baselines]
    for part in parts {
      let run = DifferentialRun(
        format: gallery.format, baselines: part, checksums: .builtIn, options: FuzzOptions(seed: seed, count: count))
      report.merge(try run.run(evaluators))
    }
    for disagreement in report.disagreements { Issue.record("\(disagreement)") }
    #expect(report.disagreementCount == 0)
    #expect(report.count == count * UInt64(parts.count))
    for name in rules {
      let rule = try #require(gallery.format.rule(named: "\(gallery.name)/\(name)"))
      #expect(report.deciding[rule.number, default: 0] > 0, "no mutant breaks \(name)")
    }
  }
}
