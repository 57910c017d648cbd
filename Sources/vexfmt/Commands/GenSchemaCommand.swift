import ArgumentParser
import VexBytes
import VexCodecs
import VexFormatSpec

/// Generates the schema by which editors help to write specifications.
struct GenSchemaCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "gen-schema",
    abstract: "Generate the JSON Schema of specifications, for editors.",
    discussion: """
      The file is \(SpecificationSchema.fileName). Editors with the YAML language server find it by a comment in a \
      specification's first lines: # yaml-language-server: $schema=\(SpecificationSchema.fileName)
      """)

  @OptionGroup var options: GeneratorOptions

  var wantsJSON: Bool { options.json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let file = GeneratedFile(path: SpecificationSchema.fileName, contents: SpecificationSchema.json.lines())
    return try Generation(options: options, reporter: reporter).run([file]) { _, _ in false }
  }
}
