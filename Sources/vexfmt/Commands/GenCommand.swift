import ArgumentParser
import VexBytes
import VexCodecs

/// Generates whatever a program of the user's makes of a format.
struct GenCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "gen",
    abstract: "Generate code of any language, by a program that you name.",
    discussion: """
      The program gets the format and the steps of its checks as JSON and answers with files. Nothing is written unless all of \
      its answer is sound, and nothing outside of the folder. Files that would not change are not touched. docs/GENERATORS.md \
      describes both documents.
      """)

  @Option(
    help: ArgumentHelp(
      "The generator: the name of an installed plugin's, or the path of a program, as in ./my-generator.",
      valueName: "program"))
  var plugin: String

  @OptionGroup var spec: RequiredSpecOption
  @OptionGroup var options: GeneratorOptions

  @Option(
    name: .customLong("option"),
    help: ArgumentHelp("What the generator is told; may be given several times.", valueName: "key=value"),
    transform: GeneratorSetting.parse)
  var settings: [GeneratorSetting] = []

  @Option(help: ArgumentHelp("The generator is killed after so many seconds.", valueName: "seconds"))
  var timeout: Int = 60

  var wantsJSON: Bool { options.json.isSet }

  func validate() throws {
    guard (1...86400).contains(timeout) else {
      throw ValidationError("--timeout '\(timeout)': expected a number of seconds from 1 to 86400")
    }
    for (index, setting) in settings.enumerated()
    where settings[..<index].contains(where: { $0.key == setting.key }) {
      throw ValidationError("--option '\(shown(setting.key))' is there twice; give it one value")
    }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let generator = try GeneratorProgram.find(plugin)
    let spec = try CompiledSpecification(try Catalogue.find(spec.name))
    let document = ExchangeDocument(
      program: spec.program, toolVersion: VexfmtCommand.version, options: settings.map { ($0.key, $0.value) })
    let answer = try generator.answer(to: document, seconds: timeout, reporter)
    let diagnostics = GeneratorReport(generator: generator, spec: spec, diagnostics: answer.diagnostics)
    try diagnostics.print(reporter)
    let generation = Generation(
      options: options, reporter: reporter, members: [("diagnostics", diagnostics.json)])
    return try generation.run(answer.files) { _, _ in false }
  }
}
