import ArgumentParser

/// Checks mutants whose verdict is known beforehand.
struct FuzzCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "Check mutants of an image's structures against their predicted verdicts.",
    discussion: """
      Mutants are made in memory; the image is only read. Without an image, fresh ones of each version of --spec are taken. \
      Exit status 1 if anything differs from its prediction. The same seed and count give the same mutants.
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
      "How many mutants, in all shards together; by default each field is changed by each verb once.", valueName: "n"),
    transform: WholeNumber.parse)
  var count: UInt64?

  @Option(
    help: ArgumentHelp(
      "Do the part I of N, counted from 1; all parts together do what one run does.", valueName: "i/n"),
    transform: Shard.parse)
  var shard = Shard(number: 1, count: 1)

  @Flag(help: "Ask the generated C as well, compiled by $CC under address and undefined-behaviour sanitizers.")
  var withC = false

  @Option(
    name: .customLong("c-support"),
    help: ArgumentHelp(
      "The folder of vexfmt_checksums.c for --with-c; by default Tests/CSupport of the sources.", valueName: "dir",
      visibility: .hidden))
  var support: String?

  @OptionGroup var spec: SpecOption
  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func validate() throws {
    if image == nil, spec.name == nil { throw ValidationError("name an image, or a format with --spec") }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    var session = FuzzSession(image: image, spec: spec.name, seed: seed, count: count, shard: shard)
    if withC { session.compiler = try CCompiler.find(support: support) }
    return try session.run(reporter)
  }
}
