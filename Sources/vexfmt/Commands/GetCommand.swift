import ArgumentParser

/// Prints single fields.
struct GetCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Print the value of single fields, one a line, as vexfmt set takes them.",
    discussion: "Nothing is checked. For whole structures, see vexfmt show.")

  @Argument(help: "The image: a regular file or a block device.")
  var image: String

  @Argument(help: "The fields: superblock.label, inodes[1].mode.kind, superblock.regions[0].start.")
  var fields: [String]

  @OptionGroup var spec: SpecOption
  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let formats = try Formats(spec: spec.name, reporter)
    guard let opened = try OpenedImage.open(image, formats) else { throw .message(Formats.unrecognised(image)) }
    return try FieldReading(image: opened, fields: fields, reporter: reporter).run()
  }
}
