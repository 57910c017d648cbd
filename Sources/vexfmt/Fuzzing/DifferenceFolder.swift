import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

/// The folder of `fuzz --save`: of each difference a case for the corpus and, where one shows it, the image.
struct DifferenceFolder {
  var path: String
  var specification: CompiledSpecification
  /// The images that baselines were taken from.
  var images: [SoundImage]
  /// The command that checks the mutant of a number alone.
  var command: (_ number: UInt64) -> String

  /// Larger images are not written, and neither are patches of them; in bytes.
  private static let largestImage = 1 << 24
  /// A case whose patches are longer is no case; in bytes.
  private static let largestPatch = 1 << 16

  /// Writes all of them into the folder, which must exist; answers with the paths of the cases.
  func save(_ differences: [Disagreement]) throws(Failure) -> [String] {
    var written: [String] = []
    for difference in differences { written.append(try save(difference)) }
    return written
  }

  private func save(_ difference: Disagreement) throws(Failure) -> String {
    let rule = difference.findings.first.flatMap { specification.format.rule($0.finding.rule) }
    var corpusCase = CorpusCase(
      rule: rule?.name ?? "", severity: difference.findings.first?.finding.severity ?? .none,
      offset: difference.findings.first?.finding.offset ?? 0, version: 0, baseSize: 0)
    let name = "\(path)/\(corpusCase.fileName)+\(difference.seed)-\(difference.number)"
    var notes = notes(of: difference)
    if let image = image(of: difference) {
      try write(image, to: "\(name).img")
      let hasBase = complete(&corpusCase, difference, image)
      if !hasBase { notes.append("the image is in the other file; it is not near enough to a fresh one to be a case") }
      try write(notes, hasBase ? corpusCase.text : "", to: "\(name).case")
    } else {
      try write(notes + bytes(of: difference.subject), "", to: "\(name).case")
    }
    return "\(name).case"
  }

  /// Makes an image as every other one is made: by a plan, under a name that nothing has.
  private func write(_ image: [UInt8], to path: String) throws(Failure) {
    let size = UInt64(image.count)
    let write = WritePlan.Write(offset: 0, content: .bytes(image), name: "image")
    let plan = WritePlan(
      title: "fuzz", sizeBefore: 0, size: size,
      stages: [WritePlan.Stage(name: "image", role: .commit, writes: [write])])
    do {
      let target = try Target(path: path)
      // What the same call made before is left as it is.
      if target.kind == .file(size: size), try isThere(image, at: path) { return }
      guard target.kind == .missing else { throw WriteError(path: path, kind: .exists) }
      try OpenTarget(target).apply(plan, undo: .file("\(path).vexundo"))
    } catch { throw Failure(error, path: path, action: "saved") }
  }

  private func isThere(_ image: [UInt8], at path: String) throws -> Bool {
    try ImageFile.contents(of: path, limit: image.count) == image
  }

  private func write(_ notes: [String], _ text: String, to path: String) throws(Failure) {
    try AtomicFile.write(Array((notes.map { "# \($0)\n" }.joined() + text).utf8), to: path)
  }

  /// How to see it again, and what everybody said.
  private func notes(of difference: Disagreement) -> [String] {
    let format = specification.format
    return [
      "a difference that vexfmt fuzz found; seed \(difference.seed), mutant \(difference.number)",
      "again: \(command(difference.number))",
      "made from \(difference.baseline.name): \(difference.change)",
    ]
      + FuzzSummary.Difference(difference, format).findings.map(\.description)
  }

  private func image(of difference: Disagreement) -> [UInt8]? {
    let sound = images[difference.baseline.image].bytes
    guard sound.count <= Self.largestImage else { return nil }
    return CorpusWriter(program: specification.program, checksums: .builtIn)
      .image(showing: difference.subject, of: difference.baseline, in: sound)
  }

  /// Adds to a case how the image is made from a fresh one; false when that would take too much.
  private func complete(_ corpusCase: inout CorpusCase, _ difference: Disagreement, _ image: [UInt8]) -> Bool {
    let (format, sound) = (specification.format, images[difference.baseline.image])
    corpusCase.version = sound.version ?? 0
    corpusCase.baseSize = UInt64(sound.bytes.count)
    corpusCase.settings = sound.settings
    corpusCase.element = CorpusCase.Element(
      region: format.regions[difference.subject.region].name, index: difference.subject.context.index)
    if image.count != sound.bytes.count { corpusCase.size = UInt64(image.count) }
    guard
      let fresh = try? FreshImage(
        specification.program, version: sound.version, size: corpusCase.baseSize, settings: sound.settings,
        checksums: .builtIn),
      let base = try? fresh.bytes()
    else { return false }
    corpusCase.patches = CorpusCase.patches(from: base, to: image)
    return corpusCase.patches.reduce(0) { $0 + $1.bytes.count } <= Self.largestPatch
  }

  /// What was checked, for what no image shows.
  private func bytes(of subject: StructureCase) -> [String] {
    let context = subject.context
    return [
      "no image is written, since none of at most \(Self.largestImage) bytes shows this; what was checked:",
      "place \(context.place), index \(context.index), image size \(context.imageSize)",
    ] + context.parameters.map { "parameter \($0.value)" }
      + context.sources.map { "source at \($0.place): \(Self.digits($0.bytes))" }
      + ["structure: \(Self.digits(subject.bytes))"]
  }

  private static func digits(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
