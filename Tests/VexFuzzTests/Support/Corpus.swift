import Foundation
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

/// The images whose verdict must never change.
enum Corpus {
  static let folder = Shipped.root.appending(path: "Tests/Corpus/vexfs")

  /// A fresh image.
  static func fresh(version: UInt64, size: UInt64) throws -> [UInt8] {
    for image in try Shipped.images.get() where image.version == version && image.size == size {
      return try image.bytes()
    }
    return try FreshImage(Shipped.program.get(), version: version, size: size, checksums: .builtIn).bytes()
  }

  /// All cases with the names of their files.
  static func cases() throws -> [(file: String, corpusCase: CorpusCase)] {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return try files.filter { $0.pathExtension == "case" }.sorted { $0.path < $1.path }.map { file in
      (file.lastPathComponent, try CorpusCase(text: String(decoding: try Data(contentsOf: file), as: UTF8.self)))
    }
  }

  /// Searches witnesses and writes them.
  static func record(_ program: Program) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let writer = CorpusWriter(program: program, checksums: .builtIn)
    var best: [UInt32: (cost: Int, corpusCase: CorpusCase)] = [:]
    for (version, size) in [(1, 4096), (2, 5 * 4096)] as [(UInt64, UInt64)] {
      let fresh = try fresh(version: version, size: size)
      let baselines = RawImage(format: program.format, bytes: fresh).baselines(program, limit: 2)
      let search = WitnessSearch(format: program.format, baselines: baselines, checksums: .builtIn, seed: 1)
      for (rule, witness) in search.witnesses() {
        guard let made = writer.corpusCase(witness, fresh: fresh, version: version) else { continue }
        if let known = best[rule], known.cost <= witness.cost { continue }
        best[rule] = (witness.cost, made)
      }
    }
    for made in try wholeImages(program) {
      try Data(made.text.utf8).write(to: folder.appending(path: made.fileName + ".case"))
    }
    for made in best.values.map(\.corpusCase) {
      try Data(made.text.utf8).write(to: folder.appending(path: made.fileName + ".case"))
    }
  }

  /// Cases of rules that no structure's check tests.
  private static func wholeImages(_ program: Program) throws -> [CorpusCase] {
    let fresh = try fresh(version: 2, size: 5 * 4096)
    let validator = try ImageValidator(program: program, checksums: .builtIn)
    let wanted = Set(program.format.rules.filter { $0.structure == nil && !$0.isImplied }.map(\.number))
    let search = try ImageWitnessSearch(program: program, checksums: .builtIn, fresh: fresh, seed: 1)
    return try search.witnesses(wanted).values.compactMap { image in
      let report = try validator.validate(MemorySource(image), name: "witness")
      guard let finding = report.findings.first else { return nil }
      return CorpusCase(
        rule: finding.rule, severity: finding.severity, offset: finding.offset ?? 0, version: 2,
        baseSize: UInt64(fresh.count),
        patches: CorpusCase.patches(from: fresh, to: image))
    }
  }
}
