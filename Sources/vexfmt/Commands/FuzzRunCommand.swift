import ArgumentParser

/// Checks mutants whose verdict is known beforehand.
struct FuzzRunCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Check mutants of an image's structures against their predicted verdicts.",
    discussion: """
      Called without its name, as 'vexfmt fuzz IMAGE'. Mutants are made in memory; the image is only read. Without an image, fresh ones of each version of --spec are taken. \
      The table, the generated Swift where it is built in, and the generated C, compiled by $CC or gcc under the address and \
      undefined-behaviour sanitizers, are asked about each. Exit status 1 if anything differs from its prediction. The same \
      seed and count give the same mutants.
      """)

  @Argument(help: "A sound image.")
  var image: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Everything random follows from it.", valueName: "n"),
    transform: WholeNumber.parse)
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many mutants, in all shards together; by default one aimed at each rule, and each field by each verb.",
      valueName: "n"), transform: WholeNumber.parse)
  var count: UInt64?

  @Option(
    help: ArgumentHelp(
      "Do the part I of N, counted from 1; all parts together do what one run does.", valueName: "i/n"),
    transform: Shard.parse)
  var shard = Shard(number: 1, count: 1)

  @Flag(help: "Do not compile and ask the generated C.")
  var withoutC = false

  @Option(
    help: ArgumentHelp(
      "Ask the C in this folder, as gen-headers writes it, instead of what would be generated; it is compiled and run.",
      valueName: "dir"))
  var cHeaders: String?

  @Flag(help: "Predict nothing, and compare the others with the table: far more mutants a second.")
  var withoutPredictions = false

  @OptionGroup var matrix: MatrixOption

  @Option(
    help: ArgumentHelp(
      "Write each difference, at most 50, into this folder: a case as in Tests/Corpus, and the image.", valueName: "dir"
    ))
  var save: String?

  @OptionGroup var spec: SpecOption
  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func validate() throws {
    if image == nil, spec.name == nil { throw ValidationError("name an image, or a format with --spec") }
    if withoutC, cHeaders != nil { throw ValidationError("--c-headers asks the C, which --without-c forbids") }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    var session = FuzzSession(image: image, spec: spec.name, seed: seed, count: count, shard: shard)
    session.folder = save
    session.headers = cHeaders
    session.matrices = matrix.files
    session.isPredicting = !withoutPredictions
    session.withoutC = "--without-c"
    if !withoutC {
      session.compiler = CCompiler.find()
      session.withoutC = "there is no C compiler '\(shown(CCompiler.name))' in PATH; install gcc, or name one in CC"
      if cHeaders != nil, session.compiler == nil { throw .message("--c-headers: \(session.withoutC)") }
    }
    return try session.run(reporter)
  }
}
