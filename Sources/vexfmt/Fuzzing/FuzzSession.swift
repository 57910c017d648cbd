import Foundation
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins
import VexProcess

/// One run of `vexfmt fuzz`.
struct FuzzSession {
  var image: String?
  var spec: String?
  var seed: UInt64
  var count: UInt64?
  var shard: Shard
  /// Compiles the generated C; nil when that is not asked.
  var compiler: CCompiler?
  /// The folder of C that is asked instead of what would be generated.
  var headers: String?
  /// Why it is not asked.
  var withoutC = ""
  /// Whether verdicts are predicted; otherwise the others are compared with the table.
  var isPredicting = true
  /// The folder for differences, if they are to be kept.
  var folder: String?
  /// The files for the kill matrix.
  var matrices: [MatrixFile] = []

  /// So many elements of each region are changed.
  private static let elementsPerRegion = 2

  init(image: String?, spec: String?, seed: UInt64, count: UInt64?, shard: Shard) {
    self.image = image
    self.spec = spec
    self.seed = seed
    self.count = count
    self.shard = shard
  }

  /// Answers with the exit status.
  func run(_ reporter: Reporter) throws(Failure) -> Int32 {
    Termination.watch()
    let (specification, images, baselines) = try material(reporter)
    // A folder that cannot be made must not cost a run.
    if let folder { try AtomicFile.makeFolder(folder) }
    for matrix in matrices { try matrix.look() }
    let program = specification.program
    var options = FuzzOptions(seed: seed, count: count)
    // Who asks for so many wants them soon.
    options.isAimed = count == nil
    (options.shard, options.shardCount) = (shard.number - 1, shard.count)
    let run = DifferentialRun(format: program.format, baselines: baselines, checksums: .builtIn, options: options)
    let headers = try headers.map { path throws(Failure) in try Self.find(path) }
    let compiled = try compiler.map { compiler throws(Failure) in try compiler.compile(program, headers) }
    defer { compiled?.remove() }
    var notAsked: [String] = []
    let result: FuzzReport
    var evaluators: [any CheckEvaluator] = []
    do {
      evaluators.append(try TableEvaluator(program, checksums: .builtIn))
      if let swift = BuiltInSwift.evaluator(of: specification) {
        evaluators.append(swift)
      } else {
        notAsked.append("generated swift (only that of built-in specifications is in the program)")
      }
      if let compiled {
        evaluators.append(GeneratedCEvaluator(compiled, program.format, name: headers == nil ? "c" : "headers"))
        if let folder = self.headers { notAsked.append("generated c (that of \(folder) instead)") }
      } else {
        notAsked.append("generated c (\(withoutC))")
      }
      guard isPredicting || evaluators.count > 1 else {
        throw Failure.message(Self.nobody)
      }
      result = try run.run(evaluators, predicting: isPredicting)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .quoted("\(shown(subject)): the run cannot go on; a sanitizer's report is a defect", output: "\(error)")
    }
    let asked = (isPredicting ? [FuzzSummary.prediction] : []) + evaluators.map(\.name)
    if !isPredicting { notAsked.insert("prediction (--without-predictions)", at: 0) }
    let total = count ?? run.systematicCount
    var report = FuzzSummary(
      subject: subject,
      run: FuzzRun(
        format: program.format.name, specification: FuzzRun.digest(specification.source),
        image: image == nil ? nil : images.first.map { FuzzRun.digest($0.bytes) }, seed: seed, count: total,
        isAimed: options.isAimed, baselines: baselines.map(\.name), evaluators: asked, notAsked: notAsked,
        changedHeaders: headers?.differing(from: program) ?? []),
      shard: shard, matrix: result.matrix(program.format), differenceCount: result.disagreementCount,
      differences: result.disagreements.map { FuzzSummary.Difference($0, program.format) })
    if let folder {
      let differences = DifferenceFolder(
        path: folder, specification: specification, images: images, command: { command($0, of: total) })
      report.saved = try differences.save(result.disagreements)
    }
    return try report.finish(matrices, reporter)
  }

  private static func find(_ path: String) throws(Failure) -> CHeaders {
    do { return try CHeaders(in: URL(filePath: path)) } catch { throw .message("\(shown(path)): \(error.reason)") }
  }

  private static let nobody =
    "--without-predictions leaves the table alone, and nobody to compare it with; leave it out, or do not say --without-c"

  /// The command that makes one of `total` mutants again and no other.
  private func command(_ number: UInt64, of total: UInt64) -> String {
    var words = ["vexfmt", "fuzz", "--seed", "\(seed)"]
    if let count { words += ["--count", "\(count)"] }
    if !isPredicting { words.append("--without-predictions") }
    if let headers { words += ["--c-headers", quoted(headers)] }
    words += ["--shard", "\(number + 1)/\(total)"]
    if let spec { words += ["--spec", quoted(spec)] }
    if let image { words.append(quoted(image)) }
    return words.joined(separator: " ")
  }

  private var subject: String { image ?? spec ?? "" }

  /// The format, and what mutants are made from.
  private func material(_ reporter: Reporter) throws(Failure) -> (CompiledSpecification, [SoundImage], [Baseline]) {
    let (specification, images): (CompiledSpecification, [SoundImage])
    if let image {
      let (opened, sound) = try SoundImage.read(image, spec: spec, reporter)
      (specification, images) = (opened, [sound])
    } else {
      specification = try CompiledSpecification(try Catalogue.find(spec ?? ""))
      images = try SoundImage.fresh(specification)
    }
    let program = specification.program
    let baselines = images.enumerated().flatMap { number, image in
      RawImage(format: program.format, bytes: image.bytes).baselines(program, limit: Self.elementsPerRegion)
        .map { Baseline(name: $0.name, subject: $0.subject, image: number) }
    }
    guard !baselines.isEmpty else { throw .message("\(shown(subject)): has no structures whose rules could be tested") }
    return (specification, images, baselines)
  }
}
