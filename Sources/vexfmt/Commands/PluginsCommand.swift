import ArgumentParser

/// Commands on bundles.
struct PluginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugins",
    abstract: "List, verify and begin plugins: bundles of formats, checksums and generators.",
    discussion: """
      A bundle is a folder with plugin.yaml in it. Bundles are looked for in the folders of VEXFMT_PLUGIN_PATH, in \
      ~/.local/share/vexfmt/plugins, and in lib/vexfmt/plugins beside the program's bin. Nothing is used from the working directory, \
      nor what others than the user and root may write.
      """,
    subcommands: [
      ListPluginsCommand.self, VerifyPluginCommand.self, NewPluginCommand.self, TryPluginCommand.self,
    ])
}

/// Lists the bundles that are installed.
struct ListPluginsCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the plugins that are installed, and what each has.")

  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 { PluginListing(reporter: reporter).run() }
}

/// Looks whether a bundle keeps its word.
struct VerifyPluginCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Look whether a plugin keeps its word: specifications, checksums, generators, samples.",
    discussion: """
      Libraries of the bundle are loaded, and so run code of its author. Exit status: 0 all is good, 1 something is not, 64 wrong \
      usage.
      """)

  @Argument(help: "The name of an installed plugin, or a bundle's folder, with a slash.")
  var plugin: String

  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    try PluginVerification(subject: plugin, reporter: reporter).run()
  }
}

/// Begins a bundle.
struct NewPluginCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Begin a plugin: a folder with a manifest, a small specification, and what --checksum asks for.")

  @Argument(help: "The plugin's name, which is also that of its format and of the folder.")
  var name: String

  @Option(help: ArgumentHelp("The folder in which its folder is made.", valueName: "dir"))
  var output: String = "."

  @Flag(help: "Also begin a checksum algorithm in C, and a Makefile that builds it.")
  var checksum = false

  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    try PluginTemplate(name: name, folder: output, hasChecksum: checksum).write(reporter)
  }
}

/// Loads a library in a process that it may take down; called by the program itself.
struct TryPluginCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "try", abstract: "Load a library and say what is wrong with it, as JSON.", shouldDisplay: false)

  @Argument(help: "The library's path, from the root.")
  var library: String

  @Flag(help: "Run its algorithms through the conformance suite.")
  var thorough = false

  var wantsJSON: Bool { true }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    PluginTrial(library: library, isThorough: thorough).perform(reporter)
  }
}
