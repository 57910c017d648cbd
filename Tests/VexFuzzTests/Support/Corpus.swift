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

  /// The fresh image that a case is based on.
  static func fresh(of corpusCase: CorpusCase) throws -> [UInt8] {
    try fresh(version: corpusCase.version, size: corpusCase.baseSize, settings: corpusCase.settings)
  }

  /// A fresh image.
  static func fresh(version: UInt64, size: UInt64, settings: [String: String] = [:]) throws -> [UInt8] {
    for image in try Shipped.images.get()
    where image.version == version && image.size == size && image.settings == settings {
      return try image.bytes()
    }
    let program = try Shipped.program.get()
    return try FreshImage(program, version: version, size: size, settings: settings, checksums: .builtIn).bytes()
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
    for base in try Shipped.images.get() where base.size <= 5 * 4096 {
      guard let version = base.version else { continue }
      let fresh = try base.bytes()
      let baselines = RawImage(format: program.format, bytes: fresh).baselines(program, limit: 2)
      let search = WitnessSearch(format: program.format, baselines: baselines, checksums: .builtIn, seed: 1)
      for (rule, witness) in search.witnesses() {
        guard let made = writer.corpusCase(witness, fresh: fresh, version: version, settings: base.settings) else {
          continue
        }
        // Each algorithm's checksums are verified by another one.
        if !base.settings.isEmpty, program.format.rule(rule)?.stage == .checksum {
          try write(made, behind: base.settings.values.sorted().joined(separator: "-"))
        }
        if let known = best[rule], known.cost <= witness.cost { continue }
        best[rule] = (witness.cost, made)
      }
      guard version > 2 else { continue }
      for baseline in baselines {
        let element = CorpusCase.Element(
          region: program.format.regions[baseline.subject.region].name, index: baseline.subject.context.index)
        let sound = CorpusCase(
          rule: "", severity: .none, offset: 0, version: version, baseSize: base.size, settings: base.settings,
          element: element)
        let settings = base.settings.values.sorted().map { "-\($0)" }.joined()
        try write(sound, behind: "\(version)\(settings)-\(element.region)-\(element.index)")
      }
    }
    for made in try wholeImages(program) + best.values.map(\.corpusCase) { try write(made) }
  }

  private static func write(_ made: CorpusCase, behind suffix: String? = nil) throws {
    let name = made.fileName + (suffix.map { "+\($0)" } ?? "") + ".case"
    try Data(made.text.utf8).write(to: folder.appending(path: name))
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
