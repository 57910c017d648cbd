public import ArgumentParser
public import VexCodecs

/// Generates C.
struct GenHeadersCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "gen-headers",
    abstract: "Generate the C header and the C validators of a format.",
    discussion: "Files that would not change are not touched.")

  @OptionGroup var spec: RequiredSpecOption
  @OptionGroup var options: GeneratorOptions

  @Option(help: ArgumentHelp("What names and files begin with, instead of the format's name.", valueName: "name"))
  var prefix: String?

  @Option(help: "kernel: header and validators, for a kernel module and for programs; uapi: the layout alone.")
  var flavour: CEmitter.Flavour = .kernel

  var wantsJSON: Bool { options.json.isSet }

  func validate() throws {
    if let prefix, !Identifier.isValid(prefix) {
      throw ValidationError("--prefix '\(shown(prefix))': expected a C identifier, at most 32 letters, digits and _")
    }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let format = try Catalogue.find(spec.name).compile()
    let files = CEmitter(program: Program(lowering: format), prefix: prefix).files(flavour: flavour)
    return try Generation(options: options, reporter: reporter).run(files) { _, _ in false }
  }
}

extension CEmitter.Flavour: ExpressibleByArgument {}

/// Names that a user gives to what is generated.
enum Identifier {
  /// Whether `name` is an identifier in C as in Swift, and of sensible length.
  static func isValid(_ name: String) -> Bool {
    guard let first = name.utf8.first, name.utf8.count <= 32 else { return false }
    let isLetter = { (byte: UInt8) in (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F }
    return isLetter(first) && name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
  }
}
