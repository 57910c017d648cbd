import ArgumentParser
import VexCodecs

/// Generates Swift.
struct GenSwiftCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "gen-swift",
    abstract: "Generate the Swift readers and writers of a format.",
    discussion: """
      Files that would not change are not touched; those that an earlier version of the specification asked for are removed. \
      With --embedded, specifications are written as Swift instead, for building them into vexfmt itself.
      """)

  @Option(
    help: ArgumentHelp(
      "The format: the name of a built-in one, or the path of a specification.", valueName: "name-or-path"))
  var spec: String?

  @OptionGroup var options: GeneratorOptions

  @Option(help: ArgumentHelp("The enumeration that holds all types; by default the format's title.", valueName: "name"))
  var namespace: String?

  @Flag(help: "Write the texts of SPEC... as Swift.")
  var embedded = false

  @Argument(help: ArgumentHelp("With --embedded: paths of specifications.", valueName: "spec"))
  var specs: [String] = []

  var wantsJSON: Bool { options.json.isSet }

  func validate() throws {
    if embedded {
      if specs.isEmpty || spec != nil {
        throw ValidationError(
          "--embedded takes paths of specifications and no --spec, as in gen-swift --embedded spec/*.yaml")
      }
    } else if spec == nil || !specs.isEmpty {
      throw ValidationError("name one format and nothing else, as in gen-swift --spec vexfs")
    }
    if let namespace, !Identifier.isValid(namespace) {
      throw ValidationError(
        "--namespace '\(shown(namespace))': expected an identifier, at most 32 letters, digits and _")
    }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let generation = Generation(options: options, reporter: reporter)
    guard let spec else {
      return try generation.run(try Embedding.files(specs)) { name, _ in name.hasPrefix("ShippedSpecs+") }
    }
    let format = try Catalogue.find(spec).compile()
    let emitter = SwiftEmitter(program: Program(lowering: format), namespace: namespace)
    let banner = SwiftEmitter.banner(SwiftEmitter.source(of: format))
    return try generation.run(emitter.files()) { _, head in head.contains { $0 == banner } }
  }
}
