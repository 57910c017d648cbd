import ArgumentParser

/// Shows the structures of an image.
struct ShowCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the decoded structures of an image, sound or not.",
    discussion: """
      A path names what to show: superblock, inodes[1], superblock.regions[0].start. Without one, the first elements of every \
      region are shown. Nothing is checked; see validate. What can be decoded is shown, and if that is not all, the exit status is 1.
      """)

  @Argument(help: "The image: a regular file or a block device.")
  var image: String

  @Argument(help: "What to show of it.")
  var path: String?

  @OptionGroup var spec: SpecOption
  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let formats = try Formats(spec: spec.name, reporter)
    guard let opened = try OpenedImage.open(image, formats) else { throw .message(Formats.unrecognised(image)) }
    return try ImageDisplay(image: opened, path: path, formats: formats, reporter: reporter).run()
  }
}
