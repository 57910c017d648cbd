import ArgumentParser
import VexImage

/// Gives single fields values.
struct SetCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Give single fields of an image values, with their checksums and copies.",
    discussion: """
      A value is a number, the name of an enumeration's value, names of flags (a|b, or +a|-b to change some), a text, a UUID, \
      or bytes as 0x00ff. What is there is saved in an undo file before the first byte changes. Nothing keeps you from \
      breaking rules; what the image breaks afterwards is told.
      """)

  @Argument(help: "The image: a file or a block device.")
  var image: String

  @Argument(help: ArgumentHelp("Fields and their values: superblock.label=backup.", valueName: "field=value"))
  var settings: [String]

  @Flag(help: "Leave all checksums as they are, right or wrong.")
  var keepChecksums = false

  @Flag(help: "Change only the copy that is named, superblock[1], or the first one.")
  var oneCopy = false

  @OptionGroup var spec: SpecOption
  @OptionGroup var writing: WriteOptions
  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func validate() throws {
    for setting in settings where !setting.contains("=") || setting.hasPrefix("=") {
      throw ValidationError("'\(setting)' sets nothing; write a field, = and its value: superblock.label=backup")
    }
    guard writing.replace == nil else { throw ValidationError("--replace is not for set, which replaces fields alone") }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let pairs = settings.map { setting in
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (path: parts[0], value: parts.count > 1 ? parts[1] : "")
    }
    var changing = FieldChanging(
      path: image, settings: pairs, formats: try Formats(spec: spec.name, reporter), reporter: reporter,
      destination: writing.destination)
    changing.options.keepsChecksums = keepChecksums
    changing.options.changesOneCopy = oneCopy
    return try changing.run()
  }
}
