import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

/// One run of `vexfmt fuzz`.
struct FuzzSession {
  var image: String?
  var spec: String?
  var seed: UInt64
  var count: UInt64?
  var shard: Shard
  /// Compiles the generated C, if that is asked too.
  var compiler: CCompiler?

  /// So many elements of each region are changed.
  private static let elementsPerRegion = 2
  /// An image is read into memory as a whole; in bytes.
  private static let largestImage = 1 << 30

  init(image: String?, spec: String?, seed: UInt64, count: UInt64?, shard: Shard) {
    self.image = image
    self.spec = spec
    self.seed = seed
    self.count = count
    self.shard = shard
  }

  /// Answers with the exit status.
  func run(_ reporter: Reporter) throws(Failure) -> Int32 {
    let (specification, baselines) = try baselines()
    let program = specification.program
    var options = FuzzOptions(seed: seed, count: count)
    (options.shard, options.shardCount) = (shard.number - 1, shard.count)
    let run = DifferentialRun(format: program.format, baselines: baselines, checksums: .builtIn, options: options)
    let compiled = try compiler.map { compiler throws(Failure) in try compiler.compile(program) }
    defer { compiled?.remove() }
    let result: FuzzReport
    var evaluators: [any CheckEvaluator] = []
    do {
      evaluators.append(try TableEvaluator(program, checksums: .builtIn))
      if let compiled { evaluators.append(GeneratedCEvaluator(compiled, program.format)) }
      result = try run.run(evaluators)
    } catch {
      throw .quoted("\(shown(subject)): the run cannot go on; a sanitizer's report is a defect", output: "\(error)")
    }
    let report = FuzzSummary(
      subject: subject, format: program.format, seed: seed, shard: shard, baselines: baselines.map(\.name),
      evaluators: ["prediction"] + evaluators.map(\.name), result: result)
    if reporter.isJSON { reporter.json(report.json) } else { report.print(reporter) }
    return result.disagreementCount == 0 ? ExitStatus.success : ExitStatus.failure
  }

  private var subject: String { image ?? spec ?? "" }

  private func baselines() throws(Failure) -> (CompiledSpecification, [Baseline]) {
    var images: [[UInt8]] = []
    let specification: CompiledSpecification
    if let image {
      guard let opened = try OpenedImage.open(image, try Formats(spec: spec)) else {
        throw .message(Formats.unrecognised(image))
      }
      let report = try opened.validate()
      guard report.findings.isEmpty else {
        throw .message(
          "\(shown(image)): is not sound, so no verdict can be predicted; see vexfmt explain \(quoted(image))")
      }
      specification = opened.specification
      do { images = [try ImageFile.contents(of: image, limit: Self.largestImage)] } catch {
        throw .message("\(oneLine(error)); a smaller image has the same structures")
      }
    } else {
      specification = try CompiledSpecification(try Catalogue.find(spec ?? ""))
      images = try FreshImages(specification: specification, seed: seed).all()
    }
    let program = specification.program
    let baselines = images.flatMap { bytes in
      RawImage(format: program.format, bytes: bytes).baselines(program, limit: Self.elementsPerRegion)
    }
    guard !baselines.isEmpty else { throw .message("\(shown(subject)): has no structures whose rules could be tested") }
    return (specification, baselines)
  }
}

/// Small images of every version of a format, made in memory.
struct FreshImages {
  var specification: CompiledSpecification
  var seed: UInt64

  /// Sizes that are tried in turn, in bytes, since only the format's rules know what is enough.
  private static let sizes: [UInt64] = [1 << 16, 1 << 20, 1 << 24, 1 << 26]

  /// One image for each version.
  func all() throws(Failure) -> [[UInt8]] {
    let versions: [UInt64?] = specification.format.versions.map { $0.known.map { $0 } } ?? [nil]
    var images: [[UInt8]] = []
    for version in versions { images.append(try image(version)) }
    return images
  }

  private func image(_ version: UInt64?) throws(Failure) -> [UInt8] {
    var reason = ""
    for size in Self.sizes {
      do {
        let maker = try ImageMaker(program: specification.program, checksums: .builtIn)
        let options = MakeOptions(size: size, version: version, random: .seeded(seed), clock: .fixed(0))
        return Self.bytes(try maker.plan(options))
      } catch { reason = error.description }
    }
    throw .message("\(shown(specification.source.path)): no fresh image can be made to start from: \(shown(reason))")
  }

  private static func bytes(_ plan: ImagePlan) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(plan.size))
    for write in plan.writes where write.offset <= plan.size && UInt64(write.bytes.count) <= plan.size - write.offset {
      bytes.replaceSubrange(Int(write.offset)..<Int(write.offset) + write.bytes.count, with: write.bytes)
    }
    return bytes
  }
}
