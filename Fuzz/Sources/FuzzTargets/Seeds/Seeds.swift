import Foundation
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

/// Inputs to begin with, made of the specifications, of the corpus, and of images that other tools made.
struct Seeds {
  /// The root of the project.
  let root: URL
  /// Images that other tools made; those of formats that are not known are left out.
  let images: [URL]
  /// Larger images take an engine too long.
  static let largestImage = 1 << 17

  func all(_ target: FuzzTarget) throws -> [[UInt8]] {
    switch target {
    case .table: try cases(TableTarget.shared.formats)
    case .reader: try cases(ReaderTarget.shared.formats)
    case .image: try wholeImages().filter { $0.count <= Self.largestImage }
    case .spec: texts(in: "spec", "yaml") + texts(in: "plugins", "yaml")
    case .manifest: texts(in: "plugins", "yaml").filter { $0.count < target.longestInput }
    case .plan: try PlanSeeds.plans()
    case .undo: try PlanSeeds.undos()
    case .answer: Self.answers
    }
  }

  /// Cases of a format as its own dispatcher in C takes them.
  func cases(ofFormat name: String) throws -> [[UInt8]] { try cases(NumberedFormats([name])) }

  private func cases(_ formats: NumberedFormats) throws -> [[UInt8]] {
    var result: [[UInt8]] = []
    for name in formats.names {
      let loaded = ShippedFormats.named(name)
      var subjects: [StructureCase] = []
      for image in try freshImages(loaded) + corpusImages(loaded) {
        subjects += RawImage(format: loaded.format, bytes: image).baselines(loaded.program).map(\.subject)
      }
      for url in images {
        guard let source = try? ImageFile(path: url.path),
          let program = try? ShippedFormats.library.program(for: source),
          program.format.name == name
        else { continue }
        subjects += RawImage(format: loaded.format, source: source).baselines(loaded.program).map(\.subject)
      }
      // A structure that no image has begins with zeroes.
      for check in loaded.program.checks where !subjects.contains(where: { $0.structure == check.structure }) {
        if let subject = empty(check, loaded) { subjects.append(subject) }
      }
      result += subjects.map { formats.encode($0, loaded) }
    }
    return result
  }

  private func empty(_ check: CheckProgram, _ loaded: LoadedFormat) -> StructureCase? {
    guard let region = loaded.region(of: check) else { return nil }
    var context = CaseContext(place: 0, index: 0, imageSize: 1 << 20)
    context.parameters = check.parameters.map { CaseParameter(given: $0.given, value: 0) }
    context.sources = check.sources.map { source in
      let count = min(loaded.format.structures[source.structure].size.maximum, 4096)
      return CaseSource(
        origin: source.origin, structure: source.structure, bytes: [UInt8](repeating: 0, count: count), place: 0)
    }
    let bytes = [UInt8](repeating: 0, count: min(check.maximumSize, 4096))
    return StructureCase(structure: check.structure, region: region, bytes: bytes, context: context)
  }

  private func wholeImages() throws -> [[UInt8]] {
    var result: [[UInt8]] = []
    for name in ShippedFormats.names {
      let loaded = ShippedFormats.named(name)
      result += try freshImages(loaded) + corpusImages(loaded)
    }
    for url in images {
      guard let source = try? ImageFile(path: url.path), source.size <= UInt64(Self.largestImage) else { continue }
      result.append([UInt8](try Data(contentsOf: url)))
    }
    return result
  }

  /// A small image of each version with each kind of checksums; none of formats whose images another program makes.
  private func freshImages(_ loaded: LoadedFormat) throws -> [[UInt8]] {
    guard loaded.format.maker == nil else { return [] }
    var result: [[UInt8]] = []
    for version in loaded.format.versions.map({ $0.known.map(Optional.some) }) ?? [nil] {
      for size: UInt64 in [20480, 1 << 16, 1 << 20] {
        guard
          let made = try? FreshImage(loaded.program, version: version, size: size, checksums: .builtIn)
        else { continue }
        result += try ([made] + made.withOtherChecksums(loaded.program, checksums: .builtIn)).map { try $0.bytes() }
        break
      }
    }
    return result
  }

  /// The images of the corpus.
  private func corpusImages(_ loaded: LoadedFormat) throws -> [[UInt8]] {
    let folder = root.appending(path: "Tests/Corpus/\(loaded.format.name)")
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    var result: [[UInt8]] = []
    var made: [String: [UInt8]] = [:]
    for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "case" {
      let known = try CorpusCase(text: String(contentsOf: file, encoding: .utf8))
      let base = "\(known.version) \(known.baseSize) \(known.settings.sorted { $0.key < $1.key })"
      let fresh =
        try made[base]
        ?? FreshImage(
          loaded.program, version: known.version == 0 ? nil : known.version, size: known.baseSize,
          settings: known.settings, checksums: .builtIn
        ).bytes()
      made[base] = fresh
      result.append(known.image(fresh))
    }
    return result
  }

  private func texts(in folder: String, _ suffix: String) -> [[UInt8]] {
    let walk = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
    let files = (walk?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == suffix }
    return files.sorted { $0.path < $1.path }.compactMap { try? Data(contentsOf: $0) }.map { [UInt8]($0) }
  }

  private static let answers = [
    #"{"files":[]}"#,
    #"{"files":[{"path":"a/b.rs","contents":"fn main() {}\n"},{"path":"a/c","contents":"é\u0000\n"}]}"#,
    #"{"files":[],"diagnostics":[{"severity":"error","message":"no","structure":"s","field":"f"}]}"#,
    #"{"files":[],"diagnostics":[{"severity":"note","message":"m","rule":null}],"more":[1,-2,3.5,true,{}]}"#,
  ].map { Array($0.utf8) }
}
